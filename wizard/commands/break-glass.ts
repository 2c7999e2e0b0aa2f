/**
 * Break-glass: a person applies on a laptop past the pipeline, with rights of their own, and says why. The note is kept
 * beside the state before terraform begins; each plan shows it until a plan that showed it was approved and applied.
 */
import { randomBytes } from 'node:crypto';
import { hostname, userInfo } from 'node:os';
import { dirname } from 'node:path';
import { hasIdentities } from '../../deployment/pipeline-of.js';
import type { Deployment } from '../../deployment/schema.js';
import { cloudsOf } from '../clouds/clouds.js';
import { runsInJob } from '../clouds/job-identity.js';
import type { CommandContext } from '../command.js';
import { besideState } from '../plan-store/beside-state.js';
import { commitOf } from '../repository/commit.js';
import { Failure, UsageError } from '../terminal/failure.js';
import { inMarkdown } from '../terraform/markdown.js';
import { packageVersion } from '../terraform/package-root.js';
import { deploymentFile } from './places.js';
import type { Shared } from '../shared-options.js';

/** One apply past the pipeline. */
export interface Emergency {
  readonly reason: string;
  /** Who it was for AWS; else on which machine. */
  readonly by: string;
  /** RFC 3339. */
  readonly at: string;
  /** What was applied; `not committed` where the folder held more. */
  readonly commit: string;
}

/** As it lies beside the state. */
export interface NamedEmergency extends Emergency {
  readonly name: string;
}

export const namesOf = (emergencies: readonly NamedEmergency[]): string[] => emergencies.map(({ name }) => name);

const shortest = 10;
const longest = 300;

/** @throws UsageError in a pipeline, or for a reason that says nothing */
export function assertReason(reason: string, { env }: Pick<CommandContext, 'env'>): void {
  if (runsInJob(env)) {
    throw new UsageError('--break-glass is for a person on a laptop: a pipeline applies what was approved.');
  }
  const problem =
    reason !== reason.trim()
      ? 'must have no space around it'
      : /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(reason)
        ? 'must be one line, without control characters'
        : [...reason].length < shortest || [...reason].length > longest
          ? `must have ${shortest} to ${longest} characters`
          : reason.split(' ').length < 2
            ? 'must be words that somebody else understands'
            : undefined;
  if (problem === undefined) return;
  throw new UsageError(`The reason of --break-glass ${problem}, got: ${JSON.stringify(reason).slice(0, 80)}`, [
    'Such as: --break-glass "Sign-in is down since 9:40, ticket 4711"',
  ]);
}

/** @throws UsageError where nobody would see the note: without a pipeline that plans, or with a state in a file */
export function assertNoteIsSeen(deployment: Deployment, env: NodeJS.ProcessEnv): void {
  if (hasIdentities(deployment.pipeline) && besideState(deployment, env) !== undefined) return;
  throw new UsageError(
    '--break-glass is for a deployment with a pipeline that plans, and this one is applied by people.',
    ['Leave it out: entra-workspaces apply'],
  );
}

/** Keeps the note. @throws Failure when it cannot be kept: then nothing may be applied */
export async function noteEmergency(
  deployment: Deployment,
  reason: string,
  options: Shared<'deployment'>,
  context: CommandContext,
): Promise<void> {
  const { env, terminal } = context;
  const [by, commit] = await Promise.all([
    callerOf(deployment, env),
    commitOf(dirname(deploymentFile(options, context))).then(
      (found) => found.commit,
      () => 'not committed',
    ),
  ]);
  const at = new Date().toISOString();
  const note = { form: 1, reason, by, at, commit, version: packageVersion() };
  const name = `${at.replace(/[:.]/g, '-')}-${randomBytes(3).toString('hex')}.json`;
  await besideState(deployment, env)!
    .emergencies.note(name, `${JSON.stringify(note)}\n`)
    .catch((error: Error) => {
      throw new Failure('Why you apply past the pipeline cannot be kept beside the state, so nothing is applied.', [
        error.message,
        'Whoever does this needs the rights of apply on the place of the state (entra-workspaces permissions).',
      ]);
    });
  terminal.warn('Applied past the pipeline: the reason is kept beside the state, and shown by the next plan.');
}

/** Of a number that no user has there is no name. */
function personHere(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? '');
  }
}

async function callerOf(deployment: Deployment, env: NodeJS.ProcessEnv): Promise<string> {
  const machine = `${personHere()}@${hostname()}`;
  const { aws } = cloudsOf(deployment, env);
  const arn = await aws
    .homeRegion()
    .then(
      async (region) => (await aws.call('sts', 'GetCallerIdentity', region, {})).Arn,
      () => undefined,
    )
    .catch(() => undefined);
  return arn === undefined ? machine : `${arn} (${machine})`;
}

/** What a plan shows; nothing where there is no pipeline. What cannot be read is said, and stops nothing. */
export async function emergenciesOf(
  deployment: Deployment,
  { env, terminal }: Pick<CommandContext, 'env' | 'terminal'>,
): Promise<readonly NamedEmergency[]> {
  if (!hasIdentities(deployment.pipeline)) return [];
  const beside = besideState(deployment, env);
  if (beside === undefined) return [];
  try {
    return (await beside.emergencies.find()).map(({ name, text }) => ({
      ...(emergencyIn(text) ?? unreadable(name)),
      name,
    }));
  } catch (error) {
    terminal.warn(`Whether somebody applied past the pipeline cannot be read: ${(error as Error).message}`);
    return [];
  }
}

/**
 * After an apply of a plan that showed them: those that it showed have been seen by who approved it. By name and not by time:
 * a note whose clock was behind, or that could not be read when it was planned, was shown to nobody.
 */
export async function settleEmergencies(
  deployment: Deployment,
  env: NodeJS.ProcessEnv,
  shown: readonly string[],
): Promise<void> {
  if (shown.length === 0) return;
  const beside = besideState(deployment, env)?.emergencies;
  for (const { name } of (await beside?.find()) ?? []) {
    if (shown.includes(name)) await beside?.remove(name);
  }
}

/** One line each. */
export function emergencyLines(emergencies: readonly Emergency[]): string[] {
  return emergencies.map(
    ({ at, by, reason, commit }) => `Applied past the pipeline at ${at} by ${by} (${commit}): ${reason}`,
  );
}

/** The same for a summary. */
export function emergencyMarkdown(emergencies: readonly Emergency[]): string {
  const lines = emergencyLines(emergencies).map((line) => `- **${inMarkdown(line)}**`);
  return lines.length === 0 ? '' : `${lines.join('\n')}\n\n`;
}

const unreadable = (name: string): Emergency => ({
  reason: 'the note cannot be read',
  by: 'somebody',
  at: name.replace(/^(\d{4}-\d\d-\d\dT\d\d)-(\d\d)-(\d\d)-(\d{3}Z).*$/, '$1:$2:$3.$4'),
  commit: 'unknown',
});

function emergencyIn(text: string): Emergency | undefined {
  try {
    const note = JSON.parse(text) as Partial<Emergency> | null;
    const whole = [note?.reason, note?.by, note?.at, note?.commit].every((each) => typeof each === 'string');
    return whole ? (note as Emergency) : undefined;
  } catch {
    return undefined;
  }
}
