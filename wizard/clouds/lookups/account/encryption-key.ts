import { unlessAbsent } from '../../cloud-error.js';
import { lookup } from '../../lookup.js';
import { present } from '../../../../domain/present.js';

/** A KMS key: whose, which kind, in which state, and its policy. Undefined: it does not exist. */
export const encryptionKey = lookup({
  id: 'encryption-key',
  what: 'the key',
  needs: { aws: ['kms:DescribeKey', 'kms:GetKeyPolicy'] },
  seconds: 10,
  async look({ aws }, at: { readonly region: string; /** Id, ARN or alias. */ readonly keyId: string }) {
    const found = await unlessAbsent(aws.call('kms', 'DescribeKey', at.region, { KeyId: at.keyId }), undefined);
    const key = found?.KeyMetadata;
    if (!key) return undefined;
    // A policy is read by id or ARN, never by alias.
    const policy = await aws.call('kms', 'GetKeyPolicy', at.region, {
      KeyId: key.Arn ?? key.KeyId ?? at.keyId,
      PolicyName: 'default',
    });
    return present({
      arn: key.Arn ?? '',
      state: key.KeyState ?? 'unknown',
      /** `AWS`: a key like aws/secretsmanager, whose policy nobody can change. */
      manager: key.KeyManager ?? 'CUSTOMER',
      symmetric: key.KeySpec === undefined || key.KeySpec === 'SYMMETRIC_DEFAULT',
      usage: key.KeyUsage,
      deletionOn: key.DeletionDate,
      multiRegion: key.MultiRegion ?? false,
      policy: JSON.parse(policy.Policy ?? '{}') as unknown,
    });
  },
});
