import { rule } from '../../rules.js';
import { AwsError } from '../errors.js';
import { present, type Call, type Operations } from '../service.js';
import type { FirewallInput as Input, KeptFirewalls } from './firewall-kept.js';
import type { PolicyBody, StoredPolicy } from './firewall-objects.js';
import { tagList } from '../tag-maps.js';

const ordersFit = rule(
  'firewall-orders-fit',
  'https://docs.aws.amazon.com/network-firewall/latest/APIReference/API_FirewallPolicy.html',
  'Groups and policy have the same rule order; in strict order each group has a priority of its own, and default actions exist in strict order alone.',
);

/** What a firewall asks, and in which order. */
export function policyOperations(kept: KeptFirewalls): Operations {
  const checked = (body: PolicyBody | undefined): PolicyBody => {
    const order = body?.StatefulEngineOptions?.RuleOrder ?? 'DEFAULT_ACTION_ORDER';
    if (order !== 'STRICT_ORDER' && (body?.StatefulDefaultActions ?? []).length > 0)
      throw kept.refused(ordersFit, 'StatefulDefaultActions are only allowed with strict rule ordering');
    const priorities = new Set<number>();
    for (const { ResourceArn = '', Priority } of body?.StatefulRuleGroupReferences ?? []) {
      const group = kept.groups.get(ResourceArn);
      if (!group) throw new AwsError('InvalidRequestException', `parameter is invalid: ${ResourceArn} does not exist`);
      if ((group.body.StatefulRuleOptions?.RuleOrder ?? 'DEFAULT_ACTION_ORDER') !== order)
        throw kept.refused(ordersFit, `rule order of ${ResourceArn} does not match that of the policy`);
      if (order === 'STRICT_ORDER' && (Priority === undefined || priorities.has(Priority)))
        throw kept.refused(ordersFit, 'each reference needs a priority of its own in strict order');
      if (Priority !== undefined) priorities.add(Priority);
    }
    return body ?? {};
  };
  const described = (policy: StoredPolicy): object =>
    present({
      FirewallPolicyArn: policy.arn,
      FirewallPolicyName: policy.name,
      FirewallPolicyId: policy.id,
      Description: policy.description,
      FirewallPolicyStatus: 'ACTIVE',
      Tags: tagList(policy.tags),
      EncryptionConfiguration: { KeyId: 'AWS_OWNED_KMS_KEY', Type: 'AWS_OWNED_KMS_KEY' },
    });
  return {
    CreateFirewallPolicy: (input: Input, call: Call) => {
      const made: StoredPolicy = {
        ...kept.stored(call, 'firewall-policy', input.FirewallPolicyName ?? '', input),
        body: checked(input.FirewallPolicy),
      };
      kept.add(kept.policies, made);
      return { UpdateToken: made.token, FirewallPolicyResponse: described(made) };
    },
    DescribeFirewallPolicy: (input: Input, call: Call) => {
      const found = kept.find(kept.policies, call, input.FirewallPolicyArn, input.FirewallPolicyName);
      return { UpdateToken: found.token, FirewallPolicy: found.body, FirewallPolicyResponse: described(found) };
    },
    UpdateFirewallPolicy: (input: Input, call: Call) => {
      const found = kept.find(kept.policies, call, input.FirewallPolicyArn, input.FirewallPolicyName);
      kept.turn(found, input.UpdateToken);
      found.body = checked(input.FirewallPolicy);
      found.description = input.Description;
      return { UpdateToken: found.token, FirewallPolicyResponse: described(found) };
    },
    DeleteFirewallPolicy: (input: Input, call: Call) => {
      const found = kept.find(kept.policies, call, input.FirewallPolicyArn, input.FirewallPolicyName);
      if ([...kept.firewalls.values()].some(({ policyArn }) => policyArn === found.arn)) throw kept.refuseInUse(found);
      kept.policies.delete(found.arn);
      return { FirewallPolicyResponse: { ...described(found), FirewallPolicyStatus: 'DELETING' } };
    },
    ListFirewallPolicies: (_: Input, call: Call) => ({ FirewallPolicies: kept.named(kept.policies, call) }),
  };
}
