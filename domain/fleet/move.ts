/** A desktop that is migrated: it gets another id, and for a while both are there. */
import { leaving } from './states.js';
import type { FleetAction, FleetDesktop, FleetFinding, FleetRow } from './types.js';
import type { View } from './view.js';
import { waveActions } from './wave-actions.js';

/**
 * What becomes of a row whose desktop is being migrated: nothing while both ids are there, the new id when the old one is
 * gone, the old one again when WorkSpaces took it back. Undefined: it is not migrated, or nothing of it is left.
 */
export function actionsOfMove(
  row: FleetRow,
  view: View,
  say: (finding: FleetFinding) => void,
): FleetAction[] | undefined {
  const { moving, desktopId } = row;
  if (moving === undefined || desktopId === undefined) return undefined;
  const old = view.desktop(desktopId);
  const made = view.desktop(moving.to) ?? otherUnder(row, view);
  const isThere = (each: FleetDesktop | undefined): boolean => each !== undefined && !leaving.has(each.state);
  const isLong = view.now - moving.at >= waveActions.migrate.within;
  if (made && isThere(made)) {
    if (!isThere(old)) return [noted('moved', row, made.id)];
    const why = `migrated since more than three hours: ${desktopId} and ${made.id} are both there`;
    if (isLong) say({ what: 'migrating-long', upn: row.upn, desktopId, why });
    return [];
  }
  if (!isLong) return [];
  return old ? [noted('stayed', row, desktopId)] : undefined;
}

const noted = (kind: 'moved' | 'stayed', { userId, upn, version }: FleetRow, desktopId: string): FleetAction => ({
  kind,
  userId,
  upn,
  version,
  desktopId,
});

/** The answer with the new id was lost: the only other desktop under this name is it. */
function otherUnder({ upn, userId, desktopId, moving }: FleetRow, view: View): FleetDesktop | undefined {
  if (moving?.to !== undefined) return undefined;
  const [only, second] = view.freeUnder(upn, userId).filter(({ id }) => id !== desktopId);
  return second ? undefined : only;
}
