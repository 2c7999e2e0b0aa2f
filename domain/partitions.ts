/**
 * The partitions of AWS: each has accounts, ARNs and addresses of its own.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html.
 */

/** The second part of each ARN in it. */
export type Partition = 'aws' | 'aws-us-gov' | 'aws-cn';

/** The partition that a Region's name belongs to. */
export function partitionOf(region: string): Partition {
  if (region.startsWith('us-gov-')) return 'aws-us-gov';
  return region.startsWith('cn-') ? 'aws-cn' : 'aws';
}

/**
 * The end of the names of a Region's endpoints.
 * Source: https://docs.amazonaws.cn/en_us/aws/latest/userguide/endpoints-arns.html.
 */
export function awsDomainOf(region: string): string {
  return partitionOf(region) === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
}
