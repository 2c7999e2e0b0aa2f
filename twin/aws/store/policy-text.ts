import { isRecord } from '../api-validation.js';
import { AwsError } from '../errors.js';
import type { PolicyDocument } from '../policy.js';

/** Reads a policy as it was sent. `code` is how the service calls a text that is none. */
export function parsePolicy(text: string, code: string): PolicyDocument {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new AwsError(code, 'This policy contains invalid Json');
  }
  if (!isRecord(value) || !('Statement' in value)) throw new AwsError(code, 'The policy has no Statement.');
  const statements = Array.isArray(value['Statement']) ? value['Statement'] : [value['Statement']];
  for (const statement of statements) {
    if (!isRecord(statement) || (statement['Effect'] !== 'Allow' && statement['Effect'] !== 'Deny')) {
      throw new AwsError(code, 'Each statement of a policy needs an Effect: Allow or Deny.');
    }
    if (!('Action' in statement) && !('NotAction' in statement))
      throw new AwsError(code, 'Each statement of a policy needs an Action.');
  }
  return value as unknown as PolicyDocument;
}
