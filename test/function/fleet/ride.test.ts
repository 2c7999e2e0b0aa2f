import { describe, expect, test } from '@jest/globals';
import { minute } from '../../../domain/fleet/timing.js';
import type { FleetDesktop, FleetRow } from '../../../domain/fleet/types.js';
import { wavesLast } from '../../../domain/fleet/wave.js';
import type { Wave, WaveDesktop } from '../../../domain/fleet/wave-types.js';
import { ride, type RideContext } from '../../../function/fleet/ride.js';

const began = Date.UTC(2026, 10, 20, 20);

function world(rest: Partial<RideContext['desktops']> = {}) {
  let now = began;
  let stored: Wave = {
    id: 'wave',
    version: 1,
    action: 'restart',
    by: 'ada',
    at: began,
    until: began + wavesLast,
    stages: [3],
    stopAtPercent: 100,
    connectedToo: false,
    desktops: [1, 2, 3].map((each): WaveDesktop => ({ id: `ws-${each}`, upn: `u${each}`, state: 'waits' })),
  };
  const control = { paused: false };
  const rows: FleetRow[] = [];
  const asked: string[][] = [];
  const audit: string[] = [];
  const context: RideContext = {
    waves: {
      open: async () => (stored.ended === undefined ? [stored] : []),
      write: async (wave, expected) => {
        if (stored.version !== expected) return false;
        stored = wave;
        return true;
      },
    },
    memory: {
      control: async () => control,
      rows: async () => rows,
      row: async (userId) => rows.find((each) => each.userId === userId),
      write: async (row, expected) => {
        const at = rows.findIndex((each) => each.userId === row.userId && each.version === expected);
        if (at >= 0) rows[at] = row;
        return at >= 0;
      },
    },
    desktops: {
      byIds: async (ids) =>
        ids.map((id): FleetDesktop => ({ id, userName: '', state: 'AVAILABLE', runningMode: 'AUTO_STOP' })),
      connected: async () => new Set(),
      ask: async (_, desktops) => {
        asked.push(desktops.map(({ id }) => id));
        return {};
      },
      snapshots: async () => ({ both: now - 60 * minute, 'D:': now - 60 * minute }),
      ...rest,
    },
    audit: ({ desktopId, outcome, by }) => void audit.push(`${by} ${desktopId} ${outcome}`),
    now: () => now,
    mayGoOn: () => true,
  };
  return {
    context,
    control,
    rows,
    asked,
    audit,
    states: () => stored.desktops.map(({ state }) => state),
    wave: () => stored,
    become: (rest: Partial<Wave>, each: Partial<WaveDesktop> = {}) =>
      void (stored = { ...stored, ...rest, desktops: stored.desktops.map((one) => ({ ...one, ...each })) }),
    cancel: () => void (stored = { ...stored, version: stored.version + 1, ended: 'cancelled' }),
    later: (minutes: number) => void (now += minutes * minute),
  };
}

describe('a wave that the engine rides', () => {
  test('is asked once, looked at in later passes, and over', async () => {
    const { context, asked, audit, states, wave, later } = world();
    await ride(context);
    await ride(context);
    expect(asked).toEqual([['ws-1', 'ws-2', 'ws-3']]);
    expect(audit).toContain('ada ws-1 asked');
    later(5);
    await ride(context);
    expect([states(), wave().ended]).toEqual([['done', 'done', 'done'], 'done']);
  });

  test('is held by a pause, before the next call', async () => {
    const { context, control, asked } = world();
    control.paused = true;
    expect(await ride(context)).toEqual({ more: false });
    expect(asked).toEqual([]);
  });

  test('of which one is asked after the other ends between two of them when a person pauses the fleet', async () => {
    const asked: string[] = [];
    const { context, control, become } = world({
      ask: async (_, desktops) => {
        asked.push(...desktops.map(({ id }) => id));
        control.paused = true;
        return { refused: new Map([[desktops[0]!.id, 'Odd']]) };
      },
    });
    become({ action: 'rebuild' });
    expect(await ride(context)).toEqual({ more: false });
    expect(asked).toEqual(['ws-1']);
  });

  test.each([
    ['rebuild', true],
    ['restore', true],
    ['restart', false],
  ] as const)(
    'begun before the table came back from a backup: a %s is ended, and asks nobody: %s',
    async (action, ends) => {
      const { context, become, control, asked, wave } = world();
      become({ action });
      Object.assign(control, { restoredAt: began + minute });
      expect(await ride(context)).toEqual({ more: false });
      expect([asked.length === 0, wave().ended?.startsWith('stopped: the table came back')]).toEqual(
        ends ? [true, true] : [false, undefined],
      );
    },
  );

  test('begun after the table came back goes on', async () => {
    const { context, become, control, asked } = world();
    become({ action: 'rebuild' });
    Object.assign(control, { restoredAt: began - minute });
    await ride(context);
    expect(asked).not.toEqual([]);
  });

  test('names what AWS refused: one desktop, or all of a call', async () => {
    const one = world({ ask: async () => ({ refused: new Map([['ws-2', 'InvalidResourceState']]) }) });
    await ride(one.context);
    expect(one.states()).toEqual(['asked', 'bad', 'asked']);
    expect(one.wave().desktops[1]?.why).toBe('InvalidResourceState');
    const refusal = Object.assign(new Error('no'), { name: 'AccessDenied', $metadata: { httpStatusCode: 400 } });
    const all = world({ ask: async () => Promise.reject(refusal) });
    await ride(all.context);
    expect(all.states()).toEqual(['bad', 'bad', 'bad']);
  });

  test('asks nobody twice when an answer was lost: the pass ends, the next one looks', async () => {
    const lost = Object.assign(new Error('socket hang up'), { name: 'ECONNRESET' });
    const { context, states } = world({ ask: async () => Promise.reject(lost) });
    await expect(ride(context)).rejects.toThrow('socket');
    expect(states()).toEqual(['asked', 'asked', 'asked']);
  });

  test('that was cancelled meanwhile asks nobody', async () => {
    const { context, asked, cancel, wave } = world({
      connected: async () => {
        cancel();
        return new Set();
      },
    });
    await ride(context);
    expect([asked, wave().ended]).toEqual([[], 'cancelled']);
  });

  test('with no time left goes on in the next round', async () => {
    const { context, asked } = world();
    expect(await ride({ ...context, mayGoOn: () => false })).toEqual({ more: true });
    expect(asked).toEqual([]);
  });

  test.each(['held', 'removing'] as const)(
    'leaves alone the desktop of somebody who left meanwhile (%s)',
    async (phase) => {
      const { context, rows, asked, wave } = world();
      rows.push({ userId: 'u2', upn: 'u2', version: 3, phase, at: began, desktopId: 'ws-2' });
      await ride(context);
      expect(asked).toEqual([['ws-1', 'ws-3']]);
      expect(wave().desktops[1]).toMatchObject({ state: 'skipped', why: 'on hold: its user left the group' });
    },
  );

  test('leaves out whose last snapshot is too old, and asks the others', async () => {
    const old = began - 40 * 60 * minute;
    const { context, asked, wave, become } = world({
      snapshots: async (id) => (id === 'ws-1' ? { 'D:': old } : { 'D:': began }),
    });
    become({ action: 'rebuild', snapshotHours: 24 });
    await ride(context);
    expect(asked).toEqual([['ws-2'], ['ws-3']]);
    expect(wave().desktops[0]).toMatchObject({
      state: 'skipped',
      why: 'its last snapshot is 40 h old, more than 24',
    });
  });

  test('migrates: the row knows before the call, and has the new id after it', async () => {
    const seenAtCall: unknown[] = [];
    const { context, rows, wave, become } = world({
      ask: async (_, [desktop]) => {
        seenAtCall.push(rows[0]?.moving);
        return { targets: new Map([[desktop?.id ?? '', 'ws-new']]) };
      },
    });
    rows.push({ userId: 'id-1', upn: 'u1', version: 3, phase: 'present', at: 0, desktopId: 'ws-1' });
    become({ action: 'migrate' }, { bundleId: 'wsb-new', own: 'large' });
    await ride(context);
    expect(seenAtCall).toEqual([{ at: began }]);
    expect(rows[0]).toMatchObject({ moving: { at: began, to: 'ws-new' }, own: { bundle: 'large' }, version: 5 });
    expect(wave().desktops[0]).toMatchObject({ state: 'asked', target: 'ws-new' });
    // The others are nobody's any more.
    expect(wave().desktops[1]).toMatchObject({ state: 'skipped', why: 'nobody of the fleet has it any more' });
  });

  test('migrates one that a list has missed: it was looked at by its id', async () => {
    const { context, rows, wave, become } = world();
    rows.push({
      userId: 'id-1',
      upn: 'u1',
      version: 3,
      phase: 'present',
      at: 0,
      desktopId: 'ws-1',
      missingSince: began,
    });
    become({ action: 'migrate' }, { bundleId: 'wsb-new' });
    await ride(context);
    expect(wave().desktops[0]).toMatchObject({ state: 'asked' });
    expect(rows[0]).toMatchObject({ moving: { at: began }, version: 4 });
    expect(rows[0]?.missingSince).toBeUndefined();
  });

  test('a migration that AWS refused leaves nothing under way', async () => {
    const refusal = Object.assign(new Error('no'), {
      name: 'OperationNotSupportedException',
      $metadata: { httpStatusCode: 400 },
    });
    const { context, rows, wave, become } = world({ ask: async () => Promise.reject(refusal) });
    rows.push({ userId: 'id-1', upn: 'u1', version: 3, phase: 'present', at: 0, desktopId: 'ws-1' });
    become({ action: 'migrate' }, { bundleId: 'wsb-new' });
    await ride(context);
    expect(rows[0]?.moving).toBeUndefined();
    expect(wave().desktops[0]).toMatchObject({ state: 'bad', why: 'OperationNotSupported' });
  });
});
