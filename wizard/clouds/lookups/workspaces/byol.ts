import { unlessDenied } from '../../cloud-error.js';
import { siteLookup } from '../../lookup.js';
import { present } from '../../../../domain/present.js';

/** Whether Windows licences of one's own (BYOL) are enabled in a Region, or on the way. */
export const byol = siteLookup({
  id: 'byol',
  what: 'BYOL',
  needs: { aws: ['workspaces:DescribeAccount', 'workspaces:DescribeAccountModifications'] },
  seconds: 15,
  async look({ aws }, { region }: { readonly region: string }) {
    const account = await aws.call('workspaces', 'DescribeAccount', region, {});
    const { AccountModifications: modifications = [] } = await unlessDenied(
      aws.call('workspaces', 'DescribeAccountModifications', region, {}),
      { AccountModifications: [] },
    );
    const pending = modifications.find(({ ModificationState }) => ModificationState === 'PENDING');
    const failed = modifications.find(({ ModificationState }) => ModificationState === 'FAILED');
    return present({
      region,
      enabled: account.DedicatedTenancySupport === 'ENABLED',
      managementCidr: account.DedicatedTenancyManagementCidrRange,
      /** Asked for and not decided yet, since then. */
      pendingSince: pending?.StartTime,
      failure: failed?.ErrorMessage ?? failed?.ErrorCode,
    });
  },
});
