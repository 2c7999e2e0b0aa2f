import type { Kind } from '../../domain/control-plane/contract.js';
import { awsProvider } from '../../twin/providers/aws.js';
import { azureadProvider } from '../../twin/providers/azuread.js';
import { azurermProvider } from '../../twin/providers/azurerm.js';
import { msgraphProvider } from '../../twin/providers/msgraph.js';
import type { Provider } from '../../twin/providers/provider.js';
import { Dynamic, type Value, type Values } from '../../twin/providers/value.js';
import type { Scenario } from './harness.js';
import type { StateResource } from './state.js';

/**
 * What is to happen when somebody deletes one of a type: one apply repairs it, a plan says by name what to do, the cloud
 * does not let it go while it is in use, or nothing of it lies in a cloud.
 */
export type Outcome = 'repaired' | 'said' | 'held back' | 'nowhere';

/** Every type that a state can hold. */
const outcomes: Readonly<Record<string, Outcome>> = {
  // Until the rule has no target, the network nothing in it, the address no gateway, the group of the VPC nobody deletes.
  aws_default_security_group: 'held back',
  aws_eip: 'held back',
  aws_route_table: 'held back',
  aws_subnet: 'held back',
  aws_vpc: 'held back',
  // What it made: `invokedOutcomes`.
  aws_lambda_invocation: 'nowhere',
  azuread_synchronization_job_provision_on_demand: 'nowhere',
  // Requests; a signing certificate that somebody deletes is doctor's to say (test/e2e/checks/federation-faults.ts).
  msgraph_resource_action: 'nowhere',
  msgraph_update_resource: 'nowhere',
  terraform_data: 'nowhere',
  time_rotating: 'nowhere',
  time_sleep: 'nowhere',
  // They wait 30 days for their deletion, and are brought back.
  aws_kms_key: 'said',
  aws_secretsmanager_secret: 'said',
  ...Object.fromEntries(
    [
      ...['cloudwatch_event_rule', 'cloudwatch_event_target', 'cloudwatch_log_group', 'flow_log', 'iam_role'],
      ...['iam_role_policy', 'iam_role_policy_attachment', 'internet_gateway', 'kms_alias', 'lambda_function'],
      ...[
        'lambda_function_event_invoke_config',
        'lambda_permission',
        'nat_gateway',
        'route',
        'route_table_association',
      ],
      ...['secretsmanager_secret_policy', 'secretsmanager_secret_version', 'sns_topic', 'sns_topic_subscription'],
      ...['ssm_parameter', 'ssoadmin_application_assignment', 'ssoadmin_application_assignment_configuration'],
      'workspaces_workspace',
    ].map((type) => [`aws_${type}`, 'repaired'] as const),
  ),
  ...Object.fromEntries(
    [
      ...['app_role_assignment', 'application', 'application_from_template', 'application_identifier_uri'],
      ...['application_password', 'application_redirect_uris', 'group', 'service_principal', 'synchronization_job'],
      'synchronization_secret',
    ].map((type) => [`azuread_${type}`, 'repaired'] as const),
  ),
  ...Object.fromEntries(
    [
      ...['log_analytics_workspace', 'monitor_aad_diagnostic_setting', 'monitor_action_group'],
      ...['monitor_scheduled_query_rules_alert_v2', 'resource_group'],
    ].map((type) => [`azurerm_${type}`, 'repaired'] as const),
  ),
  msgraph_resource: 'repaired',
};

/** What only the control plane makes or sees, by its kind. */
export const invokedOutcomes: Readonly<Record<Kind, Outcome>> = {
  'account-instance': 'said',
  bundle: 'said',
  'entra-directory': 'said',
  'synced-group': 'said',
  // SCIM brings a person again: the step only looks.
  'user-presence': 'nowhere',
};

/** The enterprise app is made again with a certificate that Identity Center has not seen: `trustedAnew`. */
const trusted = /^azuread_(application_from_template|service_principal)\.federation_/;

export function outcomeOf({ address, type }: StateResource): Outcome | undefined {
  return trusted.test(address) ? 'said' : outcomes[type];
}

/** The resources of the state, without what is only read. */
export async function shownResources(scenario: Scenario): Promise<readonly StateResource[]> {
  return (await scenario.resources()).filter(({ address }) => !address.startsWith('data.'));
}

/**
 * Deletes in the cloud what a resource of the state stands for, as somebody in a console would: terraform is not told. The
 * stand-in's own delete does it, for it knows where the thing lies. What a console takes along goes first.
 */
export async function deletedBehind(scenario: Scenario, address: string): Promise<void> {
  const all = await shownResources(scenario);
  const resource = all.find((each) => each.address === address);
  if (!resource) throw new Error(`no ${address} in the state`);
  for (const each of all) if (goesAlong(each, resource)) await deleteOne(scenario, each);
  await deleteOne(scenario, resource);
}

/** Consoles remove a role with its policies, a rule with its targets, an Autopilot profile once it is assigned to nobody. */
function goesAlong(each: StateResource, { type, values }: StateResource): boolean {
  if (type === 'aws_iam_role')
    return each.type.startsWith('aws_iam_role_policy') && each.values['role'] === values['name'];
  if (type === 'aws_cloudwatch_event_rule')
    return each.type === 'aws_cloudwatch_event_target' && each.values['rule'] === values['name'];
  if (type === 'msgraph_resource')
    return each.type === type && String(each.values['url']).startsWith(`${String(values['resource_url'])}/`);
  return false;
}

async function deleteOne({ twin }: Scenario, resource: StateResource): Promise<void> {
  const providers: readonly Provider<unknown>[] = [
    awsProvider(twin.aws),
    azureadProvider(),
    azurermProvider(twin.subscription),
    msgraphProvider(),
  ];
  const provider = providers.find(({ resources }) => resource.type in resources);
  const type = provider?.resources[resource.type];
  if (!provider || !type) throw new Error(`no stand-in for ${resource.type}`);
  const { region } = resource.values;
  const block = typeof region === 'string' ? { region } : {};
  const environment = { AWS_REGION: 'eu-central-1', ...twin.terraform.env };
  const client = await provider.configure(twin.world, block, environment);
  const call = { world: twin.world, client, stopped: new AbortController().signal, warn: () => undefined };
  await type.delete(call, valuesOf(resource));
}

function valuesOf({ type, values }: StateResource): Values {
  const plain = values as Record<string, Value>;
  return type.startsWith('msgraph_') ? { ...plain, body: new Dynamic(plain['body'] ?? null) } : plain;
}
