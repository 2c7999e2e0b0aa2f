/** The service plans that a person with a desktop needs (docs/facts/workspaces.md 1.1). */

export interface NeededPlan {
  readonly what: string;
  /** Names of the plan, and of licences that are this plan. Source: Microsoft's page "Product names and service plan identifiers for licensing". */
  readonly plans: RegExp;
  /** Names of Windows licences vary: one that is not known may be there, so that its absence is a warning. */
  readonly sure: boolean;
}

export const neededPlans: readonly NeededPlan[] = [
  { what: 'Entra ID P1', plans: /^AAD_PREMIUM(_P2)?$/, sure: true },
  { what: 'Intune', plans: /^INTUNE_A/, sure: true },
  { what: 'Windows VDA E3 or E5', plans: /VDA|VIRTUALIZATION|^WIN10_PRO_ENT_SUB$/i, sure: false },
];

/** Which of the plans are not among these names of licences and service plans. */
export function lackingPlans(names: readonly string[]): readonly NeededPlan[] {
  return neededPlans.filter(({ plans }) => !names.some((name) => plans.test(name)));
}
