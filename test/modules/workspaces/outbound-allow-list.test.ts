import { describe, expect, test } from '@jest/globals';
import { allowedNames, groupCapacity, mostAdded } from '../../../domain/outbound.js';
import { Network } from '../../../modules/workspaces/network.js';
import { all, only, region, synthesized, type Block, type Synthesized } from '../aws-stack.js';

const created = { cidr: '172.20.0.0/20', availabilityZoneIds: ['euc1-az2', 'euc1-az3'], natGateways: 1 as const };
const network = (also: readonly string[] = [], more: { natGateways?: 1 | 2 } = {}): Synthesized =>
  synthesized((stack, provider) => {
    new Network(stack, 'network', {
      provider,
      region,
      name: 'contoso-berlin',
      network: { create: { ...created, ...more, outbound: { allowList: { also } } } },
      tags: { team: 'design' },
    });
  });
const named = (json: Synthesized, type: string, name: string): [string, Block] =>
  all(json, type).find(([, block]) => block.tags?.Name === `contoso-berlin-${name}`)!;
const routesOf = (json: Synthesized, table: string): Block[] => {
  const [id] = named(json, 'aws_route_table', table);
  return all(json, 'aws_route')
    .map(([, route]) => route)
    .filter(({ route_table_id }) => route_table_id === `\${aws_route_table.${id}.id}`);
};

describe('an outbound allow-list', () => {
  test('has a subnet for an endpoint in each zone of the desktops, in the third quarter of the range', () => {
    const json = network();
    const subnets = [1, 2].map((number) => named(json, 'aws_subnet', `firewall-${number}`)[1]);
    expect(subnets).toMatchObject([
      { availability_zone_id: 'euc1-az2', cidr_block: '172.20.8.0/28', map_public_ip_on_launch: false },
      { availability_zone_id: 'euc1-az3', cidr_block: '172.20.8.16/28', map_public_ip_on_launch: false },
    ]);
    expect(only(json, 'aws_networkfirewall_firewall').subnet_mapping).toHaveLength(2);
  });

  test.each([1, 2] as const)('leads each desktop subnet to its own zone and back, with %i NAT gateways', (count) => {
    const json = network([], { natGateways: count });
    for (const number of [1, 2]) {
      const endpoint = expect.stringContaining(`aws_subnet.${named(json, 'aws_subnet', `firewall-${number}`)[0]}.id`);
      const [out, ...others] = routesOf(json, `private-${number}`);
      expect([out!.destination_cidr_block, out!.vpc_endpoint_id, out!.nat_gateway_id, others]).toEqual([
        '0.0.0.0/0',
        endpoint,
        undefined,
        [],
      ]);
      const range = named(json, 'aws_subnet', `private-${number}`)[1].cidr_block;
      const back = routesOf(json, 'public').filter(({ destination_cidr_block }) => destination_cidr_block === range);
      expect(back).toMatchObject([{ vpc_endpoint_id: out!.vpc_endpoint_id }]);
      const [on] = routesOf(json, `firewall-${number}`);
      const nat = named(json, 'aws_nat_gateway', `nat-${Math.min(number, count)}`)[0];
      expect(on).toMatchObject({
        destination_cidr_block: '0.0.0.0/0',
        nat_gateway_id: `\${aws_nat_gateway.${nat}.id}`,
      });
    }
  });

  test('leads no desktop to an endpoint before the way on and the way back are there', () => {
    const json = network();
    const [way] = routesOf(json, 'private-1');
    const before = (way!.depends_on as string[]).map((each) => each.replace(/_[0-9A-F]{8}$/, ''));
    expect(before).toEqual(
      ['firewall-1', 'firewall-2']
        .flatMap((part) => [
          `aws_route.network_allow-list_${part}-internet`,
          `aws_route_table_association.network_allow-list_${part}-route`,
        ])
        .concat(['aws_route.network_allow-list_back-1', 'aws_route.network_allow-list_back-2']),
    );
  });

  test('asks addresses before names, which deny what has none of theirs, and drops what neither lets through', () => {
    const json = network();
    const policy = only(json, 'aws_networkfirewall_firewall_policy').firewall_policy;
    const groups = Object.fromEntries(
      all(json, 'aws_networkfirewall_rule_group').map(([id, { name }]) => [
        `\${aws_networkfirewall_rule_group.${id}.arn}`,
        name as string,
      ]),
    );
    expect(policy).toMatchObject({
      stateless_default_actions: ['aws:forward_to_sfe'],
      stateful_engine_options: { rule_order: 'STRICT_ORDER' },
      stateful_default_actions: ['aws:drop_established', 'aws:alert_established'],
    });
    expect(
      (policy.stateful_rule_group_reference as Block[]).map(({ priority, resource_arn }) => [
        priority,
        groups[resource_arn as string],
      ]),
    ).toEqual([
      [1, 'contoso-berlin-addresses'],
      [2, 'contoso-berlin-names'],
    ]);
  });

  test('lets through the names of the list and those that are added, each once', () => {
    const targets = (also: readonly string[]): string[] =>
      named(network(also), 'aws_networkfirewall_rule_group', 'names')[1].rule_group.rules_source.rules_source_list
        .targets as string[];
    expect(targets([])).toEqual(allowedNames());
    const added = targets(['.contoso.com', 'shop.contoso.com', 'login.microsoftonline.com']);
    expect(added.filter((each) => !targets([]).includes(each))).toEqual(['.contoso.com']);
    expect(new Set(added).size).toBe(added.length);
  });

  test('has room for all that may be added: the capacity of a group never changes', () => {
    const names = 2 * (allowedNames().length + mostAdded) + 2;
    expect(names).toBeLessThanOrEqual(groupCapacity.names);
    const rules = named(network(), 'aws_networkfirewall_rule_group', 'addresses')[1].rule_group.rules_source;
    expect(rules.stateful_rule.length).toBeLessThanOrEqual(groupCapacity.addresses);
  });

  test('outlives, when it is given up, what refers to it', () => {
    for (const type of ['firewall', 'firewall_policy', 'rule_group'])
      for (const [, block] of all(network(), `aws_networkfirewall_${type}`))
        expect(block).toMatchObject({ lifecycle: { create_before_destroy: true }, tags: { team: 'design' } });
  });

  test('is none by default', () => {
    const json = synthesized((stack, provider) => {
      new Network(stack, 'network', { provider, region, name: 'contoso-berlin', network: { create: created } });
    });
    expect(json.text).not.toContain('networkfirewall');
  });
});
