import type { Foundation, Subnet } from '../foundation.js';
import { rule } from '../../rules.js';
import type { Cloud } from '../service.js';
import type { Desktop, Directory } from './state.js';

const needsInternet = rule(
  'desktop-needs-internet',
  'https://docs.aws.amazon.com/workspaces/latest/adminguide/amazon-workspaces-internet-access.html; https://learn.microsoft.com/autopilot/requirements?tabs=networking',
  'A desktop reaches Entra and Intune over the internet: by a NAT gateway in a subnet with an internet gateway, or by an internet gateway and a public address of its own.',
);
const otherWays = rule(
  'desktop-other-ways-out',
  'guess',
  'A default route to a transit gateway, a peering or an appliance leads to the internet.',
);

/** Undefined: a desktop reaches the internet. Otherwise what stands in the way. */
export async function noWayOut(
  cloud: Cloud,
  region: string,
  desktop: Pick<Desktop, 'subnetId'>,
  directory: Pick<Directory, 'creation'>,
): Promise<string | undefined> {
  const { foundation } = cloud;
  cloud.leanOn(needsInternet);
  const subnet = await foundation.subnet(region, desktop.subnetId);
  const target = subnet && defaultRoute(subnet);
  if (target === undefined) return `the subnet ${desktop.subnetId} has no route to the internet`;
  if (target.startsWith('nat-')) return throughNat(foundation, region, target);
  if (target.startsWith('igw-')) {
    if (directory.creation.EnableInternetAccess === true) return undefined;
    return `the subnet ${desktop.subnetId} leads to an internet gateway, and desktops of the directory have no public address`;
  }
  cloud.leanOn(otherWays);
  return undefined;
}

async function throughNat(foundation: Foundation, region: string, id: string): Promise<string | undefined> {
  const subnetId = await foundation.natGatewaySubnet(region, id);
  if (subnetId === undefined) return `the NAT gateway ${id} is not available`;
  const subnet = await foundation.subnet(region, subnetId);
  const target = subnet && defaultRoute(subnet);
  return target?.startsWith('igw-') ? undefined : `the subnet ${subnetId} of the NAT gateway has no internet gateway`;
}

function defaultRoute({ routes }: Subnet): string | undefined {
  return routes.find(({ destination }) => destination === '0.0.0.0/0')?.target;
}
