import { change, inDays, takeOut, type Fault, type FaultyWorld } from './faults.js';

const existingProfile = ({ file, profile }: FaultyWorld) => ({
  ...file,
  intune: { ...file.intune, profile: { existing: { id: profile.id } } },
});

/** Application that signs in for Intune, by what `put` made. */
let signsIn = '';

/** A profile of somebody else, made long ago. */
function olderProfile(world: FaultyWorld, target: object) {
  const id = world.state.newId();
  world.state.autopilotProfiles.set(id, {
    ...world.profile,
    id,
    displayName: 'Laptops',
    createdDateTime: '2020-01-01T00:00:00Z',
  });
  const assignment = { id: world.state.newId(), profileId: id, target: target as never };
  world.state.profileAssignments.set(assignment.id, assignment);
  return () => {
    world.state.profileAssignments.delete(assignment.id);
    world.state.autopilotProfiles.delete(id);
  };
}

/** Autopilot and Intune. */
export const intuneFaults: readonly Fault[] = [
  {
    rule: 'mdm-scope',
    what: 'nobody',
    got: /none/,
    severity: 'error',
    put: (world) => {
      world.twin.entra.setMdmScope('none');
      return () => world.twin.entra.setMdmScope('all');
    },
  },
  {
    rule: 'mdm-scope',
    what: 'groups without ours',
    got: /not among them/,
    severity: 'warning',
    put: (world) => {
      world.twin.entra.setMdmScope('selected', [world.devices.id]);
      return () => world.twin.entra.setMdmScope('all');
    },
  },
  {
    rule: 'device-limits',
    what: 'nobody may join',
    got: /nobody/,
    put: (world) => change(world.state.deviceRegistration, { mayJoin: 'none' }),
  },
  {
    rule: 'device-limits',
    what: 'no device a user',
    got: /0, and somebody has 1 desktop/,
    put: (world) => change(world.state.deviceRegistration, { userDeviceQuota: 0 }),
  },
  {
    rule: 'group-tag',
    what: 'written with a space',
    got: /" contoso-berlin" in the rule of Contoso desktops berlin devices/,
    put: (world) =>
      change(world.devices, {
        membershipRule: world.devices.membershipRule?.replace('contoso-berlin', ' contoso-berlin') ?? null,
      }),
  },
  {
    rule: 'device-group',
    what: 'paused',
    got: /paused/,
    put: (world) => change(world.devices, { membershipRuleProcessingState: 'Paused' }),
  },
  {
    rule: 'profile',
    what: 'no longer assigned',
    got: /not assigned to the device group/,
    put: (world) => takeOut(world.state.profileAssignments, ({ profileId }) => profileId === world.profile.id),
  },
  {
    rule: 'profile',
    what: 'for shared devices',
    got: /not user-driven/,
    put: (world) => change(world.profile.outOfBoxExperienceSetting, { deviceUsageType: 'shared' }),
  },
  {
    rule: 'older-profile',
    what: 'for all devices',
    got: /assigned to all devices/,
    put: (world) => olderProfile(world, { '@odata.type': '#microsoft.graph.allDevicesAssignmentTarget' }),
  },
  {
    rule: 'older-profile',
    what: 'through a group of every Autopilot device',
    got: /a group that holds them/,
    put: (world) => {
      const everything = world.twin.entra.addGroup('All Autopilot devices', {
        rule: '(device.devicePhysicalIds -any (_ -startsWith "[ZTDId]"))',
      });
      const undo = olderProfile(world, {
        '@odata.type': '#microsoft.graph.groupAssignmentTarget',
        groupId: everything.id,
      });
      return () => {
        undo();
        world.state.groups.delete(everything.id);
      };
    },
  },
  {
    rule: 'profile-drift',
    what: 'another name template',
    got: /PC-%RAND:5% instead of WS-%RAND:9%/,
    severity: 'warning',
    put: (world) => change(world.profile, { deviceNameTemplate: 'PC-%RAND:5%' }),
  },
  {
    rule: 'device-names',
    what: 'one digit',
    got: /1 random digit for 2 desktops/,
    severity: 'warning',
    deployment: existingProfile,
    put: (world) => change(world.profile, { deviceNameTemplate: 'PC-%RAND:1%' }),
  },
  {
    rule: 'intune-certificate',
    what: 'the certificate of the application for Intune ends soon',
    got: /in 1[0-9] days/,
    severity: 'warning',
    deployment: ({ file }) => ({ ...file, intune: { ...file.intune, application: { clientId: signsIn } } }),
    put: (world) => {
      const { appId } = world.twin.entra.addServicePrincipal('Contoso Intune');
      const application = world.state.applicationOf(appId);
      if (!application) throw new Error('the application is not there');
      signsIn = appId;
      const key = { keyId: '1', type: 'AsymmetricX509Cert', usage: 'Verify', key: null, displayName: 'CN=contoso' };
      application.keyCredentials = [
        { ...key, customKeyIdentifier: '1', startDateTime: inDays(world, -70), endDateTime: inDays(world, 15) },
      ];
      return () => world.state.applications.delete(application.id);
    },
  },
];
