import { siteLookup } from '../../lookup.js';

/**
 * Whether a Region lets its networks reach the internet (VPC Block Public Access), and which VPCs and subnets are left out of it.
 * Source: https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa.html
 */
export const publicAccess = siteLookup({
  id: 'public-access',
  what: 'the block of public access of the networks',
  needs: { aws: ['ec2:DescribeVpcBlockPublicAccessOptions', 'ec2:DescribeVpcBlockPublicAccessExclusions'] },
  seconds: 10,
  async look({ aws }, { region }: { readonly region: string }) {
    const { VpcBlockPublicAccessOptions: options } = await aws.call(
      'ec2',
      'DescribeVpcBlockPublicAccessOptions',
      region,
      {},
    );
    const { InternetGatewayBlockMode: mode = 'off', ManagedBy: by } = options ?? {};
    if (mode === 'off') return { region, mode, byOrganization: false, leftOut: [] };
    const { VpcBlockPublicAccessExclusions: exclusions = [] } = await aws.call(
      'ec2',
      'DescribeVpcBlockPublicAccessExclusions',
      region,
      // Fifty at most are given: https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html
      { MaxResults: 1000 },
    );
    return {
      region,
      mode,
      byOrganization: by === 'declarative-policy',
      /** Ids of VPCs and subnets. What lets out alone counts for nothing where what comes from outside alone is blocked: the page above. */
      leftOut: exclusions
        .filter(({ State }) => State === 'create-complete' || State === 'update-complete')
        .filter(({ InternetGatewayExclusionMode: how }) => mode !== 'block-ingress' || how !== 'allow-egress')
        .map(({ ResourceArn }) => ResourceArn?.split('/').at(-1) ?? ''),
    };
  },
});
