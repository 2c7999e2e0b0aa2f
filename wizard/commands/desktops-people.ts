import type { FleetRow } from '../../domain/fleet/types.js';
import { userNameKey } from '../../domain/user-name.js';
import { Failure, UsageError } from '../terminal/failure.js';

/** Those who are named, or all who have a desktop; the pilots first. @throws UsageError with everybody who has none */
export function peopleOf(upns: readonly string[], pilots: readonly string[], rows: readonly FleetRow[]): FleetRow[] {
  return inOrder(chosen(upns, pilots, rows), pilots);
}

/** Names with commas between them. */
export function named(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');
}

export function percentOf(flag: string, text: string): number {
  const percent = Number(text.replace(/%$/, ''));
  if (Number.isInteger(percent) && percent >= 0 && percent <= 100) return percent;
  throw new UsageError(`${flag} takes whole percents from 0 to 100, got: ${text}`, [`Such as: ${flag} 10`]);
}

function chosen(upns: readonly string[], pilots: readonly string[], rows: readonly FleetRow[]): FleetRow[] {
  const having = new Map(
    rows.flatMap((row) =>
      row.phase === 'present' && row.desktopId !== undefined ? [[userNameKey(row.upn), row] as const] : [],
    ),
  );
  const wanted = upns.length === 0 ? [...having.keys()] : [...upns, ...pilots].map(userNameKey);
  const missing = [...wanted, ...pilots.map(userNameKey)].filter((key) => !having.has(key));
  if (missing.length > 0) {
    const list = [...new Set(missing)];
    throw new UsageError(
      `No desktop of this fleet is in use by ${list.slice(0, 5).join(', ')}${list.length > 5 ? `, and ${list.length - 5} more` : ''}.`,
      ['Who has one: entra-workspaces fleet status'],
    );
  }
  if (wanted.length === 0) throw new Failure('Nobody has a desktop in this fleet yet: entra-workspaces fleet status');
  return [...new Set(wanted)].flatMap((key) => having.get(key) ?? []);
}

/** A wave that is called for again reaches people in the same order. */
function inOrder(people: readonly FleetRow[], pilots: readonly string[]): FleetRow[] {
  const first = new Set(pilots.map(userNameKey));
  const rank = ({ upn }: FleetRow): string => `${first.has(userNameKey(upn)) ? 0 : 1} ${userNameKey(upn)}`;
  return [...people].sort((one, other) => (rank(one) < rank(other) ? -1 : 1));
}
