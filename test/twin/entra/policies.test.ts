import { beforeEach, describe, expect, test } from '@jest/globals';
import { sessionSettingsOf } from '../../../twin/entra/intune/custom-configurations.js';
import { Bench } from './world.js';

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});

const allDevices = { '@odata.type': '#microsoft.graph.allDevicesAssignmentTarget' } as const;
const catalog = (value = 'device_vendor_msft_bitlocker_requiredeviceencryption_1') => ({
  '@odata.type': '#microsoft.graph.deviceManagementConfigurationSetting',
  settingInstance: {
    '@odata.type': '#microsoft.graph.deviceManagementConfigurationChoiceSettingInstance',
    settingDefinitionId: 'device_vendor_msft_bitlocker_requiredeviceencryption',
    choiceSettingValue: { value, children: [] },
  },
});

describe('policies of Intune', () => {
  test('show settings and assignments only where $expand names them', async () => {
    const { id } = bench.tenant.addPolicy(
      'configurationPolicies',
      { name: 'Disk encryption', platforms: 'windows10' },
      { inside: { settings: [catalog()] }, targets: [allDevices] },
    );
    const path = '/beta/deviceManagement/configurationPolicies';
    const [bare] = (await bench.expect(200, 'GET', path)).value;
    expect(Object.keys(bare)).not.toContain('settings');
    expect(Object.keys(bare)).not.toContain('assignments');
    const [whole] = (await bench.expect(200, 'GET', `${path}?$expand=settings,assignments`)).value;
    expect(whole.settings).toEqual([catalog()]);
    expect(whole.assignments[0].target).toEqual({
      ...allDevices,
      deviceAndAppManagementAssignmentFilterId: null,
      deviceAndAppManagementAssignmentFilterType: 'none',
    });
    expect((await bench.expect(200, 'GET', `${path}/${id}/settings`)).value).toEqual([catalog()]);
    expect((await bench.graph('GET', `${path}?$expand=definitionValues`)).status).toBe(400);
  });

  test('are in the version of Graph that has them: settings catalog, templates, filters and baselines in beta alone', async () => {
    for (const collection of ['deviceConfigurations', 'deviceCompliancePolicies', 'deviceEnrollmentConfigurations']) {
      await bench.expect(200, 'GET', `/v1.0/deviceManagement/${collection}?$expand=assignments`);
    }
    const betaAlone = ['configurationPolicies', 'groupPolicyConfigurations', 'assignmentFilters', 'intents'];
    for (const collection of [...betaAlone, 'managedDeviceCleanupRules', 'windowsFeatureUpdateProfiles']) {
      await bench.expect(200, 'GET', `/beta/deviceManagement/${collection}`);
      expect((await bench.graph('GET', `/v1.0/deviceManagement/${collection}`)).status).toBe(400);
    }
  });

  test('of the settings catalog are for a platform that Graph knows: there is no windows11', async () => {
    const path = '/beta/deviceManagement/configurationPolicies';
    const body = (platforms: string) => ({ name: 'P', platforms, technologies: 'mdm', settings: [catalog()] });
    const { status, body: said } = await bench.graph('POST', path, body('windows11'));
    expect([status, JSON.stringify(said)]).toEqual([400, expect.stringContaining("Requested value 'windows11'")]);
    await bench.expect(201, 'POST', path, body('windows10'));
  });

  test('an ADMX file whose categories go round in a circle gives its policies no address', () => {
    const file = ['a', 'b']
      .map((name, at, all) => `<category name="${name}"><parentCategory ref="${all[1 - at]}"/></category>`)
      .join('');
    const policy = '<policy name="clip" ><parentCategory ref="a"/></policy>';
    const uris = {
      './Device/Vendor/MSFT/Policy/ConfigOperations/ADMXInstall/Wsp/Policy/1': `${file}${policy}`,
      './Device/Vendor/MSFT/Policy/Config/Wsp~Policy~b~a/clip': '<enabled/>',
    };
    const made = bench.tenant.addPolicy('deviceConfigurations', { displayName: 'sessions' });
    made.inside['omaSecrets'] = Object.entries(uris).map(([omaUri, value]) => ({ omaUri, value }));
    expect(sessionSettingsOf([made], () => undefined)).toMatchObject([{ name: 'clip', state: 'not known' }]);
  });

  test('of the settings catalog hold a thousand settings, and give them all', async () => {
    const path = '/beta/deviceManagement/configurationPolicies';
    const settings = Array.from({ length: 1000 }, () => catalog());
    const { id } = await bench.expect(201, 'POST', path, { name: 'P', platforms: 'windows10', settings });
    const whole = await bench.expect(200, 'GET', `${path}/${id}?$expand=settings`);
    expect(whole).toMatchObject({ settingCount: 1000, settings: { length: 1000 } });
  });

  test('of an old baseline are read under the policy, settings and assignments', async () => {
    const setting = {
      definitionId: 'deviceConfiguration--windows10EndpointProtection_bitLockerEncryptDevice',
      valueJson: 'true',
    };
    const { id } = bench.tenant.addPolicy(
      'intents',
      { displayName: 'Baseline of 2021', isAssigned: true },
      { inside: { settings: [setting] }, targets: [allDevices] },
    );
    const path = `/beta/deviceManagement/intents/${id}`;
    expect((await bench.expect(200, 'GET', `${path}/settings`)).value).toEqual([setting]);
    expect((await bench.expect(200, 'GET', `${path}/assignments`)).value[0].target).toMatchObject(allDevices);
    expect((await bench.graph('GET', '/beta/deviceManagement/intents?$expand=assignments')).status).toBe(400);
  });

  test('every tenant has one status page from the beginning', async () => {
    const { value } = await bench.expect(200, 'GET', '/v1.0/deviceManagement/deviceEnrollmentConfigurations');
    expect(value).toMatchObject([{ priority: 0, displayName: 'All users and all devices' }]);
  });

  test('are made, changed and removed, their assignments replaced as a whole and gone with them', async () => {
    const path = '/beta/deviceManagement/windowsFeatureUpdateProfiles';
    const first = bench.tenant.addGroup('pilot');
    const second = bench.tenant.addGroup('rest');
    const made = await bench.expect(201, 'POST', path, {
      displayName: 'Stay',
      featureUpdateVersion: 'Windows 11, 24H2',
    });
    expect(made).toMatchObject({ description: '', roleScopeTagIds: ['0'] });
    const assign = async (...ids: string[]) => {
      const assignments = ids.map((groupId) => ({
        target: { '@odata.type': '#microsoft.graph.groupAssignmentTarget', groupId },
      }));
      return bench.graph('POST', `${path}/${made.id}/assign`, { assignments });
    };
    const reached = async () =>
      (await bench.expect(200, 'GET', `${path}/${made.id}?$expand=assignments`)).assignments.map(
        ({ target }: { target: { groupId: string } }) => target.groupId,
      );
    expect((await assign(first.id)).status).toBe(200);
    expect((await assign(second.id)).status).toBe(200);
    expect(await reached()).toEqual([second.id]);
    expect((await assign('nobody')).status).toBe(400);
    expect(await reached()).toEqual([second.id]);
    await bench.expect(200, 'PATCH', `${path}/${made.id}`, { displayName: 'Stay on 24H2' });
    expect(bench.tenant.snapshot()['windowsFeatureUpdateProfiles']).toMatchObject([
      { displayName: 'Stay on 24H2', featureUpdateVersion: 'Windows 11, 24H2', assignments: [{ groupId: 'rest' }] },
    ]);
    await bench.expect(204, 'DELETE', `${path}/${made.id}`);
    expect(bench.tenant.counts()).toMatchObject({ windowsFeatureUpdateProfiles: 0 });
  });

  test('that the twin only reads are not made: the call is unknown, and noted', async () => {
    const { status } = await bench.graph('POST', '/beta/deviceManagement/groupPolicyConfigurations', {
      displayName: 'x',
    });
    expect(status).toBe(405);
    expect(bench.tenant.unknownCalls).toHaveLength(1);
  });

  test('an assignment filter keeps the platform that it was made for', async () => {
    const path = '/beta/deviceManagement/assignmentFilters';
    const filter = { displayName: 'Desktops', platform: 'windows10AndLater', rule: '(device.model -eq "WorkSpace")' };
    const { id } = await bench.expect(201, 'POST', path, filter);
    await bench.expect(200, 'PATCH', `${path}/${id}`, { rule: '(device.model -contains "WorkSpace")' });
    expect((await bench.graph('PATCH', `${path}/${id}`, { platform: 'iOS' })).status).toBe(400);
    expect((await bench.graph('POST', path, { displayName: 'no rule', platform: 'iOS' })).status).toBe(400);
    expect(bench.tenant.counts()).toMatchObject({ assignmentFilters: 1 });
  });

  test('need the permission of their page', async () => {
    const reader = bench.tenant.addServicePrincipal('reader', { roles: ['DeviceManagementServiceConfig.Read.All'] });
    const token = await bench.token(reader);
    const status = async (path: string) => (await bench.graph('GET', path, undefined, { token })).status;
    expect(await status('/beta/deviceManagement/deviceEnrollmentConfigurations')).toBe(200);
    expect(await status('/beta/deviceManagement/configurationPolicies')).toBe(403);
    expect(await status('/beta/deviceManagement/managedDeviceCleanupRules')).toBe(403);
    expect(await status('/v1.0/identity/conditionalAccess/policies')).toBe(403);
  });

  test('what holds for the whole tenant: compliance without a policy, and how long without a check-in', async () => {
    expect((await bench.expect(200, 'GET', '/v1.0/deviceManagement?$select=settings')).settings).toEqual({
      deviceComplianceCheckinThresholdDays: 30,
      isScheduledActionEnabled: true,
      secureByDefault: false,
    });
  });
});
