import { describe, expect, test } from '@jest/globals';
import { cleanUpRoles, days, directoryName, joinedClouds, registrationRoles, type JoinedClouds } from './clouds.js';

/** A desktop of a synced user who signs in an hour later. */
async function firstDay(
  clouds: JoinedClouds,
  change: Parameters<JoinedClouds['desktop']>[1] = {},
): Promise<{ desktopId: string }> {
  clouds.addUser('ada@contoso.com');
  await clouds.cycle();
  const { desktopId } = await clouds.desktop('ada@contoso.com', change);
  await clouds.bench.world.clock.advance(60);
  clouds.integrations.signIn('ada@contoso.com');
  return { desktopId };
}

describe('a desktop on its way to Intune', () => {
  test('is registered with the directory name as group tag, gets the profile and enrols at the first sign-in', async () => {
    const clouds = await joinedClouds();
    clouds.addUser('ada@contoso.com');
    await clouds.cycle();
    const { desktopId } = await clouds.desktop('ada@contoso.com');
    expect(clouds.integrations.devices()).toEqual([
      { desktopId, groupTag: directoryName, enrolled: false, broken: 'its user has not signed in to Windows yet' },
    ]);
    await clouds.bench.world.clock.advance(10);
    expect(clouds.integrations.devices()[0]).toMatchObject({ profile: 'WorkSpaces', enrolled: false });
    expect(clouds.integrations.signIn('ada@contoso.com')).toEqual({
      userPrincipalName: 'ada@contoso.com',
      works: true,
    });
    expect(clouds.integrations.devices()).toEqual([
      { desktopId, groupTag: directoryName, profile: 'WorkSpaces', enrolled: true },
    ]);
    const managed = await clouds.bench.expect(200, 'GET', '/v1.0/deviceManagement/managedDevices');
    expect(managed.value).toEqual([
      expect.objectContaining({
        serialNumber: desktopId,
        userPrincipalName: 'ada@contoso.com',
        deviceName: expect.stringMatching(/^WS-\d{9}$/),
      }),
    ]);
  });

  const service = 'the registration secret lacks application_id and application_password';
  test.each<[string, (clouds: JoinedClouds) => void, string]>([
    [
      'the secret cannot be read',
      ({ aws }) => (aws.secretError = 'the key policy does not allow it'),
      'WorkSpaces cannot read the registration secret: the key policy does not allow it',
    ],
    [
      'the secret has other keys',
      ({ aws }) => (aws.secret = '{"client_id":"a","client_secret":"b"}'),
      `${service} (it has: client_id, client_secret)`,
    ],
    ['the secret is no JSON', ({ aws }) => (aws.secret = 'hunter2'), `${service} (it has: no JSON keys)`],
    [
      'the secret holds a wrong password',
      ({ aws }) => (aws.secret = aws.secret.replace('tw8Q~', 'XXXX~')),
      'AADSTS7000215',
    ],
    [
      'the secret holds the object id',
      ({ aws, registrationApp }) => (aws.secret = aws.secret.replace(registrationApp.appId, registrationApp.objectId)),
      'AADSTS700016',
    ],
    [
      'consent is missing',
      ({ bench, registrationApp }) => bench.tenant.revokeRoles(registrationApp.objectId, registrationRoles),
      'lacks the consented application permission DeviceManagementServiceConfig.ReadWrite.All',
    ],
    [
      'Graph is down',
      ({ bench }) => bench.world.faults.inject(/^graph POST .*imported/, { status: 503 }),
      'Microsoft Graph refused the device: 503',
    ],
  ])('comes up and never enrols when %s', async (_what, breakWire, broken) => {
    const clouds = await joinedClouds();
    breakWire(clouds);
    await firstDay(clouds);
    const [device] = clouds.integrations.devices();
    expect(device?.enrolled).toBe(false);
    expect(device?.broken).toContain(broken);
    expect(clouds.bench.tenant.counts()).toMatchObject({ managedDevices: 0, autopilotDevices: 0 });
  });

  test('never enrols when the directory has another tenant, or the client secret has run out', async () => {
    const wrongTenant = await joinedClouds();
    await firstDay(wrongTenant, { tenantId: '00000000-0000-0000-0000-000000000001' });
    expect(wrongTenant.integrations.devices()[0]?.broken).toContain('AADSTS90002');
    const late = await joinedClouds();
    await late.bench.world.clock.advance(days(731));
    await late.desktop('ada@contoso.com');
    expect(late.integrations.devices()[0]?.broken).toContain('AADSTS7000222');
  });

  test.each<[string, (clouds: JoinedClouds) => unknown, string]>([
    [
      'a user outside the MDM scope',
      ({ bench }) => bench.tenant.setMdmScope('none'),
      'outside the MDM user scope (none)',
    ],
    [
      'a user outside the selected groups',
      ({ bench }) => bench.tenant.setMdmScope('selected', [bench.tenant.addGroup('pilot').id]),
      'outside the MDM user scope (selected)',
    ],
    [
      'a user without Intune licence',
      ({ bench }) =>
        void (bench.tenant.state.userByName('ada@contoso.com') ?? { assignedLicenses: [] }).assignedLicenses.splice(0),
      'no active Intune licence',
    ],
    [
      'a self-deploying profile',
      ({ bench, profileId }) =>
        bench.expect(200, 'PATCH', `/beta/deviceManagement/windowsAutopilotDeploymentProfiles/${profileId}`, {
          '@odata.type': '#microsoft.graph.azureADWindowsAutopilotDeploymentProfile',
          outOfBoxExperienceSetting: { deviceUsageType: 'shared' },
        }),
      'is self-deploying',
    ],
  ])('does not enrol %s', async (_what, breakWire, broken) => {
    const clouds = await joinedClouds();
    clouds.addUser('ada@contoso.com');
    await clouds.cycle();
    await breakWire(clouds);
    await clouds.desktop('ada@contoso.com');
    await clouds.bench.world.clock.advance(60);
    clouds.integrations.signIn('ada@contoso.com');
    expect(clouds.integrations.devices()[0]?.broken).toContain(broken);
  });

  test('with a group tag that differs in a space gets no profile, and says which tag no rule matches; case does not count', async () => {
    const clouds = await joinedClouds();
    await firstDay(clouds, { directoryName: 'desktopsberlin' });
    expect(clouds.integrations.devices()[0]).toMatchObject({
      enrolled: false,
      broken: 'no group takes in the device: none has a rule that matches [OrderID]:desktopsberlin',
    });
    const alike = await joinedClouds();
    await firstDay(alike, { directoryName: 'desktops berlin' });
    expect(alike.integrations.devices()[0]).toMatchObject({ enrolled: true });
  });

  test('whose user signs in before the dynamic group has caught up does not enrol, and a rebuild brings another chance', async () => {
    const clouds = await joinedClouds();
    clouds.addUser('ada@contoso.com');
    await clouds.cycle();
    const event = await clouds.desktop('ada@contoso.com');
    clouds.integrations.signIn('ada@contoso.com');
    expect(clouds.integrations.devices()[0]?.broken).toContain('had not caught up');
    await clouds.bench.world.clock.advance(60);
    clouds.integrations.signIn('ada@contoso.com');
    expect(clouds.integrations.devices()[0]?.enrolled).toBe(false);
    await clouds.aws.tell('rebuilt', event);
    await clouds.bench.world.clock.advance(60);
    clouds.integrations.signIn('ada@contoso.com');
    expect(clouds.integrations.devices()[0]).toMatchObject({ enrolled: true });
    expect(clouds.bench.tenant.counts()).toMatchObject({ autopilotDevices: 1, devices: 1, managedDevices: 1 });
  });

  test('an older profile that reaches all devices takes it away', async () => {
    const clouds = await joinedClouds();
    const older = clouds.bench.tenant.state.autopilotProfiles.get(clouds.profileId);
    const laptops = { ...older!, id: 'older', displayName: 'Laptops', createdDateTime: '2020-01-01T00:00:00Z' };
    clouds.bench.tenant.state.autopilotProfiles.set('older', laptops);
    clouds.bench.tenant.state.profileAssignments.set('older_all', {
      id: 'older_all',
      profileId: 'older',
      target: { '@odata.type': '#microsoft.graph.allDevicesAssignmentTarget' },
    });
    await firstDay(clouds);
    expect(clouds.integrations.devices()[0]?.profile).toBe('Laptops');
  });
});

describe('a desktop that goes', () => {
  test('takes its devices with it', async () => {
    const clouds = await joinedClouds();
    await firstDay(clouds);
    expect(clouds.bench.tenant.counts()).toMatchObject({ autopilotDevices: 1, devices: 1, managedDevices: 1 });
    for (const event of clouds.aws.desktops) await clouds.aws.tell('terminated', event);
    expect(clouds.bench.tenant.counts()).toMatchObject({ autopilotDevices: 0, devices: 0, managedDevices: 0 });
    expect([clouds.integrations.devices(), clouds.integrations.orphans]).toEqual([[], []]);
  });

  test('leaves what the registration app may not remove', async () => {
    const clouds = await joinedClouds(registrationRoles);
    const { desktopId } = await firstDay(clouds);
    for (const event of clouds.aws.desktops) await clouds.aws.tell('terminated', event);
    expect(clouds.integrations.orphans.map((orphan) => [orphan.desktopId, orphan.kind])).toEqual([
      [desktopId, 'managed device'],
      [desktopId, 'Entra device'],
    ]);
    expect(clouds.bench.tenant.counts()).toMatchObject({ autopilotDevices: 0, devices: 1, managedDevices: 1 });
  });

  test.each(cleanUpRoles)('leaves one device behind without %s', async (role) => {
    const clouds = await joinedClouds([...registrationRoles, ...cleanUpRoles.filter((each) => each !== role)]);
    await firstDay(clouds);
    for (const event of clouds.aws.desktops) await clouds.aws.tell('terminated', event);
    expect(clouds.integrations.orphans).toHaveLength(1);
  });

  test('leaves everything when the secret went first, and nothing when it was never registered', async () => {
    const clouds = await joinedClouds();
    await firstDay(clouds);
    clouds.aws.secretError = 'the secret is scheduled for deletion';
    await clouds.desktop('grace@contoso.com');
    for (const event of clouds.aws.desktops) await clouds.aws.tell('terminated', event);
    expect(
      clouds.integrations.orphans.map(({ kind, reason }) => [kind, reason.includes('scheduled for deletion')]),
    ).toEqual([
      ['managed device', true],
      ['Autopilot device', true],
      ['Entra device', true],
    ]);
  });
});
