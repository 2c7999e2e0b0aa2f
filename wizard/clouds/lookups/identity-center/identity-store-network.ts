import { CloudError } from '../../cloud-error.js';
import { jsonCall } from '../../json-call.js';
import { lookup } from '../../lookup.js';
import { networkOf } from './network-configuration.js';

/** From where an identity store may be reached. */
export interface StoreNetwork {
  /** Only through an endpoint in a VPC, but for the addresses named. */
  readonly endpointRequired: boolean;
  /** Addresses that the API lets in without an endpoint. */
  readonly apiAddresses: readonly string[];
  /** Addresses that SCIM lets in. Empty: as `endpointRequired` says. */
  readonly scimAddresses: readonly string[];
}

/** From where the identity store may be reached; undefined: nothing limits it (docs/facts/identity-center.md 2.4). */
export const identityStoreNetwork = lookup({
  id: 'identity-store-network',
  what: 'from where the identity store may be reached',
  needs: {
    aws: ['identitystore:DescribeIdentityStore'],
    // The store shuts out whoever asks it from elsewhere, whatever their rights.
    orElse: 'or the identity store is open to a VPC alone, and this machine is outside of it',
  },
  optional: 'whether the identity store lets Entra’s SCIM and the control plane in, where it is open to a VPC alone',
  seconds: 10,
  async look(
    { aws, network },
    at: { readonly identityStoreId: string; readonly region: string; readonly roleArn?: string },
  ): Promise<StoreNetwork | undefined> {
    const input = { IdentityStoreId: at.identityStoreId };
    const answer = await jsonCall(
      { aws: aws.as(at.roleArn), network },
      { service: 'identitystore', operation: 'DescribeIdentityStore', region: at.region, input },
    ).catch(notThere);
    const found = networkOf(answer?.['NetworkConfiguration'], 'identitystore:DescribeIdentityStore');
    return (
      found && {
        endpointRequired: found.endpointRequired,
        apiAddresses: found.listed('ApiAllowSourceIps'),
        scimAddresses: found.listed('ScimAllowSourceIps'),
      }
    );
  },
});

/** A Region whose API does not have the call has no such limits either (inferred). */
function notThere(error: unknown): undefined {
  if (error instanceof CloudError && /^UnknownOperation(Exception)?$/.test(error.code ?? '')) return;
  throw error;
}
