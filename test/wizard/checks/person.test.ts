/**
 * `doctor --user` on a person who works: each link is broken through the twin, one at a time, must be named as the first
 * broken one, and is mended again. What belongs to a desktop that nobody signed in to yet is in person-fresh.test.ts.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { directoryName, region } from '../clouds/prepared.js';
import { conclusion } from '../../../wizard/checks/person/path.js';
import { links } from '../../../wizard/checks/person/chain.js';
import { personWorld, seenAt, statesOf, type PersonWorld } from './person-world.js';

type Mend = () => unknown;

let world: PersonWorld;
beforeAll(async () => {
  world = await personWorld();
}, 120_000);
afterAll(() => world.started.stop());

/** Sets a field of something that the twin holds, and gives the way back. */
function changed<T extends object>(object: T | undefined, change: Partial<T>): Mend {
  if (!object) throw new Error('there is nothing to change');
  const before = { ...object };
  Object.assign(object, change);
  return () => Object.assign(object, before);
}
const ada = () => world.twin.entra.state.userByName('ada@contoso.com');
const adaInStore = () => world.twin.aws.identityCenter.instances[0]?.store.userByName('ada@contoso.com');
const adasDesktop = () => world.twin.aws.workspaces.region(region).desktops.get(world.made.desktopId);
const adasDevice = () => [...world.twin.entra.state.managedDevices.values()][0];
const principal = () => `v1.0/servicePrincipals/${world.made.servicePrincipalObjectId}`;
const longAgo = () => new Date(world.twin.world.clock.now().getTime() - 3 * 86_400_000).toISOString();

test('a person who works: every link is whole, and the last sentence says so', async () => {
  const path = await world.examine();
  expect(statesOf(path)).toEqual(Object.fromEntries(links.map(({ id }) => [id, 'ok'])));
  expect(path.decisive).toBeUndefined();
  expect(conclusion(path)).toMatch(/^Every link from ada@contoso.com to the desktop is whole/);
  expect(seenAt(path, 'desktop')).toMatch(/registration code WS\w+\+\w+/);
});

interface Fault {
  /** Link that must be named first. */
  readonly link: string;
  readonly name: string;
  readonly break: () => Mend | Promise<Mend>;
  /** What stands in the conclusion. */
  readonly says: RegExp;
  readonly question?: { readonly from?: string; readonly device?: string };
}

const faults: readonly Fault[] = [
  {
    link: 'directory',
    name: 'the directory is in ERROR',
    break: () =>
      changed(world.twin.aws.workspaces.region(region).directories.get(world.made.directoryId), {
        state: 'ERROR',
        errorMessage: 'no subnet',
      }),
    says: /everybody.*ERROR: no subnet.*desktop engineer/,
  },
  {
    link: 'scim-token',
    name: 'the SCIM token has expired',
    break: async () => {
      const tag = (Value: string) =>
        world.aws('secretsmanager', 'TagResource', {
          SecretId: 'contoso-scim-token-1',
          Tags: [{ Key: 'entra-workspaces:expires-at', Value }],
        });
      await tag(longAgo());
      return () => tag('2099-01-01');
    },
    says: /not ada@contoso.com, it is everybody.*SCIM token.*3 days ago.*--renew-token/,
  },
  {
    link: 'registration-secret',
    name: 'the registration secret has expired',
    break: () => {
      const app = world.twin.entra.state.applicationOf(world.made.registrationApplicationId);
      return changed(app, {
        passwordCredentials: (app?.passwordCredentials ?? []).map((each) => ({ ...each, endDateTime: longAgo() })),
      });
    },
    says: /everybody.*expired 3 days ago.*not registered with Autopilot/,
  },
  {
    link: 'federation',
    name: 'the signing certificate has expired',
    break: () => {
      const app = world.twin.entra.state.servicePrincipals.get(world.made.servicePrincipalObjectId);
      return changed(app, {
        keyCredentials: (app?.keyCredentials ?? []).map((each) => ({ ...each, endDateTime: longAgo() })),
      });
    },
    says: /everybody.*certificate of AWS of Contoso expired.*--renew-certificate/,
  },
  {
    link: 'federation',
    name: 'the enterprise app is disabled',
    break: async () => {
      await world.graph('PATCH', principal(), { accountEnabled: false });
      return () => world.graph('PATCH', principal(), { accountEnabled: true });
    },
    says: /everybody.*AWS of Contoso is disabled/,
  },
  {
    link: 'provisioning',
    name: 'provisioning is switched off',
    break: async () => {
      await world.graph('POST', `${principal()}/synchronization/jobs/${world.made.jobId}/pause`, {});
      return () => world.graph('POST', `${principal()}/synchronization/jobs/${world.made.jobId}/start`, {});
    },
    says: /everybody.*switched off/,
  },
  {
    link: 'account',
    name: 'the account is disabled',
    break: async () => {
      await world.graph('PATCH', 'v1.0/users/ada@contoso.com', { accountEnabled: false });
      return () => world.graph('PATCH', 'v1.0/users/ada@contoso.com', { accountEnabled: true });
    },
    says: /first broken link.*ada@contoso.com is disabled.*Entra administrator/,
  },
  {
    link: 'account',
    name: 'the account is a guest',
    break: () => changed(ada(), { userType: 'Guest' }),
    says: /is a guest/,
  },
  {
    link: 'licences',
    name: 'the person has no licence',
    break: () => changed(ada(), { assignedLicenses: [] }),
    says: /no licence for Entra ID P1, Intune, Windows/,
  },
  {
    link: 'licences',
    name: 'the plan of Intune is switched off',
    break: () => {
      const intune = 'c1ec4a95-1f05-45b3-a911-aa3fa01094f5';
      const licences = ada()?.assignedLicenses ?? [];
      return changed(ada(), {
        assignedLicenses: licences.map(({ skuId }) => ({ skuId, disabledPlans: [intune] })),
      });
    },
    says: /Intune is switched off in the licence/,
  },
  {
    link: 'group',
    name: 'the person is not in the group',
    break: () => {
      world.twin.entra.removeMember(world.made.groupId, world.made.userId);
      return () => world.twin.entra.addMember(world.made.groupId, world.made.userId);
    },
    says: /not a member of Desktop users/,
  },
  {
    link: 'group',
    name: 'the person is in the group through another group only',
    break: () => {
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
    break: async () => {
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
    break: () => changed(adaInStore(), { active: false }),
    says: /is disabled in Identity Center/,
  },
  {
    link: 'identity-center-user',
    name: 'the account was made anew, and the old entry stayed',
    break: () => changed(adaInStore(), { externalId: '00000000-aaaa-bbbb-cccc-000000000000' }),
    says: /belongs to another Entra account/,
  },
  {
    link: 'identity-center-user',
    name: 'there are two entries of the person',
    break: () => {
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
    break: async () => {
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
    break: () => changed(adasDesktop(), { state: 'ERROR', error: { code: 'Subnet.Full', message: 'no address' } }),
    says: /ERROR \(WSAMZN-\w+\): Subnet.Full, no address/,
  },
  {
    link: 'desktop',
    name: 'an administrator has it in maintenance',
    break: async () => {
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
    break: () => {
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
    break: async () => {
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
    break: async () => {
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
    break: async () => {
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
    break: () => {
      const mend = changed(adasDevice(), {});
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
    link: 'managed-device',
    name: 'the device has been silent for 40 days',
    break: () =>
      changed(adasDevice(), {
        lastSyncDateTime: new Date(world.twin.world.clock.now().getTime() - 40 * 86_400_000).toISOString(),
      }),
    says: /last seen 40 days ago/,
  },
];

describe('broken through the twin, named first', () => {
  test.each(faults)('$link: $name', async ({ link, break: doBreak, says, question }) => {
    const mend = await doBreak();
    const path = await world.examine('ada@contoso.com', question);
    await mend();
    expect(path.links.find(({ verdict }) => verdict.state === 'broken')?.id).toBe(link);
    expect(path.decisive?.id).toBe(link);
    expect(conclusion(path)).toMatch(says);
    const after = await world.examine('ada@contoso.com', question);
    expect({ link, firstBroken: after.decisive?.id }).toEqual({ link, firstBroken: undefined });
  });

  test('from an address inside the IP group the same person may connect', async () => {
    const [group] = world.twin.aws.workspaces.region(region).ipGroups.keys();
    const which = { DirectoryId: world.made.directoryId, GroupIds: [group] };
    await world.aws('workspaces', 'AssociateIpGroups', which);
    const inside = await world.examine('ada@contoso.com', { from: '203.0.113.9' });
    const anywhere = await world.examine();
    await world.aws('workspaces', 'DisassociateIpGroups', which);
    expect(seenAt(inside, 'access')).toMatch(/203.0.113.9 is in office/);
    expect(seenAt(anywhere, 'access')).toMatch(/networks office alone/);
  });

  test('stopped is no fault', async () => {
    const mend = changed(adasDesktop(), { state: 'STOPPED' });
    const path = await world.examine();
    mend();
    expect(statesOf(path)['desktop']).toBe('ok');
    expect(seenAt(path, 'desktop')).toMatch(/asleep; it starts when the person signs in/);
  });

  test('one fault, and what hangs on it is not reached instead of broken as well', async () => {
    const mend = changed(adasDesktop(), { state: 'ERROR', error: { code: 'X', message: 'y' } });
    world.twin.entra.failCompliance(world.made.desktopId, { policy: 'Laptops', setting: 'Firewall', value: 'off' });
    const path = await world.examine();
    mend();
    Object.assign(adasDevice() ?? {}, { complianceState: 'compliant' });
    expect(statesOf(path)).toMatchObject({ desktop: 'broken', 'managed-device': 'not-reached', licences: 'ok' });
    expect(seenAt(path, 'managed-device')).toBe('waits for: The desktop');
  });
});

describe('whom it is asked about', () => {
  const upnOf = async (asked: string) => (await world.examine(asked)).who.upn;

  test('UPN in any case, mail address, both names of the computer and WorkSpace id lead to the same person', async () => {
    const mend = changed(ada(), { mail: 'countess@contoso.com' });
    const asked = [
      'ADA@contoso.com',
      'countess@contoso.com',
      world.made.desktopId,
      adasDesktop()?.computerName ?? '',
      adasDevice()?.deviceName.toLowerCase() ?? '',
    ];
    const found = await Promise.all(asked.map(upnOf)).finally(mend);
    expect(found).toEqual(asked.map(() => 'ada@contoso.com'));
  });

  test('a mail address of two people is answered with both, nothing is guessed', async () => {
    const first = changed(ada(), { mail: 'desk@contoso.com' });
    const second = changed(world.twin.entra.state.userByName('grace@contoso.com'), { mail: 'desk@contoso.com' });
    const asked = upnOf('desk@contoso.com').catch((error: unknown) => error);
    const failure = await asked;
    first();
    second();
    expect(failure).toMatchObject({
      message: expect.stringContaining('may be several people'),
      fix: [expect.stringContaining('ada@contoso.com'), expect.stringContaining('grace@contoso.com')],
    });
  });

  test.each(['WS-NOBODY', 'ws-000000000', 'laptop'])('%s: no such desktop', async (asked) => {
    await expect(world.examine(asked)).rejects.toThrow(`No desktop ${asked} in contoso-berlin.`);
  });

  test('a UPN that was changed: asked by the new one, by the old one and by the computer', async () => {
    world.twin.entra.changeUserPrincipalName('ada@contoso.com', 'ada.lovelace@contoso.com');
    const paths = await Promise.all(
      ['ada.lovelace@contoso.com', 'ada@contoso.com', world.made.desktopId].map((asked) => world.examine(asked)),
    );
    world.twin.entra.changeUserPrincipalName('ada.lovelace@contoso.com', 'ada@contoso.com');
    for (const path of paths) {
      expect(path.decisive?.id).toBe('account');
      expect(conclusion(path)).toMatch(
        /the UPN is ada.lovelace@contoso.com, the desktop was made for ada@contoso.com.*change the UPN back/s,
      );
    }
  });

  test('a UPN that was changed, where nothing but the identity store still has the old one', async () => {
    const mail = changed(ada(), { mail: null });
    world.twin.entra.changeUserPrincipalName('ada@contoso.com', 'ada.lovelace@contoso.com');
    const path = await world.examine('ada.lovelace@contoso.com');
    world.twin.entra.changeUserPrincipalName('ada.lovelace@contoso.com', 'ada@contoso.com');
    mail();
    expect(path.decisive?.id).toBe('account');
    expect(seenAt(path, 'identity-center-user')).toMatch(/waits for/);
  });

  test('a stranger', async () => {
    const path = await world.examine('nobody@contoso.com');
    expect(path.decisive?.id).toBe('account');
    expect(conclusion(path)).toMatch(/Entra knows no user nobody@contoso.com/);
    expect(statesOf(path)).toMatchObject({ desktop: 'not-reached', 'managed-device': 'not-reached' });
  });
});
