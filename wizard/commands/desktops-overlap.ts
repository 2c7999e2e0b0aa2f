import { counted } from '../../domain/counted.js';
import { waveActions, type WaveAction } from '../../domain/fleet/wave-actions.js';
import type { Wave, WaveDesktop } from '../../domain/fleet/wave-types.js';
import { namedUpTo } from '../../deployment/users-file.js';
import { Failure } from '../terminal/failure.js';

/** Whether an action takes desktops back to their snapshots: done twice, people lose what they wrote in between. */
const remakes = (action: WaveAction): boolean => waveActions[action].takesSnapshot !== undefined;

/**
 * A wave that was called for twice makes desktops anew twice.
 * @throws Failure with the waves that are open and have some of these desktops
 */
export function refuseSecondWave(action: WaveAction, desktops: readonly WaveDesktop[], waves: readonly Wave[]): void {
  if (!remakes(action)) return;
  const ids = new Set(desktops.map(({ id }) => id));
  const open = waves
    .filter((wave) => wave.ended === undefined && remakes(wave.action))
    .map((wave) => ({
      wave,
      both: wave.desktops.filter(({ id, state }) => ids.has(id) && (state === 'waits' || state === 'asked')),
    }))
    .filter(({ both }) => both.length > 0);
  if (open.length === 0) return;
  const upns = [...new Set(open.flatMap(({ both }) => both.map(({ upn }) => upn)))];
  throw new Failure(
    `${counted(upns.length, 'desktop')} would be made anew twice: an open wave has ${upns.length === 1 ? 'it' : 'them'} (${namedUpTo(upns)}).`,
    [
      ...open.map(({ wave }) => `To end that ${wave.action}: entra-workspaces desktops waves ${wave.id} --cancel`),
      'To do it all the same: --again. Nothing was changed.',
    ],
  );
}
