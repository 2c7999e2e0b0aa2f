/** What turning a fleet from `report` to `apply`, or back, means: the plan itself has one inner step for it. */
import { invocationType } from '../resources/aws/lambda.js';
import { known } from '../resources/values.js';
import type { PlanJson, ResourceChange } from './plan-json.js';

const sentences: Readonly<Record<string, (site: string) => string>> = {
  apply: (site) =>
    `The fleet of ${site} goes from report to apply: from its next pass on the engine makes, holds and removes desktops, within the limits. What it would do now: entra-workspaces fleet plan --site ${site}`,
  report: (site) =>
    `The fleet of ${site} goes from apply to report: from its next pass on the engine only says what it would do, and nobody gets or loses a desktop.`,
};

/** A sentence a fleet whose mode changes; none where both modes are not known before the apply. */
export function fleetModes({ resource_changes: changes = [] }: PlanJson): readonly string[] {
  return changes.flatMap(({ type, change }) => {
    if (type !== invocationType) return [];
    const [was, is] = [policyIn(change.before), policyIn(change.after)];
    if (was === undefined || is === undefined || was.mode === is.mode) return [];
    const said = sentences[is.mode]?.(is.site);
    return said === undefined ? [] : [said];
  });
}

/** Site and mode of the policy that a step hands to the engine (modules/fleet/site-fleet.ts). */
function policyIn(values: ResourceChange['change']['before']): { site: string; mode: string } | undefined {
  const input = known(values, 'input');
  if (input === undefined) return undefined;
  try {
    const { step, settings } = JSON.parse(input) as { step?: unknown; settings?: { site?: unknown; mode?: unknown } };
    const { site, mode } = settings ?? {};
    return step === 'policy' && typeof site === 'string' && typeof mode === 'string' ? { site, mode } : undefined;
  } catch {
    return undefined;
  }
}
