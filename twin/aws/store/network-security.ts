import type {
  AuthorizeSecurityGroupEgressRequest,
  AuthorizeSecurityGroupIngressRequest,
  CreateSecurityGroupRequest,
  DeleteSecurityGroupRequest,
  DescribeSecurityGroupRulesRequest,
  DescribeSecurityGroupsRequest,
  IpPermission,
  RevokeSecurityGroupEgressRequest,
  RevokeSecurityGroupIngressRequest,
} from '@aws-sdk/client-ec2';
import { AwsError } from '../errors.js';
import { present, type Call, type Cloud, type Operations } from '../service.js';
import { identifier } from '../identifier.js';
import { choose, need, tagsFrom, type NetworkState, type SecurityGroup, type SecurityRule } from './network-objects.js';
import { tagList } from '../tag-maps.js';

/** Security groups and their rules. */
export function securityGroupOperations(cloud: Cloud, at: (region: string) => NetworkState): Operations {
  const group = (call: Call, id: string | undefined): SecurityGroup => need(at(call.region), 'securityGroups', id);
  const add = (rules: SecurityRule[], permissions: readonly IpPermission[] | undefined): object => {
    for (const rule of rulesOf(permissions)) {
      if (rules.some((each) => same(each, rule)))
        throw new AwsError('InvalidPermission.Duplicate', `the specified rule "peer: ${rule.cidr}" already exists`);
      rules.push(rule);
    }
    return { Return: true };
  };
  const remove = (rules: SecurityRule[], input: RevokeSecurityGroupIngressRequest): object => {
    const byContent = rulesOf(input.IpPermissions).map((wanted) => rules.find((each) => same(each, wanted)));
    const byId = (input.SecurityGroupRuleIds ?? []).map((id) => rules.find((each) => each.id === id));
    for (const found of [...byContent, ...byId]) {
      if (!found) {
        throw new AwsError('InvalidPermission.NotFound', 'The specified rule does not exist in this security group.');
      }
      rules.splice(rules.indexOf(found), 1);
    }
    return { Return: true };
  };
  return {
    CreateSecurityGroup: (input: CreateSecurityGroupRequest, call: Call) => {
      const vpc = need(at(call.region), 'vpcs', input.VpcId);
      const made: SecurityGroup = {
        id: `sg-${identifier(17)}`,
        vpcId: vpc.id,
        name: input.GroupName ?? '',
        description: input.Description ?? '',
        ingress: [],
        egress: [{ id: `sgr-${identifier(17)}`, protocol: '-1', from: undefined, to: undefined, cidr: '0.0.0.0/0' }],
        tags: tagsFrom(input.TagSpecifications),
      };
      at(call.region).securityGroups.set(made.id, made);
      return { GroupId: made.id, Tags: tagList(made.tags) };
    },
    DescribeSecurityGroups: (input: DescribeSecurityGroupsRequest, call: Call) => {
      const attributes = (each: SecurityGroup): Record<string, string> => ({
        'group-id': each.id,
        'group-name': each.name,
        'vpc-id': each.vpcId,
        description: each.description,
      });
      return {
        SecurityGroups: choose(at(call.region), 'securityGroups', input.GroupIds, input.Filters, attributes).map(
          (each) => described(cloud, call.region, each),
        ),
      };
    },
    DescribeSecurityGroupRules: (input: DescribeSecurityGroupRulesRequest, call: Call) => {
      const ids = (input.Filters ?? []).filter(({ Name }) => Name === 'group-id').flatMap(({ Values }) => Values ?? []);
      const groups = ids.map((id) => at(call.region).securityGroups.get(id)).filter((each) => each !== undefined);
      const described = (of: SecurityGroup, IsEgress: boolean) => (rule: SecurityRule) =>
        present({
          SecurityGroupRuleId: rule.id,
          GroupId: of.id,
          GroupOwnerId: cloud.accountId,
          IsEgress,
          IpProtocol: rule.protocol,
          FromPort: rule.from ?? -1,
          ToPort: rule.to ?? -1,
          [rule.cidr.includes(':') ? 'CidrIpv6' : 'CidrIpv4']: rule.cidr,
        });
      const rules = groups.flatMap((of) => [
        ...of.ingress.map(described(of, false)),
        ...of.egress.map(described(of, true)),
      ]);
      return { SecurityGroupRules: rules };
    },
    DeleteSecurityGroup: (input: DeleteSecurityGroupRequest, call: Call) => {
      const found = group(call, input.GroupId);
      if (found.name === 'default')
        throw new AwsError(
          'CannotDelete',
          `the specified group: "${found.id}" name: "default" cannot be deleted by a user`,
        );
      at(call.region).securityGroups.delete(found.id);
      return { Return: true, GroupId: found.id };
    },
    AuthorizeSecurityGroupIngress: (input: AuthorizeSecurityGroupIngressRequest, call: Call) =>
      add(group(call, input.GroupId).ingress, input.IpPermissions),
    AuthorizeSecurityGroupEgress: (input: AuthorizeSecurityGroupEgressRequest, call: Call) =>
      add(group(call, input.GroupId).egress, input.IpPermissions),
    RevokeSecurityGroupIngress: (input: RevokeSecurityGroupIngressRequest, call: Call) =>
      remove(group(call, input.GroupId).ingress, input),
    RevokeSecurityGroupEgress: (input: RevokeSecurityGroupEgressRequest, call: Call) =>
      remove(group(call, input.GroupId).egress, input),
  };
}

function rulesOf(permissions: readonly IpPermission[] | undefined): SecurityRule[] {
  return (permissions ?? []).flatMap(({ IpProtocol, FromPort, ToPort, IpRanges, Ipv6Ranges }) => {
    const peers = [
      ...(IpRanges ?? []).map(({ CidrIp }) => CidrIp ?? ''),
      ...(Ipv6Ranges ?? []).map(({ CidrIpv6 }) => CidrIpv6 ?? ''),
    ];
    const everything = IpProtocol === '-1';
    return peers.map((cidr) => ({
      id: `sgr-${identifier(17)}`,
      protocol: IpProtocol ?? '-1',
      from: everything ? undefined : FromPort,
      to: everything ? undefined : ToPort,
      cidr,
    }));
  });
}

function same(one: SecurityRule, other: SecurityRule): boolean {
  return one.protocol === other.protocol && one.from === other.from && one.to === other.to && one.cidr === other.cidr;
}

function described(cloud: Cloud, region: string, group: SecurityGroup): object {
  const permission = ({ protocol, from, to, cidr }: SecurityRule): object => {
    const peer = cidr.includes(':')
      ? { Ipv6Ranges: [{ CidrIpv6: cidr }], IpRanges: [] }
      : { IpRanges: [{ CidrIp: cidr }], Ipv6Ranges: [] };
    return present({ IpProtocol: protocol, FromPort: from, ToPort: to, ...peer });
  };
  return {
    GroupId: group.id,
    GroupName: group.name,
    Description: group.description,
    VpcId: group.vpcId,
    OwnerId: cloud.accountId,
    SecurityGroupArn: `arn:aws:ec2:${region}:${cloud.accountId}:security-group/${group.id}`,
    IpPermissions: group.ingress.map(permission),
    IpPermissionsEgress: group.egress.map(permission),
    Tags: tagList(group.tags),
  };
}
