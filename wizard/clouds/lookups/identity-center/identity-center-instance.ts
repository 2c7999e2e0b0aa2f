import { lookup } from '../../lookup.js';
import { present } from '../../../../domain/present.js';
import { unlessDenied } from '../../cloud-error.js';

/** One instance: whether it works, where it is replicated, and whether a key of one's own encrypts it. */
export const identityCenterInstance = lookup({
  id: 'identity-center-instance',
  what: 'the Identity Center instance',
  needs: { aws: ['sso:DescribeInstance', 'sso:ListRegions'] },
  seconds: 10,
  async look({ aws }, at: { readonly instanceArn: string; readonly region: string; readonly roleArn?: string }) {
    const center = aws.as(at.roleArn);
    const input = { InstanceArn: at.instanceArn };
    const [found, regions] = await Promise.all([
      center.call('sso', 'DescribeInstance', at.region, input),
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
    });
  },
});
