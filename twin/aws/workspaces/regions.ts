import { rule } from '../../rules.js';

export const supportedZones = rule(
  'workspaces-supported-zones',
  'https://docs.aws.amazon.com/workspaces/latest/adminguide/azs-workspaces.html',
  'WorkSpaces takes subnets only in certain Availability Zones of a Region, told by their zone ids.',
);
export const regionsWithoutEntra = rule(
  'workspaces-regions-without-entra',
  'https://docs.aws.amazon.com/workspaces/latest/adminguide/launch-entra-id.html',
  'Entra directories exist in every WorkSpaces Region but Cape Town, Tel Aviv and Ningxia.',
);

/** Availability Zone ids by Region, from https://docs.aws.amazon.com/workspaces/latest/adminguide/azs-workspaces.html. */
const zones: Readonly<Record<string, string>> = {
  'us-east-1': 'use1-az2 use1-az4 use1-az6',
  'us-east-2': 'use2-az1 use2-az2 use2-az3',
  'us-west-2': 'usw2-az1 usw2-az2 usw2-az3',
  'ap-south-1': 'aps1-az1 aps1-az2 aps1-az3',
  'ap-northeast-1': 'apne1-az1 apne1-az4',
  'ap-northeast-2': 'apne2-az1 apne2-az3',
  'ap-southeast-1': 'apse1-az1 apse1-az2',
  'ap-southeast-2': 'apse2-az1 apse2-az3',
  'ap-southeast-5': 'apse5-az1 apse5-az2 apse5-az3',
  'ca-central-1': 'cac1-az1 cac1-az2',
  'eu-central-1': 'euc1-az2 euc1-az3',
  'eu-west-1': 'euw1-az1 euw1-az2 euw1-az3',
  'eu-west-2': 'euw2-az2 euw2-az3',
  'eu-west-3': 'euw3-az1 euw3-az2 euw3-az3',
  'sa-east-1': 'sae1-az1 sae1-az3',
  'af-south-1': 'afs1-az1 afs1-az2 afs1-az3',
  'il-central-1': 'ilc1-az1 ilc1-az2 ilc1-az3',
  'us-gov-west-1': 'usgw1-az1 usgw1-az2 usgw1-az3',
  'us-gov-east-1': 'usge1-az1 usge1-az2 usge1-az3',
};

export function zonesOf(region: string): readonly string[] {
  return zones[region]?.split(' ') ?? [];
}

export function hasWorkSpaces(region: string): boolean {
  return region in zones;
}

export function takesEntra(region: string): boolean {
  return hasWorkSpaces(region) && region !== 'af-south-1' && region !== 'il-central-1';
}

export function isGovCloud(region: string): boolean {
  return region.startsWith('us-gov-');
}
