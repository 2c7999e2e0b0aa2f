import { describe, expect, test } from '@jest/globals';
import {
  allowsCrossRegionIdentityCenter,
  availabilityZoneIdsOf,
  awsRegions,
  entraDirectoryRegions,
  supportsEntraDirectories,
  workspacesRegions,
} from '../../domain/regions.js';
import { partitionOf } from '../../domain/partitions.js';

/** The table of https://docs.aws.amazon.com/workspaces/latest/adminguide/azs-workspaces.html. */
const zones: [string, string[]][] = [
  ['us-east-1', ['use1-az2', 'use1-az4', 'use1-az6']],
  ['us-east-2', ['use2-az1', 'use2-az2', 'use2-az3']],
  ['us-west-2', ['usw2-az1', 'usw2-az2', 'usw2-az3']],
  ['ap-south-1', ['aps1-az1', 'aps1-az2', 'aps1-az3']],
  ['ap-northeast-1', ['apne1-az1', 'apne1-az4']],
  ['ap-northeast-2', ['apne2-az1', 'apne2-az3']],
  ['ap-southeast-1', ['apse1-az1', 'apse1-az2']],
  ['ap-southeast-2', ['apse2-az1', 'apse2-az3']],
  ['ap-southeast-5', ['apse5-az1', 'apse5-az2', 'apse5-az3']],
  ['ca-central-1', ['cac1-az1', 'cac1-az2']],
  ['eu-central-1', ['euc1-az2', 'euc1-az3']],
  ['eu-west-1', ['euw1-az1', 'euw1-az2', 'euw1-az3']],
  ['eu-west-2', ['euw2-az2', 'euw2-az3']],
  ['eu-west-3', ['euw3-az1', 'euw3-az2', 'euw3-az3']],
  ['sa-east-1', ['sae1-az1', 'sae1-az3']],
  ['us-gov-west-1', ['usgw1-az1', 'usgw1-az2', 'usgw1-az3']],
  ['us-gov-east-1', ['usge1-az1', 'usge1-az2', 'usge1-az3']],
];

describe('Regions', () => {
  test.each(zones)('%s takes Entra directories, in these zones', (region, ids) => {
    expect(supportsEntraDirectories(region)).toBe(true);
    expect(availabilityZoneIdsOf(region)).toEqual(ids);
  });

  test('with Entra directories are those and no others', () => {
    expect([...entraDirectoryRegions].sort()).toEqual(zones.map(([region]) => region).sort());
  });

  test.each([['af-south-1'], ['il-central-1'], ['cn-northwest-1'], ['eu-north-1'], ['constructor'], ['']])(
    '%s takes none',
    (region) => expect(supportsEntraDirectories(region)).toBe(false),
  );

  test('without WorkSpaces have no zones', () => {
    expect(availabilityZoneIdsOf('eu-north-1')).toEqual([]);
    expect(availabilityZoneIdsOf('constructor')).toEqual([]);
  });

  test('with WorkSpaces are AWS Regions, each listed once', () => {
    expect(Object.keys(workspacesRegions).filter((region) => !awsRegions.includes(region))).toEqual([]);
    expect(new Set(awsRegions).size).toBe(awsRegions.length);
  });

  test.each([
    ['eu-central-1', 'aws', true],
    ['us-gov-west-1', 'aws-us-gov', false],
    ['cn-north-1', 'aws-cn', false],
  ])('%s is in partition %s, cross-Region Identity Center: %s', (region, partition, crossRegion) => {
    expect(partitionOf(region)).toBe(partition);
    expect(allowsCrossRegionIdentityCenter(region)).toBe(crossRegion);
  });
});
