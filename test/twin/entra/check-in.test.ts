import { beforeEach, describe, expect, test } from '@jest/globals';
import { checkIn } from '../../../twin/entra/intune/check-in.js';
import type { IntunePolicy, PolicyTarget } from '../../../twin/entra/intune-policies.js';
import type { ManagedDevice } from '../../../twin/entra/intune-objects.js';
import { Bench } from './world.js';

// Wrong wires of what a desktop gets, one world each: what a person would see of it, and in which words. The same rules are
// lived with real terraform in test/e2e/enrolment.test.ts.

let bench: Bench;
let desktop: ManagedDevice;
let laptop: ManagedDevice;
let [desktops, people, others] = ['', '', ''];

const group = (groupId: string, filter?: string, how: 'include' | 'exclude' = 'include'): PolicyTarget => ({
  '@odata.type': '#microsoft.graph.groupAssignmentTarget',
  groupId,
  ...(filter === undefined
    ? {}
    : { deviceAndAppManagementAssignmentFilterId: filter, deviceAndAppManagementAssignmentFilterType: how }),
});
const not = (groupId: string): PolicyTarget => ({
  '@odata.type': '#microsoft.graph.exclusionGroupAssignmentTarget',
  groupId,
});
const allDevices: PolicyTarget = { '@odata.type': '#microsoft.graph.allDevicesAssignmentTarget' };
const setting = (option: string) => ({
  '@odata.type': '#microsoft.graph.deviceManagementConfigurationSetting',
  settingInstance: {
    '@odata.type': '#microsoft.graph.deviceManagementConfigurationChoiceSettingInstance',
    settingDefinitionId: 'device_x',
    choiceSettingValue: { value: `device_x_${option}`, children: [] },
  },
});

/** A device that Intune manages, of ada, enrolled with a profile. */
function managed(name: string, enrollmentProfileName: string | null): ManagedDevice {
  const { state } = bench.tenant;
  const now = bench.world.clock.now().toISOString();
  const id = state.newId();
  state.devices.set(id, { id, deviceId: id, displayName: name, enrollmentProfileName } as never);
  const made: ManagedDevice = {
    ...{ id: state.newId(), deviceName: name, serialNumber: name, azureADDeviceId: id, autopilotEnrolled: true },
    ...{ userId: ada, userPrincipalName: 'ada@contoso.com', enrolledDateTime: now, lastSyncDateTime: now },
    complianceState: 'unknown',
  };
  state.managedDevices.set(made.id, made);
  return made;
}
let ada = '';

beforeEach(() => {
  bench = new Bench();
  ada = bench.tenant.addUser('ada@contoso.com').id;
  desktop = managed('WS-1', 'Contoso berlin');
  laptop = managed('LAP-1', null);
  desktops = bench.tenant.addGroup('desktops', { members: [desktop.azureADDeviceId] }).id;
  people = bench.tenant.addGroup('people', { members: [ada] }).id;
  others = bench.tenant.addGroup('others').id;
});

const policy = (name: string, targets: PolicyTarget[], option = '1') =>
  bench.tenant.addPolicy('configurationPolicies', { name }, { inside: { settings: [setting(option)] }, targets });
const app = (name: string, targets: PolicyTarget[], intent = 'required'): IntunePolicy => {
  const made = bench.tenant.addPolicy('mobileApps', { displayName: name, publishingState: 'published' }, { targets });
  for (const each of made.assignments) each.intent = intent;
  return made;
};
const filter = (rule: string) => bench.tenant.addPolicy('assignmentFilters', { displayName: 'desktops', rule }).id;
const morning = (device = desktop) => checkIn(bench.tenant.context, device);
const policies = (device = desktop): string[] => morning(device).policies.map(({ name, state }) => `${name}: ${state}`);
const apps = (device = desktop): string[] => morning(device).apps.map(({ name, state }) => `${name}: ${state}`);
const compliance = (body: object, hours = 0) =>
  bench.tenant.addPolicy(
    'deviceCompliancePolicies',
    { '@odata.type': '#microsoft.graph.windows10CompliancePolicy', displayName: 'Company', ...body },
    {
      inside: {
        scheduledActionsForRule: [
          { scheduledActionConfigurations: [{ actionType: 'block', gracePeriodHours: hours }] },
        ],
      },
      targets: [allDevices],
    },
  );
const page = (name: string, body: object, targets: PolicyTarget[]) =>
  bench.tenant.addPolicy(
    'deviceEnrollmentConfigurations',
    { displayName: name, showInstallationProgress: true, blockDeviceSetupRetryByUser: true, priority: 9, ...body },
    { targets },
  );

describe('whom a policy reaches', () => {
  test.each([
    ['nobody without an assignment', () => [], []],
    ['the group of its device', () => [group(desktops)], ['P: applied']],
    ['the group of its person: a policy for devices reaches laptops with it', () => [group(people)], ['P: applied']],
    ['nobody of another group', () => [group(others)], []],
    ['all devices', () => [allDevices], ['P: applied']],
    ['not who is left out, whatever lets them in', () => [allDevices, not(desktops)], []],
  ])('%s', (_what, targets, wanted) => {
    policy('P', targets());
    expect(policies()).toEqual(wanted);
  });

  test('through a group of the company whose member the group of devices is', () => {
    const theirs = bench.tenant.addGroup('theirs', { members: [desktops] }).id;
    policy('P', [group(theirs)]);
    expect(policies()).toEqual(['P: applied']);
    expect(policies(laptop)).toEqual([]);
  });

  test.each([
    ['include keeps laptops out', 'include', ['P: applied'], []],
    ['exclude keeps desktops out', 'exclude', [], ['P: applied']],
  ] as const)('by a filter: %s', (_what, how, here, there) => {
    const id = filter('(device.enrollmentProfileName -eq "Contoso berlin")');
    policy('P', [{ ...allDevices, ...group('', id, how), '@odata.type': allDevices['@odata.type'] }]);
    expect([policies(), policies(laptop)]).toEqual([here, there]);
  });

  test('a filter of another profile reaches no desktop', () => {
    policy('P', [group(desktops, filter('(device.enrollmentProfileName -eq "Contoso paris")'))]);
    expect(policies()).toEqual([]);
  });
});

describe('what is in conflict', () => {
  test('two policies with different values: both, over the setting', () => {
    policy('ours', [group(desktops)], '1');
    policy('of the company', [allDevices], '0');
    expect(morning().policies).toMatchObject([
      { name: 'of the company', state: 'conflict', against: [{ policy: 'ours', setting: 'device_x' }] },
      { name: 'ours', state: 'conflict', against: [{ policy: 'of the company', setting: 'device_x' }] },
    ]);
  });

  test('with the same value nothing is', () => {
    policy('ours', [group(desktops)], '1');
    policy('of the company', [allDevices], '1');
    expect(policies()).toEqual(['of the company: applied', 'ours: applied']);
  });

  test('two update rings', () => {
    const ring = { '@odata.type': '#microsoft.graph.windowsUpdateForBusinessConfiguration' };
    bench.tenant.addPolicy('deviceConfigurations', { ...ring, displayName: 'ours' }, { targets: [group(desktops)] });
    bench.tenant.addPolicy('deviceConfigurations', { ...ring, displayName: 'theirs' }, { targets: [allDevices] });
    expect(policies()).toEqual(['ours: conflict', 'theirs: conflict']);
  });
});

describe('what is installed', () => {
  test.each([
    ['a required app of the device group', () => [group(desktops)], 'required', ['A: installed']],
    ['a required app of another group is not', () => [group(others)], 'required', []],
    ['an available app of the people can be', () => [group(people)], 'available', ['A: available']],
  ])('%s', (_what, targets, intent, wanted) => {
    app('A', targets(), intent);
    expect(apps()).toEqual(wanted);
  });

  test('what is available without a filter shows on laptops, too', () => {
    app('A', [group(people)], 'available');
    const id = filter('(device.enrollmentProfileName -eq "Contoso berlin")');
    app('B', [group(people, id)], 'available');
    expect([apps(), apps(laptop)]).toEqual([['A: available', 'B: available'], ['A: available']]);
  });
});

describe('the status page', () => {
  test('waits for an app that comes', () => {
    const { id } = app('A', [group(desktops)]);
    page('ours', { selectedMobileAppIds: [id] }, [group(desktops)]);
    expect(morning().statusPage).toEqual({ name: 'ours', waitedFor: ['A'], inVain: [], end: 'done' });
  });

  test.each([
    ['an app that nobody is assigned', () => app('A', []).id, 'A'],
    ['an app that people install themselves', () => app('A', [group(people)], 'available').id, 'A'],
    ['an app that is gone', () => '0f0e0d0c-0b0a-4908-8706-050403020100', '0f0e0d0c-0b0a-4908-8706-050403020100'],
  ])('waits in vain for %s, and lets people go on after its time', (_what, id, named) => {
    page('ours', { selectedMobileAppIds: [id()], allowDeviceUseOnInstallFailure: true }, [group(desktops)]);
    expect(morning().statusPage).toMatchObject({ inVain: [named], end: 'went on after the time was up' });
  });

  test('of the company with a higher rank is the one that is shown, and may let nobody go on', () => {
    const { id } = app('VPN', []);
    page('ours', { priority: 2 }, [group(desktops)]);
    page('theirs', { priority: 1, selectedMobileAppIds: [id] }, [allDevices]);
    expect(morning().statusPage).toMatchObject({ name: 'theirs', inVain: ['VPN'], end: 'stuck' });
  });
});

describe('compliance', () => {
  test.each([
    ['bitLockerEnabled', true],
    ['storageRequireEncryption', true],
    ['tpmRequired', true],
    ['secureBootEnabled', true],
    ['codeIntegrityEnabled', true],
    ['osMinimumVersion', '10.0.99999.0'],
  ])('that asks for %s is not kept', (name, value) => {
    compliance({ [name]: value });
    expect(morning()).toMatchObject({ complianceState: 'noncompliant', compliant: false });
    expect(morning().failing.map((each) => `${each.policy}: ${each.setting}`)).toEqual([`Company: ${name}`]);
  });

  test('counts after its grace alone', async () => {
    compliance({ bitLockerEnabled: true }, 24);
    expect(morning()).toMatchObject({ complianceState: 'inGracePeriod', compliant: true });
    await bench.world.clock.advance(25 * 60);
    expect(morning()).toMatchObject({ complianceState: 'noncompliant', compliant: false });
  });

  test('that asks for what a desktop has is kept', () => {
    compliance({ activeFirewallRequired: true, defenderEnabled: true, osMinimumVersion: '10.0.22631.0' });
    expect(morning().complianceState).toBe('compliant');
  });

  test('without any policy is refused where the tenant takes that for not compliant', () => {
    expect(morning().complianceState).toBe('compliant');
    bench.tenant.state.deviceManagementSettings.secureByDefault = true;
    expect(morning().complianceState).toBe('noncompliant');
  });
});

describe('what Graph refuses', () => {
  const catalog = '/beta/deviceManagement/configurationPolicies';
  const mobileApps = '/beta/deviceAppManagement/mobileApps';
  const portal = {
    ...{ '@odata.type': '#microsoft.graph.winGetApp', displayName: 'A', description: 'A', publisher: 'A' },
    ...{ packageIdentifier: '9WZDNCRFJ3PZ', installExperience: { runAsAccount: 'system' } },
  };
  const made = async (path: string, body: object): Promise<string> =>
    (await bench.expect(201, 'POST', path, body)).id as string;

  test('PATCH of a policy of the settings catalog; PUT resets what it leaves out', async () => {
    const id = await made(catalog, { name: 'P', description: 'first', settings: [setting('1')] });
    expect((await bench.graph('PATCH', `${catalog}/${id}`, { description: 'x' })).status).toBe(400);
    await bench.expect(204, 'PUT', `${catalog}/${id}`, { name: 'P', settings: [setting('0')] });
    const after = await bench.expect(200, 'GET', `${catalog}/${id}?$expand=settings`);
    expect([after.description, after.settings[0].settingInstance.choiceSettingValue.value]).toEqual(['', 'device_x_0']);
    expect(await bench.expect(200, 'GET', `${catalog}/${id}`)).not.toHaveProperty('settings');
  });

  test.each([
    ['a value of another setting', { ...setting('1').settingInstance, settingDefinitionId: 'device_y' }],
    ['a setting without a value', { ...setting('1').settingInstance, choiceSettingValue: null }],
  ])('%s', async (_what, settingInstance) => {
    expect((await bench.graph('POST', catalog, { name: 'P', settings: [{ settingInstance }] })).status).toBe(400);
  });

  test('an assignment before the app is published, in words that a retry knows', async () => {
    const id = await made(mobileApps, portal);
    const body = { intent: 'required', target: group(desktops) };
    const early = await bench.graph('POST', `${mobileApps}/${id}/assignments`, body);
    expect([early.status, early.body.error.message]).toEqual([400, expect.stringMatching(/PublishingState is not/)]);
    await bench.world.clock.advance(2);
    await bench.expect(201, 'POST', `${mobileApps}/${id}/assignments`, body);
  });

  test('an app of the Store in small letters, and another one in its place', async () => {
    const small = { ...portal, packageIdentifier: '9wzdncrfj3pz' };
    expect((await bench.graph('POST', mobileApps, small)).status).toBe(400);
    const id = await made(mobileApps, portal);
    const type = '#microsoft.graph.winGetApp';
    const other = { '@odata.type': type, packageIdentifier: '9NBLGGH4NNS1' };
    expect((await bench.graph('PATCH', `${mobileApps}/${id}`, other)).status).toBe(400);
    await bench.expect(200, 'PATCH', `${mobileApps}/${id}`, { '@odata.type': type, displayName: 'B' });
  });

  test('an unknown group, filter, and a filter that is no rule', async () => {
    const id = await made(catalog, { name: 'P', settings: [] });
    const assign = async (target: PolicyTarget) =>
      (await bench.graph('POST', `${catalog}/${id}/assign`, { assignments: [{ target }] })).status;
    const nowhere = '0f0e0d0c-0b0a-4908-8706-050403020100';
    expect([await assign(group(nowhere)), await assign(group(desktops, nowhere))]).toEqual([400, 400]);
    const body = { displayName: 'F', platform: 'windows10AndLater', rule: 'device.model is WorkSpace' };
    expect((await bench.graph('POST', '/beta/deviceManagement/assignmentFilters', body)).status).toBe(400);
  });

  test('a compliance policy without an action that blocks, and its actions by PATCH', async () => {
    const path = '/beta/deviceManagement/deviceCompliancePolicies';
    const body = { '@odata.type': '#microsoft.graph.windows10CompliancePolicy', displayName: 'C' };
    expect((await bench.graph('POST', path, body)).status).toBe(400);
    const block = { actionType: 'block', gracePeriodHours: 0, notificationMessageCCList: [] };
    const rules = [{ ruleName: 'PasswordRequired', scheduledActionConfigurations: [block] }];
    const id = await made(path, { ...body, scheduledActionsForRule: rules });
    expect((await bench.graph('PATCH', `${path}/${id}`, { ...body, scheduledActionsForRule: rules })).status).toBe(400);
    await bench.expect(204, 'POST', `${path}/${id}/scheduleActionsForRules`, {
      deviceComplianceScheduledActionForRules: rules,
    });
  });
});

test('assign on an app of the company takes away a hundred assignments of theirs; one more leaves them', async () => {
  const groups = Array.from({ length: 100 }, (_, index) => bench.tenant.addGroup(`theirs ${index}`).id);
  const theirs = app(
    'VPN',
    groups.map((id) => group(id)),
  );
  const path = `/beta/deviceAppManagement/mobileApps/${theirs.id}`;
  await bench.expect(201, 'POST', `${path}/assignments`, { intent: 'required', target: group(desktops) });
  expect(theirs.assignments).toHaveLength(101);
  const one = { intent: 'required', target: group(desktops) };
  await bench.expect(200, 'POST', `${path}/assign`, { mobileAppAssignments: [one] });
  expect(theirs.assignments).toHaveLength(1);
});

test('an empty list that Graph fills shows as another one', async () => {
  const path = '/beta/deviceManagement/configurationPolicies';
  const { id } = await bench.expect(201, 'POST', path, { name: 'P', roleScopeTagIds: [], settings: [] });
  expect((await bench.expect(200, 'GET', `${path}/${id}`)).roleScopeTagIds).toEqual(['0']);
});

test('a desktop that stops by itself, away for longer than the tenant believes it, is not compliant until it talks again', async () => {
  const { state } = bench.tenant;
  state.deviceManagementSettings.deviceComplianceCheckinThresholdDays = 10;
  const compliance = async (): Promise<string> => {
    const { value } = await bench.expect(200, 'GET', '/v1.0/deviceManagement/managedDevices');
    return value.find(({ id }: { id: string }) => id === desktop.id).complianceState;
  };
  morning();
  const seen = [await compliance()];
  await bench.world.clock.advance(11 * 24 * 60);
  seen.push(await compliance());
  morning();
  seen.push(await compliance());
  expect(seen).toEqual(['compliant', 'noncompliant', 'compliant']);
});
