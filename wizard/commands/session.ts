/** What `plan`, `apply` and `destroy` have in common: the stack synthesized, terraform found and initialized. */
import { chmod, copyFile, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { dropAdopted, laidNames, layAdopted, readAdopted } from '../adoption/adopted-file.js';
import type { StackFile } from '../adoption/stack.js';
import type { CommandContext, OptionValues } from './command.js';
import { deploymentFile, outFolder } from './places.js';
import { findTerraform, reservation } from '../terraform/find.js';
import { lockFileName, Terraform, type TerraformEvent } from '../terraform/run.js';
import { sayContents } from '../terraform/contents.js';
import { namedOverride, overrideVariable } from '../terraform/stray-files.js';
import { synthesize, type Synthesized } from '../terraform/synth.js';
import { progressOf } from '../terraform/progress.js';

export interface Session {
  readonly synthesized: Synthesized;
  readonly terraform: Terraform;
  /** Whose progress is narrated by name, once a summary is known. */
  nameThings(names: ReadonlyMap<string, string>): void;
}

/**
 * Synthesizes, finds terraform and initializes it.
 * @param before Last chance to stop, before terraform starts
 * @param how Whether import blocks of what `adopt` found are laid beside the stack: they are, unless it says not
 */
export async function openSession(
  options: OptionValues,
  context: CommandContext,
  before: () => Promise<void> = async () => undefined,
  how: { readonly adopting?: boolean } = {},
): Promise<Session> {
  const { terminal, env, interrupts } = context;
  // Found first: a synthesis is of no use to this command without terraform.
  const program = await findTerraform(env);
  const file = deploymentFile(options, context);
  const synthesized = await synthesize({
    deploymentFile: file,
    out: resolve(context.cwd, outFolder({ out: options['stacks'] })),
  });
  const stack = JSON.parse(await readFile(synthesized.file, 'utf8')) as StackFile;
  const adopted = how.adopting === false ? undefined : await readAdopted(dirname(file));
  await layAdopted(adopted, synthesized.folder, stack);
  sayContents(terminal, synthesized);
  const doubt = reservation(program);
  if (doubt !== undefined) terminal.warn(doubt);
  const override = namedOverride(env, synthesized.folder);
  if (override !== undefined) terminal.warn(`terraform reads ${override} too, as ${overrideVariable} says.`);
  await before();
  let names: ReadonlyMap<string, string> = new Map();
  const onEvent = (event: TerraformEvent): void => {
    if (options['verbose'] === true) terminal.lines([event.message]);
    else progressOf(event, names).forEach((line) => terminal.say(line));
  };
  const terraform = new Terraform({
    program,
    folder: synthesized.folder,
    laid: override === undefined ? laidNames : [...laidNames, override],
    env,
    interrupts,
    onEvent,
    onStop: () => terminal.say('Stopping: terraform ends what it has begun, so that nothing of it is lost …'),
  });
  await withLockFile(dirname(file), synthesized.folder, () => terraform.init());
  return {
    synthesized,
    terraform,
    nameThings: (given) => {
      names = given;
    },
  };
}

/**
 * The lock file belongs to the repository, where it is reviewed; terraform looks for it beside `cdk.tf.json`, in a folder
 * that is made anew. So it is carried there and back.
 */
async function withLockFile(repository: string, folder: string, initialize: () => Promise<void>): Promise<void> {
  const kept = join(repository, lockFileName);
  const used = join(folder, lockFileName);
  await copyFile(kept, used).catch(ignoreMissing);
  await initialize();
  const [before, after] = await Promise.all([read(kept), read(used)]);
  if (after !== undefined && after !== before) await writeFile(kept, after);
}

async function read(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch(ignoreMissing);
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
  return undefined;
}

/** After an apply: what was to be taken over is in the state, so nothing has to say so any more. */
export async function settleAdopted({ terraform }: Session, repository: string): Promise<void> {
  const adopted = await readAdopted(repository);
  if (!adopted) return;
  const held = new Set((await terraform.state()).map(({ address }) => address));
  if ([...adopted.imports, ...adopted.certificates].every(({ to }) => held.has(to))) await dropAdopted(repository);
}

/** A plan file for one run, gone afterwards: it holds secrets. */
export async function withPlanFile<T>(folder: string, use: (file: string) => Promise<T>): Promise<T> {
  const file = join(folder, `.entra-workspaces-${process.pid}.tfplan`);
  try {
    return await use(file);
  } finally {
    await rm(file, { force: true });
  }
}

/** Makes a plan file that is kept readable for its owner alone. */
export async function keepPrivate(file: string): Promise<void> {
  await chmod(file, 0o600);
}
