import type { Account } from '../aws/account.js';
import type { Caller } from '../aws/principals.js';
import { AwsClient } from './aws/client.js';
import { awsDataSources } from './aws/data-sources.js';
import { workspace } from './aws/desktop.js';
import { awsFacts } from './aws/facts.js';
import { dynamodbTable, metricAlarm, stateMachine } from './aws/fleet-parts.js';
import { networkFirewallPolicy, networkFirewallRuleGroup } from './aws/firewall-rules.js';
import { networkFirewall } from './aws/firewall.js';
import { flowLog } from './aws/flow-logs.js';
import { eventInvokeConfig, lambdaPermission } from './aws/function-parts.js';
import { lambdaFunction } from './aws/functions.js';
import { elasticIp, internetGateway, natGateway } from './aws/gateways.js';
import { lambdaInvocation } from './aws/invocation.js';
import { kmsAlias, kmsKey } from './aws/keys.js';
import { defaultSecurityGroup, subnet, vpc } from './aws/network.js';
import { iamPolicy } from './aws/policies.js';
import { iamRole, iamRolePolicy, iamRolePolicyAttachment } from './aws/roles.js';
import { route, routeTable, routeTableAssociation } from './aws/routes.js';
import { secret, secretPolicy, secretVersion } from './aws/secrets.js';
import { applicationAssignment, assignmentConfiguration } from './aws/sign-on.js';
import { topic, topicSubscription } from './aws/topics.js';
import { eventRule, eventTarget, logGroup } from './aws/watch.js';
import { schemasOf } from './derived.js';
import { ProviderError, type Provider } from './provider.js';
import { block, text, textMap, texts, type Values } from './value.js';

/**
 * Stand-in for hashicorp/aws 6.25.0: the types in use, each as the calls that the provider makes, against an account of
 * the twin. API models, policies and service rules hold here as they do behind the gateway.
 */
export function awsProvider(account: Account): Provider<AwsClient> {
  return {
    address: 'hashicorp/aws',
    protocol: 5,
    pluginSdk: true,
    schema: schemasOf('aws', awsFacts),
    async configure(_world, config, environment) {
      const region = text(config, 'region') ?? environment['AWS_REGION'] ?? environment['AWS_DEFAULT_REGION'];
      if (!region) throw new ProviderError('invalid AWS Region: ', { detail: 'No Region was given.' });
      const caller = await callerOf(account, region, config, environment);
      checkAccount(config, caller);
      return new AwsClient(
        account,
        caller,
        region,
        textMap(block(config, 'default_tags'), 'tags'),
        environment['PWD'] ?? process.cwd(),
      );
    },
    resources: {
      aws_cloudwatch_event_rule: eventRule,
      aws_cloudwatch_event_target: eventTarget,
      aws_cloudwatch_log_group: logGroup,
      aws_cloudwatch_metric_alarm: metricAlarm,
      aws_default_security_group: defaultSecurityGroup,
      aws_dynamodb_table: dynamodbTable,
      aws_eip: elasticIp,
      aws_flow_log: flowLog,
      aws_iam_policy: iamPolicy,
      aws_iam_role: iamRole,
      aws_iam_role_policy: iamRolePolicy,
      aws_iam_role_policy_attachment: iamRolePolicyAttachment,
      aws_internet_gateway: internetGateway,
      aws_kms_alias: kmsAlias,
      aws_kms_key: kmsKey,
      aws_lambda_function: lambdaFunction,
      aws_lambda_function_event_invoke_config: eventInvokeConfig,
      aws_lambda_invocation: lambdaInvocation,
      aws_lambda_permission: lambdaPermission,
      aws_nat_gateway: natGateway,
      aws_networkfirewall_firewall: networkFirewall,
      aws_networkfirewall_firewall_policy: networkFirewallPolicy,
      aws_networkfirewall_rule_group: networkFirewallRuleGroup,
      aws_route: route,
      aws_route_table: routeTable,
      aws_route_table_association: routeTableAssociation,
      aws_secretsmanager_secret: secret,
      aws_secretsmanager_secret_policy: secretPolicy,
      aws_secretsmanager_secret_version: secretVersion,
      aws_sfn_state_machine: stateMachine,
      aws_sns_topic: topic,
      aws_sns_topic_subscription: topicSubscription,
      aws_ssoadmin_application_assignment: applicationAssignment,
      aws_ssoadmin_application_assignment_configuration: assignmentConfiguration,
      aws_subnet: subnet,
      aws_vpc: vpc,
      aws_workspaces_workspace: workspace,
    },
    dataSources: awsDataSources,
  };
}

/** Keys of the block, else of the environment, else the account's administrator; then the role to take on. */
async function callerOf(
  account: Account,
  region: string,
  config: Values,
  environment: NodeJS.ProcessEnv,
): Promise<Caller> {
  const key = text(config, 'access_key') ?? environment['AWS_ACCESS_KEY_ID'];
  const caller = key === undefined ? account.principals.administratorCaller : account.principals.of(key);
  if (!caller) {
    throw new ProviderError(
      'Retrieving AWS account details: validating provider credentials: retrieving caller identity from STS: operation error STS: GetCallerIdentity, https response error StatusCode: 403, api error InvalidClientTokenId: The security token included in the request is invalid.',
    );
  }
  const role = text(block(config, 'assume_role'), 'role_arn');
  if (!role) return caller;
  const session = text(block(config, 'assume_role'), 'session_name') ?? 'terraform';
  const assumed = await new AwsClient(account, caller, region, {}, '').call(
    'sts',
    'AssumeRole',
    { RoleArn: role, RoleSessionName: session },
    `Cannot assume IAM Role (${role})`,
  );
  const credentials = assumed['Credentials'] as { AccessKeyId: string };
  return account.principals.of(credentials.AccessKeyId) ?? caller;
}

function checkAccount(config: Values, caller: Caller): void {
  const allowed = texts(config, 'allowed_account_ids');
  const forbidden = texts(config, 'forbidden_account_ids');
  if ((allowed.length > 0 && !allowed.includes(caller.accountId)) || forbidden.includes(caller.accountId)) {
    throw new ProviderError(`AWS account ID not allowed: ${caller.accountId}`);
  }
}
