/** A plan that was kept carries the configuration, but not the code of the control plane: that is read at the apply. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../terminal/failure.js';
import { deedOf, type PlanJson } from './plan-json.js';
import { textOf } from './plan-words.js';

/**
 * Makes sure that the code beside the stack is the one that the plan was made with.
 * @throws Failure when another version of this package made the plan
 */
export function assertSameCode(plan: PlanJson, folder: string): void {
  for (const change of plan.resource_changes ?? []) {
    const deed = deedOf(change);
    if (change.type !== 'aws_lambda_function' || deed === 'none' || deed === 'delete') continue;
    const file = textOf(change.change.after, 'filename');
    const planned = textOf(change.change.after, 'source_code_hash');
    if (file === undefined || planned === undefined) continue;
    const found = createHash('sha256')
      .update(readFileSync(join(folder, file)))
      .digest('base64');
    if (found !== planned) {
      throw new Failure("The plan was made with another version of the control plane's code.", [
        `planned: ${planned}, here: ${found}`,
        'Install the same version of entra-workspaces as where it was planned (npm ci), or plan again.',
      ]);
    }
  }
}
