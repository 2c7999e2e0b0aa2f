import { FoundationStore } from '../../../twin/aws/foundation-store.js';
import type { Twin } from '../../../twin/twin.js';

/** Everything of both clouds that bootstrap could have made, by name. */
export function madeInClouds({ aws, entra }: Twin): Record<string, unknown> {
  const { foundation } = aws;
  if (!(foundation instanceof FoundationStore)) throw new Error('the account is not kept by the twin');
  return {
    entra: entra.snapshot(),
    roles: [...foundation.roles.roles.keys()],
    policies: [...foundation.roles.policies.keys()],
    providers: [...foundation.identityProviders.providers.keys()],
    buckets: [...aws.buckets.buckets.keys()],
  };
}
