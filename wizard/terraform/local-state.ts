/**
 * A state in a file of this machine. Terraform writes it in place: it truncates, then writes. One that is killed meanwhile
 * leaves a file of 0 bytes or half of one, which the next terraform takes for "there is nothing".
 * Source: https://github.com/hashicorp/terraform/blob/v1.11.4/internal/states/statemgr/filesystem.go (writeState).
 */
import { counted } from '../../domain/counted.js';
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../terminal/failure.js';
import { writeWhole } from '../../deployment/whole-file.js';
import { holderOf } from './still-runs.js';

/** Ending of our copy of the state from before a run, for as long as the run lasts; empty where there was no state. */
export const copyEnding = '.before-run';
/** Ending of a state that was put aside because it is no whole one. */
export const brokenEnding = '.broken';

/** A state that is no whole one, and what takes its place. */
export interface BrokenState {
  readonly state: string;
  /** Of the broken file. */
  readonly bytes: number;
  /** The file that takes its place. */
  readonly from: string;
  /** Nothing: before that run there was no state. */
  readonly text: string;
}

/** Keeps a private copy of the state before a run. A broken one is not copied: the copy from before is better. */
export function keepCopy(state: string): void {
  const bytes = bytesOf(state);
  if (bytes === undefined && existsSync(state)) return;
  if (bytes !== undefined && !isWhole(bytes)) return;
  writeWhole(state + copyEnding, bytes ?? Buffer.alloc(0), { mode: 0o600, flush: true });
}

/** After a run: where the state is whole the copy is of no use any more, and it holds secrets. */
export function dropCopy(state: string): void {
  const bytes = bytesOf(state);
  if (bytes === undefined || isWhole(bytes)) rmSync(state + copyEnding, { force: true });
}

/**
 * Looks whether the state is whole. Changes nothing. A file that does not exist is in order: there is no state yet.
 * @returns what takes its place where it is not whole
 * @throws Failure when it is not whole and nothing can take its place, or while somebody writes it
 */
export async function brokenState(state: string): Promise<BrokenState | undefined> {
  if (!isBroken(state)) return undefined;
  // A terraform that somebody started by hand may be writing it in this moment.
  await sleep(250);
  if (!isBroken(state)) return undefined;
  // Its lock is on this very file: put back under it, two would work at a time. A first plan leaves it empty while it runs.
  const holder = await holderOf(state);
  if (holder !== undefined) {
    throw new Failure(`Another plan or apply is using the state (process ${holder}), which no command here started.`, [
      `${state} is open there, and no whole one yet. Wait until it has ended, then run this again.`,
    ]);
  }
  const bytes = bytesOf(state)?.length ?? 0;
  const [best] = [state + copyEnding, `${state}.backup`]
    .flatMap((from) => {
      const found = bytesOf(from);
      if (found === undefined) return [];
      const isNone = found.length === 0 && from.endsWith(copyEnding);
      return isNone || isWhole(found) ? [{ from, text: found.toString('utf8'), when: statSync(from).mtimeMs }] : [];
    })
    // Each is the state from before a run: the younger one is that of the run that was cut off.
    .sort((one, other) => other.when - one.when);
  if (best) return { state, bytes, from: best.from, text: best.text };
  throw new Failure('The state is no whole one: terraform was killed while it wrote it.', [
    `It lies in ${state}, got: ${bytes === 0 ? '0 bytes' : `${counted(bytes, 'byte')} that ${bytes === 1 ? 'is' : 'are'} no JSON`}. It is not taken for "nothing is there": an apply would make everything again, a destroy would leave everything.`,
    `No whole state from before lies beside it (${state}.backup). Put back the latest copy that you have: from a backup of this machine, or from the repository.`,
    `Without any copy: remove ${state}, then entra-workspaces adopt. It finds what exists, and the next apply takes it over.`,
  ]);
}

/**
 * Puts back the state from before; the broken one is kept beside it if there is something in it.
 * @param removed addresses of what the run that was cut off had removed: it goes out of the state
 */
export function putBack({ state, bytes, text }: BrokenState, removed: readonly string[]): void {
  // The place is never without the broken file until the other one takes it: a kill between leaves it to be done again.
  if (bytes > 0) writeWhole(state + brokenEnding, readFileSync(state), { mode: 0o600, flush: true });
  if (text === '') rmSync(state, { force: true });
  else writeWhole(state, Buffer.from(withoutRemoved(text, removed)), { mode: 0o600, flush: true });
  rmSync(state + copyEnding, { force: true });
}

interface StateFile {
  readonly resources?: readonly {
    readonly module?: string;
    readonly mode: string;
    readonly type: string;
    readonly name: string;
    readonly instances: readonly { readonly index_key?: string | number; readonly deposed?: string }[];
  }[];
}

function withoutRemoved(text: string, removed: readonly string[]): string {
  if (removed.length === 0) return text;
  const gone = new Set(removed);
  const whole = JSON.parse(text) as StateFile;
  const resources = (whole.resources ?? []).flatMap((each) => {
    if (each.mode !== 'managed') return [each];
    const path = `${each.module === undefined ? '' : `${each.module}.`}${each.type}.${each.name}`;
    const instances = each.instances.filter(
      ({ index_key: key }) => !gone.has(key === undefined ? path : `${path}[${JSON.stringify(key)}]`),
    );
    return instances.length > 0 ? [{ ...each, instances }] : [];
  });
  return JSON.stringify({ ...whole, resources }, undefined, 2);
}

function isBroken(state: string): boolean {
  const bytes = bytesOf(state);
  return bytes !== undefined && !isWhole(bytes);
}

/** Whether a file holds a whole state. What is not there, and what is no file, holds none. */
export function holdsWhole(file: string): boolean {
  const bytes = bytesOf(file);
  return bytes !== undefined && isWhole(bytes);
}

function isWhole(bytes: Buffer): boolean {
  try {
    const value = JSON.parse(bytes.toString('utf8')) as unknown;
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

/** Nothing where there is no file; what is no file is left to terraform, which says what it is. */
function bytesOf(file: string): Buffer | undefined {
  return statSync(file, { throwIfNoEntry: false })?.isFile() === true ? readFileSync(file) : undefined;
}

/** What a state lists, by address. A text without a list of resources is none that can be read, such as one that OpenTofu encrypted. */
export function resourcesIn(text: string): string[] {
  try {
    const { resources } = JSON.parse(text) as { resources: { mode?: string; type: string; name: string }[] };
    return resources.filter(({ mode }) => mode !== 'data').map(({ type, name }) => `${type}.${name}`);
  } catch {
    return ['a state that cannot be read'];
  }
}
