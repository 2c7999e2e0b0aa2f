/** How a desktop of a migrate wave comes on. */
import { broken, leaving } from './states.js';
import { invisibleFor } from './timing.js';
import type { FleetDesktop } from './types.js';
import { waveActions } from './wave-actions.js';
import type { WaveDesktop } from './wave-types.js';

/** Both ids are there for a while. The old one goes when it came off, and is as it was when WorkSpaces took it back. */
export function whileMigrating(each: WaveDesktop, seen: ReadonlyMap<string, FleetDesktop>, now: number): WaveDesktop {
  const { to, within } = waveActions.migrate;
  const since = now - (each.at ?? now);
  const old = seen.get(each.id);
  const made = seen.get(each.target ?? '');
  const bad = (why: string): WaveDesktop => ({ ...each, state: 'bad', why, endedAt: now });
  const inTime = (state: string): WaveDesktop => (since < within ? each : bad(`still migrating, ${state}`));
  if (made && broken.has(made.state)) return bad(`${made.id} in the state ${made.state}`);
  if (!old || leaving.has(old.state)) {
    // Where the answer was lost the new id is found by the name of its user: the row has it.
    if (each.target === undefined)
      return { ...each, state: 'done', why: 'its new id is in fleet status', endedAt: now };
    if (made && to.has(made.state)) return { ...each, state: 'done', endedAt: now };
    return inTime(made ? `${made.id} in the state ${made.state}` : 'neither id is there');
  }
  const isBack = !made && to.has(old.state) && since >= (each.target === undefined ? within : invisibleFor);
  return isBack ? bad('WorkSpaces took the migration back: it is as it was') : inTime(`in the state ${old.state}`);
}
