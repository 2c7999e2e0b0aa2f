/** A plan as `plan` and `apply` make it, and what it says. */
import { leaveOutHeld, withoutHeld } from '../terraform/held-desktops.js';
import { leavingOut, summarizePlan, type PlanSummary } from '../terraform/plan-summary.js';
import type { Session } from './session.js';

/**
 * Plans into a file. Nobody on hold is given a desktop: where the plan would make one it is made again without it.
 * @param extra Words of a person for terraform
 */
export async function plannedInto(
  file: string,
  { terraform, synthesized }: Pick<Session, 'terraform' | 'synthesized'>,
  { refresh }: { readonly refresh: boolean },
  extra: readonly string[],
): Promise<PlanSummary> {
  const planned = async (): Promise<PlanSummary> => {
    await terraform.plan({ out: file, refresh, extra });
    const made = await withoutHeld(synthesized);
    return leavingOut(summarizePlan(await terraform.showPlan(file), made), extra, refresh);
  };
  const first = await planned();
  return (await leaveOutHeld(synthesized, first)) ? planned() : first;
}
