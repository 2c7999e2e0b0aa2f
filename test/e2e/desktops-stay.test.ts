import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { shakeHands } from './handshake.js';
import { greenfield, Scenario, type PlannedAction } from './harness.js';

// What keeps people's desktops, and what keeps a plan from the wrong account: the traps of a plan that hang on
// an argument of a desktop or of a provider, with real terraform, both clouds emulated.

type Json = Record<string, any>; // eslint-disable-line @typescript-eslint/no-explicit-any

const region = 'eu-central-1';
const [ada, grace, alan] = ['ada@contoso.com', 'grace@contoso.com', 'alan@contoso.com'] as const;
const desktopsIn = (planned: readonly PlannedAction[]) =>
  planned.filter(({ type }) => type === 'aws_workspaces_workspace').map(({ actions }) => actions.join(' '));

describe('desktops stay', () => {
  let scenario: Scenario;
  let deployment: Json;

  const plan = async (edit: (deployment: Json) => void): Promise<PlannedAction[]> => {
    edit(deployment);
    await scenario.write(deployment);
    return scenario.plan();
  };
  const site = (): Json => deployment.sites[0] as Json;
  const inAws = async (operation: string, input: object = {}): Promise<Json> =>
    await scenario.twin.aws.inside('workspaces', operation, region, input);
  const desktopOf = async (upn: string): Promise<Json> => {
    const { Workspaces } = await inAws('DescribeWorkspaces');
    return (Workspaces as Json[]).find(({ UserName }) => UserName === upn)!;
  };

  beforeAll(async () => {
    scenario = await Scenario.start({ seed: { users: [ada, grace, alan] } });
    deployment = { ...greenfield(scenario.twin), protection: true };
    await scenario.write(deployment);
    await scenario.apply();
    deployment = await shakeHands(scenario.twin, deployment, await scenario.outputs());
    await scenario.write(deployment);
    await scenario.apply();
  });
  afterAll(async () => scenario.stop());

  test('a size is always sent: the default of the provider is none that a desktop of an own image can have', async () => {
    expect((await desktopOf(ada)).WorkspaceProperties).toMatchObject({
      ComputeTypeName: 'POWER',
      RootVolumeSizeGib: 175,
      UserVolumeSizeGib: 100,
      RunningMode: 'AUTO_STOP',
    });
  });

  test('what a person changed by self-service goes back in place with `enforced`, and stays with `initial`', async () => {
    const { WorkspaceId } = await desktopOf(ada);
    await inAws('ModifyWorkspaceProperties', { WorkspaceId, WorkspaceProperties: { RunningMode: 'ALWAYS_ON' } });
    await scenario.twin.advance(5);
    expect(desktopsIn(await plan(() => undefined))).toEqual(['update']);
    expect(await plan(() => (site().desktops.properties = 'initial'))).toEqual([]);
    expect(desktopsIn(await plan(() => (site().desktops.properties = 'enforced')))).toEqual(['update']);
    await scenario.applyPlan();
    expect(await desktopOf(ada)).toMatchObject({ WorkspaceId, WorkspaceProperties: { RunningMode: 'AUTO_STOP' } });
  });

  test('encryption switched on is for new desktops: those that are there are not touched', async () => {
    const planned = await plan(() => (site().desktops.encryption = { root: true, user: true }));
    expect(planned.map(({ type, actions }) => `${type} ${actions.join()}`).sort()).toEqual([
      'aws_kms_alias create',
      'aws_kms_key create',
    ]);
    await scenario.applyPlan();
    expect((await desktopOf(ada)).UserVolumeEncryptionEnabled ?? false).toBe(false);
    expect(await scenario.plan()).toEqual([]);
  });

  test('another bundle never replaces a desktop: with `initial` nothing happens, with `enforced` its size follows', async () => {
    const larger = { ...site().bundles.standard.fromImage, computeType: 'POWERPRO' };
    const users = site().desktops.users.list as Json[];
    const moved = await plan(() => {
      site().bundles.larger = { fromImage: larger };
      site().desktops.properties = 'initial';
      users[0]!.bundle = 'larger';
    });
    expect(desktopsIn(moved)).toEqual([]);
    expect(desktopsIn(await plan(() => (site().desktops.properties = 'enforced')))).toEqual(['update']);
    await plan(() => {
      delete users[0]!.bundle;
      delete site().bundles.larger;
    });
    expect(await scenario.plan()).toEqual([]);
  });

  test('a slow one is waited for: an hour and a half after it was asked for it is neither tainted nor made again', async () => {
    scenario.twin.aws.settings.desktopOutcomes.set(alan, { minutes: 90 });
    const users = site().desktops.users.list as Json[];
    expect(desktopsIn(await plan(() => users.push({ upn: alan })))).toEqual(['create']);
    await scenario.applyPlan();
    expect(await desktopOf(alan)).toMatchObject({ State: 'AVAILABLE', UserVolumeEncryptionEnabled: true });
    expect(await scenario.plan()).toEqual([]);
  });

  test('protection refuses a destroy by name, and the removal of a person is no destroy', async () => {
    const { code, output } = await scenario.terraform('plan', '-destroy', '-no-color');
    expect(code).toBe(1);
    expect(output).toMatch(
      /aws_lambda_invocation\.site-berlin_directory_claim_\w+ has\s+(lifecycle\.)?prevent_destroy/,
    );
    expect(output).toMatch(/aws_kms_key\.site-berlin_registration-secret_key/);
    const users = site().desktops.users.list as Json[];
    expect(desktopsIn(await plan(() => users.pop()))).toEqual(['delete']);
    await scenario.applyPlan();
  });

  test('the credentials of another AWS account plan nothing', async () => {
    deployment.aws.accountId = '444455556666';
    await scenario.write(deployment);
    const { code, output } = await scenario.terraform('plan', '-no-color');
    expect(code).toBe(1);
    expect(output.replace(/[│\s]+/g, ' ')).toMatch(/AWS account ID not allowed: \d{12}/);
    deployment.aws.accountId = scenario.twin.seeded.accountId;
  });

  test('the credentials of another tenant plan nothing', async () => {
    const { tenantId } = scenario.twin.seeded;
    deployment.entra.tenantId = '3f2504e0-4f89-41d3-9a0c-0305e82c3301';
    await scenario.write(deployment);
    const { code, output } = await scenario.terraform('plan', '-no-color');
    expect(code).toBe(1);
    expect(output).toMatch(/tenant/i);
    expect(output).not.toContain('Plan:');
    deployment.entra.tenantId = tenantId;
    await scenario.write(deployment);
    expect(await scenario.plan()).toEqual([]);
  });
});
