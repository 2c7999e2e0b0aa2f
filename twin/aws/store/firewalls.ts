import { rule } from '../../rules.js';
import { AwsError } from '../errors.js';
import type { FirewallSeen } from '../foundation.js';
import { identifier } from '../identifier.js';
import { present, type Call, type Cloud, type Operations } from '../service.js';
import { groupOperations } from './firewall-groups.js';
import { KeptFirewalls, type FirewallInput as Input } from './firewall-kept.js';
import type { Kept, StoredFirewall } from './firewall-objects.js';
import { policyOperations } from './firewall-policies.js';
import { passesPolicy } from './firewall-verdict.js';
import { need } from './network-objects.js';
import type { Networks } from './networks.js';
import { tagList } from '../tag-maps.js';

const oneEndpointAZone = rule(
  'firewall-one-subnet-a-zone',
  'https://docs.aws.amazon.com/network-firewall/latest/developerguide/vpc-config-subnets.html',
  'A firewall has at most one subnet in each Availability Zone, all of its VPC, and nothing else that it is to protect in them.',
);
const takesMinutes = rule(
  'firewall-takes-minutes',
  'guess',
  'A firewall is ready after five minutes, and gone two minutes after it is deleted.',
);

/** AWS Network Firewall of the stand-in's own store: rule groups, policies, firewalls with an endpoint in each subnet. */
export class Firewalls {
  readonly operations: Operations;
  private readonly kept: KeptFirewalls;

  constructor(
    private readonly cloud: Cloud,
    private readonly networks: Networks,
  ) {
    this.kept = new KeptFirewalls(cloud);
    this.operations = {
      ...groupOperations(this.kept),
      ...policyOperations(this.kept),
      ...this.firewallOperations(),
      ...this.tagOperations(),
    };
  }

  tagged(arn: string): Kept | undefined {
    return this.kept.byArn(arn);
  }

  /** The firewall that an endpoint belongs to, as traffic meets it. */
  behind(region: string, endpointId: string): FirewallSeen | undefined {
    const endpoint = this.networks.region(region).firewallEndpoints.get(endpointId);
    const firewall = endpoint && this.kept.firewalls.get(endpoint.firewallArn);
    const policy = firewall && this.kept.policies.get(firewall.policyArn);
    if (!endpoint || !policy) return undefined;
    return {
      name: firewall.name,
      subnetId: endpoint.subnetId,
      ready: firewall.status === 'READY',
      passes: (connection) =>
        passesPolicy(
          policy.body,
          (arn) => this.kept.groups.get(arn)?.body,
          connection,
          (used) => this.cloud.leanOn(used),
        ),
    };
  }

  private firewallOperations(): Operations {
    const { world } = this.cloud;
    const answer = (firewall: StoredFirewall): object => ({
      UpdateToken: firewall.token,
      Firewall: present({
        FirewallName: firewall.name,
        FirewallArn: firewall.arn,
        FirewallId: firewall.id,
        FirewallPolicyArn: firewall.policyArn,
        VpcId: firewall.vpcId,
        Description: firewall.description,
        DeleteProtection: firewall.deleteProtection,
        SubnetChangeProtection: false,
        FirewallPolicyChangeProtection: false,
        SubnetMappings: firewall.endpoints.map(({ subnetId }) => ({ SubnetId: subnetId, IPAddressType: 'IPV4' })),
        EncryptionConfiguration: { KeyId: 'AWS_OWNED_KMS_KEY', Type: 'AWS_OWNED_KMS_KEY' },
        Tags: tagList(firewall.tags),
      }),
      FirewallStatus: {
        Status: firewall.status,
        ConfigurationSyncStateSummary: firewall.status === 'READY' ? 'IN_SYNC' : 'PENDING',
        SyncStates: Object.fromEntries(
          firewall.endpoints.map(({ subnetId, zoneName, endpointId }) => [
            zoneName,
            { Attachment: { SubnetId: subnetId, EndpointId: endpointId, Status: attached[firewall.status] } },
          ]),
        ),
      },
    });
    const seen = (firewall: StoredFirewall): object => {
      const { Firewall, FirewallStatus } = answer(firewall) as Record<string, unknown>;
      return { Firewall, FirewallStatus };
    };
    return {
      CreateFirewall: (input: Input, call: Call) => {
        const network = this.networks.region(call.region);
        need(network, 'vpcs', input.VpcId);
        const policy = this.kept.find(this.kept.policies, call, input.FirewallPolicyArn, undefined);
        const subnets = (input.SubnetMappings ?? []).map(({ SubnetId }) => need(network, 'subnets', SubnetId));
        const zones = new Set(subnets.map(({ zoneId }) => zoneId));
        if (subnets.length === 0 || zones.size < subnets.length || subnets.some(({ vpcId }) => vpcId !== input.VpcId))
          throw this.kept.refused(oneEndpointAZone, 'parameter is invalid: SubnetMappings');
        const base = this.kept.stored(call, 'firewall', input.FirewallName ?? '', input);
        const made: StoredFirewall = {
          ...base,
          vpcId: input.VpcId ?? '',
          policyArn: policy.arn,
          deleteProtection: input.DeleteProtection ?? false,
          status: 'PROVISIONING',
          endpoints: subnets.map(({ id, zoneName }) => ({
            subnetId: id,
            zoneName,
            endpointId: `vpce-${identifier(17)}`,
          })),
        };
        this.kept.add(this.kept.firewalls, made);
        this.cloud.leanOn(takesMinutes);
        for (const { subnetId, endpointId } of made.endpoints) {
          const endpoint = { id: endpointId, subnetId, vpcId: made.vpcId, firewallArn: made.arn };
          network.firewallEndpoints.set(endpointId, endpoint);
        }
        world.clock.after(5, `firewall ${made.name} ready`, () => {
          if (made.status === 'PROVISIONING') made.status = 'READY';
        });
        return seen(made);
      },
      DescribeFirewall: (input: Input, call: Call) =>
        answer(this.kept.find(this.kept.firewalls, call, input.FirewallArn, input.FirewallName)),
      DeleteFirewall: (input: Input, call: Call) => {
        const found = this.kept.find(this.kept.firewalls, call, input.FirewallArn, input.FirewallName);
        if (found.deleteProtection)
          throw new AwsError('InvalidOperationException', 'Unable to delete the object because it is protected');
        found.status = 'DELETING';
        const network = this.networks.region(call.region);
        world.clock.after(2, `firewall ${found.name} deleted`, () => {
          for (const { endpointId } of found.endpoints) network.firewallEndpoints.delete(endpointId);
          this.kept.firewalls.delete(found.arn);
        });
        return seen(found);
      },
      ListFirewalls: (_: Input, call: Call) => ({
        Firewalls: [...this.kept.firewalls.values()]
          .filter(({ region }) => region === call.region)
          .map(({ arn, name }) => ({ FirewallArn: arn, FirewallName: name })),
      }),
    };
  }

  private tagOperations(): Operations {
    const tagsOf = (arn: string | undefined): Map<string, string> => {
      const found = this.tagged(arn ?? '');
      if (!found) throw new AwsError('ResourceNotFoundException', 'resource not found, unable to access ');
      return found.tags;
    };
    return {
      TagResource: (input: Input) => {
        for (const { Key = '', Value = '' } of input.Tags ?? []) tagsOf(input.ResourceArn).set(Key, Value);
        return {};
      },
      UntagResource: (input: Input) => {
        for (const key of input.TagKeys ?? []) tagsOf(input.ResourceArn).delete(key);
        return {};
      },
    };
  }
}

const attached = { PROVISIONING: 'CREATING', READY: 'READY', DELETING: 'DELETING' } as const;
