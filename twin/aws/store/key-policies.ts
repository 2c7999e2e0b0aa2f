/** What the policy of a key decides: who may use it, and which policy it may be given. */
import { rule } from '../../rules.js';
import { AwsError } from '../errors.js';
import { decide } from '../policy.js';
import type { Call, Cloud, Operation } from '../service.js';
import { parsePolicy } from './policy-text.js';

const lockoutCheck = rule(
  'key-policy-lockout-check',
  'https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html#KMS-PutKeyPolicy-request-Policy',
  'Unless the safety check is bypassed, a key policy has to let its caller change it again.',
);

const keyPolicyDecides = rule(
  'key-policy-decides',
  'https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html',
  'Rights of IAM on a key count only where the key policy lets the account in.',
);

/** What of a key its policy is asked about. */
interface GuardedKey {
  readonly arn: string;
  readonly manager: 'AWS' | 'CUSTOMER';
  readonly policy: string;
}

/** A policy that the caller could never change again is refused, unless they insist. */
export function checkKeyPolicy(cloud: Cloud, text: string, { caller }: Call, insists: boolean): void {
  const policy = parsePolicy(text, 'MalformedPolicyDocumentException');
  if (insists) return;
  cloud.world.rules.leanOn(lockoutCheck);
  const question = {
    action: 'kms:PutKeyPolicy',
    resource: '*',
    context: { 'aws:PrincipalArn': caller.arn },
    principal: { AWS: caller.arn },
  };
  if (decide([policy], question) === 'allowed') return;
  throw new AwsError(
    'MalformedPolicyDocumentException',
    'The new key policy will not allow you to update the key policy in the future.',
  );
}

/** A call about a customer's key is refused where its policy lets the caller's account in for nothing of the kind. */
export function underKeyPolicy(
  cloud: Cloud,
  name: string,
  operation: Operation,
  find: (call: Call, id: string) => GuardedKey | undefined,
): Operation {
  return (input: { KeyId?: string; TargetKeyId?: string }, call: Call) => {
    const key = find(call, input.KeyId ?? input.TargetKeyId ?? '');
    if (key?.manager === 'CUSTOMER') {
      const action = `kms:${name}`;
      const decision = decide([parsePolicy(key.policy, 'MalformedPolicyDocumentException')], {
        action,
        resource: key.arn,
        context: { 'aws:PrincipalArn': call.caller.arn },
        principal: { AWS: call.caller.arn },
      });
      if (decision !== 'allowed') {
        cloud.world.rules.leanOn(keyPolicyDecides);
        throw new AwsError(
          'AccessDeniedException',
          `User: ${call.caller.arn} is not authorized to perform: ${action} on resource: ${key.arn} because no resource-based policy allows the ${action} action`,
        );
      }
    }
    return operation(input as never, call);
  };
}
