import { randomUUID } from 'node:crypto';
import { rule } from '../../rules.js';
import { AwsError } from '../errors.js';
import type { Call, Cloud } from '../service.js';
import type { Kept, PolicyBody, RuleGroupBody, StoredFirewall, StoredPolicy } from './firewall-objects.js';
import type { StoredRuleGroup } from './firewall-objects.js';
import { tagMap } from '../tag-maps.js';

const staleToken = rule(
  'firewall-update-token',
  'https://docs.aws.amazon.com/network-firewall/latest/APIReference/API_UpdateRuleGroup.html: UpdateToken',
  'A change names the token that the last reading gave; with an older one it is refused.',
);
const inUse = rule(
  'firewall-parts-in-use',
  'hashicorp/terraform-provider-aws internal/service/networkfirewall/firewall_policy.go: "Unable to delete the object because it is still in use"',
  'A policy that a firewall has, and a rule group that a policy has, is not deleted.',
);

/** What calls to Network Firewall hold, cut to what is played. */
export interface FirewallInput {
  FirewallName?: string;
  FirewallArn?: string;
  FirewallPolicyName?: string;
  FirewallPolicyArn?: string;
  FirewallPolicy?: PolicyBody;
  RuleGroupName?: string;
  RuleGroupArn?: string;
  RuleGroup?: RuleGroupBody;
  ResourceArn?: string;
  Type?: string;
  Capacity?: number;
  Description?: string;
  VpcId?: string;
  SubnetMappings?: { SubnetId?: string }[];
  DeleteProtection?: boolean;
  UpdateToken?: string;
  Tags?: { Key?: string; Value?: string }[];
  TagKeys?: string[];
}

/** Rule groups, policies and firewalls of an account by ARN, and what all their calls have in common. */
export class KeptFirewalls {
  readonly groups = new Map<string, StoredRuleGroup>();
  readonly policies = new Map<string, StoredPolicy>();
  readonly firewalls = new Map<string, StoredFirewall>();

  constructor(readonly cloud: Cloud) {}

  byArn(arn: string): Kept | undefined {
    return this.groups.get(arn) ?? this.policies.get(arn) ?? this.firewalls.get(arn);
  }

  stored(call: Call, type: string, name: string, input: FirewallInput) {
    return {
      arn: `arn:aws:network-firewall:${call.region}:${this.cloud.accountId}:${type}/${name}`,
      name,
      region: call.region,
      id: randomUUID(),
      description: input.Description,
      token: randomUUID(),
      tags: tagMap(input.Tags),
    };
  }

  find<T extends Kept>(of: ReadonlyMap<string, T>, call: Call, arn: string | undefined, name: string | undefined): T {
    const found = [...of.values()].find(
      (each) => each.region === call.region && (each.arn === arn || each.name === name),
    );
    if (!found) throw new AwsError('ResourceNotFoundException', 'resource not found, unable to access ');
    return found;
  }

  add<T extends Kept>(to: Map<string, T>, made: T): void {
    if (to.has(made.arn))
      throw new AwsError('InvalidRequestException', `A resource with the specified name already exists ${made.name}`);
    to.set(made.arn, made);
  }

  turn(kept: Kept, token: string | undefined): void {
    if (kept.token !== token) {
      this.cloud.leanOn(staleToken);
      throw new AwsError('InvalidTokenException', 'Update token is invalid');
    }
    kept.token = randomUUID();
  }

  refused(by: Parameters<Cloud['leanOn']>[0], message: string, code = 'InvalidRequestException'): AwsError {
    this.cloud.leanOn(by);
    return new AwsError(code, message);
  }

  refuseInUse({ arn }: Kept): AwsError {
    return this.refused(
      inUse,
      `Unable to delete the object because it is still in use: ${arn}`,
      'InvalidOperationException',
    );
  }

  /** As lists of groups and policies name them. */
  named(of: ReadonlyMap<string, Kept>, call: Call): object[] {
    return [...of.values()]
      .filter(({ region }) => region === call.region)
      .map(({ arn, name }) => ({ Arn: arn, Name: name }));
  }
}
