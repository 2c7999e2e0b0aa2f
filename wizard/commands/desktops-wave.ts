import { randomBytes } from 'node:crypto';
import { counted } from '../../domain/counted.js';
import type { FleetSettings } from '../../domain/fleet/settings.js';
import type { FleetRow } from '../../domain/fleet/types.js';
import { waveActions, type WaveAction } from '../../domain/fleet/wave-actions.js';
import type { Wave, WaveDesktop } from '../../domain/fleet/wave-types.js';
import { stagesOf, wavesLast } from '../../domain/fleet/wave.js';
import { present } from '../../domain/present.js';
import type { CommandContext } from '../command.js';
import type { Fleet } from '../fleet/fleet.js';
import { registrationNow } from '../fleet/registration.js';
import { snapshotsInWords } from '../fleet/snapshots.js';
import { Failure, UsageError } from '../terminal/failure.js';
import { refuseSecondWave } from './desktops-overlap.js';
import { named, peopleOf, percentOf } from './desktops-people.js';
import type { Run, ValuesFor } from './table.js';
import { callerOf, openFleet } from './fleet-open.js';
import { consent } from './user-book.js';

/** What it costs the people whose desktops they are. Source: docs/facts/fleet.md 7 */
const costs: Readonly<Record<WaveAction, readonly string[]>> = {
  restart: ['What is not saved is lost.'],
  start: ['An AutoStop desktop is billed by the hour from now on, until it stops by itself.'],
  stop: ['What is not saved is lost. AlwaysOn desktops cannot be stopped: they are left out.'],
  rebuild: [
    'C: is made anew from the newest image of the bundle: programs that somebody installed and all that lies there are lost.',
    'D: comes from its last snapshot, up to 12 hours old: what was written since then is lost.',
    'Windows is set up again: everybody signs in as on the first day, and Intune sets the desktop up anew.',
  ],
  restore: ['C: and D: go back to their last snapshots, up to 12 hours old: what was written since then is lost.'],
  migrate: [
    'C: is made anew from the image of the new bundle: programs that somebody installed and all that lies there are lost.',
    'D: comes from its last snapshot, up to 12 hours old: what was written since then is lost. The profile of before stays in a folder that ends in .NotMigrated.',
    'The desktop gets another id, computer name and address. Windows is set up again: everybody signs in as on the first day, and Intune sets the desktop up anew.',
    'It takes up to an hour each. In this month AWS bills a part of both desktops.',
  ],
  tag: [],
};

/** What every wave takes. */
type WaveOptions = ValuesFor<'desktops restart'> & {
  readonly snapshotHours?: string | undefined;
  readonly again?: boolean | undefined;
};

/** What is particular to an action. */
export interface Preparation {
  /** Who is left to be asked, with what the wave has to know of each. */
  readonly desktops: readonly WaveDesktop[];
  readonly also?: Pick<Wave, 'tags'>;
  /** What is said before. */
  readonly says?: readonly string[];
}

export type Prepare = (fleet: Fleet, settings: FleetSettings, people: readonly FleetRow[]) => Promise<Preparation>;

const asTheyAre: Prepare = async (_fleet, _settings, people) => ({ desktops: people.map(waiting) });

/** A desktop whose turn comes. */
export const waiting = ({ upn, desktopId = '' }: FleetRow): WaveDesktop => ({ id: desktopId, upn, state: 'waits' });

type Plain = Exclude<WaveAction, 'migrate' | 'tag'>;

/** `desktops restart` and the like: hands a wave to the engine, which does it a stage at a time. */
export function waveOf(action: Plain): Run<`desktops ${Plain}`> {
  return (options, upns, context) => beginWave({ action, options, upns, context, prepare: asTheyAre });
}

/** Says what it costs, asks, and lays a wave into the table of the engine. */
export async function beginWave(call: {
  readonly action: WaveAction;
  readonly options: WaveOptions;
  readonly upns: readonly string[];
  readonly context: CommandContext;
  readonly prepare: Prepare;
}): Promise<void> {
  const { action, options, upns, context, prepare } = call;
  const { terminal } = context;
  const { harmless, takesSnapshot } = waveActions[action];
  const fleet = openFleet(options, context);
  const settings = await fleet.settings();
  const pilots = named(options.pilot);
  const stopAtPercent = percentOf('--stop-at', options.stopAt ?? '10');
  const percents = named(options.percent).map((each) => percentOf('--percent', each));
  const snapshotHours = takesSnapshot === undefined ? undefined : hoursOf(options.snapshotHours ?? '24');
  const people = peopleOf(upns, pilots, await fleet.table.rows());
  const { desktops, also, says = [] } = await prepare(fleet, settings, people);
  for (const each of says) terminal.say(each);
  if (desktops.length === 0) {
    if (options.json) terminal.result({ action, desktops: 0, stages: [] });
    else terminal.good('Nothing to do.');
    return;
  }
  const refuseSecond = async (): Promise<void> => {
    if (!options.again) refuseSecondWave(action, desktops, await fleet.table.waves(), fleet.now());
  };
  await refuseSecond();
  const first = new Set(pilots.map((each) => each.toLowerCase()));
  const inFront = desktops.filter(({ upn }) => first.has(upn.toLowerCase())).length;
  const stages = stagesOf(desktops.length, inFront, percents);
  if (action === 'rebuild' || action === 'migrate') await registers(fleet, settings.directoryId, context);
  const parts = stages.map((size, index) => size - (stages[index - 1] ?? 0));
  const inStages = parts.length === 1 ? 'in one stage' : `in stages of ${parts.join(', ')}`;
  terminal.say(`${action}: ${counted(desktops.length, 'desktop')}, ${inStages}.`);
  for (const each of costs[action]) terminal.warn(each);
  if (takesSnapshot !== undefined) {
    terminal.say(await snapshotsInWords(fleet, desktops.slice(0, stages[0]), takesSnapshot));
    const left = snapshotHours === undefined ? '' : `, or is older than ${counted(snapshotHours, 'hour')},`;
    terminal.say(`Each is looked at again just before: a desktop whose last snapshot is not there${left} is left out.`);
  }
  if (harmless) terminal.say('Nobody notices: it is done where somebody is connected, too.');
  else if (options.connected) terminal.say('Also where somebody is connected.');
  else terminal.say('Where somebody is connected it is put off, for 24 hours at most.');
  if ((await fleet.table.control()).paused)
    terminal.warn('The fleet is paused: nothing is asked before entra-workspaces fleet pause --resume.');
  await consent(options, context, `Have the engine ${action} ${desktops.length === 1 ? 'it' : 'them'}?`);
  // Somebody else may have been at the same question.
  await refuseSecond();
  const now = fleet.now();
  const wave: Wave = {
    id: randomBytes(4).toString('hex'),
    version: 1,
    action,
    by: await callerOf(fleet),
    at: now,
    until: now + wavesLast,
    stages,
    stopAtPercent,
    connectedToo: options.connected,
    ...present({ snapshotHours }),
    ...also,
    desktops,
  };
  await fleet.table.writeWave(wave, 0);
  await fleet.startPass();
  if (options.json) terminal.result({ id: wave.id, action, desktops: desktops.length, stages: parts });
  else {
    terminal.good(`Wave ${wave.id} has begun. How it comes on:`);
    // Whole, to be copied.
    terminal.lines([`  entra-workspaces desktops waves ${wave.id}`]);
  }
}

/** 0: however old it is. */
function hoursOf(text: string): number | undefined {
  const hours = Number(text);
  if (!Number.isInteger(hours) || hours < 0 || hours > 8760)
    throw new UsageError(`--snapshot-hours takes whole hours, 0 for however old, got: ${text}`);
  return hours === 0 ? undefined : hours;
}

/** @throws Failure where desktops would never be enrolled again */
async function registers(fleet: Fleet, directoryId: string, { terminal }: CommandContext): Promise<void> {
  const now = await registrationNow(fleet, directoryId);
  if ('broken' in now) {
    throw new Failure(`A desktop that is made anew now would not be registered again: ${now.broken}.`, [
      'entra-workspaces apply makes a new secret and stores it. What is wrong: entra-workspaces doctor',
    ]);
  }
  if ('unknown' in now) {
    terminal.warn(`Whether desktops would be registered again could not be seen: ${now.unknown}`);
  } else
    terminal.say(
      `A desktop that is made anew registers its device again: the secret for that is good until ${now.until.slice(0, 10)}.`,
    );
}
