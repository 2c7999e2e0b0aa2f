/** What Intune brought to the desktops of a report: each judged as `doctor --user` judges it, as many as one look can bear. */
import { lookAtMorning, type Device } from '../person/morning.js';
import { morningRows, type MorningRow } from '../person/morning-rows.js';
import { morningVerdict } from '../person/links/device-content.js';
import type { Verdict } from '../person/link.js';
import type { Observer } from '../observer.js';
import { notCompliant } from '../rules/desktops/check-in.js';
import type { StepStatus } from './model.js';

/** A desktop that Intune manages, and whose it is. */
export interface Enrolled {
  readonly device: Device;
  /** Object id in Entra. */
  readonly userId: string;
}

export interface PersonsMorning {
  readonly status: StepStatus;
  readonly says?: string;
  readonly rows?: readonly MorningRow[];
}

/** Two calls a desktop and more where something is wrong: beyond so many it is one person at a time (`doctor --user`). */
export const morningsAtOnce = 60;

/** By device id; those of whom nothing was looked at are left out. Whoever is not compliant first, then who came last. */
export async function morningsOf(
  enrolled: readonly Enrolled[],
  observer: Observer,
  { deployment, now }: { readonly deployment: string; readonly now: Date },
): Promise<ReadonlyMap<string, PersonsMorning>> {
  const rank = ({ device }: Enrolled): number => (notCompliant.includes(device.compliance) ? 0 : 1);
  const newest = (one: Enrolled, other: Enrolled): number =>
    Date.parse(other.device.enrolled) - Date.parse(one.device.enrolled);
  const chosen = enrolled.toSorted((a, b) => rank(a) - rank(b) || newest(a, b)).slice(0, morningsAtOnce);
  const seen = await Promise.all(
    chosen.map(async ({ device, userId }): Promise<readonly [string, PersonsMorning]> => {
      const look = await lookAtMorning(observer, { device, userId, deployment });
      if (!('seen' in look)) return [device.id, { status: 'unknown', says: look.message }];
      const verdict = morningVerdict(look.seen, now);
      return [device.id, { ...progressOf(verdict), rows: morningRows(look.seen, now) }];
    }),
  );
  return new Map(seen);
}

const statuses: Readonly<Record<Verdict['state'], StepStatus>> = {
  ok: 'good',
  wait: 'waits',
  broken: 'error',
  unknown: 'unknown',
  'not-reached': 'none',
};

function progressOf({ state, seen }: Verdict): Omit<PersonsMorning, 'rows'> {
  return state === 'ok' ? { status: 'good' } : { status: statuses[state], says: seen };
}
