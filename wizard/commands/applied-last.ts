/**
 * The commit that was applied last: an apply notes it beside the state, and the next plan compares with it. What was merged
 * since is told from drift, and `allow.json` counts as far as it changed since.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { Deployment } from '../../deployment/schema.js';
import { besideState } from '../plan-store/beside-state.js';
import { commitOf } from '../repository/commit.js';
import { UsageError } from '../terminal/failure.js';
import { ownProgram } from '../terraform/own-program.js';
import { packageVersion } from '../terraform/package-root.js';
import { git } from '../terraform/process.js';
import { synthesize } from '../terraform/synth.js';
import type { CommandContext } from '../command.js';
import { deploymentFile } from './places.js';
import type { Session } from './session.js';
import type { Shared } from '../shared-options.js';

/** Options with `--since`; `unmarked` says that what was applied last cannot be compared. */
export interface Since {
  readonly since: string | undefined;
  readonly unmarked?: boolean;
}

/** What `--since` says in place of a folder. */
export const appliedLast = 'applied';

interface AppliedNote {
  readonly form: 1;
  readonly commit: string;
  /** Of this package. */
  readonly version: string;
}

/** Notes the commit of a plan that was just applied. Nothing where the state lies in a file. */
export async function noteApplied(
  { synthesized: { deployment } }: Session,
  { commit }: Pick<AppliedNote, 'commit'>,
  { env }: Pick<CommandContext, 'env'>,
): Promise<void> {
  const note: AppliedNote = { form: 1, commit, version: packageVersion() };
  await besideState(deployment, env)?.applied.note(`${JSON.stringify(note)}\n`);
}

/** The same after an apply of what lies here; nothing where that is no commit, or more than one. */
export async function noteAppliedHere(
  session: Session,
  options: Shared<'deployment'>,
  context: Pick<CommandContext, 'cwd' | 'env'>,
): Promise<void> {
  if (besideState(session.synthesized.deployment, context.env) === undefined) return;
  const here = await commitOf(dirname(deploymentFile(options, context))).catch(() => undefined);
  if (here !== undefined) await noteApplied(session, here, context);
}

/** The commit that was applied last; nothing where no apply has noted one that is understood here. */
export async function commitAppliedLast(deployment: Deployment, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  return noteIn((await besideState(deployment, env)?.applied.find()) ?? '')?.commit;
}

/**
 * With `--since applied` lays the repository at the commit that was applied last into a folder of its own, gives options that
 * name that folder, and takes it away again. No program of that commit runs. Where the commit is not known, or is none that
 * this one came from, it is said, nothing is marked, and in a pipeline `allow.json` does not count.
 * @throws UsageError for a state in a file, beside which nothing is noted
 */
export async function withAppliedLast<T, Options extends Since & Shared<'deployment'>>(
  session: Session,
  options: Options,
  context: CommandContext,
  use: (options: Options & Since) => Promise<T>,
): Promise<T> {
  if (options.since !== appliedLast) return use(options);
  const { terminal, env } = context;
  const beside = besideState(session.synthesized.deployment, env)?.applied;
  if (beside === undefined) {
    throw new UsageError('--since applied needs a state that others reach, got: state local', [
      'Name a folder: --since DIR, the repository at the commit that was applied last.',
    ]);
  }
  const without = async (why: string): Promise<T> => {
    terminal.warn(`Nothing is marked "from this merge": ${why}.`);
    return use({ ...options, since: undefined });
  };
  const text = await beside.find().catch((error: Error) => error);
  if (text === undefined) return without('no apply has noted its commit beside the state yet');
  if (text instanceof Error) return without(`the commit that was applied last cannot be read (${text.message})`);
  const note = noteIn(text);
  if (note === undefined)
    return without('the note of the commit that was applied last has a form that is not known here');
  const { commit, version } = note;
  const home = dirname(deploymentFile(options, context));
  const reported = async (...args: string[]): Promise<string | undefined> => {
    const end = await git(args, home);
    return end.exitCode === 0 ? end.stdout.trim() : undefined;
  };
  if ((await reported('merge-base', '--is-ancestor', commit, 'HEAD')) === undefined) {
    return without(`the commit applied last, ${commit}, is none that this one came from (or the clone is shallow)`);
  }
  const folder = await mkdtemp(join(tmpdir(), 'entra-workspaces-applied-'));
  const tree = join(folder, 'tree');
  try {
    if ((await reported('worktree', 'add', '--quiet', '--detach', tree, commit)) === undefined) {
      return await without(`git cannot lay out the commit applied last, ${commit}`);
    }
    const since = join(tree, (await reported('rev-parse', '--show-prefix')) ?? '');
    const unmarked = await unmarkable(session, version, home, join(since, basename(deploymentFile(options, context))));
    if (unmarked !== undefined) terminal.warn(`Nothing is marked "from this merge": ${unmarked}.`);
    return await use({ ...options, since, unmarked: unmarked !== undefined });
  } finally {
    await reported('worktree', 'remove', '--force', tree);
    await rm(folder, { recursive: true, force: true });
  }
}

/** Synthesizes the deployment of that commit where it lies. Why it cannot be compared, or nothing. */
async function unmarkable(
  { synthesized: { name } }: Session,
  version: string,
  home: string,
  file: string,
): Promise<string | undefined> {
  if (version !== packageVersion())
    return `version ${version} of entra-workspaces applied last, this is ${packageVersion()}`;
  try {
    if (ownProgram(home) !== undefined || ownProgram(dirname(file)) !== undefined) {
      return "main.ts is its owner's, and a program of another commit does not run here";
    }
    const before = await synthesize({ deploymentFile: file, out: join(dirname(file), 'cdktf.out') });
    return before.name === name ? undefined : `the deployment was called ${before.name} then`;
  } catch (error) {
    return `the deployment of the commit applied last cannot be read any more (${(error as Error).message})`;
  }
}

function noteIn(text: string): AppliedNote | undefined {
  let note: Partial<AppliedNote> | null;
  try {
    note = JSON.parse(text) as Partial<AppliedNote> | null;
  } catch {
    return undefined;
  }
  const known = note?.form === 1 && /^[0-9a-f]{40,64}$/.test(note.commit ?? '') && typeof note.version === 'string';
  return known ? (note as AppliedNote) : undefined;
}
