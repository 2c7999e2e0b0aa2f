import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Instance } from '../../twin/aws/identity-center/instance.js';
import { eventOf, messageOf, region, startFunction, type StartedFunction } from './steps.js';

const link = (seconds: number, last: boolean) => ({ number: 1, of: 1, seconds, last });

describe('what SCIM brings', () => {
  let started: StartedFunction;
  let instance: Instance;

  beforeEach(async () => {
    started = await startFunction();
    instance = started.account.identityCenter.enableOrganizationInstance(region);
  });
  afterEach(() => started.stop());

  const addUser = (userName: string) =>
    instance.store.addUser({
      userName,
      displayName: userName,
      givenName: 'Ada',
      familyName: 'Contoso',
      email: userName,
    });
  const look = (kind: string, identity: object, wait: object) =>
    started.invoke({ kind, identity: { identityStoreId: instance.store.id, ...identity }, step: 'condition', wait });
  const callsOf = (operation: string) => started.account.calls.filter((call) => call.operation === operation).length;

  describe('a synced group', () => {
    const group = { displayName: 'Desktop users' };

    test('is waited for and known by its id', async () => {
      started.world.clock.at(started.world.clock.in(3), 'SCIM', () => void instance.store.addGroup(group));
      expect(await look('synced-group', group, link(280, true))).toEqual({ ready: true, missing: 0 });
      const request = {
        kind: 'synced-group',
        identity: { identityStoreId: instance.store.id, ...group },
        properties: {},
      } as const;
      expect(await started.invoke(eventOf(request, 'ids'))).toEqual({ groupId: [...instance.store.groups.keys()][0] });
    });

    test('that does not come ends pending at the last link, with what to look at', async () => {
      expect(await look('synced-group', group, link(280, false))).toEqual({ ready: false, missing: 1 });
      expect(await messageOf(look('synced-group', group, link(280, true)))).toMatch(
        /^PENDING: Desktop users is not in Identity Center yet\. SCIM brings it.*groups inside groups are not synced.*apply again/,
      );
    });

    test('in a store that does not exist fails at once, and not as pending', async () => {
      const message = await messageOf(
        look('synced-group', { ...group, identityStoreId: 'd-0000000000' }, link(280, true)),
      );
      expect(message).toMatch(/^FAILED: look for the group Desktop users.*identityCenter\.region/);
    });

    const ofEntra = (entraObjectId: string, last = true) =>
      started.invoke({
        kind: 'synced-group',
        identity: { identityStoreId: instance.store.id, ...group },
        step: 'wait',
        properties: { entraObjectId },
        wait: link(0, last),
        repair: '',
      });
    const [older, newer] = ['0b1c2d3e-4f50-4612-8834-56789abcdef0', '1c2d3e4f-5061-4723-9945-6789abcdef01'];

    test('that came from another group in Entra is not the one that is waited for', async () => {
      instance.store.addGroup({ ...group, externalId: older });
      expect(await ofEntra(newer, false)).toEqual({ ready: false, missing: 1 });
      expect(await messageOf(ofEntra(newer))).toMatch(/^PENDING: Desktop users \(but an older one of this name/);
      expect(await ofEntra(older.toUpperCase())).toEqual({ ready: true, missing: 0 });
    });

    test('whose external id a company maps from something else is taken by its name', async () => {
      instance.store.addGroup({ ...group, externalId: 'S-1-5-21-1' });
      expect(await ofEntra(newer)).toEqual({ ready: true, missing: 0 });
    });

    test('that comes back under another id is found anew', async () => {
      const request = {
        kind: 'synced-group',
        identity: { identityStoreId: instance.store.id, ...group },
        properties: {},
      } as const;
      instance.store.addGroup(group);
      const before = await started.invoke(eventOf(request, 'ids'));
      instance.store.groups.clear();
      instance.store.addGroup(group);
      expect(await started.invoke(eventOf(request, 'ids'))).not.toEqual(before);
    });
  });

  describe('users', () => {
    test('are looked for in one invocation, hundreds of them, each asked once while it is there', async () => {
      const userNames = Array.from({ length: 300 }, (_, index) => `user.${index}@contoso.com`);
      for (const userName of userNames) addUser(userName);
      expect(await look('user-presence', { userNames }, link(280, false))).toEqual({ ready: true, missing: 0 });
      expect(callsOf('GetUserId')).toBe(300);
    });

    test('that come later are the only ones asked for again', async () => {
      addUser('ada@contoso.com');
      started.world.clock.at(started.world.clock.in(0.1), 'SCIM', () => void addUser('bob@contoso.com'));
      await look('user-presence', { userNames: ['ada@contoso.com', 'bob@contoso.com'] }, link(280, true));
      const asked = started.account.calls.filter(({ operation }) => operation === 'GetUserId');
      expect(asked.filter(({ error }) => error === undefined)).toHaveLength(2);
    });

    test('who do not come never fail the wait that many share', async () => {
      addUser('ada@contoso.com');
      const userNames = ['ada@contoso.com', 'gone@contoso.com'];
      expect(await look('user-presence', { userNames }, link(280, false))).toEqual({ ready: false, missing: 1 });
    });

    test('who do not come fail their own check at once, by name, with what to look at', async () => {
      const message = await messageOf(look('user-presence', { userNames: ['gone@contoso.com'] }, link(0, true)));
      expect(message).toMatch(
        /^PENDING: gone@contoso\.com is not in Identity Center yet\..*direct member of an assigned group/,
      );
      // Asked again is what waiting would be.
      expect(started.account.calls.filter(({ operation }) => operation === 'GetUserId')).toHaveLength(1);
    });

    test('who are missing in great number are named by the first ten', async () => {
      const userNames = Array.from({ length: 25 }, (_, index) => `u${index}@contoso.com`);
      expect(await messageOf(look('user-presence', { userNames }, link(0, true)))).toMatch(
        /u9@contoso\.com and 15 more are not in/,
      );
    });

    test('are known by their ids', async () => {
      const { userId } = addUser('ada@contoso.com');
      const identity = { identityStoreId: instance.store.id, userNames: ['ada@contoso.com'] };
      expect(await started.invoke({ kind: 'user-presence', step: 'ids', identity })).toEqual({
        userIds: { 'ada@contoso.com': userId },
      });
    });

    test('are not written to the log', async () => {
      await messageOf(look('user-presence', { userNames: ['gone@contoso.com'] }, link(0, true)));
      expect(started.logged.join()).not.toContain('gone@contoso.com');
    });
  });

  test('a member account that may not read the store is told of the role to give', async () => {
    started.account.settings.memberAccountsReadIdentityStore = false;
    const message = await messageOf(look('user-presence', { userNames: ['ada@contoso.com'] }, link(0, true)));
    expect(message).toMatch(/may not read the identity store.*identityCenter\.roleArn/);
  });

  test('a role in the account of Identity Center is taken on for the calls, where the own account may not look', async () => {
    const roleArn = 'arn:aws:iam::999988887777:role/identity-center-reader';
    const other = await startFunction({}, { identityCenterRoleArn: roleArn });
    other.account.settings.memberAccountsReadIdentityStore = false;
    const { store } = other.account.identityCenter.enableOrganizationInstance(region);
    store.addUser({ userName: 'ada@contoso.com', displayName: 'Ada', givenName: 'Ada', familyName: 'Contoso' });
    const identity = { identityStoreId: store.id, userNames: ['ada@contoso.com'], roleArn };
    const answer = await other.invoke({ kind: 'user-presence', identity, step: 'condition', wait: link(0, true) });
    const caller = other.account.calls.find(({ operation }) => operation === 'GetUserId')?.caller;
    await other.stop();
    expect(answer).toEqual({ ready: true, missing: 0 });
    expect(caller).toBe('arn:aws:sts::999988887777:assumed-role/identity-center-reader/entra-workspaces');
  });

  test('a role that the function may not take on is named as the reason', async () => {
    const roleArn = 'arn:aws:iam::999988887777:role/identity-center-reader';
    const message = await messageOf(look('user-presence', { userNames: ['ada@contoso.com'], roleArn }, link(0, true)));
    expect(message).toMatch(/AccessDenied to sts:AssumeRole.*trust policy name the function's role/);
  });
});
