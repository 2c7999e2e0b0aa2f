import type {
  AuthorizeIpRulesRequest,
  CreateIpGroupRequest,
  DeleteIpGroupRequest,
  DescribeIpGroupsRequest,
  IpRuleItem,
  RevokeIpRulesRequest,
  UpdateRulesOfIpGroupRequest,
} from '@aws-sdk/client-workspaces';
import { existingById } from './existing.js';
import { rule } from '../../rules.js';
import { AwsError } from '../errors.js';
import { page, present, type Call, type Cloud, type Operations } from '../service.js';
import { identifier, lettersAndDigits } from '../identifier.js';
import type { IpGroup, RegionState } from './state.js';
import { addTags } from '../tag-maps.js';

const ipGroupLimits = rule(
  'ip-group-limits',
  'https://docs.aws.amazon.com/workspaces/latest/adminguide/workspaces-limits.html',
  'A Region holds 140 IP access control groups with 30 rules each.',
);
const ipGroupInUse = rule(
  'ip-group-in-use',
  'botocore workspaces DeleteIpGroup',
  'A group that a directory uses is not deleted: ResourceAssociatedException.',
);

/** IP access control groups. */
export function ipGroupOperations(cloud: Cloud, at: (region: string) => RegionState): Operations {
  const need = (call: Call, id: string | undefined): IpGroup =>
    existingById(at(call.region).ipGroups.get(id ?? ''), 'IP access control group', id);
  const limit = (within: boolean): void => {
    if (within) return;
    cloud.leanOn(ipGroupLimits);
    throw new AwsError('ResourceLimitExceededException', 'You have reached a limit of IP access control groups.');
  };
  const setRules = (group: IpGroup, rules: readonly IpRuleItem[]): void => {
    limit(rules.length <= 30);
    group.rules = [...rules];
  };
  return {
    CreateIpGroup: (input: CreateIpGroupRequest, call: Call) => {
      const state = at(call.region);
      if ([...state.ipGroups.values()].some(({ name }) => name === input.GroupName)) {
        throw new AwsError(
          'ResourceAlreadyExistsException',
          `The IP access control group ${input.GroupName ?? ''} already exists.`,
        );
      }
      limit(state.ipGroups.size < 140);
      const group: IpGroup = {
        id: `wsipg-${identifier(9, lettersAndDigits)}`,
        name: input.GroupName ?? '',
        description: input.GroupDesc ?? '',
        rules: [],
      };
      setRules(group, input.UserRules ?? []);
      state.ipGroups.set(group.id, group);
      addTags(state.tagsOf(group.id), input.Tags);
      return { GroupId: group.id };
    },
    DescribeIpGroups: (input: DescribeIpGroupsRequest, call: Call) => {
      const found = [...at(call.region).ipGroups.values()].filter(({ id }) => input.GroupIds?.includes(id) ?? true);
      const { items, next } = page(found, input.NextToken, input.MaxResults ?? 25);
      const described = items.map((group) => ({
        groupId: group.id,
        groupName: group.name,
        groupDesc: group.description,
        userRules: group.rules,
      }));
      return present({ Result: described, NextToken: next });
    },
    AuthorizeIpRules: (input: AuthorizeIpRulesRequest, call: Call) => {
      const group = need(call, input.GroupId);
      setRules(group, [...group.rules, ...(input.UserRules ?? [])]);
      return {};
    },
    RevokeIpRules: (input: RevokeIpRulesRequest, call: Call) => {
      const group = need(call, input.GroupId);
      setRules(
        group,
        group.rules.filter(({ ipRule }) => !input.UserRules?.includes(ipRule ?? '')),
      );
      return {};
    },
    UpdateRulesOfIpGroup: (input: UpdateRulesOfIpGroupRequest, call: Call) => {
      setRules(need(call, input.GroupId), input.UserRules ?? []);
      return {};
    },
    DeleteIpGroup: (input: DeleteIpGroupRequest, call: Call) => {
      const state = at(call.region);
      const group = need(call, input.GroupId);
      if ([...state.directories.values()].some(({ ipGroupIds }) => ipGroupIds.has(group.id))) {
        cloud.leanOn(ipGroupInUse);
        throw new AwsError(
          'ResourceAssociatedException',
          `The IP access control group ${group.id} is associated with a directory.`,
        );
      }
      state.ipGroups.delete(group.id);
      state.tags.delete(group.id);
      return {};
    },
  };
}
