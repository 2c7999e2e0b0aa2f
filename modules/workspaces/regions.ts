/**
 * Where Amazon WorkSpaces runs, in which Availability Zones, and where a directory may join Microsoft Entra ID.
 * Sources: https://docs.aws.amazon.com/workspaces/latest/adminguide/azs-workspaces.html (zones) and
 * https://docs.aws.amazon.com/workspaces/latest/adminguide/launch-entra-id.html (Regions without Entra directories).
 */

/** The partition of a Region: the second part of each ARN in it. */
export type Partition = 'aws' | 'aws-us-gov' | 'aws-cn';

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

/** The form of a Region's name; says nothing about whether the Region exists. */
export const regionNamePattern = /^[a-z]{2}(-[a-z]+)+-\d$/;

/** The partition that a Region's name belongs to. */
export function partitionOf(region: string): Partition {
  if (region.startsWith('us-gov-')) return 'aws-us-gov';
  return region.startsWith('cn-') ? 'aws-cn' : 'aws';
}

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
