/** Everything that breaks one link of a person who works, each with the way back. */
import { directoryName, region } from '../clouds/prepared.js';
import type { DeviceCheckIn } from '../../../twin/entra/intune/check-in-result.js';
import type { PersonWorld } from './person-world.js';
import { day } from '../../../domain/day.js';

type Mend = () => unknown;

/** Sets a field of something that the twin holds, and gives the way back. */
export function changed<T extends object>(object: T | undefined, change: Partial<T>): Mend {
  if (!object) throw new Error('there is nothing to change');
  const before = { ...object };
  Object.assign(object, change);
  return () => Object.assign(object, before);
}

/** What the twin holds of Ada. */
export const adaIn = (world: PersonWorld) => ({
  user: () => world.twin.entra.state.userByName('ada@contoso.com'),
  inStore: () => world.twin.aws.identityCenter.instances[0]?.store.userByName('ada@contoso.com'),
  desktop: () => world.twin.aws.workspaces.region(region).desktops.get(world.made.desktopId),
  device: () => [...world.twin.entra.state.managedDevices.values()][0],
});

/** The last check-in of her desktop brought this, too. */
function brought(world: PersonWorld, what: Partial<DeviceCheckIn>): Mend {
  const { checkIns } = world.twin.entra.state;
  const id = adaIn(world).device()?.id ?? '';
  const before = checkIns.get(id);
  if (!before) throw new Error('the desktop has not checked in');
  checkIns.set(id, { ...before, ...what });
  return () => checkIns.set(id, before);
}

export interface Fault {
  /** Link that must be named first. */
  readonly link: string;
  readonly name: string;
  readonly break: (world: PersonWorld) => Mend | Promise<Mend>;
  /** What stands in the conclusion. */
  readonly says: RegExp;
  readonly question?: { readonly from?: string; readonly device?: string };
}

const principal = (world: PersonWorld) => `v1.0/servicePrincipals/${world.made.servicePrincipalObjectId}`;
const longAgo = (world: PersonWorld) => new Date(world.twin.world.clock.now().getTime() - 3 * day).toISOString();

export const faults: readonly Fault[] = [
  {
    link: 'directory',
    name: 'the directory is in ERROR',
    break: (world) =>
      changed(world.twin.aws.workspaces.region(region).directories.get(world.made.directoryId), {
        state: 'ERROR',
        errorMessage: 'no subnet',
      }),
    says: /everybody.*ERROR: no subnet.*desktop engineer/,
  },
  {
    link: 'scim-token',
    name: 'the SCIM token has expired',
    break: async (world) => {
      const tag = (Value: string) =>
        world.aws('secretsmanager', 'TagResource', {
          SecretId: 'contoso-scim-token-1',
          Tags: [{ Key: 'entra-workspaces:expires-at', Value }],
        });
      await tag(longAgo(world));
      return () => tag('2099-01-01');
    },
    says: /not ada@contoso.com, it is everybody.*SCIM token.*3 days ago.*--renew-token/,
  },
  {
    link: 'registration-secret',
    name: 'the registration secret has expired',
    break: (world) => {
      const app = world.twin.entra.state.applicationOf(world.made.registrationApplicationId);
      return changed(app, {
        passwordCredentials: (app?.passwordCredentials ?? []).map((each) => ({ ...each, endDateTime: longAgo(world) })),
      });
    },
    says: /everybody.*expired 3 days ago.*not registered with Autopilot/,
  },
  {
    link: 'federation',
    name: 'the signing certificate has expired',
    break: (world) => {
      const app = world.twin.entra.state.servicePrincipals.get(world.made.servicePrincipalObjectId);
      return changed(app, {
        keyCredentials: (app?.keyCredentials ?? []).map((each) => ({ ...each, endDateTime: longAgo(world) })),
      });
    },
    says: /everybody.*certificate of AWS of Contoso expired.*--renew-certificate/,
  },
  {
    link: 'federation',
    name: 'the enterprise app is disabled',
    break: async (world) => {
      await world.graph('PATCH', principal(world), { accountEnabled: false });
      return () => world.graph('PATCH', principal(world), { accountEnabled: true });
    },
    says: /everybody.*AWS of Contoso is disabled/,
  },
  {
    link: 'provisioning',
    name: 'provisioning is switched off',
    break: async (world) => {
      await world.graph('POST', `${principal(world)}/synchronization/jobs/${world.made.jobId}/pause`, {});
      return () => world.graph('POST', `${principal(world)}/synchronization/jobs/${world.made.jobId}/start`, {});
    },
    says: /everybody.*switched off/,
  },
  {
    link: 'account',
    name: 'the account is disabled',
    break: async (world) => {
      await world.graph('PATCH', 'v1.0/users/ada@contoso.com', { accountEnabled: false });
      return () => world.graph('PATCH', 'v1.0/users/ada@contoso.com', { accountEnabled: true });
    },
    says: /first broken link.*ada@contoso.com is disabled.*Entra administrator/,
  },
  {
    link: 'account',
    name: 'the account is a guest',
    break: (world) => changed(adaIn(world).user(), { userType: 'Guest' }),
    says: /is a guest/,
  },
  {
    link: 'licences',
    name: 'the person has no licence',
    break: (world) => changed(adaIn(world).user(), { assignedLicenses: [] }),
    says: /no licence for Entra ID P1, Intune, Windows/,
  },
  {
    link: 'licences',
    name: 'the plan of Intune is switched off',
    break: (world) => {
      const intune = 'c1ec4a95-1f05-45b3-a911-aa3fa01094f5';
      const licences = adaIn(world).user()?.assignedLicenses ?? [];
      return changed(adaIn(world).user(), {
        assignedLicenses: licences.map(({ skuId }) => ({ skuId, disabledPlans: [intune] })),
      });
    },
    says: /Intune is switched off in the licence/,
  },
  {
    link: 'group',
    name: 'the person is not in the group',
    break: (world) => {
      world.twin.entra.removeMember(world.made.groupId, world.made.userId);
      return () => world.twin.entra.addMember(world.made.groupId, world.made.userId);
    },
    says: /not a member of Desktop users/,
  },
  {
    link: 'group',
    name: 'the person is in the group through another group only',
    break: (world) => {
      world.twin.entra.removeMember(world.made.groupId, world.made.userId);
      const inner = world.twin.entra.addGroup('Berlin', { members: [world.made.userId] });
      world.twin.entra.addMember(world.made.groupId, inner.id);
      return () => {
        world.twin.entra.removeMember(world.made.groupId, inner.id);
        world.twin.entra.addMember(world.made.groupId, world.made.userId);
      };
    },
    says: /only through Berlin in Desktop users/,
  },
  {
    link: 'sign-ins',
    name: 'Conditional Access refuses the sign-in',
    break: async (world) => {
      world.twin.entra.refuseConditionally('ada@contoso.com');
      await world.twin.signIn('ada@contoso.com');
      return () => {
        world.twin.entra.state.conditionallyRefused.clear();
        return world.twin.signIn('ada@contoso.com');
      };
    },
    says: /AADSTS53003.*Conditional Access policy refused it/,
  },
  {
    link: 'identity-center-user',
    name: 'the user is disabled in Identity Center',
    break: (world) => changed(adaIn(world).inStore(), { active: false }),
    says: /is disabled in Identity Center/,
  },
  {
    link: 'identity-center-user',
    name: 'the account was made anew, and the old entry stayed',
    break: (world) => changed(adaIn(world).inStore(), { externalId: '00000000-aaaa-bbbb-cccc-000000000000' }),
    says: /belongs to another Entra account/,
  },
  {
    link: 'identity-center-user',
    name: 'there are two entries of the person',
    break: (world) => {
      const store = world.twin.aws.identityCenter.instances[0]?.store;
      const second = store?.addUser({
        userName: 'ada.old@contoso.com',
        displayName: 'Ada',
        givenName: 'Ada',
        familyName: 'Example',
        externalId: world.made.userId,
      });
      return () => store?.removeUser(second?.userId ?? '');
    },
    says: /2 entries: ada@contoso.com, ada.old@contoso.com/,
  },
  {
    link: 'application',
    name: 'the group is not assigned to the directory',
    break: async (world) => {
      const PrincipalId = world.twin.aws.identityCenter.instances[0]?.store.groupByName('Desktop users')?.groupId;
      const which = { ApplicationArn: world.made.applicationArn, PrincipalId, PrincipalType: 'GROUP' };
      await world.aws('sso-admin', 'DeleteApplicationAssignment', which);
      return () => world.aws('sso-admin', 'CreateApplicationAssignment', which);
    },
    says: /an assignment is required and this person has none/,
  },
  {
    link: 'desktop',
    name: 'the desktop is in ERROR',
    break: (world) =>
      changed(adaIn(world).desktop(), { state: 'ERROR', error: { code: 'Subnet.Full', message: 'no address' } }),
    says: /ERROR \(WSAMZN-\w+\): Subnet.Full, no address/,
  },
  {
    link: 'desktop',
    name: 'an administrator has it in maintenance',
    break: async (world) => {
      const set = (WorkspaceState: string) =>
        world.aws('workspaces', 'ModifyWorkspaceState', { WorkspaceId: world.made.desktopId, WorkspaceState });
      await set('ADMIN_MAINTENANCE');
      return () => set('AVAILABLE');
    },
    says: /maintenance by an administrator/,
  },
  {
    link: 'desktop',
    name: 'there are two desktops',
    break: (world) => {
      const { desktops } = world.twin.aws.workspaces.region(region);
      const [first] = desktops.values();
      if (first) desktops.set('ws-second0000', { ...first, id: 'ws-second0000', computerName: 'WSAMZN-SECOND' });
      return () => desktops.delete('ws-second0000');
    },
    says: /2 desktops in one directory/,
  },
  {
    link: 'access',
    name: 'the kind of device is denied',
    break: async (world) => {
      const set = (DeviceTypeWindows: string) =>
        world.aws('workspaces', 'ModifyWorkspaceAccessProperties', {
          ResourceId: world.made.directoryId,
          WorkspaceAccessProperties: { DeviceTypeWindows },
        });
      await set('DENY');
      return () => set('ALLOW');
    },
    question: { device: 'windows' },
    says: /denies windows/,
  },
  {
    link: 'access',
    name: 'the address is outside the IP groups',
    break: async (world) => {
      const [group] = world.twin.aws.workspaces.region(region).ipGroups.keys();
      const which = { DirectoryId: world.made.directoryId, GroupIds: [group] };
      await world.aws('workspaces', 'AssociateIpGroups', which);
      return () => world.aws('workspaces', 'DisassociateIpGroups', which);
    },
    question: { from: '198.51.100.7' },
    says: /198.51.100.7 is in none of the networks office/,
  },
  {
    link: 'autopilot-device',
    name: 'the group tag differs in case',
    break: async (world) => {
      const [device] = world.twin.entra.state.autopilotDevices.values();
      const path = `beta/deviceManagement/windowsAutopilotDeviceIdentities/${device?.id}/updateDeviceProperties`;
      await world.graph('POST', path, { groupTag: 'Contoso-Berlin' });
      return async () => {
        await world.graph('POST', path, { groupTag: directoryName });
        await world.twin.advance(20);
      };
    },
    says: /its group tag is Contoso-Berlin, the directory is contoso-berlin/,
  },
  {
    link: 'managed-device',
    name: 'the device is not compliant: the setting is named',
    break: (world) => {
      const mend = changed(adaIn(world).device(), {});
      world.twin.entra.failCompliance(world.made.desktopId, {
        policy: 'Laptops',
        setting: 'BitLocker',
        value: 'false',
      });
      return mend;
    },
    says: /BitLocker is false \(Laptops\).*WorkSpaces does not support.*Intune administrator/,
  },
  {
    link: 'device-content',
    name: 'two policies contradict each other: both are named, with the setting',
    break: (world) => {
      const reported = { id: 'policy', collection: 'configurationPolicies' };
      return brought(world, {
        policies: [
          { ...reported, name: 'Ours', state: 'conflict', against: [{ policy: 'Laptops', setting: 'Power' }] },
        ],
      });
    },
    says: /Ours and Laptops contradict each other over Power.*Intune administrator.*leave the desktops out of Laptops/,
  },
  {
    link: 'device-content',
    name: 'a required app could not be installed',
    break: (world) =>
      brought(world, { apps: [{ id: 'app', name: 'Company Portal', intent: 'required', state: 'failed' }] }),
    says: /Company Portal could not be installed.*Intune administrator/,
  },
  {
    link: 'device-content',
    name: 'a required app could not be fetched: its code is said in words, with what helps',
    break: (world) => {
      const app = { id: '3f6c1e52-7a4b-4d0c-9e55-0c7d2b1a9f10', name: 'Company Portal', intent: 'required' };
      return brought(world, { apps: [{ ...app, state: 'failed', errorCode: 0x80072efd | 0 }] });
    },
    says: /Company Portal could not be installed: no connection to the host came about \(0x80072EFD\).*Intune administrator.*reaches the hosts for apps/,
  },
  {
    link: 'managed-device',
    name: 'the device has been silent for 40 days',
    break: (world) =>
      changed(adaIn(world).device(), {
        lastSyncDateTime: new Date(world.twin.world.clock.now().getTime() - 40 * day).toISOString(),
      }),
    says: /last seen 40 days ago/,
  },
];
