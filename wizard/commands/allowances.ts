/** What may be taken away from people: said on the command line by a person, or in `allow.json`, which a pipeline reads. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { present } from '../../domain/present.js';
import { allowedBy, allowedSince, allowFileName, readAllowFile } from '../repository/allow-file.js';
import { inPipelineJob } from '../clouds/job-identity.js';
import { UsageError } from '../terminal/failure.js';
import type { Allowances } from '../terraform/plan-guards.js';
import { notAllowed, partLine, refuseToPlan, runsAtPlan, type AllowedPart } from '../terraform/runs-at-plan.js';
import type { Synthesized } from '../terraform/synth.js';
import { inPipeline } from '../terraform/provider-guard.js';
import type { CommandContext } from '../command.js';
import type { AllowanceValues } from './allowance-options.js';
import { deploymentFile } from './places.js';
import type { Shared } from '../shared-options.js';

/** What of the command line says who may lose a desktop. */
export interface AllowanceSource extends AllowanceValues, Shared<'deployment'> {
  readonly since: string | undefined;
  /** A kept plan carries what was allowed when it was made. */
  readonly stored?: string | undefined;
}

/**
 * What is allowed: by flags and by `allow.json` together; of the two numbers the flag's. In a pipeline (CI is set), and
 * wherever `--since` is given, an entry of `allow.json` counts only if it changed since the commit that was applied last.
 */
export function allowancesOf(
  options: AllowanceSource,
  context: Pick<CommandContext, 'cwd' | 'env' | 'terminal'>,
): Allowances {
  const filed = filedAllowances(options, context);
  const most = maxRemovalsOf(options) ?? filed.maxRemovals;
  const forget = countOf('--allow-forget', options.allowForget) ?? filed.forget;
  return {
    remove: [...options.allowRemove, ...filed.remove],
    replace: [...options.allowReplace, ...filed.replace],
    ...present({ maxRemovals: most, forget }),
  };
}

/** `--max-removals`. @throws UsageError when it is no whole number */
export function maxRemovalsOf(options: Pick<AllowanceValues, 'maxRemovals'>): number | undefined {
  return countOf('--max-removals', options.maxRemovals);
}

function countOf(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d+$/.test(text)) throw new UsageError(`${flag} must be a whole number, got: ${text}`);
  return Number(text);
}

function filedAllowances(
  options: AllowanceSource,
  context: Pick<CommandContext, 'cwd' | 'env' | 'terminal'>,
): Allowances {
  const now = textIn(dirname(deploymentFile(options, context)));
  const { since } = options;
  if (since !== undefined) {
    const before = resolve(context.cwd, since);
    // A folder that is not there would make every entry a new one.
    if (!existsSync(before)) throw new UsageError(`--since must name a folder that exists, got: ${since}`);
    return allowedSince(textIn(before), now);
  }
  if (!inPipeline(context.env)) return allowedBy(readAllowFile(now));
  if (now !== undefined && options.stored === undefined) {
    context.terminal.warn(`${allowFileName} does not count: a pipeline has to say since when (--since).`);
  }
  return allowedBy(readAllowFile(undefined));
}

/** Parts of an own main.ts that run while terraform plans, as `allow.json` beside the deployment names them. */
function allowedPrograms(folder: string): readonly AllowedPart[] {
  return readAllowFile(textIn(folder)).programs ?? [];
}

/**
 * What an owner's main.ts adds that runs while terraform only plans: in a pipeline refused unless `allow.json` names it, and
 * for a pull request always, whose `allow.json` nobody has approved yet; elsewhere said.
 * @throws Failure that names each part
 */
export function lookAtPrograms(
  { made }: Pick<Synthesized, 'made'>,
  folder: string,
  { env, terminal }: Pick<CommandContext, 'env' | 'terminal'>,
): void {
  const ofPullRequest = /^refs\/pull\//.test(env['GITHUB_REF'] ?? '');
  const parts = notAllowed(runsAtPlan(made), ofPullRequest ? [] : allowedPrograms(folder));
  if (inPipeline(env) || inPipelineJob(env)) refuseToPlan(parts, ofPullRequest ? undefined : allowFileName);
  else parts.forEach((part) => terminal.warn(`main.ts adds what a pipeline refuses to plan: ${partLine(part)}.`));
}

function textIn(folder: string): string | undefined {
  try {
    return readFileSync(join(folder, allowFileName), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
