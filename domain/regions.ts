/**
 * Where Amazon WorkSpaces runs, in which Availability Zones, and where a directory may join Microsoft Entra ID.
 * Sources: https://docs.aws.amazon.com/workspaces/latest/adminguide/azs-workspaces.html (zones) and
 * https://docs.aws.amazon.com/workspaces/latest/adminguide/launch-entra-id.html (Regions without Entra directories).
 */

import { partitionOf, type Partition } from './partitions.js';

/** What the AWS pages say of one Region with Amazon WorkSpaces. */
export interface WorkspacesRegion {
  readonly partition: Partition;
  /** Availability Zone ids with WorkSpaces. Zone names differ per account, ids do not. */
  readonly availabilityZoneIds: readonly string[];
  /** False where AWS excludes directories joined to Entra ID. */
  readonly entraDirectories: boolean;
}

const zones = (prefix: string, ...numbers: number[]): string[] => numbers.map((number) => `${prefix}-az${number}`);
const entra = (availabilityZoneIds: string[], partition: Partition = 'aws'): WorkspacesRegion => ({
  partition,
  availabilityZoneIds,
  entraDirectories: true,
});
const noEntra = (availabilityZoneIds: string[], partition: Partition = 'aws'): WorkspacesRegion => ({
  partition,
  availabilityZoneIds,
  entraDirectories: false,
});

/** Every Region with Amazon WorkSpaces. China (Ningxia) is listed without zones: only its refusal needs a name. */
export const workspacesRegions: Readonly<Record<string, WorkspacesRegion>> = {
  'us-east-1': entra(zones('use1', 2, 4, 6)),
  'us-east-2': entra(zones('use2', 1, 2, 3)),
  'us-west-2': entra(zones('usw2', 1, 2, 3)),
  'ap-south-1': entra(zones('aps1', 1, 2, 3)),
  'ap-northeast-1': entra(zones('apne1', 1, 4)),
  'ap-northeast-2': entra(zones('apne2', 1, 3)),
  'ap-southeast-1': entra(zones('apse1', 1, 2)),
  'ap-southeast-2': entra(zones('apse2', 1, 3)),
  'ap-southeast-5': entra(zones('apse5', 1, 2, 3)),
  'ca-central-1': entra(zones('cac1', 1, 2)),
  'eu-central-1': entra(zones('euc1', 2, 3)),
  'eu-west-1': entra(zones('euw1', 1, 2, 3)),
  'eu-west-2': entra(zones('euw2', 2, 3)),
  'eu-west-3': entra(zones('euw3', 1, 2, 3)),
  'sa-east-1': entra(zones('sae1', 1, 3)),
  'af-south-1': noEntra(zones('afs1', 1, 2, 3)),
  'il-central-1': noEntra(zones('ilc1', 1, 2, 3)),
  'cn-northwest-1': noEntra([], 'aws-cn'),
  'us-gov-west-1': entra(zones('usgw1', 1, 2, 3), 'aws-us-gov'),
  'us-gov-east-1': entra(zones('usge1', 1, 2, 3), 'aws-us-gov'),
};

/** The Regions where a WorkSpaces directory may join Entra ID, in a fixed order (the stack makes one provider alias for each). */
export const entraDirectoryRegions: readonly string[] = Object.keys(workspacesRegions).filter(
  (region) => workspacesRegions[region]?.entraDirectories,
);

/**
 * Every public AWS Region, for what need not be where WorkSpaces is: Identity Center, a state bucket.
 * Source: https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html.
 */
export const awsRegions: readonly string[] = [
  ...'us-east-1 us-east-2 us-west-1 us-west-2 ca-central-1 ca-west-1 mx-central-1 sa-east-1'.split(' '),
  ...'eu-central-1 eu-central-2 eu-north-1 eu-south-1 eu-south-2 eu-west-1 eu-west-2 eu-west-3'.split(' '),
  ...'af-south-1 il-central-1 me-central-1 me-south-1 ap-south-1 ap-south-2 ap-east-1 ap-east-2'.split(' '),
  ...'ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-southeast-1 ap-southeast-2 ap-southeast-3'.split(' '),
  ...'ap-southeast-4 ap-southeast-5 ap-southeast-6 ap-southeast-7'.split(' '),
  ...'us-gov-west-1 us-gov-east-1 cn-north-1 cn-northwest-1'.split(' '),
];

/** Whether a WorkSpaces directory in this Region may join Entra ID. */
export function supportsEntraDirectories(region: string): boolean {
  return workspacesRegions[region]?.entraDirectories === true;
}

/** The Availability Zone ids with WorkSpaces of a Region; empty for a Region without WorkSpaces. */
export function availabilityZoneIdsOf(region: string): readonly string[] {
  return workspacesRegions[region]?.availabilityZoneIds ?? [];
}

/**
 * Whether WorkSpaces can use an Identity Center instance in another Region from this partition. Not in GovCloud.
 * Source: https://docs.aws.amazon.com/workspaces/latest/adminguide/launch-entra-id.html (cross-Region integration).
 */
export function allowsCrossRegionIdentityCenter(region: string): boolean {
  return partitionOf(region) === 'aws';
}
