import type { Foundation, Subnet } from '../foundation.js';
import { rule } from '../../rules.js';
import type { Cloud } from '../service.js';
import type { Unreached } from '../../clouds.js';
import { needs, whatFails, windowsNeeds } from './needs.js';
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

const firewallBothWays = rule(
  'firewall-both-ways',
  'https://docs.aws.amazon.com/network-firewall/latest/developerguide/vpc-config-route-tables.html; https://docs.aws.amazon.com/network-firewall/latest/developerguide/asymmetric-routing.html',
  'Traffic passes the same endpoint of a firewall both ways. One that does not see the answers never finds a connection established, so that its rules drop nothing.',
);
const otherFirewalls = rule(
  'firewall-not-seen',
  'guess',
  'A firewall that the twin does not keep lets everything through.',
);

/** How far a desktop comes from its subnet. */
export interface WayOut {
  /** What stands between it and the internet altogether. */
  readonly offline?: string;
  /** What a firewall on the way does not let through, by what it is for. */
  readonly unreached: readonly Unreached[];
}

/** Where a desktop gets to. */
export async function wayOut(
  cloud: Cloud,
  region: string,
  desktop: Pick<Desktop, 'subnetId'>,
  directory: Pick<Directory, 'creation'>,
): Promise<WayOut> {
  const { foundation } = cloud;
  cloud.leanOn(needsInternet);
  const subnet = await foundation.subnet(region, desktop.subnetId);
  const target = subnet && defaultRoute(subnet);
  if (subnet === undefined || target === undefined)
    return offline(`the subnet ${desktop.subnetId} has no route to the internet`);
  if (target.startsWith('vpce-')) return throughFirewall(cloud, region, subnet, target);
  if (target.startsWith('nat-')) return offline(await throughNat(foundation, region, target));
  if (target.startsWith('igw-')) {
    if (directory.creation.EnableInternetAccess === true) return open;
    return offline(
      `the subnet ${desktop.subnetId} leads to an internet gateway, and desktops of the directory have no public address`,
    );
  }
  cloud.leanOn(otherWays);
  return open;
}

const open: WayOut = { unreached: [] };
const offline = (why: string | undefined): WayOut => (why === undefined ? open : { offline: why, unreached: [] });

/** To the endpoint, through the rules, out by its subnet, and back the same way. */
async function throughFirewall(cloud: Cloud, region: string, from: Subnet, endpointId: string): Promise<WayOut> {
  const { foundation } = cloud;
  if (!foundation.firewall) {
    cloud.leanOn(otherFirewalls);
    return open;
  }
  const firewall = foundation.firewall(region, endpointId);
  if (!firewall) return offline(`the subnet ${from.subnetId} leads to ${endpointId}, which does not exist`);
  if (!firewall.ready) return offline(`the firewall ${firewall.name} is not ready`);
  const subnet = await foundation.subnet(region, firewall.subnetId);
  const on = subnet && defaultRoute(subnet);
  if (!on?.startsWith('nat-')) return offline(`the subnet ${firewall.subnetId} of the firewall has no NAT gateway`);
  const blocked = await throughNat(foundation, region, on);
  if (blocked !== undefined) return offline(blocked);
  cloud.leanOn(firewallBothWays);
  const gateway = await foundation.subnet(region, (await foundation.natGatewaySubnet(region, on)) ?? '');
  const back = gateway?.routes.find(({ destination }) => destination === from.cidr)?.target;
  if (back === undefined) return open;
  if (back !== endpointId) return offline(`answers for ${from.cidr} come back through ${back} and not ${endpointId}`);
  cloud.leanOn(windowsNeeds);
  const unreached = needs.flatMap(({ connections, ...need }) => {
    const stopped = connections.find((connection) => !firewall.passes(connection));
    return stopped ? [{ ...need, at: `${stopped.host}:${stopped.port}`, by: firewall.name }] : [];
  });
  if (unreached.length > 0) cloud.leanOn(whatFails);
  return { unreached };
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
