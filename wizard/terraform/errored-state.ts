/**
 * A state that terraform could not save at the end of an apply (a full disk, credentials that expired meanwhile). It knows
 * of things that the saved one does not: an apply that goes on without it makes each of them a second time.
 */
import {
  copyFileSync,
  lstatSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Failure } from '../terminal/failure.js';
import { brokenEnding, holdsWhole } from './local-state.js';
import { unfinished, writeNotes } from './run-notes.js';
import type { Terraform } from './run.js';
import { erroredName } from './runner.js';

/** Flag that puts it into the state. */
export const recoverFlag = '--recover-state';

/** Where others find it: beside a state in a bucket or a container. */
export interface ErroredPlace {
  /** As a person knows it: `s3://BUCKET/KEY`. */
  readonly name: string;
  find(): Promise<Uint8Array | undefined>;
  /** False: one lies there already. */
  keep(bytes: Uint8Array): Promise<boolean>;
  remove(): Promise<void>;
}

export interface ErroredPlaces {
  /** Folder of the stack, where terraform puts it. */
  readonly stack: string;
  /** Folder of the deployment file, which nobody clears as they clear the output folder. */
  readonly repository: string;
  /** Of the deployment. */
  readonly name: string;
  readonly beside?: ErroredPlace;
}

const keptFile = ({ repository, name }: ErroredPlaces): string => join(repository, `${name}.${erroredName}`);

const filesOf = (places: ErroredPlaces): string[] => [join(places.stack, erroredName), keptFile(places)];

/**
 * One on this machine, or nothing.
 * @throws Failure where it lay elsewhere on this machine and is gone
 */
export function erroredHere(places: ErroredPlaces): string | undefined {
  const found = filesOf(places).find((file) => lstatSync(file, { throwIfNoEntry: false }) !== undefined);
  if (found === undefined || holdsWhole(found)) return found;
  throw new Failure('The state that the last apply could not save is gone.', [
    `${found} says where it lay, and no whole state is there.`,
    `What it knew of can be found: remove ${found}, then entra-workspaces adopt.`,
  ]);
}

/**
 * What terraform began to write on a full disk and could not finish: no state can be made of it, and what its apply made is
 * known to nobody. That is noted, then the file is put aside.
 * @returns whether there was one
 */
export function settleHalves(places: ErroredPlaces): boolean {
  const halves = halvesOf(places);
  if (halves.length > 0) writeNotes(places.stack, (notes) => unfinished(notes, new Date().toISOString(), []));
  halves.forEach(putAside);
  return halves.length > 0;
}

function halvesOf(places: ErroredPlaces): string[] {
  return filesOf(places).filter(
    (file) => lstatSync(file, { throwIfNoEntry: false })?.isFile() === true && !holdsWhole(file),
  );
}

function putAside(half: string): void {
  if (readFileSync(half).length === 0) rmSync(half);
  else renameSync(half, half + brokenEnding);
}

/**
 * Puts one that was found into the state.
 * @param found a file, or where others keep it
 * @throws TerraformFailure when terraform does not take it; it stays where it was
 */
export async function recover(terraform: Terraform, found: string | ErroredPlace): Promise<void> {
  if (typeof found === 'string') {
    const file = realpathSync(found);
    await terraform.pushState(file);
    for (const each of new Set([file, found])) rmSync(each);
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'entra-workspaces-state-'));
  try {
    const file = join(folder, erroredName);
    writeFileSync(file, (await found.find()) ?? new Uint8Array(), { mode: 0o600 });
    await terraform.pushState(file);
    await found.remove();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Why nothing goes on while one lies there, and what to do.
 * @param push What puts it into the state, as it is typed; several lines leave the file where it lies
 */
export function erroredRefusal(
  where: string,
  stack: string,
  push: string | readonly string[] = `the same command with ${recoverFlag}`,
): Failure {
  const movedOn = 'terraform refuses it when the state has moved on';
  return new Failure('The last apply could not save its state, and it was not put there since.', [
    `It lies in ${where}. Going on without it would make everything that it knows of a second time.`,
    ...(typeof push === 'string'
      ? [`To put it into the state: ${push} (${movedOn}).`]
      : [`To put it into the state (${movedOn}), then remove the file:`, ...push.map((line) => `  ${line}`)]),
    `If it is surely of no use any more, such as after \`entra-workspaces adopt\` of what it held: remove it. The state is that of ${stack}.`,
  ]);
}

/**
 * After an apply that failed: tries again to save the state, else keeps it where it is found.
 * @returns what a person has to know; nothing where every state was saved
 */
export async function rescue(terraform: Terraform, places: ErroredPlaces): Promise<readonly string[]> {
  const file = terraform.erroredState;
  if (file === undefined) {
    // Where nothing can be noted the file stays, and the next command notes it.
    if (halvesOf(places).length === 0) return [];
    try {
      settleHalves(places);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    }
    return knownToNobody;
  }
  halvesOf(places).forEach(putAside);
  const tried = await terraform.pushState(file).then(
    () => undefined,
    (error: Error) => error,
  );
  if (tried === undefined) {
    rmSync(file);
    return ['The state could not be saved at first. A second try did: nothing of it is lost.'];
  }
  const refused = await besideThe(places, file);
  const where = refused === undefined && places.beside ? places.beside.name : moved(file, keptFile(places));
  return [
    'The state of this apply could not be saved, and a second try failed, too. What was made is known in this file alone.',
    ...(refused === undefined ? [] : [`It could not be kept beside the state either: ${refused}`]),
    `It is kept in ${where}, with secrets in it, for its owner alone. plan, apply and destroy go no further without it.`,
    ...(places.beside && refused !== undefined
      ? [
          'On a machine that is thrown away, as that of a pipeline, copy it to a safe place now: it is lost with the machine.',
        ]
      : []),
    `Once the place of the state can be written again: entra-workspaces apply ${recoverFlag}`,
  ];
}

const knownToNobody = [
  'The state of this apply could be written nowhere: what was made is known to nobody.',
  'Once there is room again: entra-workspaces adopt, which finds it. plan and apply would make it a second time.',
];

/** Keeps it beside the state. Gives why not; nothing where it is kept, or where there is no such place. */
async function besideThe({ beside }: ErroredPlaces, file: string): Promise<string | undefined> {
  if (!beside) return undefined;
  try {
    if (!(await beside.keep(readFileSync(file)))) return `another one lies in ${beside.name}`;
    rmSync(file);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/**
 * Moves a file, by a rename where that is possible: it needs no space on a disk that is full. Where there is none on the other
 * disk it stays, and a link, which needs none either, says where.
 * @returns where it is now
 */
function moved(from: string, to: string): string {
  try {
    renameSync(from, to);
    return to;
  } catch {
    try {
      copyFileSync(from, to);
      rmSync(from);
      return to;
    } catch {
      rmSync(to, { force: true });
      linked(from, to);
      return from;
    }
  }
}

function linked(from: string, to: string): void {
  try {
    symlinkSync(from, to);
  } catch {
    // Windows lets not everybody make one: where it lies is said.
  }
}
