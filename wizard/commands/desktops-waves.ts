import { counted } from '../../domain/counted.js';
import type { Wave } from '../../domain/fleet/wave-types.js';
import type { Fleet } from '../fleet/fleet.js';
import { Failure, UsageError } from '../terminal/failure.js';
import type { Run } from './table.js';
import { callerOf, openFleet } from './fleet-open.js';

/** `desktops waves`: how waves came on, and with `--cancel` the end of one. */
export const run: Run<'desktops waves'> = async (options, [id], context) => {
  const { terminal } = context;
  const fleet = openFleet(options, context);
  await fleet.settings();
  const waves = (await fleet.table.waves()).sort((one, other) => one.at - other.at);
  const wave = waves.find((each) => each.id === id);
  if (id !== undefined && !wave) {
    const ids = waves.map((each) => each.id).join(', ');
    throw new UsageError(`There is no wave ${id}${ids === '' ? '' : ` (there are: ${ids})`}.`);
  }
  if (options.cancel) {
    if (!wave) throw new UsageError('--cancel needs the wave: entra-workspaces desktops waves ID --cancel');
    if (wave.ended !== undefined) throw new Failure(`The wave ${wave.id} is over: ${wave.ended}.`);
    const cancelled = await cancel(fleet, wave, `cancelled by ${await callerOf(fleet)}`);
    if (options.json) terminal.result({ id: wave.id, ended: cancelled.ended });
    else terminal.good(`Nobody else is asked. Those who were asked go on: ${countsOf(cancelled).asked}.`);
    return;
  }
  if (options.json) return terminal.result(wave ?? waves.map((each) => ({ ...each, desktops: countsOf(each) })));
  if (!wave) {
    if (waves.length === 0)
      terminal.say('No wave in the last 90 days. What begins one: entra-workspaces desktops --help');
    terminal.resultTable(
      ['Wave', 'What', 'Begun (UTC)', 'Waiting', 'Asked', 'Done', 'Bad', 'Skipped', 'Now'],
      waves.map((each) => {
        const { waits, asked, done, bad, skipped } = countsOf(each);
        const begun = new Date(each.at).toISOString().slice(0, 16).replace('T', ' ');
        const counts = [waits, asked, done, bad, skipped].map(String);
        return [each.id, each.action, begun, ...counts, each.ended ?? 'goes on'];
      }),
    );
    return;
  }
  terminal.say(`${wave.action}, called for by ${wave.by}: ${wave.ended ?? 'goes on'}.`);
  terminal.say(`${countsInWords(wave)}.`);
  terminal.resultTable(
    ['User', 'Desktop', 'State', 'Why'],
    wave.desktops.map(({ upn, id: desktop, state, why = '' }) => [upn, desktop, state, why]),
  );
};

/** The engine takes an open wave a step on each second: whoever cancels it tries until they are the faster one. */
async function cancel(fleet: Fleet, wave: Wave, ended: string): Promise<Wave> {
  let seen: Wave | undefined = wave;
  for (let tried = 0; tried < mostTries && seen !== undefined && seen.ended === undefined; tried += 1) {
    const over: Wave = { ...seen, ended, version: seen.version + 1 };
    if (await fleet.table.writeWave(over, seen.version)) return over;
    seen = await fleet.table.wave(wave.id);
  }
  if (seen?.ended !== undefined) throw new Failure(`The wave ${wave.id} is over: ${seen.ended}.`);
  throw new Failure('The engine takes the wave a step on at each moment: it was not cancelled.', [
    'To hold everything: entra-workspaces fleet pause. Then the same again.',
  ]);
}
const mostTries = 20;

/** Of each state that there is. */
function countsInWords(wave: Wave): string {
  const { waits, asked, done, bad, skipped } = countsOf(wave);
  const words = { 'whose turn comes': waits, asked, done, 'ended badly': bad, skipped };
  const parts = Object.entries(words).flatMap(([word, count]) => (count > 0 ? [`${count} ${word}`] : []));
  return `${counted(wave.desktops.length, 'desktop')}: ${parts.join(', ')}`;
}

function countsOf({ desktops }: Wave): Record<Wave['desktops'][number]['state'], number> {
  const counts = { waits: 0, asked: 0, done: 0, bad: 0, skipped: 0 };
  for (const { state } of desktops) counts[state] += 1;
  return counts;
}
