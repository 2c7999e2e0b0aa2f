/**
 * A wave: something that a person has done to many desktops, a part of them at a time. Pure: what the next step is follows
 * from the wave, the desktops as they are seen, and the clock.
 */
import { counted } from '../counted.js';
import { day } from '../day.js';
import { present } from '../present.js';
import { broken } from './states.js';
import { minute } from './timing.js';
import type { FleetDesktop } from './types.js';
import { waveActions } from './wave-actions.js';
import { whileMigrating } from './wave-migration.js';
import type { Wave, WaveDesktop } from './wave-types.js';

/** AWS may show the state of before for a while after a call. */
const settles = 2 * minute;
/** A wave that waits for people to leave their desktops ends after this. */
export const wavesLast = day;

/** The wave as it is seen now, and whom to ask next. */
export interface WaveStep {
  readonly wave: Wave;
  readonly ask: readonly WaveDesktop[];
}

/** What was seen of a wave's desktops. */
export interface WaveLook {
  readonly looked: ReadonlySet<string>;
  readonly seen: ReadonlyMap<string, FleetDesktop>;
  readonly connected: ReadonlySet<string>;
  /** Ids of those whose user left: on hold, or asked to go. */
  readonly held?: ReadonlySet<string>;
}

/**
 * What follows from what is seen.
 * @param look `looked`: the ids that were looked at; `seen`: the desktops of these, by id, and what is not in it does not
 * exist; `connected`: ids where somebody is connected, or of which that is not known
 */
export function stepOf(wave: Wave, { looked, seen, connected, held }: WaveLook, now: number): WaveStep {
  if (wave.ended !== undefined) return { wave, ask: [] };
  const { from, atOnce, harmless } = waveActions[wave.action];
  const anyway = wave.connectedToo || harmless === true;
  const desktops = wave.desktops.map((each) =>
    looked.has(each.id) ? judged(each, wave, { seen, isHeld: held?.has(each.id) ?? false }, now) : each,
  );
  const bad = desktops.filter(({ state }) => state === 'bad').length;
  const over = desktops.filter(({ state }) => state === 'bad' || state === 'done').length;
  if (bad > 0 && bad * 100 > over * wave.stopAtPercent) {
    const ended = `stopped: ${bad} of ${counted(over, 'desktop')} reached ended badly`;
    return { wave: { ...wave, desktops, ended }, ask: [] };
  }
  const inTime = now < wave.until;
  const reach = reachOf(wave, desktops, now);
  const ask: WaveDesktop[] = [];
  const next = desktops.map((each, index): WaveDesktop => {
    if (each.state !== 'waits') return each;
    if (!inTime) return { ...each, state: 'skipped', why: waitsWhy(each, seen, connected, wave) };
    const desktop = seen.get(each.id);
    if (desktop === undefined || index >= reach || ask.length >= atOnce) return each;
    if (!from.has(desktop.state) || (!anyway && connected.has(each.id))) return each;
    ask.push(each);
    return each;
  });
  const isDone = next.every(({ state }) => state !== 'waits' && state !== 'asked');
  return { wave: { ...wave, desktops: next, ...(isDone ? { ended: 'done' } : {}) }, ask };
}

/** The wave after a call: whom it was made for, and whom AWS refused. */
export function afterCall(
  wave: Wave,
  ask: readonly WaveDesktop[],
  { refused = new Map(), targets = new Map() }: WaveAnswer,
  now: number,
): Wave {
  const ids = new Set(ask.map(({ id }) => id));
  const desktops = wave.desktops.map((each): WaveDesktop => {
    if (!ids.has(each.id)) return each;
    const code = refused.get(each.id);
    return code === undefined
      ? { ...each, state: 'asked', at: now, ...present({ target: targets.get(each.id) }) }
      : { ...each, state: 'bad', why: code, endedAt: now };
  });
  return { ...wave, desktops };
}

/** What WorkSpaces answered to a call of a wave, by id: codes of those that it refused, and new ids of those it migrates. */
export interface WaveAnswer {
  readonly refused?: ReadonlyMap<string, string>;
  readonly targets?: ReadonlyMap<string, string>;
}

/** The wave without one who is not asked, and why. */
export function leftOut(wave: Wave, id: string, why: string): Wave {
  const desktops = wave.desktops.map((each): WaveDesktop =>
    each.id === id ? { ...each, state: 'skipped', why } : each,
  );
  return { ...wave, desktops };
}

/** Why a desktop is not taken back to its last snapshot; undefined: it may be. `at`: when that was, undefined: there is none. */
export function staleSnapshot(
  { snapshotHours }: Pick<Wave, 'snapshotHours'>,
  state: string | undefined,
  at: number | undefined,
  now: number,
): string | undefined {
  if (at === undefined) return 'it has no snapshot to go back to';
  // What is stopped is as it was when it was stopped, however long ago.
  if (snapshotHours === undefined || state === 'STOPPED' || now - at <= snapshotHours * 60 * minute) return undefined;
  return `its last snapshot is ${Math.floor((now - at) / (60 * minute))} h old, more than ${snapshotHours}`;
}

/**
 * Ids whose state has to be read: what was asked, and of those whose turn it is so many as a look may take, others at each
 * look.
 */
export function looksAt(wave: Wave, now: number): string[] {
  const asked = wave.desktops.filter(({ state }) => state === 'asked');
  const waiting = wave.desktops.slice(0, reachOf(wave, wave.desktops, now)).filter(({ state }) => state === 'waits');
  const from = waiting.length > mostLooks ? (Math.floor(now / (5 * minute)) * mostLooks) % waiting.length : 0;
  const turn = [...waiting.slice(from), ...waiting.slice(0, from)].slice(0, mostLooks);
  return [...asked, ...turn].flatMap(({ id, target }) => (target === undefined ? [id] : [id, target]));
}
const mostLooks = 250;

/**
 * How many desktops, from the first, may be asked: those of each stage before which nobody is under way or waits to be
 * asked. Whoever is connected keeps no stage waiting for longer than an hour from its own beginning, but one of which nobody
 * was reached shows nothing: the next does not begin.
 */
function reachOf({ stages, at }: Wave, desktops: readonly WaveDesktop[], now: number): number {
  let reach = 0;
  let began = at;
  for (const stage of stages) {
    reach = stage;
    const before = desktops.slice(0, stage);
    if (before.some(({ state }) => state === 'asked')) return reach;
    const waiting = before.filter(({ state }) => state === 'waits').length;
    if (waiting === before.length || (waiting > 0 && now - began < patience)) return reach;
    // The next one begins when the last of this one had ended, and not before those who are connected were waited for.
    began = Math.max(waiting > 0 ? began + patience : began, ...before.map((each) => each.endedAt ?? each.at ?? 0));
  }
  return reach;
}
const patience = 60 * minute;

interface Judged {
  readonly seen: ReadonlyMap<string, FleetDesktop>;
  readonly isHeld: boolean;
}

function judged(each: WaveDesktop, { action }: Wave, { seen, isHeld }: Judged, now: number): WaveDesktop {
  const { already, notAlwaysOn, heldToo, harmless, to, within } = waveActions[action];
  const desktop = seen.get(each.id);
  if (each.state === 'waits') {
    if (!desktop) return { ...each, state: 'skipped', why: 'the desktop is not there' };
    if (isHeld && !heldToo) return { ...each, state: 'skipped', why: 'on hold: its user left the group' };
    if (notAlwaysOn && desktop.runningMode === 'ALWAYS_ON')
      return { ...each, state: 'skipped', why: `AlwaysOn: WorkSpaces takes no ${action} of it` };
    if (each.bundleId !== undefined && desktop.bundleId === each.bundleId)
      return { ...each, state: 'skipped', why: 'it is of this bundle already' };
    if (desktop.state !== already) return each;
    return { ...each, state: 'skipped', why: `in the state ${desktop.state}: there is nothing to do` };
  }
  if (each.state !== 'asked') return each;
  const since = now - (each.at ?? now);
  if (action === 'migrate') return whileMigrating(each, seen, now);
  const bad = (why: string): WaveDesktop => ({ ...each, state: 'bad', why, endedAt: now });
  if (!desktop) return bad('the desktop is gone');
  if (since < settles) return each;
  if (!harmless && broken.has(desktop.state)) return bad(`in the state ${desktop.state}`);
  if (to.has(desktop.state)) return { ...each, state: 'done', endedAt: now };
  return since < within ? each : bad(`still in the state ${desktop.state}`);
}

function waitsWhy(
  { id }: WaveDesktop,
  seen: ReadonlyMap<string, FleetDesktop>,
  connected: ReadonlySet<string>,
  { action, connectedToo }: Wave,
): string {
  const state = seen.get(id)?.state;
  if (state === undefined) return 'its turn did not come';
  if (!waveActions[action].from.has(state)) return `in the state ${state}`;
  return !connectedToo && connected.has(id) ? 'somebody was connected all the time' : 'its turn did not come';
}

/**
 * The stages of a wave: the pilots first, then so many percent of all, and in the end all.
 * @returns how many desktops each stage reaches, growing
 */
export function stagesOf(all: number, pilots: number, percents: readonly number[]): number[] {
  const sizes = [pilots, ...percents.map((percent) => Math.ceil((all * percent) / 100)), all];
  return [...new Set(sizes.map((size) => Math.max(pilots, Math.min(all, size))))]
    .filter((size) => size > 0)
    .sort((a, b) => a - b);
}
