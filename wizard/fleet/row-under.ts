import type { FleetRow } from '../../domain/fleet/types.js';
import { userNameKey } from '../../domain/user-name.js';
import { wasItMeant } from '../../deployment/nearest.js';
import { Failure, UsageError } from '../terminal/failure.js';

/**
 * The row of a person who has or had a desktop, by name. With `butNot`, somebody with another id goes first.
 * @throws UsageError where nobody has the name, Failure where several have
 */
export function rowUnder(upn: string, rows: readonly FleetRow[], butNot?: string): FleetRow {
  const all = rows.filter((row) => userNameKey(row.upn) === userNameKey(upn) && row.phase !== 'removed');
  const others = all.filter(({ userId }) => userId !== butNot);
  const found = others.length > 0 ? others : all;
  if (found[0] && found.length === 1) return found[0];
  if (found.length > 1) {
    const ids = found.map(({ userId, phase }) => `${userId} (${phase})`).join(', ');
    throw new Failure(`${upn} is the name of several people in the fleet: ${ids}.`);
  }
  const known = rows.map((row) => row.upn);
  throw new UsageError(`${upn} has no desktop in this fleet${wasItMeant(upn, known)}.`);
}
