import { lookup } from '../../lookup.js';
import { present } from '../../../../domain/present.js';
import { unlessDenied } from '../../cloud-error.js';
import { jsonCall } from '../../json-call.js';
import { networkOf } from './network-configuration.js';

interface Described {
  readonly Status?: string;
  readonly OwnerAccountId?: string;
  readonly IdentityStoreId?: string;
  readonly EncryptionConfigurationDetails?: { readonly KmsKeyArn?: string };
  readonly NetworkConfigurationDetails?: unknown;
}

/** From where people may sign in, where that is limited at all. */
export interface SignInNetwork {
  /** VPCs whose endpoints people may come through. Empty: any of the organization. */
  readonly vpcs: readonly string[];
  /** Ranges of addresses that may sign in besides. */
  readonly addresses: readonly string[];
  /** Applications to which none of it applies, `*` among them. */
  readonly exceptApplications: readonly string[];
}

/** One instance: whether it works, where it is replicated, whether a key of one's own encrypts it, who may reach it. */
export const identityCenterInstance = lookup({
  id: 'identity-center-instance',
  what: 'the Identity Center instance',
  needs: { aws: ['sso:DescribeInstance', 'sso:ListRegions'] },
  seconds: 10,
  async look(
    { aws, network },
    at: { readonly instanceArn: string; readonly region: string; readonly roleArn?: string },
  ) {
    const center = aws.as(at.roleArn);
    const input = { InstanceArn: at.instanceArn };
    const [found, regions] = await Promise.all([
      jsonCall(
        { aws: center, network },
        { service: 'sso', operation: 'DescribeInstance', region: at.region, input },
      ) as Promise<Described>,
      // Only organization instances are replicated; another one may refuse to list.
      unlessDenied(center.pages('sso', 'ListRegions', at.region, input), []),
    ]);
    const all = regions.flatMap(({ Regions = [] }) => Regions);
    return present({
      status: found.Status ?? 'unknown',
      ownerAccountId: found.OwnerAccountId ?? '',
      identityStoreId: found.IdentityStoreId ?? '',
      primaryRegion: all.find(({ IsPrimaryRegion }) => IsPrimaryRegion)?.RegionName,
      regions: all.flatMap(({ RegionName }) => RegionName ?? []),
      kmsKeyArn: found.EncryptionConfigurationDetails?.KmsKeyArn,
      signInFrom: signInFrom(found.NetworkConfigurationDetails),
    });
  },
});

/** Undefined: from everywhere. @throws CloudError where it does not read as docs/facts/identity-center.md 2.4 says */
function signInFrom(details: unknown): SignInNetwork | undefined {
  const network = networkOf(details, 'sso:DescribeInstance');
  if (!network?.endpointRequired) return undefined;
  const { listed } = network;
  return {
    vpcs: listed('RestrictSourceVpcs'),
    addresses: listed('AllowSourceIps'),
    exceptApplications: listed('ExcludeApplicationArns'),
  };
}
