/**
 * `doctor --user` on a desktop that is up and that nobody has signed in to: what takes its time is no fault, and what
 * breaks the first sign-in is named. Each scene goes on from the one before.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { region } from '../clouds/prepared.js';
import { conclusion, stateOf, type Path } from '../../../wizard/checks/person/path.js';
import { everythingReadable, personWorld, seenAt, statesOf, type PersonWorld } from './person-world.js';

let world: PersonWorld;
beforeAll(async () => {
  world = await personWorld({ enrolled: false });
});
afterAll(() => world.started.stop());

const entra = () => world.twin.entra;
const groupMember = (upn: string, given = {}) => {
  const user = entra().addUser(upn, given);
  entra().addMember(world.made.groupId, user.id);
  return user;
};
const clockOf = (date: Date): string => date.toTimeString().slice(0, 5);
const waits = (path: Path, id: string) => {
  const link = path.links.find((each) => each.id === id);
  if (link?.verdict.state !== 'wait') throw new Error(`${id} is ${link?.verdict.state}: ${link?.verdict.seen}`);
  return link.verdict;
};
const everyAwsRight = ['workspaces:Describe*', 'sso:*', 'organizations:Describe*', 'identitystore:*'];

describe('what takes its time', () => {
  test('the desktop is up: nobody has signed in yet, and nothing is broken', async () => {
    const path = await world.examine();
    expect(stateOf(path)).toBe('wait');
    expect(statesOf(path)).toMatchObject({ 'sign-ins': 'wait', 'managed-device': 'wait', 'mdm-scope': 'ok' });
    expect(conclusion(path)).toMatch(/^Nothing is broken\. Still to come: "Last sign-ins to AWS": none yet/);
  });

  test('a new member waits for the next run of provisioning, to the minute', async () => {
    groupMember('bob@contoso.com');
    const path = await world.examine('bob@contoso.com');
    const ended = [...entra().state.synchronizationJobs.values()][0]?.lastExecution?.timeEnded ?? '';
    const next = new Date(Date.parse(ended) + 40 * 60_000);
    expect(waits(path, 'provisioning-log').until).toEqual(next);
    expect(stateOf(path)).toBe('wait');
    expect(statesOf(path)).toMatchObject({ 'identity-center-user': 'not-reached', desktop: 'not-reached' });
  });

  test('a desktop that is being made: not older than its user, and until when', async () => {
    await world.twin.advance(41);
    await world.twin.advance(5);
    await world.aws('workspaces', 'CreateWorkspaces', {
      Workspaces: [{ DirectoryId: world.made.directoryId, UserName: 'bob@contoso.com', BundleId: world.made.bundleId }],
    });
    const path = await world.examine('bob@contoso.com');
    const born = world.twin.aws.identityCenter.instances[0]?.store.userByName('bob@contoso.com')?.createdAt;
    const until = new Date((born?.getTime() ?? 0) + 20 * 60_000);
    expect(waits(path, 'desktop')).toMatchObject({ usual: '20 minutes', until });
    expect(seenAt(path, 'desktop')).toMatch(/^created at most \d+ minutes ago/);
    expect(statesOf(path)).toMatchObject({ 'autopilot-device': 'not-reached', 'managed-device': 'not-reached' });
  });

  test('the dynamic group takes the device in later', async () => {
    await world.twin.advance(20);
    const path = await world.examine('bob@contoso.com');
    expect(statesOf(path)).toMatchObject({ desktop: 'ok', 'autopilot-device': 'ok', 'autopilot-profile': 'wait' });
    expect(waits(path, 'autopilot-profile').seen).toMatch(/WorkSpaces devices has not taken it in yet/);
    await world.twin.advance(20);
    expect(statesOf(await world.examine('bob@contoso.com'))['autopilot-profile']).toBe('ok');
  });

  test.each(['REBOOTING', 'REBUILDING', 'UPDATING', 'STARTING'] as const)('%s', async (state) => {
    const desktop = world.twin.aws.workspaces.region(region).desktops.get(world.made.desktopId);
    Object.assign(desktop ?? {}, { state });
    const path = await world.examine();
    Object.assign(desktop ?? {}, { state: 'AVAILABLE' });
    const { until } = waits(path, 'desktop');
    expect(until?.getTime()).toBeGreaterThan(path.when.getTime());
    expect(statesOf(path)['managed-device']).toBe('not-reached');
  });

  test('the time stands in the sentence, by the clock', async () => {
    groupMember('carl@contoso.com');
    const path = await world.examine('carl@contoso.com');
    const { until } = waits(path, 'provisioning-log');
    const sentence = conclusion({ ...path, decisive: path.links.find(({ id }) => id === 'provisioning-log') });
    expect(sentence).toContain(`wait until ${until && until.getDate() === path.when.getDate() ? clockOf(until) : ''}`);
  });
});

describe('broken before the first sign-in, named first', () => {
  test('nobody ordered a desktop', async () => {
    const path = await world.examine('carl@contoso.com');
    expect(statesOf(path)['desktop']).toBe('not-reached');
    await world.twin.advance(41);
    const later = await world.examine('carl@contoso.com');
    expect(conclusion(later)).toMatch(/carl@contoso.com has no desktop in contoso-berlin/);
    expect(later.links.find(({ verdict }) => verdict.state === 'broken')?.id).toBe('desktop');
  });

  test('Identity Center refused the user: no last name', async () => {
    groupMember('nina@contoso.com', { surname: null });
    await world.twin.advance(41);
    const path = await world.examine('nina@contoso.com');
    expect(path.decisive?.id).toBe('provisioning-log');
    expect(conclusion(path)).toMatch(/first name, last name and display name/);
  });

  test('no profile is assigned to the group', async () => {
    const { profileAssignments } = entra().state;
    const before = [...profileAssignments];
    profileAssignments.clear();
    const path = await world.examine();
    for (const [id, assignment] of before) profileAssignments.set(id, assignment);
    expect(path.decisive?.id).toBe('autopilot-profile');
    expect(conclusion(path)).toMatch(/no profile is assigned to WorkSpaces devices/);
  });

  test('an older profile wins through a group of all Autopilot devices', async () => {
    const everything = entra().addGroup('Every device', {
      rule: '(device.devicePhysicalIds -any (_ -startsWith "[ZTDId]"))',
    });
    const profiles = 'beta/deviceManagement/windowsAutopilotDeploymentProfiles';
    const { id } = await world.graph('POST', profiles, {
      '@odata.type': '#microsoft.graph.azureADWindowsAutopilotDeploymentProfile',
      displayName: 'Laptops',
      deviceNameTemplate: 'L-%RAND:9%',
    });
    const older = entra().state.autopilotProfiles.get(String(id));
    Object.assign(older ?? {}, { createdDateTime: '2020-01-01T00:00:00Z' });
    await world.graph('POST', `${profiles}/${String(id)}/assignments`, {
      target: { '@odata.type': '#microsoft.graph.groupAssignmentTarget', groupId: everything.id },
    });
    await world.twin.advance(30);
    const path = await world.examine();
    entra().state.profileAssignments.forEach((each, key) => {
      if (each.profileId === id) entra().state.profileAssignments.delete(key);
    });
    expect(path.decisive?.id).toBe('autopilot-profile');
    expect(conclusion(path)).toMatch(
      /Laptops applies, and not WorkSpaces.*oldest wins.*exclude the group WorkSpaces devices/s,
    );
  });

  test('a profile that is self-deploying', async () => {
    const profile = entra().state.autopilotProfiles.get(world.made.profileId);
    if (profile) profile.outOfBoxExperienceSetting.deviceUsageType = 'shared';
    const path = await world.examine();
    if (profile) profile.outOfBoxExperienceSetting.deviceUsageType = 'singleUser';
    expect(path.decisive?.id).toBe('autopilot-profile');
    expect(conclusion(path)).toMatch(/WorkSpaces is self-deploying/);
  });

  test('the device was never registered', async () => {
    const device = [...entra().state.autopilotDevices.values()].find(
      (each) => each.serialNumber === world.made.desktopId,
    );
    entra().state.autopilotDevices.delete(device?.id ?? '');
    const path = await world.examine();
    if (device) entra().state.autopilotDevices.set(device.id, device);
    expect(path.decisive?.id).toBe('autopilot-device');
    expect(conclusion(path)).toMatch(/Autopilot knows no device.*rebuild the desktop/s);
  });

  test.each([
    ['none', 'nobody'],
    ['selected', 'selected users, and this person is in none of the groups'],
  ] as const)('the MDM user scope is %s', async (scope, seen) => {
    entra().setMdmScope(scope, [entra().addGroup('Pilot').id]);
    const path = await world.examine();
    entra().setMdmScope('all');
    expect(path.decisive?.id).toBe('mdm-scope');
    expect(conclusion(path)).toContain(seen);
  });

  test('the person has as many devices as anybody may', async () => {
    entra().setDeviceRegistration({ userDeviceQuota: 1 });
    const spare = [...entra().state.devices.keys()].at(-1) ?? '';
    entra().state.owners.set(spare, [world.made.userId]);
    const path = await world.examine();
    entra().state.owners.delete(spare);
    entra().setDeviceRegistration({ userDeviceQuota: 50 });
    expect(path.decisive?.id).toBe('device-limits');
    expect(conclusion(path)).toMatch(/1 of 1 device that/);
  });

  test('nobody may join devices', async () => {
    entra().setDeviceRegistration({ mayJoin: 'none' });
    const path = await world.examine();
    entra().setDeviceRegistration({ mayJoin: 'all' });
    expect(path.decisive?.id).toBe('device-limits');
  });

  test('provisioning is in quarantine: everybody', async () => {
    const principal = `v1.0/servicePrincipals/${world.made.servicePrincipalObjectId}/synchronization`;
    const right = entra().state.synchronizationSecrets.get(world.made.servicePrincipalObjectId) ?? [];
    const put = (value: readonly object[]) => world.graph('PUT', `${principal}/secrets`, { value });
    await put(right.map((each) => (each.key === 'SecretToken' ? { ...each, value: 'wrong' } : each)));
    await world.twin.advance(41);
    const path = await world.examine();
    await put(right);
    await world.graph('POST', `${principal}/jobs/${world.made.jobId}/start`, {});
    await world.twin.advance(5);
    expect(path.decisive?.id).toBe('provisioning');
    expect(conclusion(path)).toMatch(/it is everybody.*quarantine.*--renew-token/s);
  });

  test('an enrolment restriction: the event is named, and after a rebuild and a good sign-in it is history', async () => {
    entra().restrictEnrolment(false);
    await world.twin.signIn('ada@contoso.com');
    const path = await world.examine();
    expect(path.decisive?.id).toBe('enrolment-events');
    expect(conclusion(path)).toMatch(/enrollmentRestrictionsEnforced.*Intune administrator.*rebuild the desktop/s);
    entra().restrictEnrolment(true);
    await world.aws('workspaces', 'RebuildWorkspaces', {
      RebuildWorkspaceRequests: [{ WorkspaceId: world.made.desktopId }],
    });
    await world.twin.advance(60);
    await world.twin.advance(60);
    await world.twin.signIn('ada@contoso.com');
    const after = await world.examine();
    expect(stateOf(after)).toBe('ok');
    expect(seenAt(after, 'enrolment-events')).toMatch(/none since it enrolled; one 2 hours ago/);
  });

  test('somebody signed in while the scope was closed: the desktop never enrolled', async () => {
    entra().setMdmScope('none');
    await world.twin.signIn('bob@contoso.com');
    entra().setMdmScope('all');
    const soon = await world.examine('bob@contoso.com');
    expect(waits(soon, 'managed-device').seen).toMatch(/it is enrolling/);
    await world.twin.advance(180);
    const later = await world.examine('bob@contoso.com');
    expect(later.decisive?.id).toBe('managed-device');
    expect(conclusion(later)).toMatch(/connected 3 hours ago, and Intune knows no such device.*rebuild/s);
  });
});

describe('without a permission', () => {
  const without = (missing: string) =>
    world.started.holding({
      aws: everyAwsRight,
      graph: everythingReadable.filter((each) => each !== missing),
      delegatedOnly: true,
    });

  test.each([
    ['AuditLog.Read.All', 'sign-ins'],
    ['User.Read.All', 'account'],
    ['Application.Read.All', 'federation'],
    ['Synchronization.Read.All', 'provisioning'],
    ['DeviceManagementServiceConfig.Read.All', 'autopilot-device'],
    ['DeviceManagementManagedDevices.Read.All', 'enrolment-events'],
  ])('%s: %s is unknown, and the permission is named', async (permission, id) => {
    const path = await world.examine('carl@contoso.com', {}, without(permission));
    const verdict = path.links.find((each) => each.id === id)?.verdict;
    expect(['unknown', 'not-reached']).toContain(verdict?.state);
    const hidden = path.links.flatMap(({ verdict: each }) => (each.state === 'unknown' ? [each.permission] : []));
    if (verdict?.state === 'unknown') expect(hidden.join(' ')).toContain(permission);
  });

  test('AWS shows nothing: nothing is taken for good, and the sentence names what is missing', async () => {
    const path = await world.examine('ada@contoso.com', {}, world.started.holding({ graph: everythingReadable }));
    expect(statesOf(path)).toMatchObject({ directory: 'unknown', desktop: 'unknown', application: 'unknown' });
    expect(stateOf(path)).toBe('unknown');
    expect(conclusion(path)).toMatch(/links could not be seen.*Missing: .*workspaces:DescribeWorkspaceDirectories/);
  });
});
