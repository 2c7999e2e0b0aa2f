import { describe, expect, test } from '@jest/globals';
import { Network, type NetworkProps } from '../../../modules/workspaces/network.js';
import { all, only, region, synthesized, type Synthesized, type Block } from '../aws-stack.js';

const created = { cidr: '172.20.0.0/20', availabilityZoneIds: ['euc1-az2', 'euc1-az3'], natGateways: 1 as const };
const network = (props: NetworkProps['network']) =>
  synthesized((stack, provider) => {
    new Network(stack, 'network', {
      provider,
      region,
      name: 'contoso-berlin',
      network: props,
      tags: { team: 'design' },
    });
  });
const named = (json: Synthesized, type: string, name: string) => {
  const found = all(json, type).find(([, block]) => block.tags?.Name === `contoso-berlin-${name}`);
  if (!found) throw new Error(`no ${type} named ${name}`);
  return { id: found[0], ...found[1] };
};

describe('a new network', () => {
  test('has two private subnets in the zones that were asked for, by zone id', () => {
    const json = network({ create: created });
    expect([named(json, 'aws_subnet', 'private-1'), named(json, 'aws_subnet', 'private-2')]).toMatchObject([
      { availability_zone_id: 'euc1-az2', cidr_block: '172.20.0.0/22' },
      { availability_zone_id: 'euc1-az3', cidr_block: '172.20.4.0/22' },
    ]);
    expect(json.text).not.toContain('"availability_zone":');
  });

  test('assigns neither IPv6 nor public addresses', () => {
    const json = network({ create: created });
    expect(only(json, 'aws_vpc')).toMatchObject({ assign_generated_ipv6_cidr_block: false });
    for (const [, subnet] of all(json, 'aws_subnet')) {
      expect(subnet).toMatchObject({ assign_ipv6_address_on_creation: false, map_public_ip_on_launch: false });
    }
  });

  test('resolves names and gives them: a company may add interface endpoints with private DNS', () => {
    const dns = { enable_dns_hostnames: true, enable_dns_support: true };
    expect(only(network({ create: created }), 'aws_vpc')).toMatchObject(dns);
  });

  test('records its traffic into a bucket where one is named, and nowhere by default', () => {
    expect(all(network({ create: created }), 'aws_flow_log')).toEqual([]);
    const json = network({ create: { ...created, flowLogs: { bucketArn: 'arn:aws:s3:::contoso-flow-logs' } } });
    const [[vpc] = ['']] = all(json, 'aws_vpc');
    expect(only(json, 'aws_flow_log')).toMatchObject({
      vpc_id: `\${aws_vpc.${vpc}.id}`,
      traffic_type: 'ALL',
      log_destination_type: 's3',
      log_destination: 'arn:aws:s3:::contoso-flow-logs',
    });
  });

  test('gives both private subnets the same way out with one NAT gateway', () => {
    const json = network({ create: created });
    const gateway = named(json, 'aws_nat_gateway', 'nat-1').id as string;
    expect(all(json, 'aws_nat_gateway')).toHaveLength(1);
    const ways = all(json, 'aws_route').flatMap(([, { nat_gateway_id }]) => nat_gateway_id ?? []);
    expect(ways).toEqual([`\${aws_nat_gateway.${gateway}.id}`, `\${aws_nat_gateway.${gateway}.id}`]);
  });

  test('gives each private subnet a way out in its own zone with two NAT gateways', () => {
    const json = network({ create: { ...created, natGateways: 2 } });
    expect([1, 2].map((n) => named(json, 'aws_subnet', `public-${n}`).availability_zone_id)).toEqual([
      'euc1-az2',
      'euc1-az3',
    ]);
    const ways = all(json, 'aws_route').flatMap(([, { nat_gateway_id }]) => nat_gateway_id ?? []);
    expect(new Set(ways).size).toBe(2);
  });

  test('keeps the first gateway as it is when a second one is added', () => {
    const one = all(network({ create: created }), 'aws_nat_gateway');
    const two = Object.fromEntries(all(network({ create: { ...created, natGateways: 2 } }), 'aws_nat_gateway'));
    expect(one).toHaveLength(1);
    for (const [id, block] of one) expect(two[id]).toEqual(block);
  });

  test('makes a NAT gateway only when the public subnet can reach the internet', () => {
    const json = network({ create: created });
    const [id] = all(json, 'aws_route').find(([, route]) => route.gateway_id)!;
    expect(only(json, 'aws_nat_gateway').depends_on).toEqual([`aws_route.${id}`]);
  });

  test('closes the security group that every network comes with', () => {
    const group = only(network({ create: created }), 'aws_default_security_group');
    expect(group.ingress ?? []).toEqual([]);
    expect(group.egress ?? []).toEqual([]);
  });

  test('tags everything that takes tags', () => {
    const json = network({ create: created });
    for (const type of [
      'aws_vpc',
      'aws_subnet',
      'aws_internet_gateway',
      'aws_nat_gateway',
      'aws_eip',
      'aws_route_table',
    ]) {
      for (const [, block] of all(json, type)) expect(block.tags).toMatchObject({ team: 'design' });
    }
  });

  test.each([
    [
      'a zone without WorkSpaces',
      { availabilityZoneIds: ['euc1-az1', 'euc1-az2'] },
      /must be of euc1-az2, euc1-az3, got: euc1-az1/,
    ],
    [
      'the same zone twice',
      { availabilityZoneIds: ['euc1-az2', 'euc1-az2'] },
      /must be two different ones, got: euc1-az2, euc1-az2/,
    ],
    ['one zone', { availabilityZoneIds: ['euc1-az2'] }, /must be two different ones, got: euc1-az2/],
    ['a range that is none', { cidr: '172.20.0.0' }, /got: 172.20.0.0/],
  ])('refuses %s', (_, wrong, message) => {
    expect(() => network({ create: { ...created, ...wrong } })).toThrow(message);
  });
});

describe('an existing network', () => {
  const existing = { vpcId: 'vpc-12345678', subnetIds: ['subnet-aaaaaaaa', 'subnet-bbbbbbbb'] };

  test('makes nothing', () => {
    expect(network({ existing }).resource).toEqual({});
  });

  test('is checked for zones, IPv6 and belonging together, with the way to put it right', () => {
    const subnets = Object.values(network({ existing }).data.aws_subnet!);
    const messages = subnets.flatMap((subnet) =>
      subnet.lifecycle.postcondition.map((each: Block) => each.error_message as string),
    );
    expect(messages.filter((message) => message.includes('subnet-aaaaaaaa'))).toEqual([
      'The subnet subnet-aaaaaaaa is not in the network vpc-12345678. Name two subnets of that network.',
      'WorkSpaces does not run in the availability zone of the subnet subnet-aaaaaaaa. Name subnets in two of euc1-az2, euc1-az3.',
      'The subnet subnet-aaaaaaaa assigns IPv6 addresses, which breaks some desktops. Turn that off for the subnet.',
      'The subnets subnet-aaaaaaaa and subnet-bbbbbbbb are in the same availability zone. Name subnets in two different ones.',
    ]);
    expect(messages).toHaveLength(7);
  });

  test('refuses one subnet', () => {
    expect(() => network({ existing: { ...existing, subnetIds: ['subnet-aaaaaaaa'] } })).toThrow(
      /`subnetIds` of a network must be two different ones/,
    );
  });
});
