/** What a pass sees where nobody says otherwise: an empty group, at a time of its own; people, rows and desktops by number. */
import { day } from '../../../domain/day.js';
import { decide } from '../../../domain/fleet/decision.js';
import type { FleetDesktop, FleetRow, Person, Situation } from '../../../domain/fleet/types.js';
import { policy, sha256 } from '../../function/fleet/world.js';

export const now = Date.UTC(2026, 10, 20, 9);

export const situation = (rest: Partial<Situation>): Situation => ({
  now,
  policy,
  group: { members: [] },
  desktops: [],
  rows: [],
  control: {},
  requests: [],
  digest: sha256,
  ...rest,
});

export const person = (number: number): Person => ({
  userId: `id-${number}`,
  upn: `user${number}@contoso.com`,
  enabled: true,
});
export const row = (number: number, rest: Partial<FleetRow> = {}): FleetRow => ({
  userId: `id-${number}`,
  upn: `user${number}@contoso.com`,
  version: 2,
  phase: 'present',
  at: now - 30 * day,
  origin: 'made',
  desktopId: `ws-${number}`,
  ...rest,
});
export const desktop = (number: number, rest: Partial<FleetDesktop> = {}): FleetDesktop => ({
  id: `ws-${number}`,
  userName: `user${number}@contoso.com`,
  state: 'AVAILABLE',
  runningMode: 'AUTO_STOP',
  ...rest,
});
export const people = (count: number, from = 0): Person[] =>
  Array.from({ length: count }, (_, each) => person(each + from));
/** What it does, a word each: `create id-1`. */
export const done = (rest: Partial<Situation>): string[] =>
  decide(situation(rest)).actions.map(({ kind, userId }) => `${kind} ${userId}`);
