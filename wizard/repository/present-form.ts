import { readJson } from '../../deployment/json-text.js';
import { migrate } from '../../deployment/migrations.js';
import { formatProblem } from '../../deployment/problem.js';
import type { DeploymentInput } from '../../deployment/schema.js';
import { UsageError } from '../terminal/failure.js';

/**
 * A deployment as it is written today: what was read from an earlier form is said in today's words.
 * @param text that was read as a deployment before
 */
export function presentForm(text: string): DeploymentInput {
  const migrated = migrate(readJson(text).value);
  if ('problem' in migrated) throw new UsageError(formatProblem(migrated.problem));
  return migrated.value as DeploymentInput;
}
