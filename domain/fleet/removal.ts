import type { FleetControl, FleetDesktop, FleetRow } from './types.js';
import { mayBeRemoved } from './states.js';
import { day } from '../day.js';
import { userNameKey } from '../user-name.js';
import { removalsRestAfterRestore } from './timing.js';

/** The tag that every desktop of a fleet carries: the second witness of a removal. Its value is `FleetPolicy.fleet`. */
export const fleetTag = 'entra-workspaces:fleet';
/** Whose desktop it is: the id in the identity store. */
export const personTag = 'entra-workspaces:person';

const withoutId = 'former:';
/** Stands for the id of somebody of the former list whom SCIM has taken out of the identity store. */
export const idFromName = (upn: string): string => withoutId + userNameKey(upn);
/** Whether nobody can be asked if this person is back: such a desktop a person removes. */
export const hasNoId = (userId: string): boolean => userId.startsWith(withoutId);

/** Everything that is read again just before a desktop is removed. */
export interface LastLook {
  readonly now: number;
  readonly fleet: string;
  readonly holdDays: number;
  readonly row: FleetRow | undefined;
  /** The version that the removal was decided on. */
  readonly version: number;
  readonly desktop: FleetDesktop | undefined;
  /** Other desktops of the directory under the same name. */
  readonly namesakes: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  /** Whether the person is in the group of any fleet; undefined: it could not be read. */
  readonly isMember: boolean | undefined;
  readonly connected: boolean | undefined;
  readonly control: FleetControl;
}

/** Whether a person had every desktop removed; `before-restore`: a table that came back says so, and they may have stopped it. */
export function emptying({ ending, endingAt = 0, restoredAt }: FleetControl): 'no' | 'yes' | 'before-restore' {
  if (ending !== 'empty') return 'no';
  return restoredAt !== undefined && endingAt < restoredAt ? 'before-restore' : 'yes';
}

/** Why the desktop is not removed; undefined: it may go. */
export function refusesRemoval(look: LastLook): string | undefined {
  const { row, desktop, now, control } = look;
  if (control.paused) return 'the fleet is paused';
  if (control.restoredAt !== undefined && now - control.restoredAt < removalsRestAfterRestore)
    return 'the table was restored less than 48 hours ago';
  if (!row) return 'there is no row: the first witness is missing';
  if (row.version !== look.version) return 'the row has changed since';
  const empties = emptying(control) === 'yes';
  if (row.phase !== 'held' && row.phase !== 'removing' && !(empties && row.phase === 'present'))
    return `the row says ${row.phase}`;
  if (row.origin !== 'made' && row.origin !== 'adopted') return 'the row does not say where the desktop comes from';
  if (row.moving !== undefined) return 'the desktop is being migrated';
  if (row.keep) return 'a person said to keep it';
  if (!empties && (row.holdUntil === undefined || row.holdUntil > now)) return 'the hold is not over';
  if (!empties && control.restoredAt !== undefined && (row.heldAt ?? 0) < control.restoredAt) {
    const from = control.restoredAt + look.holdDays * day;
    if (now < from) return 'the table was restored during the hold, which counts anew from then';
  }
  if (!desktop || desktop.id !== row.desktopId) return 'the desktop is not there';
  if (!mayBeRemoved(desktop.state)) return `the desktop is in the state ${desktop.state}`;
  if (look.namesakes.length > 0) return `there is another desktop under this name (${look.namesakes.join(', ')})`;
  if (look.tags[fleetTag] !== look.fleet)
    return 'the desktop does not carry the tag of this fleet: the second witness is missing';
  if (look.tags[personTag] !== undefined && look.tags[personTag] !== row.userId)
    return "the desktop carries another person's tag";
  if (!empties && hasNoId(row.userId)) return 'the person has no id in the identity store: nobody can be asked';
  if (!empties && look.isMember === undefined) return 'it is not known whether the person is back';
  if (!empties && look.isMember) return 'the person is back in a group';
  if (look.connected === undefined) return 'it is not known whether somebody is connected';
  if (look.connected) return 'somebody is connected';
  return undefined;
}
