/**
 * What a command must know of the ones before it, in the folder of the stack: whether terraform still runs there (the
 * command line that started it may have been killed), what it was making when it was killed, and whether it was destroying.
 * The file holds no secret.
 */
import { readFileSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { inUtc } from '../../domain/day.js';
import { readJsonAs } from '../../deployment/json-file.js';
import { problemLines } from '../../deployment/problem.js';
import { Failure } from '../terminal/failure.js';
import { writeWhole } from '../../deployment/whole-file.js';
import { outputName } from './process.js';
import { holderOf, lives } from './still-runs.js';

/** Beside `cdk.tf.json`. */
export const notesName = '.entra-workspaces-run.json';

/** A terraform that was started. */
export interface Running {
  readonly command: string;
  /** Of the command line that is about to start it, until the number of terraform itself is noted. */
  readonly pid: number;
  /** When the process began, as its system counts; tells it from another one of the same number. Linux alone. */
  readonly born?: string;
  /** ISO 8601. */
  readonly started: string;
  /** Private folder with what it says. */
  readonly output: string;
}

/** An apply that did not end in order. */
export interface Unfinished {
  readonly started: string;
  /** Addresses of what it was making: it may exist without the state knowing of it. */
  readonly making: readonly string[];
}

/** What a run had done by its own word when it was killed: a state that was not saved since does not know of it. */
export interface Lost {
  readonly started: string;
  /** Addresses of what it had made. */
  readonly made: readonly string[];
  /** Addresses of what it had removed. */
  readonly removed: readonly string[];
}

export interface RunNotes {
  readonly running?: Running;
  readonly unfinished?: Unfinished;
  /** Until the state was looked at. */
  readonly lost?: Lost;
  /** When a destroy began that has not come to its end. */
  readonly destroying?: string;
}

/** Beginning of the private folders with the output of terraform, below the folder for temporary files. */
export const outputPrefix = 'entra-workspaces-terraform-';

/**
 * Whether a folder is one that a run makes for its output. Only such a one is removed: the notes may have come with a commit,
 * and name any folder of the person who checked it out.
 */
export function isOutputFolder(folder: string): boolean {
  const whole = resolve(folder);
  return dirname(whole) === resolve(tmpdir()) && new RegExp(`^${outputPrefix}[A-Za-z0-9]{6}$`).test(basename(whole));
}

const names = z.array(z.string());
const notesSchema = z.object({
  running: z
    .object({
      command: z.string(),
      pid: z.number().int().positive(),
      born: z.string().optional(),
      started: z.string(),
      output: z.string(),
    })
    .optional(),
  unfinished: z.object({ started: z.string(), making: names }).optional(),
  lost: z.object({ started: z.string(), made: names, removed: names }).optional(),
  destroying: z.string().optional(),
});

/** @throws Failure for notes that no run wrote: what they stand for is not taken for nothing */
export function readNotes(folder: string): RunNotes {
  const file = join(folder, notesName);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return {};
  }
  return notesIn(text, file);
}

/**
 * The notes in the text of a file.
 * @param file named in what is wrong
 * @throws Failure as `readNotes`
 */
export function notesIn(text: string, file: string): RunNotes {
  const read = readJsonAs(notesSchema, text, notesName);
  if ('data' in read) return read.data as RunNotes;
  // Half of one: it is written by a rename, so nobody but a person wrote half of it.
  if (!read.isJson) return {};
  throw new Failure(`${file} is not what a run notes.`, [
    ...problemLines(read.problems),
    'If an apply may have been killed here: entra-workspaces adopt, once the file is removed.',
  ]);
}

/** Changes the notes. Synchronous and by a rename: a kill leaves either the old or the new ones. */
export function writeNotes(folder: string, edit: (notes: RunNotes) => RunNotes): void {
  const file = join(folder, notesName);
  const notes = edit(readNotes(folder));
  if (Object.keys(notes).length === 0) {
    rmSync(file, { force: true });
    return;
  }
  writeWhole(file, JSON.stringify(notes), { mode: 0o600 });
}

export function without<K extends keyof RunNotes>(notes: RunNotes, key: K): RunNotes {
  const { [key]: _gone, ...rest } = notes;
  return rest;
}

/** Follows what an apply makes and removes. What is being made can be lost; what is done, only with the state itself. */
export class Making {
  private readonly addresses = new Set<string>();
  private readonly made = new Set<string>();
  private readonly removed = new Set<string>();
  /** It said itself that it came to its end. */
  ended = false;

  add({ type, address, action }: { readonly type: string; readonly address?: string; readonly action?: string }): void {
    if (type === 'change_summary') this.ended = true;
    if (address === undefined) return;
    if (type === 'apply_start' && action === 'create') this.addresses.add(address);
    if (type === 'apply_complete' || type === 'apply_errored') this.addresses.delete(address);
    if (type === 'apply_complete' && action === 'create') this.made.add(address);
    // Of what is replaced both are true: the one that the state had is gone, and another one is there.
    if (type === 'apply_complete' && action === 'delete') this.removed.add(address);
  }

  /** What was done by now. */
  lost(started: string): Lost {
    return { started, made: [...this.made], removed: [...this.removed] };
  }

  get left(): readonly string[] {
    return [...this.addresses];
  }
}

/**
 * Looks at what the last command left: notes of a terraform that has ended meanwhile are settled.
 * @throws Failure when it still runs
 */
export async function settleNotes(folder: string, eventsOf: (text: string) => Iterable<Event>): Promise<RunNotes> {
  const { running } = readNotes(folder);
  if (running === undefined) return readNotes(folder);
  const reported = join(running.output, outputName);
  const pid = lives(running.pid, running.born) ? running.pid : await holderOf(reported);
  if (pid !== undefined) {
    throw new Failure(`terraform ${running.command} of an earlier command is still running (process ${pid}).`, [
      `It was started at ${inUtc(running.started)} and goes on by itself; what it says stands in ${reported}.`,
      `Wait until it has ended, then run this again. To have it end in an orderly way: kill -INT ${pid}`,
    ]);
  }
  const making = new Making();
  for (const event of eventsOf(read(reported))) making.add(event);
  writeNotes(folder, (notes) => {
    const whole = without(notes, 'running');
    const settled = making.ended || running.command === 'plan' ? whole : withLost(whole, making.lost(running.started));
    const isWhole = running.command === 'plan' || making.ended || settled.destroying !== undefined;
    return isWhole && making.left.length === 0 ? settled : unfinished(settled, running.started, making.left);
  });
  if (isOutputFolder(running.output)) await rm(running.output, { recursive: true, force: true });
  return readNotes(folder);
}

interface Event {
  readonly type: string;
  readonly address?: string;
  readonly action?: string;
}

/** Notes of a run that was killed; what one before it had done, and nobody looked at since, stays named. */
export function withLost(notes: RunNotes, { started, made, removed }: Lost): RunNotes {
  const before = notes.lost;
  return {
    ...notes,
    lost: {
      started,
      made: [...new Set([...(before?.made ?? []), ...made])],
      removed: [...new Set([...(before?.removed ?? []), ...removed])],
    },
  };
}

/** Notes with an apply that did not end in order; what an earlier one was making stays named, and when that began. */
export function unfinished(notes: RunNotes, started: string, making: readonly string[]): RunNotes {
  const before = notes.unfinished;
  const first = before !== undefined && before.started < started ? before.started : started;
  return { ...notes, unfinished: { started: first, making: [...new Set([...(before?.making ?? []), ...making])] } };
}

/** When the first of the runs began that nobody looked at since: a lock that is older is somebody else's. */
export function firstLeft({ running, unfinished: left }: RunNotes): string | undefined {
  return [running?.started, left?.started].filter((each) => each !== undefined).sort()[0];
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
