import { KmsAlias } from '@cdktf/provider-aws/lib/kms-alias/index.js';
import { KmsKey } from '@cdktf/provider-aws/lib/kms-key/index.js';
import type { TerraformProvider } from 'cdktf';
import type { Construct } from 'constructs';
import { present } from '../../domain/present.js';
import { jsonText } from './json-text.js';

/** Days in which the deletion of a key can be called off: the longest that KMS offers. */
const deletionDays = 30;

export interface CustomerKeyProps {
  readonly provider: TerraformProvider;
  /** Ids of key and alias in the scope: they decide the addresses in the state. */
  readonly ids: readonly [key: string, alias: string];
  readonly description: string;
  /** Begins the alias, without `alias/`: Terraform adds what makes it unique. */
  readonly aliasPrefix: string;
  /** Makes Terraform refuse to delete or replace the key. */
  readonly protection: boolean;
  /**
   * Whom the key's policy lets in beside the account's IAM. It is set when the key is made; who has no right to change it then
   * can make it all the same, as IAM keeps access to it. @default - the policy of KMS, which leaves access to IAM
   */
  readonly policy?: { readonly partition: string; readonly accountId: string; readonly also?: readonly object[] };
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

/** A symmetric key of one's own, rotated each year, with an alias by which people and policies know it. */
export function customerKey(scope: Construct, props: CustomerKeyProps): KmsKey {
  const { provider, ids, description, aliasPrefix, protection, policy, tags } = props;
  const key = new KmsKey(scope, ids[0], {
    provider,
    description,
    enableKeyRotation: true,
    deletionWindowInDays: deletionDays,
    ...(policy
      ? {
          policy: jsonText({ Version: '2012-10-17', Statement: [accessByIam(policy), ...(policy.also ?? [])] }),
          // KMS asks whoever makes a key with a policy for the right to change it later (kms:PutKeyPolicy), and there is no
          // condition by which that right could be given on new keys alone. Nobody is locked out: IAM keeps access.
          bypassPolicyLockoutSafetyCheck: true,
        }
      : {}),
    ...present({ tags }),
    lifecycle: {
      ...(protection ? { preventDestroy: true } : {}),
      // Counts when a key is made: for one that exists it would be a change that changes nothing.
      ...(policy ? { ignoreChanges: ['bypass_policy_lockout_safety_check'] } : {}),
    },
  });
  new KmsAlias(scope, ids[1], { provider, namePrefix: `alias/${aliasPrefix}`, targetKeyId: key.keyId });
  return key;
}

/**
 * Leaves access to a key to the account's IAM: without this statement nobody can use or mend it
 * (https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html).
 */
function accessByIam({ partition, accountId }: { readonly partition: string; readonly accountId: string }) {
  return {
    Sid: 'Administration',
    Effect: 'Allow',
    Principal: { AWS: `arn:${partition}:iam::${accountId}:root` },
    Action: 'kms:*',
    Resource: '*',
  };
}
