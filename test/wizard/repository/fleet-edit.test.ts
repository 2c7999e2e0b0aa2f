import { describe, expect, test } from '@jest/globals';
import { parseDeployment } from '../../../deployment/load.js';
import type { DesktopUser } from '../../../deployment/schema.js';
import { fleetToList, listToFleet, withoutFormerList } from '../../../wizard/repository/fleet-edit.js';
import { greenfield } from '../../deployment/sample.js';

const text = `${JSON.stringify(greenfield(), undefined, 4)}\n`;
const users: DesktopUser[] = [
  { upn: 'ada@contoso.com', state: 'active' },
  { upn: 'grace@contoso.com', state: 'held', holdUntil: '2026-12-24' },
  { upn: 'alan@contoso.com', state: 'active', runningMode: 'ALWAYS_ON' },
];
interface Read {
  entra: { desktopUsers?: unknown };
  sites: [{ desktops: { users: unknown } }];
}
const read = (edited: string): Read => {
  parseDeployment(edited, 'deployment.json', () => '');
  return JSON.parse(edited) as Read;
};

describe('a site of the deployment file', () => {
  test('from a list to the members of the same group: nobody’s list says who is in it any more', () => {
    const { entra, sites } = read(listToFleet(text, 0, users, { mode: 'report' }));
    expect(entra.desktopUsers).toEqual({ create: { members: 'elsewhere' } });
    expect(sites[0].desktops.users).toEqual({
      group: {
        mode: 'report',
        from: [
          'ada@contoso.com',
          { upn: 'grace@contoso.com', holdUntil: '2026-12-24', state: 'held' },
          { upn: 'alan@contoso.com', runningMode: 'ALWAYS_ON' },
        ],
      },
    });
  });

  test('from a list to a group of the site: that of the deployment stays as it is', () => {
    const group = '0b7de9d2-1f6c-4a1b-8a3a-9d0f2c1e4b5a';
    const { entra, sites } = read(listToFleet(text, 0, [], { mode: 'apply', group }));
    expect(entra.desktopUsers).toBeUndefined();
    expect(sites[0].desktops.users).toMatchObject({ group: { entra: { existing: { objectId: group } }, from: [] } });
  });

  test('without the former list is a fleet like any other', () => {
    const edited = withoutFormerList(listToFleet(text, 0, users, { mode: 'apply' }), 0);
    expect(read(edited).sites[0].desktops.users).toEqual({ group: { mode: 'apply' } });
  });

  test('there and back is the same list, and the manner of writing stays', () => {
    const back = fleetToList(listToFleet(text, 0, users, { mode: 'apply' }), 0, users);
    const { entra, sites } = read(back);
    expect(entra.desktopUsers).toEqual({ create: { members: 'deployment' } });
    expect(sites[0].desktops.users).toEqual({
      list: [
        { upn: 'ada@contoso.com' },
        { upn: 'grace@contoso.com', holdUntil: '2026-12-24', state: 'held' },
        { upn: 'alan@contoso.com', runningMode: 'ALWAYS_ON' },
      ],
    });
    expect(back).toContain('\n    "schemaVersion": 1');
  });

  test('a group that was there, or that has a rule, is kept as before', () => {
    const rule = { create: { members: { rule: '(user.department -eq "Finance")' } } };
    const ruled = JSON.stringify({ ...greenfield(), entra: { ...greenfield().entra, desktopUsers: rule } });
    expect(read(listToFleet(ruled, 0, users, { mode: 'report' })).entra.desktopUsers).toEqual(rule);
  });
});
