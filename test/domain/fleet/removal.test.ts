import { describe, expect, test } from '@jest/globals';
import { fleetTag, personTag, refusesRemoval, type LastLook } from '../../../domain/fleet/removal.js';
import { day } from '../../../domain/day.js';

const now = Date.UTC(2026, 10, 20);
const good: LastLook = {
  now,
  fleet: 'contoso/berlin',
  holdDays: 7,
  version: 4,
  row: {
    userId: 'id-1',
    upn: 'ada@contoso.com',
    version: 4,
    phase: 'held',
    at: now - 8 * day,
    heldAt: now - 8 * day,
    holdUntil: now - day,
    origin: 'made',
    desktopId: 'ws-1',
  },
  desktop: { id: 'ws-1', userName: 'ada@contoso.com', state: 'STOPPED', runningMode: 'AUTO_STOP' },
  tags: { [fleetTag]: 'contoso/berlin', [personTag]: 'id-1' },
  namesakes: [],
  isMember: false,
  connected: false,
  control: {},
};
const row = good.row!;

describe('the last look before a removal', () => {
  test('lets go whose hold is over, with both witnesses', () => {
    expect(refusesRemoval(good)).toBeUndefined();
  });

  test.each<[string, Partial<LastLook>, RegExp]>([
    ['without a row', { row: undefined }, /first witness/],
    ['whose row changed', { version: 3 }, /changed/],
    ['who is not held', { row: { ...row, phase: 'present' } }, /row says present/],
    ['whose desktop has an unknown origin', { row: { ...row, origin: undefined } as never }, /comes from/],
    ['who is kept', { row: { ...row, keep: true } }, /keep/],
    ['whose hold goes on', { row: { ...row, holdUntil: now + 1 } }, /hold is not over/],
    ['without a hold', { row: { ...row, holdUntil: undefined } as never }, /hold is not over/],
    ['whose desktop is another', { desktop: { ...good.desktop!, id: 'ws-2' } }, /not there/],
    ['whose name another desktop has, too', { namesakes: ['ws-2'] }, /another desktop under this name \(ws-2\)/],
    ['whose desktop is gone', { desktop: undefined }, /not there/],
    ['whose desktop is being changed or migrated', { desktop: { ...good.desktop!, state: 'UPDATING' } }, /UPDATING/],
    ['whose desktop is suspended', { desktop: { ...good.desktop!, state: 'SUSPENDED' } }, /SUSPENDED/],
    ['without the tag', { tags: {} }, /second witness/],
    ['with the tag of another fleet', { tags: { [fleetTag]: 'contoso/paris' } }, /second witness/],
    ["with another person's tag", { tags: { ...good.tags, [personTag]: 'id-2' } }, /another person/],
    ['who is back', { isMember: true }, /back/],
    ['of whom nobody knows', { isMember: undefined }, /not known whether the person/],
    [
      'whom SCIM has taken out',
      { row: { ...row, userId: 'former:ada@contoso.com' }, tags: { [fleetTag]: 'contoso/berlin' } },
      /no id/,
    ],
    ['who is connected', { connected: true }, /connected/],
    ['of whom nobody knows whether he is connected', { connected: undefined }, /not known whether somebody/],
    ['while paused', { control: { paused: true } }, /paused/],
    ['after a restore', { control: { restoredAt: now - day } }, /48 hours/],
    ['held before a restore', { control: { restoredAt: now - 3 * day } }, /counts anew/],
  ])('keeps a desktop %s', (_, change, why) => {
    expect(refusesRemoval({ ...good, ...change })).toMatch(why);
  });

  test('a hold that began after a restore counts as it is', () => {
    expect(refusesRemoval({ ...good, control: { restoredAt: now - 9 * day } })).toBeUndefined();
  });

  const emptied = {
    control: { ending: 'empty' as const },
    row: { ...row, phase: 'present' as const, holdUntil: undefined },
  };
  test.each<[string, Partial<LastLook>, RegExp | undefined]>([
    ['that of a member', { isMember: true }, undefined],
    ['without the tag', { tags: {} }, /second witness/],
    ['who is connected', { connected: true }, /connected/],
    ['who is kept', { row: { ...emptied.row, keep: true } as never }, /keep/],
    ['while paused', { control: { ...emptied.control, paused: true } }, /paused/],
    [
      'as a table says that came back since',
      { control: { ...emptied.control, endingAt: now - 9 * day, restoredAt: now - 3 * day } },
      /row says present/,
    ],
  ])('of a fleet that a person empties: %s', (_, change, why) => {
    const refused = refusesRemoval({ ...good, ...(emptied as object), ...change });
    if (why === undefined) expect(refused).toBeUndefined();
    else expect(refused).toMatch(why);
  });
});
