/** A plan that is kept beside the state, for the commands that make, show and apply it. */
import { createHash } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { present } from '../../domain/present.js';
import { hour } from '../../domain/day.js';
import { digestOf, keptObject, type PlanNote } from '../plan-store/kept-object.js';
import { assertDigest, planStoreOf, type PlanStore } from '../plan-store/plan-store.js';
import { commitOf } from '../repository/commit.js';
import { assertMainIsAt, jobHost } from '../repository/pipelines/job-hosts.js';
import { Failure, UsageError } from '../terminal/failure.js';
import { packageVersion } from '../terraform/package-root.js';
import { leaveOutAsPlanned } from '../terraform/held-desktops.js';
import { noAllowances, type Allowances } from '../terraform/plan-guards.js';
import type { PlanJson } from '../terraform/plan-json.js';
import { lockFileName } from '../terraform/run.js';
import { assertNotStale, assertSameCode, assertSameConfiguration, stampInPlan } from '../terraform/saved-plan.js';
import { packagedFunctionZip } from '../terraform/synth.js';
import type { CommandContext } from '../command.js';
import { deploymentFile } from './places.js';
import { ownPlanName } from './left-behind.js';
import type { Session } from './session.js';
import type { Shared } from '../shared-options.js';

/** How long a plan is good for: what somebody looked at yesterday is not what they approve today. */
const goodForHours = 24;

/** Where a plan of this commit will be kept. */
export interface Keeping {
  /** Keeps the plan in a file, and gives its digest. */
  keep(file: string, allowances: Allowances, emergencies: readonly string[]): Promise<string>;
}

/**
 * Looks at whether a plan of what is here can be kept, before terraform takes its time.
 * @throws Failure when the folder holds what is in no commit, or the main branch has moved
 */
export async function keepingOf(
  session: Session,
  options: Shared<'deployment'>,
  context: Pick<CommandContext, 'cwd' | 'env'>,
): Promise<Keeping> {
  const store = planStoreOf(session.synthesized.deployment, context.env);
  const before = await sourceOf(options, context);
  return {
    keep: async (file, allowances, emergencies) => {
      const bytes = await readFile(file);
      const note = {
        form: 1,
        plannedAt: new Date().toISOString(),
        ...before,
        allowances,
        emergencies,
        ...stampInPlan(bytes),
      } as const;
      return store.keep({ note, bytes });
    },
  };
}

/** What a plan of this folder is made from, as far as terraform does not know it. */
async function sourceOf(
  options: Shared<'deployment'>,
  context: Pick<CommandContext, 'cwd' | 'env'>,
): Promise<Pick<PlanNote, 'commit' | 'tree' | 'functionZip' | 'lockFile' | 'version'>> {
  const folder = dirname(deploymentFile(options, context));
  const commit = await commitOf(folder);
  await assertMainIsAt(commit, context.env);
  const sha256 = async (path: string): Promise<string> => {
    const bytes = await readFile(path).catch(() => Buffer.of());
    return createHash('sha256').update(bytes).digest('hex');
  };
  return {
    ...commit,
    functionZip: await sha256(packagedFunctionZip()),
    lockFile: await sha256(join(folder, lockFileName)),
    version: packageVersion(),
  };
}

export interface FetchedPlan {
  /** Gone after use. */
  readonly file: string;
  readonly plan: PlanJson;
  readonly note: PlanNote;
  readonly store: PlanStore;
  /** @throws Failure when the bytes in the file are not those of the digest any more */
  readonly assertUntouched: () => Promise<void>;
}

/**
 * Gets a kept plan, makes sure that it is the one of this digest and belongs to what is here (commit, configuration, state,
 * code, providers, version), and uses it.
 * @throws Failure when there is none, or it does not
 */
export async function withKeptPlan<T>(
  { synthesized, terraform }: Session,
  digest: string,
  options: Shared<'deployment'>,
  context: Pick<CommandContext, 'cwd' | 'env'>,
  use: (fetched: FetchedPlan) => Promise<T>,
): Promise<T> {
  const { folder, deployment } = synthesized;
  const store = planStoreOf(deployment, context.env);
  const { note, bytes } = await store.find(digest);
  assertSameSource(note, await sourceOf(options, context));
  assertYoung(note, context.env);
  await leaveOutAsPlanned(synthesized, bytes);
  assertSameConfiguration(bytes, folder);
  assertNotStale(bytes, await terraform.pullState());
  const file = join(folder, ownPlanName());
  const assertUntouched = async (): Promise<void> => {
    if (digestOf(keptObject({ note, bytes: await readFile(file) })) === digest) return;
    throw new Failure('The plan changed on this machine between the check and the apply.', [
      'Nothing is applied. Look at what else runs on this machine, then plan again.',
    ]);
  };
  try {
    await writeFile(file, bytes, { mode: 0o600 });
    await assertUntouched();
    const plan = await terraform.showPlan(file);
    assertSameCode(plan, folder);
    return await use({ file, plan, note, store, assertUntouched });
  } finally {
    await rm(file, { force: true });
  }
}

const sources = [
  ['commit', 'another commit'],
  ['tree', 'other content'],
  ['version', 'another version of entra-workspaces'],
  ['functionZip', 'other code of the control plane'],
  ['lockFile', 'other providers'],
] as const;

function assertSameSource(note: PlanNote, here: Pick<PlanNote, (typeof sources)[number][0]>): void {
  const different = sources.filter(([part]) => note[part] !== here[part]);
  if (different.length === 0) return;
  throw new Failure(`The plan was made from ${different.map(([, words]) => words).join(', ')}.`, [
    ...different.map(([part]) => `${part}: planned ${note[part]}, here ${here[part]}`),
    'Plan what is on the main branch now, look at it and approve that plan.',
  ]);
}

function assertYoung({ plannedAt }: PlanNote, env: NodeJS.ProcessEnv): void {
  const hours = (Date.now() - Date.parse(plannedAt)) / hour;
  // A clock that is a little behind is not a plan from the future.
  if (hours < goodForHours && hours > -1) return;
  const host = jobHost(env);
  const again = host === undefined ? '' : `: ${host.planAgain}`;
  throw new Failure(`The plan is older than ${goodForHours} hours.`, [
    `planned at: ${plannedAt}, now: ${new Date().toISOString()}`,
    `The clouds have moved on since somebody looked at it. Plan anew${again}.`,
  ]);
}

/** For the jobs after this one: whether there is something to apply, and its digest. */
export async function answerJobs(
  job: Pick<CommandContext, 'env' | 'terminal'>,
  digest: string | undefined,
): Promise<void> {
  await jobHost(job.env)?.answer(digest === undefined ? { changes: 'false' } : { changes: 'true', digest }, job);
}

/** What was allowed at either time. */
export function bothAllowances(one: Allowances, other: Allowances = noAllowances): Allowances {
  const most = other.maxRemovals ?? one.maxRemovals;
  return {
    remove: [...one.remove, ...other.remove],
    replace: [...one.replace, ...other.replace],
    ...present({ maxRemovals: most, forget: other.forget ?? one.forget }),
  };
}

/** The digest of a kept plan, from `--stored`, which goes with none of some others. */
export function storedDigest<Options extends { readonly stored: string | undefined }>(
  options: Options,
  others: readonly (keyof Options & string)[],
): string | undefined {
  const digest = options.stored;
  if (digest === undefined) return undefined;
  refuseTogether(options, 'stored', others);
  return assertDigest(digest);
}

/** @throws UsageError when one of the others is given, too */
export function refuseTogether<Options extends object>(
  options: Options,
  option: keyof Options & string,
  others: readonly (keyof Options & string)[],
): void {
  const also = others.find((other) => options[other] !== undefined && options[other] !== false);
  if (also !== undefined) throw new UsageError(`--${option} does not go together with --${also}.`);
}
