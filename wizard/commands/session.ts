/** What `plan`, `apply` and `destroy` have in common: the stack synthesized, terraform found and initialized. */
import { chmod, copyFile, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
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
import {
  inPipeline,
  lackingInLock,
  lockSteps,
  refuseForeignProviders,
  refuseWithoutLock,
} from '../terraform/provider-guard.js';

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
  const pipeline = inPipeline(env);
  await withLockFile(dirname(file), synthesized.folder, async (lock) => {
    const lacking = lackingInLock(stack, lock, env);
    const seen = relative(dirname(file), synthesized.folder).split(sep).join('/');
    if (pipeline) refuseWithoutLock(lacking, lock, seen);
    const kept =
      program.product === 'terraform' && override === undefined ? localState(stack, synthesized.folder) : undefined;
    refuseForeignProviders(stack, kept === undefined ? await terraform.peekState() : ((await read(kept)) ?? ''), lock);
    // What was reviewed is what runs: a pipeline takes no other provider, and no other version of one.
    await terraform.init(pipeline ? ['-lockfile=readonly'] : []);
    const made = await read(join(synthesized.folder, lockFileName));
    if (!pipeline && synthesized.deployment.pipeline !== null && lackingInLock(stack, made, env).length > 0) {
      terminal.warn('The pipeline will refuse .terraform.lock.hcl: it is good for this platform alone. Once:');
      terminal.lines(lockSteps(seen).map((line) => `  ${line}`));
    }
  });
  return {
    synthesized,
    terraform,
    nameThings: (given) => {
      names = given;
    },
  };
}

/** Where a state in a file lies; nothing where it is kept elsewhere. */
function localState(stack: StackFile, folder: string): string | undefined {
  const local = stack.terraform?.backend?.local;
  return local === undefined ? undefined : resolve(folder, local.path ?? 'terraform.tfstate');
}

/**
 * The lock file belongs to the repository, where it is reviewed; terraform looks for it beside `cdk.tf.json`, in a folder
 * that is made anew. So it is carried there and back, and one that lies there alone is nobody's.
 */
async function withLockFile(
  repository: string,
  folder: string,
  initialize: (lock: string | undefined) => Promise<void>,
): Promise<void> {
  const kept = join(repository, lockFileName);
  const used = join(folder, lockFileName);
  const before = await read(kept);
  if (before === undefined) await rm(used, { force: true });
  else await copyFile(kept, used);
  await initialize(before);
  const after = await read(used);
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
