import { describe, expect, test } from '@jest/globals';
import type { FleetSettings } from '../../../domain/fleet/settings.js';
import type { ApprovalRequest, FleetControl, FleetRow, Membership } from '../../../domain/fleet/types.js';
import { randomBytes, randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { StoredPlan } from '../../../function/fleet/ports.js';
import { writtenIn } from '../../../function/fleet/written.js';
import { mostInPlan, observe, type ObserveContext } from '../../../function/fleet/observe.js';
import { policy, sha256 } from './world.js';

const now = Date.UTC(2026, 10, 20, 9);

/** A fleet that was compared a minute ago. */
function world(
  membership: Membership,
  tell: ObserveContext['tell'],
  { rows = [], requests = [] }: { rows?: FleetRow[]; requests?: ApprovalRequest[] } = {},
) {
  let control: FleetControl = { fullAt: now - 60_000 };
  let mark: number | undefined;
  let plan: StoredPlan | undefined;
  const stored: string[] = [];
  const context = {
    memory: {
      mark: async () => mark,
      putMark: async (written: number) => void (mark = written),
      rows: async () => rows,
      control: async () => control,
      requests: async () => requests,
      putControl: async (next: FleetControl) => void (control = next),
      putPlan: async (next: StoredPlan) => {
        plan = next;
        stored.push('plan');
      },
      putRequest: async () => void stored.push('request'),
    },
    people: { membership: async () => membership },
    desktops: { all: async () => [] },
    tableId: 'one',
    full: true,
    digest: sha256,
    now: () => now,
    tell,
    notTold: () => undefined,
  } as unknown as ObserveContext;
  return {
    context,
    stored,
    rows,
    restoredAt: () => control.restoredAt,
    announce: (writes: number) => void (mark = (mark ?? writtenIn(rows)) + writes),
    mark: () => mark,
    plan: () => plan,
  };
}
const settings = { ...policy, site: 'berlin' } as FleetSettings;
const members = Array.from({ length: 300 }, (_, each) => ({
  userId: `id-${each}`,
  upn: `u${each}@contoso.com`,
  enabled: true,
}));

describe('what people are told of', () => {
  test('a guard that stops the fleet is told once', async () => {
    const told: string[] = [];
    const { context } = world(
      { unreadable: 'Identity Center answered AccessDenied' },
      async (subject, message) => void told.push(`${subject}\n${message}`),
    );
    await observe(settings, context);
    await observe(settings, context);
    expect(told).toEqual([
      expect.stringMatching(/creations, departures, removals rest\n[\s\S]*AccessDenied[\s\S]*fleet plan/),
    ]);
  });

  test('a topic that refuses keeps nobody from a desktop', async () => {
    const { context, stored } = world({ members }, async () => Promise.reject(new Error('denied')));
    expect(await observe(settings, context)).toEqual({ actions: 200, removals: 0, written: 0, full: true });
    expect(stored).toEqual(['plan', 'request']);
  });

  test('what was left is compared as a whole at once, not at the next interval', async () => {
    const { context } = world({ members }, async () => undefined);
    expect((await observe(settings, { ...context, full: false })).actions).toBe(0);
    expect((await observe(settings, context)).actions).toBe(200);
  });
});

describe('a pass', () => {
  const few = members.slice(0, 3);
  const from = (membership: Membership, control: FleetControl) => {
    const put: FleetControl[] = [];
    const { context, stored } = world(membership, async () => undefined);
    const memory = {
      ...context.memory,
      control: async () => control,
      putControl: async (next: FleetControl) => void put.push(next),
    };
    return { context: { ...context, memory, full: false }, put, stored };
  };

  test('compares all half a minute early rather than a pass late', async () => {
    const at = async (seconds: number): Promise<boolean> =>
      (await observe(settings, from({ members: few }, { fullAt: now - seconds * 1000 }).context)).full;
    const interval = settings.everyMinutes * 60;
    expect([await at(interval - 30), await at(interval - 31)]).toEqual([true, false]);
  });

  test('counts for the share of leavers who may have a desktop, not who is disabled', async () => {
    const [ada, ...others] = few;
    const { context, put } = from({ members: [{ ...ada!, enabled: false }, ...others] }, {});
    await observe(settings, context);
    expect(Object.values(put[0]?.highs ?? {})).toEqual([2]);
  });

  test('asks nobody to approve anything while the fleet only reports', async () => {
    const { context, stored } = from({ members }, {});
    expect(await observe({ ...settings, mode: 'report' }, context)).toMatchObject({ actions: 0, removals: 0 });
    expect(stored).toEqual(['plan']);
  });
});

describe('a request that nobody answers', () => {
  const request = (id: string, hours: number): ApprovalRequest => ({
    id,
    digest: `digest of ${id}`,
    actions: [{ kind: 'create', userId: 'id-1', upn: 'u1@contoso.com' }],
    at: now - hours * 3_600_000,
    until: now + (72 - hours) * 3_600_000,
  });

  test('is said once more after a day, and not again', async () => {
    const told: string[] = [];
    const requests = [request('old', 25), request('new', 2), { ...request('done', 30), approvedBy: 'ada' }];
    const { context } = world(
      { members: members.slice(0, 1) },
      async (subject, text) => void told.push(`${subject} ${text}`),
      {
        requests,
      },
    );
    await observe(settings, context);
    await observe(settings, context);
    expect(told).toEqual([expect.stringMatching(/1 change waits for approval since a day[\s\S]*fleet approve old/)]);
  });
});

describe('a plan', () => {
  const many = Array.from({ length: 5000 }, () => ({
    userId: `9967123456-${randomUUID()}`,
    upn: `${randomBytes(12).toString('base64url')}@contoso.com`,
    enabled: true,
  }));
  const wide = { ...settings, limits: { create: 9999, hold: 9999, remove: 9999, sharePercent: 100 } };

  test('holds no more than an item of the table takes; the rest is another round', async () => {
    const { context, plan } = world({ members: many }, async () => undefined);
    const strangers = many.map(({ upn }) => ({
      id: `ws-${randomBytes(7).toString('base64url').slice(0, 9)}`,
      userName: `x${upn}`,
      state: 'AVAILABLE',
      runningMode: 'AUTO_STOP' as const,
    }));
    const desktops = { ...context.desktops, all: async () => strangers };
    expect(await observe(wide, { ...context, desktops })).toMatchObject({ actions: mostInPlan.actions, removals: 0 });
    expect(plan()).toMatchObject({ rest: true });
    expect(gzipSync(JSON.stringify(plan())).length).toBeLessThan(400 * 1024);
  });

  test('that holds all is followed by none', async () => {
    const { context, plan } = world({ members: many.slice(0, 3000) }, async () => undefined);
    expect((await observe(wide, context)).actions).toBe(3000);
    expect(plan()?.rest).toBeUndefined();
  });
});

describe('a table that went back', () => {
  const row = (version: number): FleetRow => ({
    userId: 'id-1',
    upn: 'u1@contoso.com',
    version,
    phase: 'removed',
    at: now,
  });

  test.each([
    ['with another id of the table', { tableId: 'two' }, 5, true],
    ['with rows of smaller versions, brought back into the same table', {}, 4, true],
    ['as a whole, into the same table, seen by what an earlier pass left outside of it', { written: 9 }, 5, true],
    ['not at all', { written: 5 }, 6, false],
  ])('%s', async (_, change, version, wentBack) => {
    const { context, rows, restoredAt } = world({ members }, async () => undefined, { rows: [row(5)] });
    expect((await observe(settings, context)).written).toBe(5);
    rows[0] = row(version);
    await observe(settings, { ...context, ...change });
    expect(restoredAt() !== undefined).toBe(wentBack);
  });

  test('to a time before the first pass, which knew no id: AWS says when the table was made of a backup, and it counts once', async () => {
    const { context, restoredAt } = world({ members }, async () => undefined);
    await observe(settings, { ...context, tableRestoredAt: now - 60_000 });
    expect(restoredAt()).toBe(now);
    await observe(settings, { ...context, tableRestoredAt: now - 60_000, now: () => now + 900_000 });
    expect(restoredAt()).toBe(now);
  });

  test('by less than a pass that died had announced, once', async () => {
    const { context, rows, restoredAt, announce, mark } = world({ members }, async () => undefined, { rows: [row(5)] });
    await observe(settings, context);
    announce(2);
    // What the dead pass wrote, before somebody brings the row back.
    rows[0] = row(7);
    await observe(settings, context);
    expect(restoredAt()).toBeUndefined();
    announce(1);
    await observe(settings, { ...context, now: () => now + 60_000 });
    expect([restoredAt(), mark()]).toEqual([now + 60_000, 7]);
    await observe(settings, { ...context, now: () => now + 120_000 });
    expect(restoredAt()).toBe(now + 60_000);
  });

  test('long ago is nothing to a fleet that is new', async () => {
    const { context, restoredAt } = world({ members }, async () => undefined);
    await observe(settings, { ...context, tableRestoredAt: now - 49 * 3_600_000 });
    expect(restoredAt()).toBeUndefined();
  });

  test('is noted by a pass that has nothing else to do', async () => {
    const { context, restoredAt } = world({ members }, async () => undefined, { rows: [row(5)] });
    await observe(settings, { ...context, full: false, written: 7 });
    expect(restoredAt()).toBe(now);
  });
});
