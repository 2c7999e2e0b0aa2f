import { NetworkfirewallFirewallPolicy } from '@cdktf/provider-aws/lib/networkfirewall-firewall-policy/index.js';
import { NetworkfirewallFirewall } from '@cdktf/provider-aws/lib/networkfirewall-firewall/index.js';
import { NetworkfirewallRuleGroup } from '@cdktf/provider-aws/lib/networkfirewall-rule-group/index.js';
import { RouteTableAssociation } from '@cdktf/provider-aws/lib/route-table-association/index.js';
import { RouteTable } from '@cdktf/provider-aws/lib/route-table/index.js';
import { Route } from '@cdktf/provider-aws/lib/route/index.js';
import { Subnet } from '@cdktf/provider-aws/lib/subnet/index.js';
import type { ITerraformDependable, TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import { allowedAddresses, allowedNames, groupCapacity } from '../../domain/outbound.js';

/** What stands in one zone. */
export interface ZoneBehindFirewall {
  readonly availabilityZoneId: string;
  /** A /28 of its own: nothing else may lie in the subnet of an endpoint. */
  readonly firewallCidr: string;
  /** The subnet of the desktops: what comes back to it takes the same endpoint. */
  readonly desktopCidr: string;
  /** Where the endpoint sends what it lets through. */
  readonly natGatewayId: string;
}

export interface OutboundAllowListProps {
  /** aws provider of the Region. */
  readonly provider: TerraformProvider;
  /** Name of the firewall, its policy and the beginning of its rule groups, e.g. `contoso-berlin`. */
  readonly name: string;
  readonly vpcId: string;
  /** One or two zones; each desktop subnet has an endpoint in its own. */
  readonly zones: readonly ZoneBehindFirewall[];
  /** Route table of the NAT gateways, which gets the ways back. */
  readonly gatewayTableId: string;
  /** Names beside those of the list in `domain/endpoints.ts`, `.contoso.com` for all below one. */
  readonly also: readonly string[];
  /** @default - no tags beside names */
  readonly tags?: Readonly<Record<string, string>>;
}

/**
 * A firewall between desktops and their NAT gateways that lets out what is listed: names that TLS and HTTP show, the clock, and
 * the ranges of Intune that have no name. Established connections that no rule lets through are dropped (strict order,
 * https://docs.aws.amazon.com/network-firewall/latest/developerguide/suricata-rule-evaluation-order.html).
 * Traffic must pass the same endpoint both ways, or the stateful rules see half of it:
 * https://docs.aws.amazon.com/network-firewall/latest/developerguide/vpc-config-route-tables.html.
 */
export class OutboundAllowList extends Construct {
  /** Id of the endpoint of each zone, in the order of `zones`: the default route of its desktops. */
  readonly endpointIds: readonly string[];
  /** What must be there before a desktop's way out leads to an endpoint. */
  readonly ready: readonly ITerraformDependable[];

  constructor(
    scope: Construct,
    id: string,
    private readonly props: OutboundAllowListProps,
  ) {
    super(scope, id);
    const subnets = props.zones.map((zone, index) => this.zone(zone, index + 1));
    const firewall = new NetworkfirewallFirewall(this, 'firewall', {
      ...this.named(),
      name: props.name,
      vpcId: props.vpcId,
      firewallPolicyArn: this.policy().arn,
      subnetMapping: subnets.map(({ subnet }) => ({ subnetId: subnet.id })),
      // The routes of the desktops leave it before it goes when the list is given up: Terraform changes what refers to
      // something first where that something is made before it is destroyed.
      lifecycle: { createBeforeDestroy: true },
    });
    this.endpointIds = subnets.map(({ subnet }) => endpointIn(firewall, subnet));
    const back = props.zones.map(
      ({ desktopCidr }, index) =>
        new Route(this, `back-${index + 1}`, {
          provider: props.provider,
          routeTableId: props.gatewayTableId,
          destinationCidrBlock: desktopCidr,
          vpcEndpointId: this.endpointIds[index]!,
        }),
    );
    this.ready = [...subnets.flatMap(({ ready }) => ready), ...back];
  }

  /** The subnet of an endpoint, and its way on. */
  private zone(zone: ZoneBehindFirewall, number: number) {
    const { provider, vpcId } = this.props;
    const part = `firewall-${number}`;
    const subnet = new Subnet(this, part, {
      ...this.named(part),
      vpcId,
      cidrBlock: zone.firewallCidr,
      availabilityZoneId: zone.availabilityZoneId,
      mapPublicIpOnLaunch: false,
      assignIpv6AddressOnCreation: false,
    });
    const table = new RouteTable(this, `${part}-routes`, { ...this.named(part), vpcId });
    const route = new Route(this, `${part}-internet`, {
      provider,
      routeTableId: table.id,
      destinationCidrBlock: '0.0.0.0/0',
      natGatewayId: zone.natGatewayId,
    });
    const association = new RouteTableAssociation(this, `${part}-route`, {
      provider,
      subnetId: subnet.id,
      routeTableId: table.id,
    });
    return { subnet, ready: [route, association] };
  }

  private policy(): NetworkfirewallFirewallPolicy {
    // Addresses first: a list of names denies what is of its protocol and has no name of the list.
    const groups = [this.addresses(), this.names()];
    return new NetworkfirewallFirewallPolicy(this, 'policy', {
      ...this.named(),
      name: this.props.name,
      firewallPolicy: {
        statelessDefaultActions: ['aws:forward_to_sfe'],
        statelessFragmentDefaultActions: ['aws:forward_to_sfe'],
        // DROP is what AWS does anyway: said, so that a change of it is seen.
        statefulEngineOptions: { ruleOrder: 'STRICT_ORDER', streamExceptionPolicy: 'DROP' },
        statefulDefaultActions: ['aws:drop_established', 'aws:alert_established'],
        statefulRuleGroupReference: groups.map(({ arn }, index) => ({ resourceArn: arn, priority: index + 1 })),
      },
      lifecycle: { createBeforeDestroy: true },
    });
  }

  private names(): NetworkfirewallRuleGroup {
    return this.group('names', groupCapacity.names, {
      rulesSourceList: {
        generatedRulesType: 'ALLOWLIST',
        targetTypes: ['TLS_SNI', 'HTTP_HOST'],
        targets: allowedNames(undefined, this.props.also),
      },
    });
  }

  private addresses(): NetworkfirewallRuleGroup {
    return this.group('addresses', groupCapacity.addresses, {
      statefulRule: allowedAddresses().map(({ protocol, destination, port }, index) => ({
        action: 'PASS',
        header: {
          protocol,
          source: 'ANY',
          sourcePort: 'ANY',
          direction: 'FORWARD',
          destination,
          destinationPort: String(port),
        },
        ruleOption: [{ keyword: 'sid', settings: [String(index + 1)] }],
      })),
    });
  }

  private group(
    part: string,
    capacity: number,
    rulesSource: NonNullable<ConstructorParameters<typeof NetworkfirewallRuleGroup>[2]['ruleGroup']>['rulesSource'],
  ): NetworkfirewallRuleGroup {
    return new NetworkfirewallRuleGroup(this, part, {
      ...this.named(part),
      name: `${this.props.name}-${part}`,
      type: 'STATEFUL',
      capacity,
      ruleGroup: { rulesSource, statefulRuleOptions: { ruleOrder: 'STRICT_ORDER' } },
      lifecycle: { createBeforeDestroy: true },
    });
  }

  private named(part?: string) {
    const { provider, name, tags } = this.props;
    return { provider, tags: { ...tags, Name: part ? `${name}-${part}` : name } };
  }
}

/** The firewall tells its endpoints as a set: the one of a subnet is found by the subnet. */
function endpointIn(firewall: NetworkfirewallFirewall, subnet: Subnet): string {
  const states = `aws_networkfirewall_firewall.${firewall.friendlyUniqueId}.firewall_status[0].sync_states`;
  const subnetId = `aws_subnet.${subnet.friendlyUniqueId}.id`;
  return `\${one([for state in ${states} : state.attachment[0].endpoint_id if state.attachment[0].subnet_id == ${subnetId}])}`;
}
