import type { Account } from './aws/account.js';
import type { ServiceName } from './aws/api-model.js';

type Answer = Record<string, unknown>;
type Listed = readonly Record<string, unknown>[];

interface Look {
  readonly service: ServiceName;
  readonly operation: string;
  readonly input?: object;
  /** Member of the answer that holds the objects. */
  readonly member: string;
  /** What names an object. */
  readonly name: string;
  /** What AWS brings by itself, or what is gone but for its grace period. */
  readonly ignore?: (object: Record<string, unknown>) => boolean;
}

/** What a deployment can leave behind, Region by Region. Looked up by API, as a person would. */
const looks: readonly Look[] = [
  { service: 'workspaces', operation: 'DescribeWorkspaces', member: 'Workspaces', name: 'WorkspaceId' },
  { service: 'workspaces', operation: 'DescribeWorkspaceDirectories', member: 'Directories', name: 'DirectoryName' },
  { service: 'workspaces', operation: 'DescribeWorkspaceBundles', member: 'Bundles', name: 'Name' },
  { service: 'workspaces', operation: 'DescribeIpGroups', member: 'Result', name: 'groupName' },
  {
    service: 'ec2',
    operation: 'DescribeVpcs',
    member: 'Vpcs',
    name: 'VpcId',
    ignore: (vpc) => vpc['IsDefault'] === true,
  },
  { service: 'ec2', operation: 'DescribeAddresses', member: 'Addresses', name: 'AllocationId' },
  {
    service: 'ec2',
    operation: 'DescribeNatGateways',
    member: 'NatGateways',
    name: 'NatGatewayId',
    ignore: (gateway) => gateway['State'] === 'deleted',
  },
  { service: 'ec2', operation: 'DescribeInternetGateways', member: 'InternetGateways', name: 'InternetGatewayId' },
  { service: 'ec2', operation: 'DescribeFlowLogs', member: 'FlowLogs', name: 'FlowLogId' },
  { service: 'network-firewall', operation: 'ListFirewalls', member: 'Firewalls', name: 'FirewallName' },
  { service: 'network-firewall', operation: 'ListFirewallPolicies', member: 'FirewallPolicies', name: 'Name' },
  { service: 'network-firewall', operation: 'ListRuleGroups', member: 'RuleGroups', name: 'Name' },
  { service: 'lambda', operation: 'ListFunctions', member: 'Functions', name: 'FunctionName' },
  { service: 'secretsmanager', operation: 'ListSecrets', member: 'SecretList', name: 'Name' },
  { service: 'sns', operation: 'ListTopics', member: 'Topics', name: 'TopicArn' },
  {
    service: 'kms',
    operation: 'ListAliases',
    member: 'Aliases',
    name: 'AliasName',
    ignore: ({ AliasName }) => typeof AliasName === 'string' && AliasName.startsWith('alias/aws/'),
  },
  { service: 'logs', operation: 'DescribeLogGroups', member: 'logGroups', name: 'logGroupName' },
  { service: 'events', operation: 'ListRules', member: 'Rules', name: 'Name' },
];

/** What there is in an account, as `REGION service: name`, sorted. Two empty accounts give equal lists. */
export async function inventoryOf(account: Account, regions: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const region of regions) {
    for (const look of looks) {
      if (!account.plays(look.service)) continue;
      const answer: Answer = await account.inside(look.service, look.operation, region, look.input ?? {});
      const objects = (answer[look.member] ?? []) as Listed;
      for (const object of objects.filter((each) => !look.ignore?.(each))) {
        found.push(`${region} ${look.service}: ${String(object[look.name])}`);
      }
    }
  }
  const roles = await account.inside('iam', 'ListRoles', 'us-east-1', {});
  for (const role of (roles['Roles'] ?? []) as Listed) found.push(`global iam: ${String(role['RoleName'])}`);
  return found.sort();
}
