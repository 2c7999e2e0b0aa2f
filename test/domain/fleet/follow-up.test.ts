import { describe, expect, test } from '@jest/globals';
import { decide, handedOver, stillThere } from '../../../domain/fleet/decision.js';
import { followUp } from '../../../domain/fleet/follow-up.js';
import { mostInRequest } from '../../../domain/fleet/limits.js';
import { day } from '../../../domain/day.js';
import { minute, requestsLast, requestsRemind } from '../../../domain/fleet/timing.js';
import { rowAfter } from '../../../domain/fleet/transitions.js';
import type { FleetAction, FleetDesktop, FleetRow, Situation } from '../../../domain/fleet/types.js';
import { policy, sha256 } from '../../function/fleet/world.js';
import { now, situation } from './situation.js';

const ada: FleetRow = {
  userId: 'id-1',
  upn: 'ada@contoso.com',
  version: 3,
  phase: 'held',
  at: now - 5 * minute,
  origin: 'made',
  desktopId: 'ws-1',
  heldAt: now - 5 * minute,
  holdUntil: now + 7 * day,
};
const desktop: FleetDesktop = { id: 'ws-1', userName: ada.upn, state: 'AVAILABLE', runningMode: 'AUTO_STOP' };
const others = Array.from({ length: 9 }, (_, each) => ({
  userId: `other-${each}`,
  upn: `other${each}@contoso.com`,
  enabled: true,
}));
const seen = (rest: Partial<Situation>): Situation =>
  situation({ group: { members: others }, desktops: [desktop], rows: [ada], ...rest });
const actionOf = (kind: FleetAction['kind'], row: FleetRow): FleetAction => ({
  kind,
  userId: row.userId,
  upn: row.upn,
  version: row.version,
});

describe('between two full comparisons', () => {
  test('who is held is stopped, but not while somebody with another id has the name', () => {
    expect(followUp(seen({})).actions.map(({ kind }) => kind)).toEqual(['stop']);
    const again = { userId: 'id-9', upn: 'Ada@contoso.com', enabled: true };
    const { actions, findings } = followUp(seen({ group: { members: [...others, again] } }));
    expect(actions).toEqual([]);
    expect(findings.map(({ what }) => what)).toContain('same-name-other-person');
  });

  test('nobody is removed, and one that is gone since it was asked to go is settled', () => {
    const going: FleetRow = { ...ada, phase: 'removing', at: now - 20 * minute, holdUntil: now - day };
    // With a member in it, or the group would count as empty.
    const { userId, upn } = others[0]!;
    const comes: FleetRow = { userId, upn, version: 1, phase: 'creating', at: now };
    const kinds = (desktops: FleetDesktop[]) =>
      followUp(seen({ rows: [going, comes], desktops })).actions.map(({ kind }) => kind);
    expect([kinds([desktop]), kinds([])]).toEqual([[], ['settle']]);
    expect(decide(seen({ rows: [going] })).actions.map(({ kind }) => kind)).toContain('remove');
  });
});

test('between two full comparisons nobody is put on hold: how many left is counted over all', () => {
  const left: FleetRow = { ...ada, phase: 'present', at: now - minute };
  // With a member in it, or the group would count as empty.
  const { userId, upn } = others[0]!;
  const rows: FleetRow[] = [left, { userId, upn, version: 1, phase: 'creating', at: now }];
  expect(followUp(seen({ rows })).actions).toEqual([]);
  expect(decide(seen({ rows })).actions.map(({ kind }) => kind)).toContain('hold');
});

test('a request is open for longer than until it is said once more', () => {
  expect(requestsLast).toBeGreaterThan(requestsRemind);
});

describe("a person's word ends with what it was said of", () => {
  const said: FleetRow = { ...ada, otherPerson: true };

  test('who is back and leaves again is not taken for somebody else', () => {
    const back = rowAfter(actionOf('release', said), said, now);
    expect(back.otherPerson).toBeUndefined();
    expect(handedOver(said, { userId: 'id-9', upn: ada.upn, enabled: true }, now).row.otherPerson).toBeUndefined();
  });

  test('a desktop of a renamed member is not handed to whoever has the name now', () => {
    const renamed = { userId: 'id-1', upn: 'ada.lovelace@contoso.com', enabled: true };
    const newcomer = { userId: 'id-9', upn: ada.upn, enabled: true };
    expect(stillThere(ada, [newcomer, renamed])).toBe(renamed);
    expect(stillThere(ada, [newcomer, { ...renamed, enabled: false }])).toBeUndefined();
  });

  test('an approval is used up by the action that it let through', () => {
    const few = { ...policy, limits: { ...policy.limits, hold: 1, sharePercent: 50 } };
    const row: FleetRow = { ...ada, phase: 'present', at: now - day };
    const actions = [{ kind: 'hold' as const, userId: 'id-1', upn: ada.upn }];
    const digest = sha256('hold id-1');
    const approved = { id: 'one', digest, actions, at: now - day, until: now + day, approvedBy: 'grace@contoso.com' };
    const used: FleetRow = {
      ...ada,
      userId: 'id-2',
      upn: 'b@contoso.com',
      desktopId: 'ws-2',
      phase: 'held',
      heldAt: now - minute,
    };
    const given = {
      policy: few,
      requests: [approved],
      desktops: [desktop, { ...desktop, id: 'ws-2', userName: 'b@contoso.com' }],
    };
    const holds = (mine: FleetRow): string[] =>
      decide(seen({ ...given, rows: [mine, used] })).actions.flatMap(({ kind, userId }) =>
        kind === 'hold' ? [userId] : [],
      );
    expect(holds({ ...row, heldAt: now - 2 * day })).toEqual(['id-1']);
    // Held since, back, and gone again: nobody approved that, and somebody is asked anew.
    expect(holds({ ...row, heldAt: now - 2 * minute })).toEqual([]);
    const again = decide(seen({ ...given, rows: [{ ...row, heldAt: now - 2 * minute }, used] })).request;
    expect(again).toMatchObject({ digest, at: now });
  });

  test('what was held and removed today still counts when the person has a new desktop', () => {
    const gone: FleetRow = { ...ada, phase: 'removed', removedAt: now - minute };
    expect(rowAfter(actionOf('create', gone), gone, now)).toMatchObject({
      removedAt: now - minute,
      heldAt: ada.heldAt,
    });
  });
});

test('a request fits into an item of the table however many people join, and two passes choose the same people', () => {
  const members = Array.from({ length: 5000 }, (_, each) => ({
    userId: `93f4a8b2-7081-70aa-${String(each).padStart(4, '0')}-1234567890ab`,
    upn: `somebody.with.a.long.name.${each}@subsidiary.contoso.com`,
    enabled: true,
  }));
  const of = (group: typeof members): ReturnType<typeof decide> =>
    decide(seen({ rows: [], desktops: [], group: { members: group } }));
  const { actions, request } = of(members);
  expect(request?.actions).toHaveLength(mostInRequest);
  expect(Buffer.byteLength(JSON.stringify(request))).toBeLessThan(380_000);
  expect(of([...members].reverse()).actions).toEqual(actions);
});
