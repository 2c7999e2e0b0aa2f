/** What earlier commands left in the folder of the stack and beside the state: looked at before terraform starts. */
import { chmodSync, existsSync, lstatSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { inUtc } from '../../domain/day.js';
import { present } from '../../domain/present.js';
import type { Deployment } from '../../deployment/schema.js';
import { besideState, type BesideState } from '../plan-store/beside-state.js';
import { Cancelled, Failure } from '../terminal/failure.js';
import type { Terminal } from '../terminal/terminal.js';
import { assertDefaultWorkspace } from '../terraform/environment.js';
import { erroredHere, settleHalves, type ErroredPlaces } from '../terraform/errored-state.js';
import { eventsOf } from '../terraform/events.js';
import {
  brokenEnding,
  brokenState,
  copyEnding,
  dropCopy,
  putBack,
  type BrokenState,
} from '../terraform/local-state.js';
import { erroredName } from '../terraform/runner.js';
import {
  notesName,
  readNotes,
  settleNotes,
  unfinished,
  without,
  writeNotes,
  type RunNotes,
} from '../terraform/run-notes.js';
import type { Synthesized } from '../terraform/synth.js';

/** Plans of one run, named by its process; of a command that was killed they stay, with secrets in them. */
const ownPlan = /^\.entra-workspaces-(\d+)\.tfplan$/;

/** The name of a plan of this run. */
export function ownPlanName(): string {
  return `.entra-workspaces-${process.pid}.tfplan`;
}

/**
 * Before terraform is initialized: plans of commands that were killed are removed, what holds secrets is made private, a
 * state that is no whole one is put back as it was before.
 * @param state the file of the state, where it is one on this machine
 * @throws Failure when terraform still runs there, another workspace is selected, or a state is broken for good
 */
export async function settleFolder(
  places: ErroredPlaces,
  state: string | undefined,
  terminal: Terminal,
): Promise<RunNotes> {
  const { stack } = places;
  await settleNotes(stack, eventsOf);
  assertDefaultWorkspace(stack);
  for (const name of namesIn(stack)) {
    const pid = ownPlan.exec(name)?.[1];
    if (pid !== undefined && !isAnother(Number(pid))) rmSync(join(stack, name), { force: true });
  }
  // Through a link another file would be changed.
  for (const { file } of filesWithStates(places)) if (lstatSync(file).isFile()) chmodSync(file, 0o600);
  if (settleHalves(places)) terminal.warn('The state of the last apply could be written nowhere: the disk was full.');
  await settleState(places, state, terminal);
  return readNotes(stack);
}

/** What a run that was killed had done is lost with a state that it left half written, and with one that it never saved. */
async function settleState(places: ErroredPlaces, state: string | undefined, terminal: Terminal): Promise<void> {
  const { stack } = places;
  const { lost, destroying } = readNotes(stack);
  const broken = state === undefined ? undefined : await brokenState(state);
  if (broken) {
    // A plan makes the file, too, and leaves it empty when it is killed: nothing was made then.
    const onlyPlanned = lost === undefined && broken.text === '' && broken.bytes === 0;
    const made = lost?.made ?? [];
    // Written at the end of an apply: it knows of all that was made.
    const saved = erroredHere(places) !== undefined;
    // Noted before it is put back: a kill between must not leave a state that is whole and knows too little.
    if (!onlyPlanned && !saved && (destroying === undefined || made.length > 0)) {
      const started = lost?.started ?? new Date().toISOString();
      writeNotes(stack, (notes) => unfinished(notes, notes.unfinished?.started ?? started, made));
    }
    putBack(broken, lost?.removed ?? []);
    if (!onlyPlanned) sayPutBack(broken, saved, terminal);
  } else if (state === undefined && lost !== undefined && lost.made.length > 0) {
    // A state elsewhere is saved now and then, and at the end: it may know of none of it.
    writeNotes(stack, (notes) => unfinished(notes, lost.started, lost.made));
  }
  if (state !== undefined && !broken) dropCopy(state);
  if (lost !== undefined) writeNotes(stack, (notes) => without(notes, 'lost'));
}

function sayPutBack({ state, bytes, from, text }: BrokenState, saved: boolean, terminal: Terminal): void {
  terminal.warn(
    `The state ${state} was ${bytes === 0 ? 'empty' : 'half written'}: terraform was killed while it wrote it, or the disk was full.`,
  );
  terminal.lines([
    text === ''
      ? 'Before that run there was no state: there is none again.'
      : `The state of before that run is back, from ${from}.`,
    ...(saved
      ? []
      : [
          'What that run made since then is not in it: entra-workspaces adopt finds it, and destroy looks for it by itself.',
        ]),
    ...(bytes === 0 ? [] : [`What was there is kept in ${state}${brokenEnding}, for its owner alone.`]),
  ]);
}

function isAnother(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

interface SecretFile {
  readonly file: string;
  readonly what: string;
}

/** Files of this deployment that can hold a state or a plan. */
function filesWithStates({ stack, repository, name }: ErroredPlaces): SecretFile[] {
  const here = namesIn(repository)
    .filter((each) => each.startsWith(`${name}.`) && /\.tfstate(\.|$)/.test(each))
    .map((each) => join(repository, each));
  const there = namesIn(stack)
    .filter((each) => /\.tfstate(\.|$)|\.tfplan$/.test(each))
    .map((each) => join(stack, each));
  return [...here, ...there].map((file) => ({ file, what: whatIs(file) }));
}

function whatIs(file: string): string {
  if (file.endsWith('.tfplan')) return 'a plan';
  if (file.endsWith(erroredName)) return 'a state that was not saved';
  if (file.endsWith(brokenEnding)) return 'a state that was half written';
  return /\.backup$/.test(file) || file.endsWith(copyEnding) ? 'the state before the last change' : 'a state';
}

/** Files of this deployment that hold secrets now. A state from which everything is gone holds none. */
export function filesWithSecrets(places: ErroredPlaces): readonly SecretFile[] {
  return filesWithStates(places).filter(({ file }) => {
    if (!existsSync(file)) return false;
    if (file.endsWith('.tfplan')) return true;
    try {
      const { resources, outputs } = JSON.parse(readFileSync(file, 'utf8')) as { resources?: []; outputs?: object };
      return (resources?.length ?? 0) > 0 || Object.keys(outputs ?? {}).length > 0;
    } catch {
      // What cannot be read is not taken for empty; an empty file holds nothing.
      return readFileSync(file).length > 0;
    }
  });
}

export function placesOf(
  { folder, name, deployment }: Synthesized,
  repository: string,
  env: NodeJS.ProcessEnv,
): ErroredPlaces {
  const beside = besideState(deployment, env)?.errored;
  return { stack: folder, repository, name, ...present({ beside }) };
}

/**
 * Before a command that goes on with the state.
 * @throws Failure when an apply was killed and nobody looked for what it made
 */
export function refuseUnfinished({ unfinished }: RunNotes, folder: string, protection: boolean): void {
  if (!unfinished) return;
  const { making, started } = unfinished;
  throw new Failure('The last apply was killed before it had come to its end.', [
    `It was started at ${inUtc(started)}. What it was making may exist without the state knowing of it${making.length > 0 ? ':' : '.'}`,
    ...making.map((address) => `  ${address}`),
    'Next: entra-workspaces adopt, which finds it; the next apply takes it over instead of making another one.',
    `To destroy instead: ${destroyCommand(protection)}, which takes it over by itself. If surely nothing was left: remove ${join(folder, notesName)}.`,
  ]);
}

type DestroyNote = BesideState['destroying'] | undefined;

/** What a destroy on another machine noted beside the state. */
export async function destroyingBeside(note: DestroyNote, terminal: Terminal): Promise<string | undefined> {
  try {
    return await note?.find();
  } catch (error) {
    terminal.warn(`Whether a destroy was stopped half-way could not be seen: ${(error as Error).message}`);
    return undefined;
  }
}

/** Notes beside the state that a destroy begins. Without the right to write there it goes on: this machine knows it. */
export async function noteBeside(note: DestroyNote, terminal: Terminal): Promise<void> {
  await note
    ?.note(new Date().toISOString())
    .catch((error: Error) => terminal.warn(`Other machines do not learn that this is a destroy: ${error.message}`));
}

/** Before a plan that somebody looks at. */
export function sayHalfDestroyed(started: string, { protection }: Deployment, terminal: Terminal): void {
  const [first = '', ...rest] = destroyLines(started, protection);
  terminal.warn(first);
  terminal.lines(rest.map((line) => `  ${line}`));
}

/** The flag with which an apply makes anew what a destroy has removed. */
export const buildAgainFlag = '--build-again';

/** A destroy as it can be typed: a protected deployment refuses another one. */
export const destroyCommand = (protection: boolean): string =>
  `entra-workspaces destroy${protection ? ' --unprotect' : ''}`;

/** What is said of a destroy that did not come to its end. */
function destroyLines(started: string, protection: boolean): readonly string[] {
  return [
    `A destroy that began at ${inUtc(started)} was stopped half-way.`,
    'An apply would make anew what it has removed: people would get new, empty desktops.',
    `  To finish it:       ${destroyCommand(protection)}`,
    `  To build it again:  entra-workspaces apply ${buildAgainFlag}`,
  ];
}

/**
 * Before an apply: after half a destroy somebody says which way it goes on.
 * @throws Failure where nobody can be asked
 */
export async function askAfterDestroy(
  started: string,
  options: { readonly buildAgain?: boolean },
  { terminal, protection }: { readonly terminal: Terminal; readonly protection: boolean },
): Promise<void> {
  if (options.buildAgain) return;
  const [first = '', ...rest] = destroyLines(started, protection);
  if (!terminal.interactive) throw new Failure(first, rest);
  terminal.warn(first);
  const way = await terminal.prompts.one<string>({
    message: 'How does it go on?',
    choices: [
      { value: 'finish', name: `Finish it: stop here, then ${destroyCommand(protection)}` },
      { value: 'again', name: 'Build again what it has removed: new, empty desktops' },
    ],
  });
  if (way !== 'again') throw new Cancelled([`Nothing was changed. To finish it: ${destroyCommand(protection)}`]);
}
