/** What a request names, as ARNs: a policy is asked about these. */
import type { ServiceName } from './api-model.js';
import { isRecord } from './api-validation.js';

/** Where a call is made. */
export interface Place {
  readonly region: string;
  readonly accountId: string;
  /** ARN of the role that a call to IAM names, as it exists: its path is no part of the request. */
  readonly roleArn?: string;
  /** Ids behind the association, or the alias, that a call names. */
  readonly behind?: readonly string[];
}

/** The ARNs of what the members of a request name. */
export function resourcesNamed(service: ServiceName, input: Readonly<Record<string, unknown>>, at: Place): string[] {
  const arn = (type: string): string => `arn:aws:${service}:${at.region}:${at.accountId}:${type}`;
  const names = (members: readonly string[], make: (id: string) => string): string[] =>
    texts(input, members).map((id) => (id.startsWith('arn:') ? id : make(id)));
  switch (service) {
    case 'workspaces':
      return workspacesNamed(input, arn);
    case 'sso-admin':
      return names(['ApplicationArn', 'InstanceArn', 'ResourceArn'], (id) => id);
    case 'identitystore': {
      const member = input['MemberId'];
      return [
        ...names(['IdentityStoreId'], (id) => `arn:aws:identitystore::${at.accountId}:identitystore/${id}`),
        ...names(['GroupId', 'GroupIds'], (id) => `arn:aws:identitystore:::group/${id}`),
        ...texts(isRecord(member) ? { ...input, ...member } : input, ['UserId']).map(
          (id) => `arn:aws:identitystore:::user/${id}`,
        ),
      ];
    }
    case 'secretsmanager':
      // Of a new secret the policy is asked by its name, with the six characters that the service adds at its end:
      // https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_iam-permissions.html.
      return [
        ...names(['SecretId'], (id) => arn(`secret:${id}`)),
        ...names(['Name'], (name) => arn(`secret:${name}-AbCdEf`)),
      ];
    case 'kms':
      return [
        ...names(['KeyId', 'TargetKeyId'], (id) => arn(id.startsWith('alias/') ? id : `key/${id}`)),
        ...names(['AliasName'], (id) => arn(id)),
        ...(at.behind ?? []).map((id) => arn(`key/${id}`)),
      ];
    case 'sns':
      return names(['TopicArn', 'ResourceArn', 'SubscriptionArn', 'Name'], (id) => arn(id));
    case 'sts':
      return names(['RoleArn'], (id) => id);
    case 'iam': {
      const path = typeof input['Path'] === 'string' ? input['Path'] : '/';
      // Of a role with a policy the role is the resource, the policy a condition:
      // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
      return typeof input['RoleName'] === 'string'
        ? names(['RoleName'], (id) => at.roleArn ?? `arn:aws:iam::${at.accountId}:role${path}${id}`)
        : names(['PolicyArn'], (id) => id);
    }
    case 'ec2':
      return ec2Named(input, at);
    case 'lambda':
      return names(['FunctionName', 'Resource'], (id) => arn(`function:${id}`));
    case 'logs':
      return names(['logGroupName', 'resourceArn'], (id) => arn(`log-group:${id}`));
    case 'dynamodb':
      return names(['TableName', 'ResourceArn'], (id) => arn(`table/${id}`));
    case 'cloudwatch':
      return names(['AlarmName', 'AlarmNames', 'ResourceARN'], (id) => arn(`alarm:${id}`));
    case 'stepfunctions':
      return names(
        ['stateMachineArn', 'executionArn', 'resourceArn', 'name'],
        (id) => `arn:aws:states:${at.region}:${at.accountId}:stateMachine:${id}`,
      );
    case 'network-firewall':
      return [
        ...names(['FirewallArn', 'FirewallName'], (id) => arn(`firewall/${id}`)),
        ...names(['FirewallPolicyArn', 'FirewallPolicyName'], (id) => arn(`firewall-policy/${id}`)),
        ...names(['RuleGroupArn', 'RuleGroupName'], (id) => arn(`stateful-rulegroup/${id}`)),
        ...names(['ResourceArn'], (id) => id),
      ];
    case 'events':
      return names(['Rule', 'Name', 'ResourceARN'], (id) => arn(`rule/${id}`));
    default:
      return [];
  }
}

function workspacesNamed(input: Readonly<Record<string, unknown>>, arn: (type: string) => string): string[] {
  const types: readonly (readonly [RegExp, string])[] = [
    [/^(?:d|wsd)-/, 'directory/'],
    [/^wsb-/, 'workspacebundle/'],
    [/^wsi-/, 'workspaceimage/'],
    [/^wsipg-/, 'workspaceipgroup/'],
    [/^ws-/, 'workspace/'],
  ];
  const members = ['DirectoryId', 'BundleId', 'ImageId', 'WorkspaceId', 'SourceWorkspaceId', 'ResourceId', 'GroupId'];
  const lists = ['ResourceIds', 'GroupIds', 'WorkspaceIds'];
  const inside = ['Workspaces', 'TerminateWorkspaceRequests', 'RebuildWorkspaceRequests', 'RebootWorkspaceRequests'];
  const nested = [...inside, 'StartWorkspaceRequests', 'StopWorkspaceRequests'].flatMap((name) => {
    const requests = input[name];
    return Array.isArray(requests) ? requests.filter(isRecord).flatMap((each) => texts(each, members)) : [];
  });
  const ids = [...texts(input, [...members, ...lists]), ...nested];
  return ids.map((id) => arn(`${types.find(([pattern]) => pattern.test(id))?.[1] ?? ''}${id}`));
}

function texts(input: Readonly<Record<string, unknown>>, names: readonly string[]): string[] {
  return names.flatMap((name) => {
    const value = input[name];
    if (typeof value === 'string') return [value];
    return Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : [];
  });
}

/** By the beginnings of ids: what EC2 names is told apart by them alone. */
const ec2Types: Readonly<Record<string, string>> = {
  vpc: 'vpc',
  subnet: 'subnet',
  igw: 'internet-gateway',
  nat: 'natgateway',
  eipalloc: 'elastic-ip',
  rtb: 'route-table',
  sg: 'security-group',
  sgr: 'security-group-rule',
  acl: 'network-acl',
  eni: 'network-interface',
  vpce: 'vpc-endpoint',
  fl: 'vpc-flow-log',
};

function ec2Named(input: Readonly<Record<string, unknown>>, at: Place): string[] {
  const ids = [...texts(input, Object.keys(input)), ...(at.behind ?? [])];
  return ids.flatMap((id) => {
    const type = ec2Types[/^([a-z]+)-[0-9a-f]+$/.exec(id)?.[1] ?? ''];
    return type === undefined ? [] : [`arn:aws:ec2:${at.region}:${at.accountId}:${type}/${id}`];
  });
}
