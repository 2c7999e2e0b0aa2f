import { describe, expect, test } from '@jest/globals';
import { skus } from '../../../twin/entra/catalogue.js';
import { Bench } from './world.js';

const path = '/beta/deviceManagement/windowsAutopilotDeploymentProfiles';
const body = {
  '@odata.type': '#microsoft.graph.azureADWindowsAutopilotDeploymentProfile',
  displayName: 'WorkSpaces Berlin',
  description: '',
  locale: 'os-default',
  deviceNameTemplate: 'WS-%RAND:9%',
  deviceType: 'windowsPc',
  hardwareHashExtractionEnabled: false,
  preprovisioningAllowed: false,
  roleScopeTagIds: ['0'],
  outOfBoxExperienceSetting: {
    deviceUsageType: 'singleUser',
    userType: 'standard',
    privacySettingsHidden: true,
    eulaHidden: true,
    keyboardSelectionPageSkipped: true,
    escapeLinkHidden: true,
  },
};

describe('Autopilot profiles', () => {
  test('are made, read, changed and deleted on beta; v1.0 does not know them', async () => {
    const bench = new Bench();
    const made = await bench.expect(201, 'POST', path, body);
    expect(made).toMatchObject(body);
    await bench.expect(200, 'PATCH', `${path}/${made.id}`, { '@odata.type': body['@odata.type'], description: 'd' });
    expect((await bench.expect(200, 'GET', `${path}/${made.id}`)).description).toBe('d');
    expect((await bench.graph('GET', path.replace('beta', 'v1.0'))).status).toBe(400);
    await bench.expect(200, 'DELETE', `${path}/${made.id}`);
    expect((await bench.graph('GET', `${path}/${made.id}`)).status).toBe(404);
  });

  test.each([
    ['a hyphen in the name', { displayName: 'Work-Spaces' }],
    ['a name template that is too long', { deviceNameTemplate: 'WORKSPACES-%RAND:5%' }],
    ['a name template with a blank', { deviceNameTemplate: 'WS %RAND:5%' }],
    ['a name of digits alone', { deviceNameTemplate: '%RAND:5%' }],
    ['an unknown user type', { outOfBoxExperienceSetting: { userType: 'guest' } }],
  ])('%s gets an empty 400', async (_what, change) => {
    const answer = await new Bench().graph('POST', path, { ...body, ...change });
    expect([answer.status, answer.body]).toEqual([400, '']);
  });

  test('another type, or the old field names, are refused by name', async () => {
    const bench = new Bench();
    expect(
      (
        await bench.graph('POST', path, {
          ...body,
          '@odata.type': '#microsoft.graph.activeDirectoryWindowsAutopilotDeploymentProfile',
        })
      ).status,
    ).toBe(400);
    expect((await bench.graph('POST', path, { ...body, enableWhiteGlove: true })).body.error.message).toContain(
      'enableWhiteGlove',
    );
    expect(bench.tenant.unknownCalls).toHaveLength(2);
  });

  test('the device type stays as it was made', async () => {
    const bench = new Bench();
    const made = await bench.expect(201, 'POST', path, body);
    expect(
      (
        await bench.graph('PATCH', `${path}/${made.id}`, {
          '@odata.type': body['@odata.type'],
          deviceType: 'surfaceHub2',
        })
      ).status,
    ).toBe(400);
  });

  test('a tenant without Intune answers with an empty 400', async () => {
    const answer = await new Bench({ skus: [skus.entraP1] }).graph('POST', path, body);
    expect([answer.status, answer.body]).toEqual([400, '']);
  });

  test('an assigned profile is not deleted until its assignments are gone', async () => {
    const bench = new Bench();
    const group = bench.tenant.addGroup('devices');
    const made = await bench.expect(201, 'POST', path, body);
    const assignment = await bench.expect(201, 'POST', `${path}/${made.id}/assignments`, {
      target: { '@odata.type': '#microsoft.graph.groupAssignmentTarget', groupId: group.id },
    });
    expect(assignment).toMatchObject({ id: `${made.id}_${group.id}_0`, target: { groupId: group.id } });
    expect((await bench.graph('DELETE', `${path}/${made.id}`)).status).toBe(400);
    expect((await bench.expect(200, 'GET', `${path}/${made.id}?$expand=assignments`)).assignments).toHaveLength(1);
    await bench.expect(204, 'DELETE', `${path}/${made.id}/assignments/${assignment.id}`);
    await bench.expect(200, 'DELETE', `${path}/${made.id}`);
  });

  test('there is no action assign, and no assignment to a group that does not exist', async () => {
    const bench = new Bench();
    const made = await bench.expect(201, 'POST', path, body);
    expect((await bench.graph('POST', `${path}/${made.id}/assign`, {})).status).toBe(400);
    expect(
      (
        await bench.graph('POST', `${path}/${made.id}/assignments`, {
          target: { '@odata.type': '#microsoft.graph.groupAssignmentTarget', groupId: 'none' },
        })
      ).status,
    ).toBe(400);
  });
});

describe('which profile reaches a device', () => {
  async function prepared(): Promise<{
    bench: Bench;
    groups: [string, string];
    device: string;
    reached: () => Promise<string | undefined>;
    assign: (profile: string, target: object) => Promise<unknown>;
    profile: (name: string) => Promise<string>;
  }> {
    const bench = new Bench();
    const groups: [string, string] = [
      bench.tenant.addGroup('ours', { rule: '(device.devicePhysicalIds -any (_ -eq "[OrderID]:Berlin"))' }).id,
      bench.tenant.addGroup('all', { rule: '(device.devicePhysicalIds -any (_ -startsWith "[ZTDId]"))' }).id,
    ];
    const made = await bench.expect(201, 'POST', '/v1.0/deviceManagement/importedWindowsAutopilotDeviceIdentities', {
      serialNumber: 'ws-1',
      groupTag: 'Berlin',
      hardwareIdentifier: 'V1M=',
    });
    await bench.world.clock.advance(10);
    return {
      bench,
      groups,
      device: made.id as string,
      reached: async () =>
        (
          await bench.expect(
            200,
            'GET',
            `/beta/deviceManagement/windowsAutopilotDeviceIdentities/${made.id}?$expand=deploymentProfile`,
          )
        ).deploymentProfile?.displayName as string | undefined,
      assign: (profile, target) => bench.expect(201, 'POST', `${path}/${profile}/assignments`, { target }),
      profile: async (displayName) => {
        const created = await bench.expect(201, 'POST', path, { ...body, displayName });
        await bench.world.clock.advance(1);
        return created.id as string;
      },
    };
  }
  const to = (groupId: string): object => ({ '@odata.type': '#microsoft.graph.groupAssignmentTarget', groupId });
  const except = (groupId: string): object => ({
    '@odata.type': '#microsoft.graph.exclusionGroupAssignmentTarget',
    groupId,
  });
  const toAll = { '@odata.type': '#microsoft.graph.allDevicesAssignmentTarget' };

  test('the oldest of those that are assigned to its groups', async () => {
    const { groups, reached, assign, profile } = await prepared();
    const older = await profile('Laptops');
    const ours = await profile('Desktops');
    expect(await reached()).toBeUndefined();
    await assign(ours, to(groups[0]));
    expect(await reached()).toBe('Desktops');
    await assign(older, to(groups[1]));
    expect(await reached()).toBe('Laptops');
    await assign(older, except(groups[0]));
    expect(await reached()).toBe('Desktops');
  });

  test('an exclusion has no effect on an assignment to all devices', async () => {
    const { groups, reached, assign, profile } = await prepared();
    const older = await profile('Laptops');
    await assign(older, toAll);
    await assign(older, except(groups[0]));
    expect(await reached()).toBe('Laptops');
  });

  test('a device says in beta whether a profile is assigned, a profile which devices it has', async () => {
    const { bench, groups, device, assign, profile } = await prepared();
    const ours = await profile('Desktops');
    const status = async (): Promise<string> =>
      (await bench.expect(200, 'GET', `/beta/deviceManagement/windowsAutopilotDeviceIdentities/${device}`))
        .deploymentProfileAssignmentStatus as string;
    expect(await status()).toBe('notAssigned');
    await assign(ours, to(groups[0]));
    expect(await status()).toBe('assignedInSync');
    expect((await bench.expect(200, 'GET', `${path}/${ours}/assignedDevices`)).value).toHaveLength(1);
  });
});

describe('what Intune keeps', () => {
  const assigned = async (bench: Bench): Promise<string> => {
    const { id } = await bench.expect(201, 'POST', path, body);
    await bench.expect(201, 'POST', `${path}/${id}/assignments`, {
      target: { '@odata.type': '#microsoft.graph.groupAssignmentTarget', groupId: bench.tenant.addGroup('devices').id },
    });
    return id as string;
  };

  test('is counted, and compared by name, whatever its ids are', async () => {
    const [one, two] = [new Bench(), new Bench()];
    for (const bench of [one, two]) await assigned(bench);
    expect(one.tenant.counts()).toMatchObject({ autopilotProfiles: 1, profileAssignments: 1 });
    const { autopilotProfiles, profileAssignments } = one.tenant.snapshot();
    expect([autopilotProfiles, profileAssignments]).toEqual([
      two.tenant.snapshot()['autopilotProfiles'],
      two.tenant.snapshot()['profileAssignments'],
    ]);
    expect(profileAssignments).toEqual([
      { profile: 'WorkSpaces Berlin', type: '#microsoft.graph.groupAssignmentTarget', group: 'devices' },
    ]);
  });

  test('tells two tenants apart where one object differs', async () => {
    const [one, two] = [new Bench(), new Bench()];
    const [, id] = [await assigned(one), await assigned(two)];
    await two.expect(200, 'PATCH', `${path}/${id}`, { '@odata.type': body['@odata.type'], locale: 'de-DE' });
    expect(one.tenant.snapshot()['autopilotProfiles']).not.toEqual(two.tenant.snapshot()['autopilotProfiles']);
  });

  test('is read with the reading permission of its family, and written with the writing one alone', async () => {
    const bench = new Bench();
    const reader = bench.tenant.addServicePrincipal('Reader', { roles: ['DeviceManagementServiceConfig.Read.All'] });
    const other = bench.tenant.addServicePrincipal('Other', { roles: ['DeviceManagementConfiguration.ReadWrite.All'] });
    const status = async (as: typeof reader, method: string, given?: object): Promise<number> =>
      (await bench.graph(method, path, given, { token: await bench.token(as) })).status;
    expect([await status(reader, 'GET'), await status(reader, 'POST', body), await status(other, 'GET')]).toEqual([
      200, 403, 403,
    ]);
  });
});
