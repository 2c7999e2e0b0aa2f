import { rule } from '../../rules.js';
import { AwsError } from '../errors.js';
import { present, type Call, type Operations } from '../service.js';
import type { FirewallInput as Input, KeptFirewalls } from './firewall-kept.js';
import type { RuleGroupBody, StoredRuleGroup } from './firewall-objects.js';
import { tagList } from '../tag-maps.js';

const capacityIsFixed = rule(
  'firewall-group-capacity',
  'https://docs.aws.amazon.com/network-firewall/latest/developerguide/rule-group-managing.html#nwfw-rule-group-capacity; a list of names: https://cloudnetworks.io/2021-09-22-suricata-notes',
  'A rule group holds as many rules as its capacity: a list of names takes one for each name and protocol, and one for each protocol.',
);
const noWildcards = rule(
  'firewall-names-without-wildcards',
  'https://docs.aws.amazon.com/network-firewall/latest/APIReference/API_RulesSourceList.html',
  'A name of a list is whole or begins with a dot; there is no *.',
);

/** Groups of stateful rules. */
export function groupOperations(kept: KeptFirewalls): Operations {
  const checked = (body: RuleGroupBody | undefined, capacity: number): RuleGroupBody => {
    const { RulesSourceList: list, StatefulRules: rules = [], ...others } = body?.RulesSource ?? {};
    const unplayed = Object.entries({ ...others, ...body?.RuleVariables, ...body?.ReferenceSets }).find(
      ([, value]) => value !== undefined,
    );
    if (unplayed) throw new AwsError('InternalServerError', `twin: ${unplayed[0]} of a rule group is not played`);
    const { Targets = [], TargetTypes = [] } = list ?? {};
    const wrong = Targets.find((target) => !/^\.?[a-z0-9-]+(\.[a-z0-9-]+)*$/.test(target));
    if (wrong !== undefined) throw kept.refused(noWildcards, `domain list contains an invalid domain: ${wrong}`);
    const consumed = list ? Targets.length * TargetTypes.length + TargetTypes.length : rules.length;
    if (consumed > capacity) throw kept.refused(capacityIsFixed, 'StatefulRules capacity exceeded');
    return body ?? {};
  };
  const described = (group: StoredRuleGroup): object =>
    present({
      RuleGroupArn: group.arn,
      RuleGroupName: group.name,
      RuleGroupId: group.id,
      Description: group.description,
      Type: group.type,
      Capacity: group.capacity,
      RuleGroupStatus: 'ACTIVE',
      Tags: tagList(group.tags),
      EncryptionConfiguration: { KeyId: 'AWS_OWNED_KMS_KEY', Type: 'AWS_OWNED_KMS_KEY' },
    });
  return {
    CreateRuleGroup: (input: Input, call: Call) => {
      if (input.Type !== 'STATEFUL') throw new AwsError('InternalServerError', 'twin: stateless groups are not played');
      const capacity = input.Capacity ?? 0;
      const made: StoredRuleGroup = {
        ...kept.stored(call, 'stateful-rulegroup', input.RuleGroupName ?? '', input),
        type: input.Type,
        capacity,
        body: checked(input.RuleGroup, capacity),
      };
      kept.add(kept.groups, made);
      return { UpdateToken: made.token, RuleGroupResponse: described(made) };
    },
    DescribeRuleGroup: (input: Input, call: Call) => {
      const found = kept.find(kept.groups, call, input.RuleGroupArn, input.RuleGroupName);
      return { UpdateToken: found.token, RuleGroup: found.body, RuleGroupResponse: described(found) };
    },
    UpdateRuleGroup: (input: Input, call: Call) => {
      const found = kept.find(kept.groups, call, input.RuleGroupArn, input.RuleGroupName);
      kept.turn(found, input.UpdateToken);
      found.body = checked(input.RuleGroup, found.capacity);
      found.description = input.Description;
      return { UpdateToken: found.token, RuleGroupResponse: described(found) };
    },
    DeleteRuleGroup: (input: Input, call: Call) => {
      const found = kept.find(kept.groups, call, input.RuleGroupArn, input.RuleGroupName);
      const used = [...kept.policies.values()].some(({ body }) =>
        body.StatefulRuleGroupReferences?.some(({ ResourceArn }) => ResourceArn === found.arn),
      );
      if (used) throw kept.refuseInUse(found);
      kept.groups.delete(found.arn);
      return { RuleGroupResponse: { ...described(found), RuleGroupStatus: 'DELETING' } };
    },
    ListRuleGroups: (_: Input, call: Call) => ({ RuleGroups: kept.named(kept.groups, call) }),
  };
}
