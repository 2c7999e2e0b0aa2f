import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { DeploymentInput } from '../../deployment/schema.js';
import type { FoundationStore } from '../../twin/aws/foundation-store.js';
import { inventoryOf } from '../../twin/inventory.js';
import { setUpWhole } from './handshake.js';
import { greenfield, Scenario, type PlannedAction } from './harness.js';
import { desktopIds, whoWorks } from './people.js';
import { say } from './worlds.js';

// Scenario 5, what goes wrong with people and their desktops, one after the other in the same deployment. Each ends
// converged: everybody who should has a desktop, and nothing is left to plan.

const region = 'eu-central-1';
const ada = 'ada@contoso.com';
const grace = 'grace@contoso.com';

describe('people and desktops', () => {
  let scenario: Scenario;
  let deployment: DeploymentInput;
  let before: { aws: string[]; entra: unknown };
  const listed = [ada, grace];

  const write = async (): Promise<void> => {
    deployment = structuredClone(deployment);
    deployment.sites[0]!.desktops.users = { list: listed.map((upn) => ({ upn })) };
    await scenario.write(deployment);
  };
  const join = (upn: string, given: object = {}): void => {
    scenario.twin.entra.addUser(upn, given);
    listed.push(upn);
  };
  const converged = async (apply: () => Promise<unknown> = () => scenario.apply()): Promise<void> => {
    await apply();
    expect(await scenario.plan()).toEqual([]);
    await scenario.twin.advance(60);
    expect(whoWorks(scenario.twin, ...listed)).toEqual(listed.map(() => 'works'));
  };
  const touched = (planned: readonly PlannedAction[]) =>
    planned.filter(({ type }) => type === 'aws_workspaces_workspace').map(({ actions }) => actions.join());
  const outcomeOf = (upn: string, outcome: { minutes?: number; error?: { code: string; message: string } }): void =>
    void scenario.twin.aws.settings.desktopOutcomes.set(upn, outcome);
  /** What a person does in the console of WorkSpaces: Windows is set up anew, and the device registered again. */
  const rebuild = async (upn: string): Promise<void> => {
    const WorkspaceId = desktopIds(scenario.twin)[`${upn} in contoso-berlin`];
    await scenario.twin.aws.inside('workspaces', 'RebuildWorkspaces', region, {
      RebuildWorkspaceRequests: [{ WorkspaceId }],
    });
    await scenario.twin.advance(90);
  };
  /** Signs in to Windows; then what keeps the device from being enrolled. */
  const whatBreaks = (upn: string): string | undefined => {
    scenario.twin.integrations.signIn(upn);
    const id = desktopIds(scenario.twin)[`${upn} in contoso-berlin`];
    return scenario.twin.integrations.devices().find(({ desktopId }) => desktopId === id)?.broken;
  };
  const applyFails = async (): Promise<string> => {
    const { code, output } = await scenario.terraform('apply', '-no-color', '-auto-approve');
    expect({ code, output }).toMatchObject({ code: 1 });
    return output.replace(/\s*\n\s*/g, ' ');
  };

  beforeAll(async () => {
    scenario = await Scenario.start({ seed: { users: [ada, grace] } });
    before = { aws: await inventoryOf(scenario.twin.aws, [region]), entra: scenario.twin.entra.snapshot() };
    deployment = greenfield(scenario.twin) as DeploymentInput;
    deployment.entra.registrationApp = { create: { secretLifetimeDays: 30 } };
    deployment = (await setUpWhole(scenario, deployment)) as DeploymentInput;
    await converged();
  });
  afterAll(async () => scenario.stop());

  test('a desktop that takes 75 minutes is waited for: it is neither tainted nor replaced', async () => {
    join('slow@contoso.com');
    outcomeOf('slow@contoso.com', { minutes: 75 });
    await write();
    expect(touched(await scenario.apply())).toEqual(['create']);
    const ids = desktopIds(scenario.twin);
    await converged();
    expect(desktopIds(scenario.twin)).toEqual(ids);
  });

  test('a desktop in ERROR fails by its name; the others stay, and the next apply makes it anew', async () => {
    const ids = desktopIds(scenario.twin);
    join('unlucky@contoso.com');
    outcomeOf('unlucky@contoso.com', { error: { code: 'InternalError', message: 'no capacity in this zone' } });
    await write();
    const said = await applyFails();
    expect(said).toMatch(/unexpected state 'ERROR'.*no capacity in this zone.*desktop_berlin_unlucky-contoso-com/);
    scenario.twin.aws.settings.desktopOutcomes.clear();
    expect(touched(await scenario.plan())).toEqual(['delete,create']);
    await converged(() => scenario.applyPlan());
    expect(desktopIds(scenario.twin)).toMatchObject(ids);
  });

  test('a user whom SCIM cannot bring delays nobody else, and is named', async () => {
    // Identity Center takes no user without a first name.
    join('nameless@contoso.com', { givenName: null });
    join('alan@contoso.com');
    await write();
    const said = await applyFails();
    expect(said).toContain('nameless@contoso.com');
    await scenario.twin.advance(60);
    expect(whoWorks(scenario.twin, 'alan@contoso.com')).toEqual(['works']);
    scenario.twin.entra.state.userByName('nameless@contoso.com')!.givenName = 'Name';
    await scenario.twin.advance(60);
    await converged();
  });

  test('a leaver who is still listed fails nothing, and nobody loses a desktop', async () => {
    const ids = desktopIds(scenario.twin);
    scenario.twin.entra.deleteUser('alan@contoso.com');
    expect(touched(await scenario.apply())).toEqual([]);
    expect(await scenario.plan()).toEqual([]);
    expect(desktopIds(scenario.twin)).toEqual(ids);
    listed.splice(listed.indexOf('alan@contoso.com'), 1);
    await write();
    await converged();
  });

  test('consent that is taken back: desktops come up and never enrol, until it is applied again', async () => {
    const { appRoleAssignments } = scenario.twin.entra.state;
    const consents = [...appRoleAssignments.values()].filter(
      ({ principalDisplayName, resourceDisplayName }) =>
        resourceDisplayName === 'Microsoft Graph' && principalDisplayName?.includes('registration'),
    );
    expect(consents.length).toBeGreaterThan(0);
    for (const { id } of consents) appRoleAssignments.delete(id);
    await rebuild(ada);
    expect(whatBreaks(ada)).toContain('DeviceManagementServiceConfig.ReadWrite.All');
    const planned = await scenario.apply();
    expect(planned.map(({ type }) => type)).toEqual(consents.map(() => 'azuread_app_role_assignment'));
    await rebuild(ada);
    await converged();
    expect(whatBreaks(ada)).toBeUndefined();
  });

  test('a registration secret that has expired: a new device never enrols, until it is applied again', async () => {
    await scenario.twin.advance(40 * 24 * 60);
    await rebuild(grace);
    expect(whatBreaks(grace)).toMatch(/expired/i);
    expect(touched(await scenario.apply())).toEqual([]);
    await rebuild(grace);
    await converged();
    expect(whatBreaks(grace)).toBeUndefined();
  });

  test('the token secret is emptied: a plan fails by name, and a destroy leaves both clouds empty', async () => {
    const secretArn = (await scenario.outputs())['scim_token_secret_arn'] as string;
    const secrets = scenario.twin.aws.foundation as FoundationStore;
    secrets.secrets.find(region, secretArn)!.versions.length = 0;
    const { code, output } = await scenario.terraform('plan', '-no-color');
    expect(code).toBe(1);
    expect(output.replace(/\s*\n\s*/g, ' ')).toContain('holds no SCIM token. Run `entra-workspaces connect`');
    await scenario.destroy();
    expect(await inventoryOf(scenario.twin.aws, [region])).toEqual(before.aws);
    for (const upn of listed.slice(2)) scenario.twin.entra.deleteUser(upn);
    // Devices that were registered when the app could not sign in to remove them stay behind, and the twin says which.
    const { devices, autopilotDevices, managedDevices, ...rest } = scenario.twin.entra.snapshot();
    expect({ ...rest, devices: [], autopilotDevices: [], managedDevices: [] }).toEqual(before.entra);
    const left = scenario.twin.integrations.orphans.map(({ kind, desktopId }) => `${kind} of ${desktopId}`);
    say(`left behind by rebuilds without consent or secret: ${left.join(', ')}`);
    expect(autopilotDevices!.length).toBeLessThanOrEqual(scenario.twin.integrations.orphans.length);
    expect(devices!.length + managedDevices!.length).toBeLessThanOrEqual(2 * scenario.twin.integrations.orphans.length);
  });
});
