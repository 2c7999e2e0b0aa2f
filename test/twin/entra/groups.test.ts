import { describe, expect, test } from '@jest/globals';
import { MembershipRuleError, parseMembershipRule } from '../../../twin/entra/membership-rule.js';
import { Bench } from './world.js';

const onOrder = (tag: string): string => `(device.devicePhysicalIds -any (_ -eq "[OrderID]:${tag}"))`;

describe('membership rules', () => {
  const device = { displayName: 'WS-1', physicalIds: ['[ZTDId]:1', '[OrderID]:Desktops Berlin'] };
  const user = { userPrincipalName: 'ada@contoso.com', department: 'Sales', accountEnabled: true, jobTitle: null };

  test.each([
    [onOrder('Desktops Berlin'), true],
    // Entra compares without case (learn.microsoft.com/entra/identity/users/groups-dynamic-membership).
    [onOrder('desktops berlin'), true],
    ['(device.devicePhysicalIDs -any (_ -startsWith "[ZTDID]"))', true],
    [onOrder('Desktops Berlin '), false],
    [onOrder('Desktops'), false],
    ['(device.devicePhysicalIDs -any (_ -startsWith "[ZTDId]"))', true],
    ['(device.devicePhysicalIds -any _ -eq "x")', undefined],
    ['device.displayName -startsWith "ws-"', true],
    ['device.colour -eq "red"', false],
  ])('of devices: %s', (rule, expected) => {
    if (expected === undefined) expect(() => parseMembershipRule(rule)).toThrow(MembershipRuleError);
    else expect(parseMembershipRule(rule).matches(device)).toBe(expected);
  });

  test.each([
    ['user.department -eq "sales"', true],
    ['(user.department -eq "Sales") -and (user.accountEnabled -eq false)', false],
    ['(user.department -eq "Sales") -and -not (user.accountEnabled -eq false)', true],
    ['user.department -in ["HR", "Sales"] -or user.accountEnabled -eq false', true],
    ['user.userPrincipalName -match "@contoso\\.com$"', true],
    ['user.jobTitle -ne null', false],
    ['user.jobTitle -eq null', true],
    ['user.department -contains "ale"', true],
    // As the rule builder of the portal writes them: operators with and without hyphen, nested.
    ['(user.department -eq "Finance") -or (user.department -eq "IT")', false],
    ['(user.department -eq "Finance") or (user.department -eq "Sales")', true],
    ['(user.department -eq "Sales") and (user.accountEnabled -eq true)', true],
    ['user.department -in ["Finance","Sales"]', true],
    ['user.department in ["Finance","Sales"]', true],
    ['user.department eq "Sales" and not (user.accountEnabled eq false)', true],
    ['((user.department -eq "HR") or ((user.department -eq "Sales") and (user.accountEnabled -eq true)))', true],
    ['(user.department -eq "or") or (user.department -eq "and")', false],
  ])('of users: %s', (rule, expected) => {
    expect(parseMembershipRule(rule).matches(user)).toBe(expected);
  });

  test.each([
    '',
    'department -eq "x"',
    'user.department -eq',
    'user.department -like "x"',
    'user.a -eq "x" -and device.b -eq "y"',
    '(user.a -eq "x"',
    'user.a -eq "x" )',
    '?',
  ])('refuses: %s', (rule) => {
    expect(() => parseMembershipRule(rule)).toThrow(MembershipRuleError);
  });
});

describe('groups', () => {
  const dynamic = {
    displayName: 'devices',
    mailEnabled: false,
    mailNickname: 'd',
    securityEnabled: true,
    groupTypes: ['DynamicMembership'],
    membershipRule: onOrder('Berlin'),
    membershipRuleProcessingState: 'On',
  };

  async function importDevice(bench: Bench, serialNumber: string, groupTag: string): Promise<string> {
    const made = await bench.expect(201, 'POST', '/v1.0/deviceManagement/importedWindowsAutopilotDeviceIdentities', {
      serialNumber,
      groupTag,
      hardwareIdentifier: Buffer.from(serialNumber).toString('base64'),
    });
    return made.id as string;
  }

  test('a dynamic group follows the group tag of Autopilot devices, a while later', async () => {
    const bench = new Bench();
    const group = await bench.expect(201, 'POST', '/beta/groups', dynamic);
    await importDevice(bench, 'one', 'Berlin');
    await importDevice(bench, 'two', 'berlin');
    const members = async (): Promise<string[]> =>
      (await bench.expect(200, 'GET', `/beta/groups/${group.id}/members`)).value.map(
        (each: { displayName: string }) => each.displayName,
      );
    const status = async (): Promise<string> =>
      (await bench.expect(200, 'GET', `/beta/groups/${group.id}`)).membershipRuleProcessingStatus.status as string;
    expect([await members(), await status()]).toEqual([[], 'Running']);
    await bench.world.clock.advance(10);
    expect([await members(), await status()]).toEqual([['one', 'two'], 'Succeeded']);
  });

  test('a changed tag and a changed rule move devices', async () => {
    const bench = new Bench();
    const group = await bench.expect(201, 'POST', '/beta/groups', dynamic);
    const device = await importDevice(bench, 'one', 'Paris');
    const count = async (): Promise<number> => {
      await bench.world.clock.advance(10);
      return (await bench.expect(200, 'GET', `/beta/groups/${group.id}/members`)).value.length as number;
    };
    expect(await count()).toBe(0);
    await bench.expect(
      200,
      'POST',
      `/v1.0/deviceManagement/windowsAutopilotDeviceIdentities/${device}/updateDeviceProperties`,
      { groupTag: 'Berlin' },
    );
    expect(await count()).toBe(1);
    await bench.expect(204, 'PATCH', `/beta/groups/${group.id}`, { membershipRule: onOrder('Rome') });
    expect(await count()).toBe(0);
  });

  test.each([
    ['a rule that cannot be read', { membershipRule: 'device.x -like' }],
    ['no rule', { membershipRule: null }],
    ['no processing state', { membershipRuleProcessingState: null }],
    ['a rule without the type', { groupTypes: [] }],
  ])('a dynamic group with %s is refused and leaves nothing behind', async (_what, change) => {
    const bench = new Bench();
    expect((await bench.graph('POST', '/beta/groups', { ...dynamic, ...change })).status).toBe(400);
    expect(bench.tenant.counts()['groups']).toBe(0);
  });

  test('members of a dynamic group are not added by hand; members of others are users, groups and devices', async () => {
    const bench = new Bench();
    const ada = bench.tenant.addUser('ada@contoso.com');
    const ruled = bench.tenant.addGroup('ruled', { rule: 'user.accountEnabled -eq true' });
    const inner = bench.tenant.addGroup('inner', { members: [ada.id] });
    const outer = bench.tenant.addGroup('outer');
    const reference = (id: string): object => ({
      '@odata.id': `https://graph.microsoft.com/v1.0/directoryObjects/${id}`,
    });
    expect((await bench.graph('POST', `/v1.0/groups/${ruled.id}/members/$ref`, reference(ada.id))).status).toBe(400);
    await bench.expect(204, 'POST', `/v1.0/groups/${outer.id}/members/$ref`, reference(inner.id));
    const direct = await bench.expect(200, 'GET', `/v1.0/groups/${outer.id}/members`);
    const all = await bench.expect(200, 'GET', `/v1.0/groups/${outer.id}/transitiveMembers`);
    expect([direct.value.length, all.value.map((each: { '@odata.type': string }) => each['@odata.type'])]).toEqual([
      1,
      ['#microsoft.graph.group', '#microsoft.graph.user'],
    ]);
    expect((await bench.graph('GET', `/v1.0/groups/${outer.id}/members/$count`)).body).toBe('1');
    expect((await bench.expect(200, 'GET', `/v1.0/users/${ada.userPrincipalName}/memberOf`)).value).toHaveLength(1);
  });

  test('what is deleted is in no group any more', async () => {
    const bench = new Bench();
    const ada = bench.tenant.addUser('ada@contoso.com');
    const group = bench.tenant.addGroup('g', { members: [ada.id] });
    await bench.expect(204, 'DELETE', `/v1.0/users/${ada.id}`);
    expect((await bench.expect(200, 'GET', `/v1.0/groups/${group.id}/members`)).value).toEqual([]);
  });

  test('a search by name needs ConsistencyLevel: eventual', async () => {
    const bench = new Bench();
    bench.tenant.addGroup('WorkSpaces users');
    const path = `/v1.0/groups?$search=${encodeURIComponent('"displayName:space"')}`;
    expect((await bench.graph('GET', path)).status).toBe(400);
    expect(
      (await bench.graph('GET', path, undefined, { headers: { consistencylevel: 'eventual' } })).body.value,
    ).toHaveLength(1);
  });
});
