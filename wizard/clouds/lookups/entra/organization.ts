import { CloudError } from '../../cloud-error.js';
import { lookup } from '../../lookup.js';

/** The organization of the account; `none` outside of one. */
export type SeenOrganization = { readonly id: string; readonly managementAccountId: string } | 'none';

export const organization = lookup({
  id: 'organization',
  what: 'the AWS organization',
  needs: { aws: ['organizations:DescribeOrganization'] },
  seconds: 10,
  async look({ aws }, _at: void): Promise<SeenOrganization> {
    try {
      const { Organization } = await aws.call('organizations', 'DescribeOrganization', undefined, {});
      return { id: Organization?.Id ?? '', managementAccountId: Organization?.MasterAccountId ?? '' };
    } catch (error) {
      if (error instanceof CloudError && error.code === 'AWSOrganizationsNotInUseException') return 'none';
      throw error;
    }
  },
});
