import { describe, expect, test } from '@jest/globals';
import { passesFilter } from '../../domain/assignment-filter.js';
import { reachOf, type PolicyTarget, type Reach } from '../../domain/policy-reach.js';

describe('an assignment filter', () => {
  const ours = { enrollmentProfileName: 'Contoso desktops berlin' };
  test.each<readonly [string, boolean | undefined]>([
    ['(device.enrollmentProfileName -eq "Contoso desktops berlin")', true],
    ['(device.enrollmentProfileName -eq "contoso DESKTOPS berlin")', true],
    ['(device.enrollmentProfileName -ne "Contoso desktops berlin")', false],
    ['device.enrollmentProfileName -startsWith "Contoso"', true],
    ['(device.enrollmentProfileName -notContains "desktops")', false],
    ['(device.enrollmentProfileName -in ["Laptops", "Contoso desktops berlin"])', true],
    ["(device.enrollmentProfileName -notIn ['Laptops'])", true],
    ['(device.model -contains "Surface")', undefined],
    ['(device.model -contains "Surface") or (device.enrollmentProfileName -startsWith "Contoso")', true],
    ['(device.model -contains "Surface") and (device.enrollmentProfileName -startsWith "Laptops")', false],
    ['(device.model -contains "Surface") and (device.enrollmentProfileName -startsWith "Contoso")', undefined],
    ['not (device.enrollmentProfileName -startsWith "Contoso")', false],
    ['not (device.model -eq "Surface")', undefined],
    ['', undefined],
    ['(device.enrollmentProfileName -eq "x"', undefined],
    ['(device.enrollmentProfileName -like "x")', undefined],
    ['(device.enrollmentProfileName -eq x)', undefined],
    ['device.enrollmentProfileName -in ["x"', undefined],
    ['(device.enrollmentProfileName -eq "x") nonsense', undefined],
    ['§', undefined],
  ])('%s: %s', (rule, passes) => {
    expect(passesFilter(rule, ours)).toBe(passes);
  });
});

describe('a policy', () => {
  const groups = [
    { id: 'desktops', displayName: 'Devices of Berlin', devices: 'all', users: 'none' },
    { id: 'windows', displayName: 'All Windows', devices: 'some', users: 'none' },
    { id: 'staff', displayName: 'Staff', devices: 'none', users: 'all' },
    { id: 'finance', displayName: 'Finance', devices: 'none', users: 'some' },
    { id: 'laptops', displayName: 'Laptops', devices: 'none', users: 'none' },
  ] as const;
  const filters = [
    { id: 'ours', displayName: 'Desktops', rule: '(device.enrollmentProfileName -startsWith "Contoso desktops")' },
    { id: 'model', displayName: 'Surfaces', rule: '(device.model -contains "Surface")' },
    { id: 'one', displayName: 'Berlin', rule: '(device.enrollmentProfileName -eq "Contoso desktops berlin")' },
  ];
  const profileNames = ['Contoso desktops berlin', 'Contoso desktops munich'];
  const allDevices: PolicyTarget = { to: 'allDevices' };
  const allUsers: PolicyTarget = { to: 'allUsers' };
  const group = (groupId: string): PolicyTarget => ({ to: 'group', groupId });
  const not = (groupId: string): PolicyTarget => ({ to: 'exclusion', groupId });
  const filtered = (id: string, mode: 'include' | 'exclude'): PolicyTarget => ({ ...allDevices, filter: { id, mode } });
  const everywhere: Reach = { through: 'All devices', by: 'devices' };

  test.each<readonly [string, readonly PolicyTarget[], Reach | undefined]>([
    ['of nobody', [], undefined],
    ['of all devices', [allDevices], everywhere],
    ['of all users', [allUsers], { through: 'All users', by: 'users' }],
    ['of all devices without ours', [allDevices, not('desktops')], undefined],
    ['of all devices without some of ours', [allDevices, not('windows')], everywhere],
    ['of all devices without our people: that excludes no device', [allDevices, not('staff')], everywhere],
    [
      'of all users without our devices: that excludes no person',
      [allUsers, not('desktops')],
      { through: 'All users', by: 'users' },
    ],
    ['of all users without our people', [allUsers, not('staff')], undefined],
    ['of our devices', [group('desktops')], { through: 'the group Devices of Berlin', by: 'devices' }],
    ['of some of our people', [group('finance')], { through: 'the group Finance', by: 'users' }],
    ['of others', [group('laptops')], undefined],
    ['of a group that is gone', [group('gone')], undefined],
    ['of all devices, our filter excluded', [filtered('ours', 'exclude')], undefined],
    ['of all devices, our filter included', [filtered('ours', 'include')], everywhere],
    [
      'of all devices, a filter that is not known here',
      [filtered('model', 'include')],
      { ...everywhere, unless: 'the filter "Surfaces" (include) keeps them out' },
    ],
    [
      'of all devices, a filter that holds for one of two sites',
      [filtered('one', 'exclude')],
      { ...everywhere, unless: 'the filter "Berlin" (exclude) keeps them out' },
    ],
    [
      'of all devices, a filter that is gone',
      [filtered('gone', 'exclude')],
      { ...everywhere, unless: 'the filter "gone" (exclude) keeps them out' },
    ],
    [
      'of what is not sure and of what is',
      [filtered('model', 'include'), group('staff')],
      { through: 'the group Staff', by: 'users' },
    ],
  ])('%s', (_what, targets, reach) => {
    expect(reachOf(targets, { groups, filters, profileNames })).toEqual(reach);
  });

  test('whose filter asks for a profile that nobody knows is not sure', () => {
    expect(reachOf([filtered('ours', 'exclude')], { groups, filters, profileNames: [] })?.unless).toContain('Desktops');
  });
});
