/** A plan as `plan` and `apply` make it, and what it says. */
import { leaveOutAbsent, leaveOutHeld, withHeld } from '../terraform/held-desktops.js';
import { leavingOut, summarizePlan, type PlanSummary } from '../terraform/plan-summary.js';
import type { Session } from './session.js';

/**
 * Plans into a file. Nobody on hold is given a desktop: where the plan would make one all the same it is made again without it.
 * @param extra Words of a person for terraform
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
  if (there !== undefined) await leaveOutAbsent(synthesized, there);
  const first = await planned();
  return (await leaveOutHeld(synthesized, first)) ? planned() : first;
}
