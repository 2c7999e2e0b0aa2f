import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { shakeHands } from './handshake.js';
import { greenfield, Scenario, type PlannedAction } from './harness.js';

// A deployment that lives: what is changed in the file plans and applies, and touches only what it should. Two sites in
// two Regions, real terraform, both clouds emulated.

type Json = Record<string, any>; // eslint-disable-line @typescript-eslint/no-explicit-any

const upns = ['ada', 'grace', 'alan', 'cyd'].map((name) => `${name}@contoso.com`);
const desktopsIn = (actions: readonly PlannedAction[]) =>
  actions.filter(({ type }) => type === 'aws_workspaces_workspace');
const steps = (actions: readonly PlannedAction[]) =>
  [...new Set(actions.map(({ address }) => address.replace(/_[0-9A-F]{8}$/, '').replace(/-\d+$/, '')))].sort();

describe('a deployment that is rearranged', () => {
  let scenario: Scenario;
  let deployment: Json;

  const rewrite = async (edit: (deployment: Json) => void): Promise<void> => {
    edit(deployment);
    await scenario.write(deployment);
  };
  /** Plans and applies in one command, after which nothing is left to plan. Gives what was planned. */
  const applied = async (): Promise<PlannedAction[]> => {
    const planned = await scenario.apply();
    expect(await scenario.plan()).toEqual([]);
    return planned;
  };
  const change = async (edit: (deployment: Json) => void): Promise<PlannedAction[]> => {
    await rewrite(edit);
    return applied();
  };
  const users = (site = 0): Json[] => deployment.sites[site].desktops.users.list as Json[];

  beforeAll(async () => {
    scenario = await Scenario.start({ seed: { users: upns, byolRegions: ['eu-central-1', 'us-east-1'] } });
    deployment = greenfield(scenario.twin, [{ upn: upns[0] }, { upn: upns[1] }]);
    const [berlin] = deployment.sites as Json[];
    deployment.sites.push({
      ...structuredClone(berlin),
      key: 'virginia',
      region: 'us-east-1',
      directoryName: 'contoso-virginia',
      network: { create: { cidr: '10.30.0.0/22', availabilityZoneIds: ['use1-az2', 'use1-az4'] } },
      bundles: {
        standard: {
          fromImage: {
            imageId: scenario.twin.seeded.images['us-east-1'],
            computeType: 'POWER',
            rootVolumeGib: 175,
            userVolumeGib: 100,
          },
        },
      },
      desktops: { bundle: 'standard', users: { list: [{ upn: upns[2] }] } },
    });
    deployment.monitoring = {
      subscriptionId: scenario.twin.seeded.subscriptionId,
      location: 'westeurope',
      alertEmail: 'identity@contoso.com',
    };
    await scenario.write(deployment);
    await scenario.apply();
    deployment = await shakeHands(scenario.twin, deployment, await scenario.outputs());
    await scenario.write(deployment);
    await applied();
  });
  afterAll(async () => scenario.stop());

  test('sites in another order: nothing to do', async () => {
    await rewrite(({ sites }) => void (sites as Json[]).reverse());
    expect(await scenario.plan()).toEqual([]);
    await rewrite(({ sites }) => void (sites as Json[]).reverse());
  });

  test('a user name in another case: he is looked for again, his desktop stays', async () => {
    const planned = await change(() => (users()[0]!.upn = 'Ada@Contoso.com'));
    expect(desktopsIn(planned)).toEqual([]);
    for (const { address } of planned)
      expect(address).toMatch(/identity-center_presence_(all|ada-contoso-com-f6ca951c)_wait/);
  });

  test('a new image: the bundle keeps its id, the desktops stay', async () => {
    const bundle = async () =>
      ((await scenario.twin.aws.inside('workspaces', 'DescribeWorkspaceBundles', 'eu-central-1', {})) as Json)
        .Bundles[0];
    const before = await bundle();
    const image = scenario.twin.aws.workspaces.addImage('eu-central-1');
    const planned = await change(({ sites }) => (sites[0].bundles.standard.fromImage.imageId = image));
    expect(steps(planned)).toEqual([
      'aws_lambda_invocation.site-berlin_bundle-standard_bundle_ensure',
      'aws_lambda_invocation.site-berlin_bundle-standard_bundle_wait',
    ]);
    expect(await bundle()).toMatchObject({ BundleId: before.BundleId, ImageId: image });
  });

  test('a setting of the directory: changed in place', async () => {
    await rewrite(({ sites }) => (sites[0].access = { deviceTypes: ['web'] }));
    const planned = await scenario.plan();
    expect(steps(planned)).toEqual([
      'aws_lambda_invocation.site-berlin_directory_ensure',
      'aws_lambda_invocation.site-berlin_directory_wait',
    ]);
    expect(await scenario.must('apply', '-no-color', '-auto-approve')).not.toContain('Check block assertion failed');
    expect(await scenario.plan()).toEqual([]);
  });

  test('somebody changes that setting in the console: a plan warns, and says how to set it again', async () => {
    const { Directories } = (await scenario.twin.aws.inside(
      'workspaces',
      'DescribeWorkspaceDirectories',
      'eu-central-1',
      {},
    )) as Json;
    const access = { DeviceTypeWindows: 'ALLOW' };
    await scenario.twin.aws.inside('workspaces', 'ModifyWorkspaceAccessProperties', 'eu-central-1', {
      ResourceId: Directories[0].DirectoryId,
      WorkspaceAccessProperties: access,
    });
    const said = await scenario.must('plan', '-no-color', '-detailed-exitcode');
    expect(said).toContain('No changes.');
    expect(said).toContain('Check block assertion failed');
    const [again] =
      /-replace=(aws_lambda_invocation\.site-berlin_directory_ensure_\w+)/.exec(said.replace(/\s*\n\s*/g, ' ')) ?? [];
    await scenario.must('apply', '-no-color', '-auto-approve', again!.replace(/ /g, ''));
    expect(await scenario.must('plan', '-no-color')).not.toContain('Check block assertion failed');
  });

  test('a user on hold: he leaves the group, his desktop stays', async () => {
    const planned = await change(() => (users()[1]!.state = 'held'));
    expect(desktopsIn(planned)).toEqual([]);
    const { Workspaces } = (await scenario.twin.aws.inside(
      'workspaces',
      'DescribeWorkspaces',
      'eu-central-1',
      {},
    )) as Json;
    expect((Workspaces as Json[]).map(({ UserName }) => UserName as string).sort()).toEqual([
      'ada@contoso.com',
      'grace@contoso.com',
    ]);
    await rewrite(() => void delete users()[1]!.state);
    await applied();
  });

  test('a user who is not in Entra delays nobody but himself, and is named', async () => {
    await rewrite(() => void users().push({ upn: 'nobody@contoso.com' }, { upn: upns[3] }));
    const { code, output } = await scenario.terraform('apply', '-no-color', '-auto-approve');
    expect(code).toBe(1);
    expect(output).toContain('nobody@contoso.com');
    expect(output).toMatch(/aws_workspaces_workspace\.desktop_berlin_cyd-contoso-com-\w+: Creation complete/);
    expect(output).not.toMatch(/desktop_berlin_nobody[^ ]*: Creating/);
    await rewrite(() => void users().splice(2, 1));
    await applied();
  });

  test('a leaver who is still listed fails nothing', async () => {
    scenario.twin.entra.deleteUser(upns[3]!);
    const planned = await scenario.apply();
    expect(desktopsIn(planned)).toEqual([]);
    expect(await scenario.plan()).toEqual([]);
    await rewrite(() => void users().splice(2, 1));
    await applied();
  });

  test('monitoring switched off: it goes, and nothing else', async () => {
    const planned = await change((all) => (all.monitoring.enabled = false));
    expect(planned.length).toBeGreaterThan(0);
    for (const { type, actions } of planned)
      expect({ azure: type.startsWith('azurerm_'), actions }).toEqual({ azure: true, actions: ['delete'] });
  });

  test('a site removed: all of it goes, and nothing of the other', async () => {
    const planned = await change(({ sites }) => void (sites as Json[]).pop());
    for (const { address, actions } of planned) {
      if (actions[0] === 'delete' && actions.length === 1)
        expect(address).toMatch(/virginia|us-east-1|alan-contoso-com/);
      else expect(address).toMatch(/identity-center_presence_all_|azuread_group\.federation_desktop-users_/);
    }
    const left = (await scenario.twin.aws.inside(
      'workspaces',
      'DescribeWorkspaceDirectories',
      'us-east-1',
      {},
    )) as Json;
    expect(left.Directories ?? []).toEqual([]);
  });

  test('a directory deleted in the console stops a plan, but not one that is told not to look', async () => {
    const of = async (operation: string, input: object) =>
      (await scenario.twin.aws.inside('workspaces', operation, 'eu-central-1', input)) as Json;
    const { Workspaces } = await of('DescribeWorkspaces', {});
    await of('TerminateWorkspaces', {
      TerminateWorkspaceRequests: (Workspaces as Json[]).map(({ WorkspaceId }) => ({ WorkspaceId })),
    });
    await scenario.twin.advance(30);
    const { Directories } = await of('DescribeWorkspaceDirectories', {});
    await of('DeregisterWorkspaceDirectory', { DirectoryId: Directories[0].DirectoryId });
    await scenario.twin.advance(30);
    expect(await scenario.terraform('plan', '-no-color')).toMatchObject({
      code: 1,
      output: expect.stringContaining('data.aws_workspaces_directory.site-berlin_directory_drift_seen'),
    });
    const blind = await scenario.must('plan', '-no-color', '-var', 'look_for_drift=false');
    expect(blind).toContain('aws_workspaces_workspace.desktop_berlin_ada-contoso-com-f6ca951c will be created');
  });

  test('and a destroy still works', async () => {
    deployment.protection = false;
    await scenario.write(deployment);
    await scenario.must('destroy', '-no-color', '-auto-approve', '-var', 'look_for_drift=false');
    expect(await scenario.addresses()).toEqual([]);
  });
});

describe('a handshake that is recorded without its token', () => {
  let scenario: Scenario;
  beforeAll(async () => {
    scenario = await Scenario.start();
  });
  afterAll(async () => scenario.stop());

  test('fails the plan by name, and a destroy works', async () => {
    const deployment = { ...greenfield(scenario.twin), protection: false };
    await scenario.write(deployment);
    await scenario.apply();
    const outputs = await scenario.outputs();
    const connected = await shakeHands(scenario.twin, deployment, outputs);
    // The token was never put where `connect` puts it: a secret that was made anew is empty.
    await scenario.must('apply', '-no-color', '-auto-approve', `-replace=${await secretAddress(scenario)}`);
    await scenario.write(connected);
    const { code, output } = await scenario.terraform('plan', '-no-color');
    expect(code).toBe(1);
    expect(output.replace(/\s*\n\s*/g, ' ')).toContain(
      'The secret contoso-scim-token-… holds no SCIM token. Run `entra-workspaces connect`',
    );
    await scenario.destroy();
    expect(await scenario.addresses()).toEqual([]);
  });
});

async function secretAddress(scenario: Scenario): Promise<string> {
  const found = (await scenario.addresses()).find((address) =>
    address.startsWith('aws_secretsmanager_secret.federation_scim-token'),
  );
  if (!found) throw new Error('the deployment has no secret for the SCIM token');
  return found;
}
