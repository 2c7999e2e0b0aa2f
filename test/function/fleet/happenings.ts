/** What befalls the people, desktops and group of a fleet in a random history, whatever runs the passes; and how one ends. */
import { expect } from '@jest/globals';
import type { FleetWorld } from './world.js';

export type Happening =
  | { readonly kind: 'join'; readonly name: number }
  | { readonly kind: 'leave' | 'disable' | 'return' | 'rename' | 'delete'; readonly who: number }
  | { readonly kind: 'connect' | 'vanish'; readonly who: number }
  | { readonly kind: 'migrate'; readonly who: number; readonly back: boolean }
  | { readonly kind: 'gone' | 'back' | 'remember' | 'restore' | 'approve' };

/** Steps with one member a kind, so that a switch tells them apart. */
export type ByKind<Step extends { readonly kind: string }> = Step extends unknown
  ? { [Kind in Step['kind']]: Omit<Step, 'kind'> & { readonly kind: Kind } }[Step['kind']]
  : never;

/** The user that a number stands for; nobody where there is none. */
export const userAt = (world: FleetWorld, who: number) => nth([...world.users.values()], who);

const nth = <T>(all: readonly T[], number: number): T | undefined => all[number % Math.max(1, all.length)];

export function befall(world: FleetWorld, each: Happening): void {
  const user = 'who' in each ? userAt(world, each.who) : undefined;
  const desktopId = 'who' in each ? (nth([...world.desktops.keys()], each.who) ?? '') : '';
  switch (each.kind) {
    case 'join': {
      const upn = `user${each.name}@contoso.com`;
      // A name is one person's at a time; that of a deleted one may be given again.
      if (![...world.users.values()].some((one) => one.upn === upn)) world.join(upn);
      return;
    }
    case 'leave':
      if (user) user.inGroup = false;
      return;
    case 'disable':
      if (user) user.enabled = false;
      return;
    case 'return':
      if (user) Object.assign(user, { inGroup: true, enabled: true });
      return;
    case 'rename':
      if (user && !user.upn.startsWith('new-')) user.upn = `new-${user.id}-${user.upn}`;
      return;
    case 'delete':
      if (user) world.users.delete(user.id);
      return;
    case 'connect': {
      const desktop = world.desktops.get(desktopId);
      if (desktop) desktop.connected = !desktop.connected;
      return;
    }
    case 'migrate':
      return world.migrate(desktopId, each.back);
    case 'vanish':
      world.desktops.delete(desktopId);
      return;
    case 'gone':
    case 'back':
      world.groupIsGone = each.kind === 'gone';
      return;
    case 'remember':
      return world.remember();
    case 'restore':
      return world.restore();
    case 'approve':
      return world.approveAll();
  }
}

/** SCIM brings somebody again, under another id. */
export function bringAnew(world: FleetWorld, { id, upn, enabled, inGroup }: ReturnType<FleetWorld['join']>): void {
  world.users.delete(id);
  Object.assign(world.join(upn), { enabled, inGroup });
}

/** One desktop a member, nobody's twice, and nothing removed that should have stayed; but for those who wait for a person's word. */
export function expectRest(world: FleetWorld): void {
  const disputed = new Set(
    world
      .decide()
      .findings.flatMap(({ what, upn }) => (/^(same-name-other-person|several-desktops)$/.test(what) ? [upn] : [])),
  );
  expect(world.wrong).toEqual([]);
  for (const { id, upn } of world.members) {
    // Somebody else had, or has, a desktop under their name.
    if (disputed.has(upn)) continue;
    const row = world.rows.get(id);
    const state = world.desktops.get(row?.desktopId ?? '')?.state;
    // One that was stopped while its user was held starts when the user connects.
    const has = state === 'STOPPED' ? 'AVAILABLE' : state;
    expect({ upn, phase: row?.phase, has }).toEqual({ upn, phase: 'present', has: 'AVAILABLE' });
  }
  const owned = [...world.rows.values()].flatMap(({ desktopId }) => desktopId ?? []);
  expect(owned.length).toBe(new Set(owned).size);
}
