import { counted } from '../../domain/counted.js';
import { waveActions, type WaveAction } from '../../domain/fleet/wave-actions.js';
import type { Wave, WaveDesktop } from '../../domain/fleet/wave-types.js';
import { namedUpTo } from '../../deployment/users-file.js';
import { Failure } from '../terminal/failure.js';

/** Whether an action takes desktops back to their snapshots: done twice, people lose what they wrote in between. */
const remakes = (action: WaveAction): boolean => waveActions[action].takesSnapshot !== undefined;

/** Of an open wave whoever waits or was asked; of one that is over whoever may still be under way: nobody looks at those. */
function isUnderWay(wave: Wave, { state, at = 0 }: WaveDesktop, now: number): boolean {
  if (wave.ended === undefined) return state === 'waits' || state === 'asked';
  return state === 'asked' && now - at < waveActions[wave.action].within;
}

/**
 * A wave that was called for twice makes desktops anew twice.
 * @throws Failure with the waves that have some of these desktops under way
 */
export function refuseSecondWave(
  action: WaveAction,
  desktops: readonly WaveDesktop[],
  waves: readonly Wave[],
  now: number,
): void {
  if (!remakes(action)) return;
  const ids = new Set(desktops.map(({ id }) => id));
  const open = waves
    .filter((wave) => remakes(wave.action))
    .map((wave) => ({
      wave,
      both: wave.desktops.filter((each) => ids.has(each.id) && isUnderWay(wave, each, now)),
    }))
    .filter(({ both }) => both.length > 0);
  if (open.length === 0) return;
  const upns = [...new Set(open.flatMap(({ both }) => both.map(({ upn }) => upn)))];
  throw new Failure(
    `${counted(upns.length, 'desktop')} would be made anew twice: a wave has ${upns.length === 1 ? 'it' : 'them'} under way (${namedUpTo(upns)}).`,
    [
      ...open.map(({ wave }) =>
        wave.ended === undefined
          ? `To end that ${wave.action}: entra-workspaces desktops waves ${wave.id} --cancel`
          : `The ${wave.action} ${wave.id} is over, and who was asked goes on: wait until those are AVAILABLE or STOPPED.`,
      ),
      'To do it all the same: --again. Nothing was changed.',
    ],
  );
}
