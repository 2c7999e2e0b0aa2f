/** The subnets of a directory, as a registration checks them: zones, VPC, and ranges that WorkSpaces keeps for itself. */
import { rule } from '../../rules.js';
import { overlap } from '../cidr.js';
import { AwsError } from '../errors.js';
import type { Subnet } from '../foundation.js';
import type { Cloud } from '../service.js';
import { supportedZones, zonesOf } from './regions.js';
import type { RegionState } from './state.js';

const subnetsInTwoZones = rule(
  'subnets-in-two-zones',
  'botocore workspaces RegisterWorkspaceDirectory',
  'The two subnets lie in different supported Availability Zones: OperationNotSupportedException.',
);
const subnetsExist = rule(
  'subnets-exist',
  'guess',
  'A subnet that does not exist is refused with InvalidParameterValuesException.',
);
const subnetsShareVpc = rule('subnets-share-vpc', 'guess', 'Both subnets belong to one VPC.');
const managementRangeFree = rule(
  'management-range-free',
  'https://docs.aws.amazon.com/workspaces/latest/adminguide/workspaces-port-requirements.html',
  'VPC ranges and routes must leave the management range free: UnsupportedNetworkConfigurationException.',
);

export async function checkSubnets(
  cloud: Cloud,
  state: RegionState,
  region: string,
  ids: readonly string[],
): Promise<Subnet[]> {
  const subnets = await Promise.all(
    ids.map(async (id) => {
      const subnet = await cloud.foundation.subnet(region, id);
      if (subnet) return subnet;
      cloud.leanOn(subnetsExist);
      throw new AwsError('InvalidParameterValuesException', `The subnet ID '${id}' does not exist.`);
    }),
  );
  const zones = subnets.map(({ availabilityZoneId }) => availabilityZoneId);
  const unsupported = zones.find((zone) => !zonesOf(region).includes(zone));
  if (subnets.length !== 2 || new Set(zones).size !== 2 || unsupported !== undefined) {
    cloud.leanOn(unsupported === undefined ? subnetsInTwoZones : supportedZones);
    throw new AwsError(
      'OperationNotSupportedException',
      'The subnets must be in two different Availability Zones that Amazon WorkSpaces supports.',
    );
  }
  if (subnets[0]?.vpcId !== subnets[1]?.vpcId) {
    cloud.leanOn(subnetsShareVpc);
    throw new AwsError('InvalidParameterValuesException', 'The subnets must belong to the same VPC.');
  }
  checkManagementRange(cloud, state, subnets);
  return subnets;
}

function checkManagementRange(cloud: Cloud, state: RegionState, subnets: readonly Subnet[]): void {
  const management = [state.byol.managementCidr, '54.239.224.0/20'].filter((range) => range !== undefined);
  const used = subnets
    .flatMap(({ vpcCidrs, routes }) => [...vpcCidrs, ...routes.map(({ destination }) => destination)])
    .filter((range) => range !== '0.0.0.0/0');
  const clash = used.find((range) => management.some((each) => overlap(range, each)));
  if (clash === undefined) return;
  cloud.leanOn(managementRangeFree);
  throw new AwsError(
    'UnsupportedNetworkConfigurationException',
    `The network ${clash} conflicts with the management interface IP ranges ${management.join(', ')}.`,
  );
}
