/**
 * Desktops whose making did not come to its end for Terraform: credentials that ran out, a time limit, AWS that could not
 * make one. Terraform has their ids and takes them for spoilt ("tainted"): it would terminate each and make another. Unless
 * it failed, AWS goes on making it all the same.
 * Source: aws provider 5.100.0, internal/service/workspaces/workspace.go (the id is set before the wait), and
 * https://developer.hashicorp.com/terraform/cli/commands/untaint.
 */
import { phaseOf } from '../../domain/desktop-states.js';
import { desktopType } from '../resources/aws/workspaces.js';
import { known } from '../resources/values.js';
import { actionOf, type PlanJson } from './plan-json.js';

export interface CutOffDesktop {
  readonly upn: string;
  readonly address: string;
  /** As AWS said while the plan was made: `AVAILABLE`, `PENDING`. */
  readonly state: string;
  /** AWS has it or is making it; else it never came up. */
  readonly made: boolean;
}

/** Those that a plan would replace for that reason alone. */
export function desktopsCutOff({ resource_changes: changes = [] }: PlanJson): CutOffDesktop[] {
  return changes.flatMap((change) => {
    if (change.type !== desktopType || actionOf(change) !== 'replace') return [];
    if (change.action_reason !== 'replace_because_tainted') return [];
    const { before } = change.change;
    const state = known(before, 'state') ?? '';
    const made = ['ready', 'passing'].includes(phaseOf(state));
    return [{ upn: known(before, 'user_name') ?? change.address, address: change.address, state, made }];
  });
}
