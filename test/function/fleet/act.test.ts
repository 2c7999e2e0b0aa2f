import { describe, expect, test } from '@jest/globals';
import { fleetTag, personTag } from '../../../domain/fleet/removal.js';
import { day } from '../../../domain/day.js';
import type { FleetAction, FleetDesktop, FleetRow } from '../../../domain/fleet/types.js';
import { act, refusalOf } from '../../../function/fleet/act.js';
import type { FleetDesktops } from '../../../function/fleet/ports.js';
import { remove } from '../../../function/fleet/remove.js';

const now = Date.UTC(2026, 10, 20, 9);
const fleet = 'contoso/berlin';
const refusal = (): Error =>
  Object.assign(new Error('no'), { name: 'InvalidResourceStateException', $metadata: { httpStatusCode: 400 } });
const cut = (): Error => Object.assign(new Error('socket hang up'), { name: 'ECONNRESET' });

function world(rows: readonly FleetRow[], desktops: Partial<FleetDesktops> = {}) {
  const table = new Map(rows.map((row) => [row.userId, row]));
  const audit: string[] = [];
  return {
    table,
    audit,
    context: {
      fleet,
      holdDays: 7,
      memory: {
        announce: async () => undefined,
        rows: async () => [...table.values()],
        row: async (userId: string) => table.get(userId),
        write: async (row: FleetRow, expected: number) => {
          if ((table.get(row.userId)?.version ?? 0) !== expected) return false;
          table.set(row.userId, row);
          return true;
        },
        control: async () => ({}),
        requests: async () => [],
      },
      desktops: desktops as FleetDesktops,
      audit: ({ userId, outcome }: { userId: string; outcome: string }) => void audit.push(`${userId} ${outcome}`),
      now: () => now,
      mayGoOn: () => true,
    },
  };
}

const held = (number: number, rest: Partial<FleetRow> = {}): FleetRow => ({
  userId: `id-${number}`,
  upn: `user${number}@contoso.com`,
  version: 2,
  phase: 'held',
  at: now - 8 * day,
  heldAt: now - 8 * day,
  holdUntil: now - day,
  origin: 'made',
  desktopId: `ws-${number}`,
  ...rest,
});
const action = (kind: FleetAction['kind'], row: FleetRow): FleetAction => ({
  kind,
  userId: row.userId,
  upn: row.upn,
  version: row.version,
  desktopId: row.desktopId ?? '',
});
const seen = (id: string, state: string): FleetDesktop => ({ id, userName: '', state, runningMode: 'AUTO_STOP' });

describe('one desktop that AWS refuses to change', () => {
  test('does not keep the others from what is to be done for them', async () => {
    const [one, two] = [held(1, { phase: 'present' }), held(2, { phase: 'present' })];
    const { table, audit, context } = world([one, two], { setMode: async () => Promise.reject(refusal()) });
    const mode: FleetAction = { ...action('mode', one), runningMode: 'AUTO_STOP' };
    await act([mode, { ...action('hold', two), until: now + day }], context);
    expect(table.get('id-2')?.phase).toBe('held');
    expect(audit).toContain('id-1 not done: InvalidResourceState');
  });

  test('ends the pass where it is not known what happened', async () => {
    const one = held(1, { phase: 'present' });
    const { context } = world([one], { setMode: async () => Promise.reject(cut()) });
    await expect(act([{ ...action('mode', one), runningMode: 'AUTO_STOP' }], context)).rejects.toThrow('socket');
  });

  test('does not keep the others from being removed', async () => {
    const rows = [held(1), held(2)];
    const { table, audit, context } = world(rows);
    const gone: string[] = [];
    const desktops = {
      desktop: async (id: string) => seen(id, 'STOPPED'),
      named: async () => [],
      tags: async (id: string) => ({ [fleetTag]: fleet, [personTag]: id.replace('ws', 'id') }),
      connected: async () => false,
      terminate: async (id: string) => (id === 'ws-1' ? Promise.reject(refusal()) : void gone.push(id)),
    };
    const people = { isMember: async () => false };
    await remove(
      rows.map((row) => action('remove', row)),
      { ...context, desktops, people },
    );
    expect(gone).toEqual(['ws-2']);
    expect(audit).toContain('id-1 not removed: AWS answered InvalidResourceState');
    expect(table.get('id-1')).toMatchObject({ phase: 'held', refused: { why: 'AWS answered InvalidResourceState' } });
    // What did not come about takes no room of the limit.
    expect(table.get('id-1')?.removedAt).toBeUndefined();
    expect(table.get('id-2')?.removedAt).toBe(now);
  });
});

describe('a lock whose answer was lost', () => {
  test('is taken back when the person is', async () => {
    const one = held(1);
    let state = 'STOPPED';
    const { table, context } = world([one], {
      byIds: async () => [seen('ws-1', state)],
      setLocked: async (_: string, locked: boolean) => {
        state = locked ? 'ADMIN_MAINTENANCE' : 'AVAILABLE';
        if (locked) throw cut();
      },
    });
    await expect(act([action('lock', one)], context)).rejects.toThrow('socket');
    await act([action('release', table.get('id-1')!)], context);
    expect([state, table.get('id-1')?.phase]).toEqual(['AVAILABLE', 'present']);
  });

  test('that never came about is not taken back', async () => {
    const one = held(1, { locked: true });
    const { table, context } = world([one], {
      byIds: async () => [seen('ws-1', 'STOPPED')],
      setLocked: async () => Promise.reject(refusal()),
    });
    await act([action('release', one)], context);
    expect(table.get('id-1')?.phase).toBe('present');
  });
});

describe('a desktop that is to be adopted', () => {
  const wanted = (named: boolean): FleetAction => ({
    kind: 'adopt',
    userId: 'id-1',
    upn: 'user1@contoso.com',
    version: 0,
    desktopId: 'ws-1',
    ...(named ? { named } : {}),
  });

  test.each<[string, Record<string, string>, boolean, string]>([
    ['carries the tag of the fleet', { [fleetTag]: fleet }, false, 'present'],
    ['is named by the former list', {}, true, 'present'],
    ['was made by somebody else', {}, false, 'NotOfTheFleet'],
    ['carries the tag of another fleet', { [fleetTag]: 'contoso/paris' }, false, 'NotOfTheFleet'],
    ["carries another person's tag", { [fleetTag]: fleet, [personTag]: 'id-2' }, true, 'AnotherPersonsTag'],
  ])('%s', async (_, tags, named, expected) => {
    const given: object[] = [];
    const { table, context } = world([], {
      tags: async () => tags,
      tag: async (id, all) => void given.push({ id, ...all }),
    });
    await act([wanted(named)], context);
    const row = table.get('id-1');
    expect(row?.failure?.code ?? row?.phase).toBe(expected);
    const marked = [{ id: 'ws-1', [fleetTag]: fleet, [personTag]: 'id-1' }];
    expect(given).toEqual(expected === 'present' ? marked : []);
  });
});

describe('what is to be done', () => {
  const newcomer = (number: number): FleetAction => ({
    kind: 'create',
    userId: `id-${number}`,
    upn: `user${number}@contoso.com`,
    version: 0,
  });
  const newcomers = Array.from({ length: 26 }, (_, each) => newcomer(each));

  test('is asked for 25 desktops at a time, as many as WorkSpaces takes', async () => {
    const asked: number[] = [];
    const { context } = world([], {
      create: async (wanted) => {
        asked.push(wanted.length);
        return { made: [], failed: [] };
      },
    });
    await act(newcomers, context);
    expect(asked).toEqual([25, 1]);
  });

  test('ends before the next call when a person pauses the fleet, and nothing is left for another round', async () => {
    const asked: number[] = [];
    const { context } = world([], {
      create: async (wanted) => {
        asked.push(wanted.length);
        return { made: [], failed: [] };
      },
    });
    const memory = { ...context.memory, control: async () => ({ paused: asked.length > 0 }) };
    expect(await act(newcomers, { ...context, memory })).toEqual({ more: false, done: 0 });
    expect(asked).toEqual([25]);
  });

  test('is no lock where the row has changed meanwhile', async () => {
    const one = held(1);
    const locked: string[] = [];
    const { context, audit } = world([one], { setLocked: async (id) => void locked.push(id) });
    const memory = { ...context.memory, write: async () => false };
    await act([action('lock', one)], { ...context, memory });
    expect([locked, audit]).toEqual([[], ['id-1 the row had changed']]);
  });

  test('gives another running mode with the minutes of the person', async () => {
    const one = held(1, { phase: 'present' });
    const given: unknown[] = [];
    const { context } = world([one], { setMode: async (...all) => void given.push(all) });
    await act([{ ...action('mode', one), runningMode: 'AUTO_STOP', autoStopMinutes: 180 }], context);
    expect(given).toEqual([['ws-1', 'AUTO_STOP', 180]]);
  });

  test('is no removal: that is another function, with another look', async () => {
    const one = held(1);
    const { table, context } = world([one]);
    expect(await act([action('remove', one)], context)).toEqual({ more: false, done: 0 });
    expect(table.get('id-1')).toEqual(one);
  });

  test.each(['adopt', 'hold', 'release'] as const)('is taken back where a pause came beside it: %s', async (kind) => {
    const one = held(1, kind === 'hold' ? { phase: 'present' } : {});
    let written = false;
    const { table, context } = world(kind === 'adopt' ? [] : [one], {
      tags: async () => ({ [fleetTag]: fleet }),
      tag: async () => undefined,
      byIds: async () => [],
    });
    const { write } = context.memory;
    const memory = {
      ...context.memory,
      write: async (row: FleetRow, expected: number) => {
        written = true;
        return write(row, expected);
      },
      control: async () => ({ paused: written }),
    };
    const asked = kind === 'adopt' ? { ...action(kind, one), version: 0 } : action(kind, one);
    await act([asked], { ...context, memory });
    expect(table.get('id-1')?.phase).toBe(kind === 'adopt' ? 'wanted' : one.phase);
  });
});

const answer = (name: string, httpStatusCode?: number): Error =>
  Object.assign(new Error('no'), { name, ...(httpStatusCode === undefined ? {} : { $metadata: { httpStatusCode } }) });

test.each([
  ['InvalidResourceStateException', 400, 'InvalidResourceState'],
  ['AccessDeniedException', 403, 'AccessDenied'],
  // Of these nobody knows what was done, or they are asked again as a whole.
  ['InternalServerException', 500, undefined],
  ['ThrottlingException', 400, undefined],
  ['TimeoutError', undefined, undefined],
])('what AWS answers with %s (%s) counts as refused: %s', (name, status, code) => {
  const error = answer(name, status);
  if (code === undefined) expect(() => refusalOf(error)).toThrow(error);
  else expect(refusalOf(error)).toBe(code);
});
