/** A plan that was kept beside the state, for the commands that show and apply it. */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { planStoreOf } from '../plan-store/plan-store.js';
import { UsageError } from '../terminal/failure.js';
import { noAllowances, type Allowances } from '../terraform/plan-guards.js';
import type { PlanJson } from '../terraform/plan-json.js';
import { assertNotStale, assertSameCode, assertSameConfiguration } from '../terraform/saved-plan.js';
import type { OptionValues } from './command.js';
import { ownPlanName } from './left-behind.js';
import type { Session } from './session.js';

interface FetchedPlan {
  /** Gone after use. */
  readonly file: string;
  readonly plan: PlanJson;
  /** What was allowed when it was made. */
  readonly allowances: Allowances;
}

/**
 * Gets a kept plan, makes sure that it belongs to what is here (configuration, state, code), and uses it.
 * @throws Failure when there is none, or it does not
 */
export async function withKeptPlan<T>(
  { synthesized, terraform }: Session,
  env: NodeJS.ProcessEnv,
  name: string,
  use: (fetched: FetchedPlan) => Promise<T>,
): Promise<T> {
  const { folder, deployment } = synthesized;
  const { bytes, allowances } = await planStoreOf(deployment, env).find(name);
  assertSameConfiguration(bytes, folder);
  assertNotStale(bytes, await terraform.pullState());
  const file = join(folder, ownPlanName());
  try {
    await writeFile(file, bytes, { mode: 0o600 });
    const plan = await terraform.showPlan(file);
    assertSameCode(plan, folder);
    return await use({ file, plan, allowances });
  } finally {
    await rm(file, { force: true });
  }
}

/** What was allowed at either time. */
export function bothAllowances(one: Allowances, other: Allowances = noAllowances): Allowances {
  const most = other.maxRemovals ?? one.maxRemovals;
  return {
    remove: [...one.remove, ...other.remove],
    replace: [...one.replace, ...other.replace],
    ...(most === undefined ? {} : { maxRemovals: most }),
  };
}

/** The name of a kept plan, from an option that goes with none of some others. */
export function keptName(
  options: OptionValues,
  option: 'store' | 'stored',
  others: readonly string[],
): string | undefined {
  const name = options[option];
  if (typeof name !== 'string') return undefined;
  const also = others.find((other) => options[other] !== undefined && options[other] !== false);
  if (also !== undefined) throw new UsageError(`--${option} does not go together with --${also}.`);
  return name;
}
