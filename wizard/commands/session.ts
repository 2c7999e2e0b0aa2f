/** What `plan`, `apply` and `destroy` have in common: the stack synthesized, terraform found and initialized. */
import { chmod, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { hasIdentities } from '../../deployment/pipeline-of.js';
import { present } from '../../domain/present.js';
import { dropAdopted, laidNames, layAdopted, readAdopted } from '../adoption/adopted-file.js';
import type { StackFile } from '../adoption/stack.js';
import { refuseWhatIsOutOfReach } from '../checks/within-reach.js';
import { authoritiesFile } from '../clouds/authorities.js';
import { lookAtPrograms } from './allowances.js';
import type { CommandContext } from '../command.js';
import {
  askAfterDestroy,
  destroyingBeside,
  noteBeside,
  ownPlanName,
  placesOf,
  refuseUnfinished,
  settleFolder,
} from './left-behind.js';
import { deploymentFile, outFolder } from './places.js';
import { recoverErrored } from './unsaved-state.js';
import { besideState } from '../plan-store/beside-state.js';
import { refuseOtherWorkflow } from '../repository/pipelines/workflow-guard.js';
import { Failure } from '../terminal/failure.js';
import { forgetEmptyPlace } from '../terraform/backend-record.js';
import { decideEnvironment, terraformEnvironment, takesStateAlong } from '../terraform/environment.js';
import { erroredHere, rescue } from '../terraform/errored-state.js';
import { findTerraform } from '../terraform/find.js';
import { lockFileName, Terraform } from '../terraform/run.js';
import type { TerraformEvent } from '../terraform/events.js';
import { without, writeNotes } from '../terraform/run-notes.js';
import { parseStack, sayContents } from '../terraform/contents.js';
import { addressesIn } from '../terraform/state-addresses.js';
import { namedOverride, overrideVariable, refuseCommittedOutput } from '../terraform/stray-files.js';
import { withNotes } from '../repository/plan-notes.js';
import { synthesize, type Synthesized } from '../terraform/synth.js';
import { progressOf, type NamedThing } from '../terraform/progress.js';
import { Waiting } from '../terraform/waiting.js';
import type { Shared } from '../shared-options.js';
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
  /** Addresses that the state held at the start, or that what `adopt` found will take in; nothing where the state is not known. */
  readonly there?: ReadonlySet<string>;
  /** When a destroy began that has not come to its end. */
  readonly destroying?: string;
  /** Applies a saved plan; a state that cannot be saved is kept, and said. */
  apply(file: string, extra?: readonly string[], how?: { readonly destroy?: boolean }): Promise<void>;
  /** Nothing is left to destroy: what noted a destroy goes. */
  destroyed(): Promise<void>;
  /** Says where terraform is. */
  readonly waiting: Waiting;
  /** Whose progress is narrated by name, once a summary is known. */
  nameThings(things: ReadonlyMap<string, NamedThing>): void;
}

/** What a command needs of its session. */
export interface HowToOpen {
  /** Import blocks of what `adopt` found are laid beside the stack. @default true */
  readonly adopting?: boolean;
  /** The command itself deals with an apply that was killed. @default false */
  readonly unfinished?: boolean;
  /** The command makes what is missing: after half a destroy somebody must have said so. @default false */
  readonly builds?: boolean;
  /** What "protection" guards may go, in this run. @default false */
  readonly unprotected?: boolean;
}

/** What of a command line decides how terraform is opened. */
export interface SessionOptions extends Shared<'deployment' | 'stacks' | 'recoverState' | 'verbose'> {
  readonly synthesized?: string | undefined;
  readonly skipPreflight?: boolean;
  readonly buildAgain?: boolean;
}

/**
 * Synthesizes, finds terraform and initializes it.
 * @param before Last chance to stop, before terraform starts
 * @throws Failure when an earlier command left something that must be dealt with first
 */
export async function openSession(
  options: SessionOptions,
  context: CommandContext,
  before: () => Promise<void> = async () => undefined,
  how: HowToOpen = {},
): Promise<Session> {
  const { terminal, env, interrupts } = context;
  // Refused before anything is looked at: it would decide which state that is.
  terraformEnvironment(env);
  decideEnvironment(env).remarks.forEach((remark) => terminal.warn(remark));
  // Found first: a synthesis is of no use to this command without terraform.
  const program = await findTerraform(env);
  const file = deploymentFile(options, context);
  const handed = options.synthesized;
  const synthesized = withNotes(
    await synthesize({
      deploymentFile: file,
      out: resolve(context.cwd, options.stacks ?? outFolder),
      ...(handed !== undefined ? { handed: resolve(context.cwd, handed) } : {}),
      env,
    }),
  );
  if (inPipeline(env)) {
    refuseOtherWorkflow(synthesized.deployment, dirname(file));
    await refuseCommittedOutput(resolve(context.cwd, options.stacks ?? outFolder));
  }
  lookAtPrograms(synthesized, dirname(file), context);
  if (how.unprotected === true) await liftProtection(synthesized.file);
  const { protection } = synthesized.deployment;
  const places = placesOf(synthesized, dirname(file), env);
  const stack = parseStack(await readFile(synthesized.file, 'utf8'));
  const override = namedOverride(env, synthesized.folder);
  const stateFile = override === undefined ? localState(stack, synthesized.folder) : undefined;
  const notes = await settleFolder(places, stateFile, terminal);
  if (override === undefined && erroredHere(places) === undefined) forgetEmptyPlace(synthesized.folder, stateFile);
  if (how.unfinished !== true && erroredHere(places) === undefined)
    refuseUnfinished(notes, synthesized.folder, protection);
  const adopted = how.adopting === false ? undefined : await readAdopted(dirname(file));
  await layAdopted(adopted, synthesized.folder, stack);
  sayContents(terminal, synthesized);
  if (override !== undefined) terminal.warn(`terraform reads ${override} too, as ${overrideVariable} says.`);
  if (!options.skipPreflight) {
    await refuseWhatIsOutOfReach(
      synthesized.deployment,
      { env, terminal },
      // Only a destroy lays no import blocks: it takes everything away, connected or not. What was made by hand has no
      // handshake yet when it is taken over.
      {
        title: 'terraform was not started: it would fail.',
        state: true,
        keeps: how.adopting !== false && adopted === undefined,
      },
    );
  }
  const beside = besideState(synthesized.deployment, env)?.destroying;
  const destroying = notes.destroying ?? (await destroyingBeside(beside, terminal));
  if (how.builds === true && destroying !== undefined)
    await askAfterDestroy(destroying, options, { terminal, protection });
  await before();
  let things: ReadonlyMap<string, NamedThing> = new Map();
  let stopping = false;
  const waiting = new Waiting(terminal);
  const onEvent = (event: TerraformEvent): void => {
    waiting.take(event);
    if (options.verbose) terminal.lines([event.message]);
    else progressOf(event, things, stopping).forEach((line) => terminal.say(line));
  };
  const terraform = new Terraform({
    program,
    folder: synthesized.folder,
    ...present({ state: stateFile }),
    laid: override === undefined ? laidNames : [...laidNames, override],
    env: { ...env, ...authoritiesFile(env, join(synthesized.folder, '.entra-workspaces-authorities.pem')) },
    interrupts,
    onEvent,
    onRun: (command) => waiting.begin(command),
    onStop: () => {
      stopping = true;
      terminal.say('Stopping: terraform ends what it has begun, so that nothing of it is lost …');
    },
  });
  const pipeline = inPipeline(env);
  let there: ReadonlySet<string> | undefined;
  await withLockFile(dirname(file), synthesized.folder, async (lock) => {
    const lacking = lackingInLock(stack, lock, env, program.product);
    const seen = relative(dirname(file), synthesized.folder).split(sep).join('/');
    if (pipeline) refuseWithoutLock(lacking, lock, seen, program.product);
    const kept = program.product === 'terraform' && !takesStateAlong(env) ? stateFile : undefined;
    const state = kept === undefined ? await terraform.peekState() : ((await read(kept)) ?? '');
    refuseForeignProviders(stack, state, lock);
    // What was reviewed is what runs: a pipeline takes no other provider, and no other version of one.
    await terraform.init(pipeline ? ['-lockfile=readonly'] : []);
    // What an apply could not save is not in it yet.
    const held = erroredHere(places) === undefined ? addressesIn(state) : undefined;
    if (held !== undefined) there = new Set([...held, ...(adopted?.imports ?? []).map(({ to }) => to)]);
    const made = await read(join(synthesized.folder, lockFileName));
    // The pipelines that are written here run terraform, whatever runs on this machine.
    if (
      !pipeline &&
      hasIdentities(synthesized.deployment.pipeline) &&
      lackingInLock(stack, made, env, 'terraform').length > 0
    ) {
      terminal.warn('The pipeline will refuse .terraform.lock.hcl: it lacks what terraform needs elsewhere. Once:');
      terminal.lines(lockSteps(seen, 'terraform').map((line) => `  ${line}`));
    }
  });
  await recoverErrored(terraform, places, options, context);
  const ended = async (): Promise<void> => {
    writeNotes(synthesized.folder, (before) => without(before, 'destroying'));
    await beside?.remove().catch((error: Error) => terminal.warn(`The note of the destroy stayed: ${error.message}`));
  };
  if (how.unfinished !== true) refuseUnfinished(notes, synthesized.folder, protection);
  return {
    synthesized,
    terraform,
    ...present({ destroying, there }),
    apply: async (planFile, extra = [], { destroy = false } = {}) => {
      if (destroy && destroying === undefined) await noteBeside(beside, terminal);
      await terraform.apply(planFile, extra, { destroy }).catch(async (error: unknown) => {
        const lines = await rescue(terraform, places);
        if (lines.length === 0 || !(error instanceof Failure)) throw error;
        throw new Failure(error.message, [...error.fix, '', ...lines], { cause: error });
      });
      // Destroyed to its end, or built again on purpose.
      if (destroy || destroying !== undefined) await ended();
    },
    destroyed: ended,
    waiting,
    nameThings: (given) => {
      things = given;
    },
  };
}

/** Where a state in a file lies; nothing where it is kept elsewhere. */
function localState(stack: StackFile, folder: string): string | undefined {
  const local = stack.terraform?.backend?.local;
  return local === undefined ? undefined : resolve(folder, local.path ?? 'terraform.tfstate');
}

/** Takes the guards off the synthesized stack; the deployment file stays as it is. */
async function liftProtection(file: string): Promise<void> {
  const stack = JSON.parse(await readFile(file, 'utf8')) as { resource?: Record<string, Record<string, Guarded>> };
  for (const named of Object.values(stack.resource ?? {})) {
    for (const { lifecycle } of Object.values(named)) if (lifecycle) delete lifecycle.prevent_destroy;
  }
  await writeFile(file, `${JSON.stringify(stack, undefined, 2)}\n`);
}

interface Guarded {
  readonly lifecycle?: { prevent_destroy?: boolean };
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
  // Whatever lies there came with a commit: a link would be written through, and a mode would make a program of it.
  await rm(used, { force: true });
  if (before !== undefined) await writeFile(used, before);
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
  const file = join(folder, ownPlanName());
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
