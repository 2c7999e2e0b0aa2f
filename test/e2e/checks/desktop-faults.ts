import { change, inDays, takeOut, type Fault } from './faults.js';

/** Directory, desktops and people. */
export const desktopFaults: readonly Fault[] = [
  {
    rule: 'image',
    what: 'no BYOL image',
    got: /no such image/,
    occasion: 'preflight',
    put: (world) => takeOut(world.region.images, () => true),
  },
  {
    rule: 'image-office',
    what: 'an image with Office, and Microsoft 365 from Intune',
    got: /Microsoft Office 2019/,
    deployment: ({ file }) => ({
      ...file,
      intune: { ...file.intune, enrolment: { apps: { office: { app: { microsoft365: {} }, for: 'required' } } } },
    }),
    put: (world) => {
      const images = [...world.region.images.values()];
      for (const image of images) image.applications = ['Microsoft Office 2019 Professional'];
      return () => images.forEach((image) => delete image.applications);
    },
  },
  {
    rule: 'bundle',
    what: 'an id that is nobody’s',
    got: /no such bundle/,
    deployment: ({ file }) => ({
      ...file,
      sites: file.sites.map((site) => ({ ...site, bundles: { standard: { existing: { id: 'wsb-000000000' } } } })),
    }),
    put: () => () => undefined,
  },
  {
    rule: 'directory-name',
    what: 'of another tenant',
    got: /joined to the tenant 99999999/,
    put: (world) => change(world.directory, { tenantId: '99999999-0000-0000-0000-000000000000' }),
  },
  {
    rule: 'directory',
    what: 'in ERROR',
    got: /the state ERROR: The secret/,
    put: (world) => change(world.directory, { state: 'ERROR', errorMessage: 'The secret cannot be read.' }),
  },
  {
    rule: 'directory-drift',
    what: 'access from the web shut off by hand',
    got: /DENY instead of ALLOW/,
    severity: 'warning',
    put: (world) => change(world.directory, { access: { ...world.directory.access, DeviceTypeWeb: 'DENY' } }),
  },
  {
    rule: 'directory-drift',
    what: 'rebuild allowed by hand',
    got: /ENABLED instead of DISABLED/,
    severity: 'warning',
    put: (world) =>
      change(world.directory, { selfService: { ...world.directory.selfService, RebuildWorkspace: 'ENABLED' } }),
  },
  {
    rule: 'desktop-missing',
    what: 'terminated by hand',
    got: /no desktop/,
    put: (world) => takeOut(world.region.desktops, ({ userName }) => userName === 'ada@contoso.com'),
  },
  {
    rule: 'desktop-state',
    what: 'in ERROR',
    got: /ERROR: VolumeError: no volume/,
    put: (world) => {
      const [desktop] = world.region.desktops.values();
      if (!desktop) throw new Error('no desktop');
      return change(desktop, { state: 'ERROR', error: { code: 'VolumeError', message: 'no volume' } });
    },
  },
  {
    rule: 'desktop-double',
    what: 'a second one made by hand',
    got: /2 desktops: WSAMZN-\w+ AVAILABLE, WSAMZN-SECOND AVAILABLE/,
    severity: 'warning',
    roots: ['desktop-double', 'device-registered'],
    put: (world) => {
      const { desktops } = world.region;
      const [first] = desktops.values();
      if (!first) throw new Error('no desktop');
      desktops.set('ws-second0000', { ...first, id: 'ws-second0000', computerName: 'WSAMZN-SECOND' });
      return () => desktops.delete('ws-second0000');
    },
  },
  {
    rule: 'device-registered',
    what: 'the device is gone',
    got: /no device with the group tag/,
    put: (world) => {
      const [first] = world.state.autopilotDevices.values();
      return takeOut(world.state.autopilotDevices, (device) => device === first);
    },
  },
  {
    rule: 'device-registered',
    what: 'because consent was missing: named as what follows from it',
    got: /no device with the group tag/,
    roots: ['consent'],
    put: (world) => {
      const { id } = world.registration.principal;
      const roles = ['DeviceManagementServiceConfig.ReadWrite.All'];
      world.twin.entra.revokeRoles(id, roles);
      const undo = takeOut(world.state.autopilotDevices, () => true);
      return () => {
        world.twin.entra.grantRoles(id, roles);
        undo();
      };
    },
  },
  {
    rule: 'device-profile',
    what: 'another profile',
    got: /the profile (status notAssigned|Laptops)/,
    roots: ['profile'],
    put: (world) => takeOut(world.state.profileAssignments, ({ profileId }) => profileId === world.profile.id),
  },
  {
    rule: 'check-in',
    what: 'silent for 40 days',
    got: /last seen 40 days ago|last seen 39 days ago/,
    severity: 'warning',
    put: (world) => {
      const [device] = world.state.managedDevices.values();
      if (!device) throw new Error('no managed device');
      return change(device, { lastSyncDateTime: inDays(world, -40) });
    },
  },
  {
    rule: 'user-absent',
    what: 'renamed in Entra',
    got: /nobody/,
    roots: ['user-absent', 'member-upn'],
    put: (world) => {
      const longer = `${'a'.repeat(60)}@contoso.com`;
      world.twin.entra.changeUserPrincipalName('ada@contoso.com', longer);
      return () => world.twin.entra.changeUserPrincipalName(longer, 'ada@contoso.com');
    },
  },
  {
    rule: 'member-upn',
    what: 'a member with 72 characters',
    got: /at most 63 characters/,
    roots: ['user-absent', 'member-upn'],
    put: (world) => {
      const longer = `${'a'.repeat(60)}@contoso.com`;
      world.twin.entra.changeUserPrincipalName('ada@contoso.com', longer);
      return () => world.twin.entra.changeUserPrincipalName(longer, 'ada@contoso.com');
    },
  },
  {
    rule: 'user-disabled',
    what: 'disabled',
    got: /disabled/,
    severity: 'warning',
    put: (world) => change(world.user('ada@contoso.com'), { accountEnabled: false }),
  },
  {
    rule: 'user-names',
    what: 'no last name',
    got: /no last name/,
    severity: 'warning',
    put: (world) => change(world.user('ada@contoso.com'), { surname: null }),
  },
  {
    rule: 'user-licence',
    what: 'no licence at all',
    got: /without Entra ID P1, Intune, Windows VDA/,
    severity: 'warning',
    put: (world) => change(world.user('ada@contoso.com'), { assignedLicenses: [] }),
  },
  {
    rule: 'user-not-member',
    what: 'taken out of the group',
    got: /not in Contoso desktops users/,
    severity: 'warning',
    put: (world) => {
      const { id } = world.user('ada@contoso.com');
      world.twin.entra.removeMember(world.users.id, id);
      return () => world.twin.entra.addMember(world.users.id, id);
    },
  },
  {
    rule: 'synced-user',
    what: 'disabled by sync, because the user is not in the group: that comes first',
    got: /disabled in Identity Center, enabled in Entra/,
    roots: ['user-not-member'],
    put: (world) => {
      const { id } = world.user('ada@contoso.com');
      world.twin.entra.removeMember(world.users.id, id);
      const enable = change(world.store.userByName('ada@contoso.com') ?? {}, { active: false });
      return () => {
        enable();
        world.twin.entra.addMember(world.users.id, id);
      };
    },
  },
  {
    rule: 'held-member',
    what: 'on hold, and nobody has applied it',
    got: /in Contoso desktops users/,
    deployment: ({ file }) => ({
      ...file,
      sites: file.sites.map((site) => ({
        ...site,
        desktops: { ...site.desktops, users: { list: [{ upn: 'ada@contoso.com', state: 'held' as const }] } },
      })),
    }),
    put: () => () => undefined,
  },
  {
    rule: 'user-not-synced',
    what: 'gone from Identity Center',
    got: /not there/,
    put: (world) => takeOut(world.store.users, ({ userName }) => userName === 'ada@contoso.com'),
  },
  {
    rule: 'synced-user',
    what: 'of an earlier account',
    got: /an earlier account/,
    put: (world) => {
      const user = [...world.store.users.values()].find(({ userName }) => userName === 'ada@contoso.com');
      if (!user) throw new Error('no user');
      return change(user, { externalId: '00000000-0000-0000-0000-000000000000' });
    },
  },
];
