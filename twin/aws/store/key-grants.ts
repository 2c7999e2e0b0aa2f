import type { ListGrantsRequest } from '@aws-sdk/client-kms';
import { rule } from '../../rules.js';
import { AwsError } from '../errors.js';
import type { Grant } from '../foundation.js';
import { page, present, type Call, type Cloud, type Operations } from '../service.js';

const byIdAlone = rule(
  'key-grants-by-id',
  'https://docs.aws.amazon.com/kms/latest/APIReference/API_ListGrants.html',
  'Grants are listed by the id or the ARN of a key, never by an alias, 50 a call or as many as 100.',
);

/** A service that uses keys of others, with its grants on one. */
export type Granting = (region: string, keyArn: string) => readonly Grant[];

/** Grants on keys: those of the services that are played here, and of others as a scenario says. */
export function grantOperations(
  cloud: Cloud,
  granting: readonly Granting[],
  need: (call: Call, id: string | undefined) => { readonly arn: string; readonly foreignGrants?: number },
): Operations {
  return {
    ListGrants: (input: ListGrantsRequest, call: Call) => {
      cloud.leanOn(byIdAlone);
      if (/(^|:)alias\//.test(input.KeyId ?? ''))
        throw new AwsError('InvalidArnException', `Invalid keyId ${input.KeyId ?? ''}`);
      const key = need(call, input.KeyId);
      const own = granting.flatMap((granted) => granted(call.region, key.arn));
      const foreign = key.foreignGrants ?? 0;
      // Tens of thousands: those of a page are made when it is asked for.
      const all = Array.from({ length: foreign + own.length }, (_, index) => index);
      const { items, next } = page(all, input.Marker, input.Limit ?? 50);
      const Grants = items
        .map((index) => own[index - foreign] ?? foreignGrant(cloud, index))
        .map(({ grantId, grantee, name, operations }) => ({
          KeyId: key.arn,
          GrantId: grantId,
          GranteePrincipal: grantee,
          Name: name,
          Operations: operations,
        }));
      return present({ Grants, NextMarker: next, Truncated: next !== undefined });
    },
  };
}

/** Of a role of the company. */
function foreignGrant({ accountId }: Cloud, number: number): Grant {
  return {
    grantId: number.toString(16).padStart(64, '0'),
    grantee: `arn:aws:iam::${accountId}:role/company`,
    name: 'company',
    operations: ['Decrypt'],
  };
}
