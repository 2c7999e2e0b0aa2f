/** What a row is after each action, a refusal and a failure. */
import { describe, expect, test } from '@jest/globals';
import { day } from '../../../domain/day.js';
import { decide } from '../../../domain/fleet/decision.js';
import { backOff, minute } from '../../../domain/fleet/timing.js';
import { rowAfter, rowAfterFailure, rowAfterRefusal } from '../../../domain/fleet/transitions.js';
import type { FleetAction, FleetActionKind, FleetDesktop, FleetRow } from '../../../domain/fleet/types.js';
import { stagesOf } from '../../../domain/fleet/wave.js';
import { now, situation } from './situation.js';

const ada: FleetRow = {
  userId: 'id-ada',
  upn: 'ada@contoso.com',
  version: 4,
  phase: 'present',
  at: now - 30 * day,
  origin: 'made',
  desktopId: 'ws-ada',
};
const action = (kind: FleetActionKind, rest: Partial<FleetAction> = {}): FleetAction => ({
  kind,
  userId: ada.userId,
  upn: ada.upn,
  version: ada.version,
  ...rest,
});
const desktop = (id: string, userName = ada.upn): FleetDesktop => ({
  id,
  userName,
  state: 'AVAILABLE',
  runningMode: 'AUTO_STOP',
});

describe('a row', () => {
  const before = { heldAt: now - 3 * day, removedAt: now - 2 * day } as const;

  test('of a desktop that is made forgets the one before, and keeps when that was held and removed: limits count it', () => {
    const gone: FleetRow = { ...ada, ...before, phase: 'removed', holdUntil: now, locked: true, otherPerson: true };
    expect(rowAfter(action('create'), gone, now)).toEqual({
      ...{ userId: ada.userId, upn: ada.upn, version: 5, phase: 'creating', at: now },
      ...{ createdAt: now, attempt: 1, origin: 'made' },
      ...before,
    });
  });

  test('of who left says since when and until when it is held', () => {
    expect(rowAfter(action('hold', { until: now + 7 * day }), ada, now)).toEqual({
      ...ada,
      ...{ version: 5, phase: 'held', at: now, heldAt: now, holdUntil: now + 7 * day },
    });
  });

  test('of who is back keeps nothing of the hold, nor what a person said of the name', () => {
    const held: FleetRow = { ...ada, phase: 'held', holdUntil: now, locked: true, otherPerson: true };
    expect(rowAfter(action('release'), held, now)).toEqual({ ...ada, version: 5, at: now });
  });

  test('that is to go says when, once more each time', () => {
    const held: FleetRow = { ...ada, ...before, phase: 'held' };
    expect(rowAfter(action('remove'), held, now)).toEqual({
      ...held,
      ...{ version: 5, phase: 'removing', at: now, removedAt: now },
    });
  });

  test('whose removal was refused before the call stays as it was, with the reason', () => {
    const held: FleetRow = { ...ada, ...before, phase: 'held' };
    const refused = { why: 'somebody is connected', at: now };
    expect(rowAfterRefusal(held, 4, refused.why, now)).toEqual({ ...held, version: 5, refused });
  });

  test('whose removal was refused by the call is on hold again, and counts as no removal', () => {
    const removing: FleetRow = { ...ada, ...before, phase: 'removing' };
    const refused = { why: 'AWS answered InvalidResourceState', at: now };
    const { removedAt: _, ...rest } = removing;
    expect(rowAfterRefusal(removing, 4, refused.why, now)).toEqual({
      ...rest,
      ...{ version: 5, phase: 'held', at: now, refused },
    });
  });

  test('whose desktop could not be made waits a quarter of an hour, and twice as long each time, up to six hours', () => {
    const minutes = [1, 2, 3, 4, 5, 6, 20].map((times) => backOff(times) / minute);
    expect(minutes).toEqual([15, 30, 60, 120, 240, 360, 360]);
    const first = rowAfterFailure(ada, 'X', now);
    expect(first.failure).toEqual({ code: 'X', at: now, times: 1, until: now + 15 * minute });
    expect(rowAfterFailure(first, 'X', now).failure).toMatchObject({ times: 2, until: now + 30 * minute });
  });
});

test('of two desktops that came up under the name of who waits for one, none is taken', () => {
  const creating: FleetRow = { userId: ada.userId, upn: ada.upn, version: 1, phase: 'creating', at: now };
  const group = { members: [{ userId: ada.userId, upn: ada.upn, enabled: true }] };
  const { actions, findings } = decide(
    situation({ group, rows: [creating], desktops: [desktop('ws-1'), desktop('ws-2')] }),
  );
  expect([actions, findings.map(({ what }) => what)]).toEqual([[], ['several-desktops']]);
});

test('the desktop to which somebody is migrated is theirs from the beginning, also when they leave meanwhile', () => {
  const moving: FleetRow = { ...ada, moving: { at: now - 10 * minute, to: 'ws-new' } };
  const grace = { userId: 'id-grace', upn: 'grace@contoso.com', enabled: true };
  const other: FleetRow = { ...ada, userId: grace.userId, upn: grace.upn, desktopId: 'ws-grace' };
  const desktops = [desktop('ws-ada'), desktop('ws-new'), desktop('ws-grace', grace.upn)];
  const { actions, findings } = decide(situation({ group: { members: [grace] }, rows: [moving, other], desktops }));
  expect([actions, findings]).toEqual([[], []]);
});

test('a stage of a wave is rounded up: a tenth of seven is one', () => {
  expect(stagesOf(7, 0, [10, 50])).toEqual([1, 4, 7]);
  expect(stagesOf(30, 2, [10, 25])).toEqual([2, 3, 8, 30]);
});
