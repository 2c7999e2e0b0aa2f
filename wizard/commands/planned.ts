/** A plan as `plan` and `apply` make it, and what it says. */
import { readFile } from 'node:fs/promises';
import { namedUpTo } from '../../deployment/users-file.js';
import { Failure } from '../terminal/failure.js';
import { leaveOutAbsent, leaveOutHeld, putBackHeld, withHeld } from '../terraform/held-desktops.js';
import { leavingOut, summarizePlan, type PlanSummary } from '../terraform/plan-summary.js';
import type { Session } from './session.js';

/**
 * Plans into a file. Nobody on hold is given a desktop: where the plan would make one all the same it is made again without it.
 * Whose desktop is there keeps it, whatever was read before.
 * @param extra Words of a person for terraform
 * @throws Failure when the desktop of somebody on hold was there in one plan and not in the other
 */
export async function plannedInto(
  file: string,
  { terraform, synthesized, there }: Pick<Session, 'terraform' | 'synthesized' | 'there'>,
  { refresh }: { readonly refresh: boolean },
  extra: readonly string[],
): Promise<PlanSummary> {
  const planned = async (): Promise<PlanSummary> => {
    await terraform.plan({ out: file, refresh, extra });
    const plan = await terraform.showPlan(file);
    return leavingOut(summarizePlan(plan, await withHeld(synthesized, plan)), extra, refresh);
  };
  const whole = await readFile(synthesized.file, 'utf8');
  if (there !== undefined) await leaveOutAbsent(synthesized, there);
  const first = await planned();
  const seen = (await putBackHeld(synthesized, whole, first)).length > 0 ? await planned() : first;
  if (!(await leaveOutHeld(synthesized, seen))) return seen;
  const last = await planned();
  const unsure = await putBackHeld(synthesized, whole, last);
  if (unsure.length === 0) return last;
  throw new Failure(`Whether those on hold have a desktop changed while it was planned: ${namedUpTo(unsure)}.`, [
    'Nothing was changed. Run the same command again: it looks anew.',
  ]);
}
