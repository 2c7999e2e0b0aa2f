/** What each resource type is called, how one is named, and how much it matters when it is made, changed or removed. */
import type { ResourceChange, Values } from './plan-json.js';

/** How much a change matters, in rising order. Unknown is never taken as `none`. */
export const risks = ['none', 'cost', 'interrupts', 'destroys-data'] as const;
export type Risk = (typeof risks)[number];

export type Cloud = 'AWS' | 'Entra' | 'Intune' | 'Azure' | 'Terraform';

/** What is said of a resource type. */
export interface Wording {
  readonly cloud: Cloud;
  /** Singular, as in "1 desktop". */
  readonly noun: string;
  /** Plural where it is not noun + s. */
  readonly nouns?: string;
  /** Attributes that name one, first found first. */
  readonly name?: readonly string[];
  readonly create?: Risk;
  /** For any changed attribute that `attributes` does not name. */
  readonly update?: Risk;
  readonly attributes?: Readonly<Record<string, Risk>>;
  /** Removing, and replacing too. */
  readonly remove?: Risk;
  /** Inner workings that a person need not read about. */
  readonly inner?: boolean;
}

const plain = (cloud: Cloud, noun: string, rest: Partial<Wording> = {}): Wording => ({
  cloud,
  noun,
  create: 'none',
  update: 'none',
  remove: 'none',
  attributes: { tags: 'none', tags_all: 'none', description: 'none' },
  ...rest,
});
/** Removing or replacing it cuts people off until it is back. */
const carrying = (cloud: Cloud, noun: string, rest: Partial<Wording> = {}): Wording =>
  plain(cloud, noun, { update: 'interrupts', remove: 'interrupts', ...rest });

/** By Terraform type. A test holds it complete against everything the stacks make. */
export const wordings: Readonly<Record<string, Wording>> = {
  aws_workspaces_workspace: {
    cloud: 'AWS',
    noun: 'desktop',
    name: ['user_name'],
    create: 'cost',
    update: 'interrupts',
    remove: 'destroys-data',
    attributes: { tags: 'none', tags_all: 'none' },
  },
  aws_kms_key: plain('AWS', 'encryption key', {
    name: ['description'],
    create: 'cost',
    update: 'interrupts',
    remove: 'destroys-data',
  }),
  aws_kms_alias: plain('AWS', 'key alias', { nouns: 'key aliases', name: ['name'] }),
  aws_secretsmanager_secret: plain('AWS', 'secret', {
    name: ['name', 'name_prefix'],
    create: 'cost',
    remove: 'interrupts',
  }),
  aws_secretsmanager_secret_policy: carrying('AWS', 'secret policy', { nouns: 'secret policies' }),
  aws_secretsmanager_secret_version: plain('AWS', 'secret value', { remove: 'none' }),
  aws_iam_role: plain('AWS', 'role', { name: ['name'], update: 'interrupts', remove: 'interrupts' }),
  aws_iam_role_policy: plain('AWS', 'role policy', { nouns: 'role policies', name: ['name'], remove: 'interrupts' }),
  aws_iam_role_policy_attachment: plain('AWS', 'role policy attachment', {
    name: ['policy_arn'],
    remove: 'interrupts',
  }),
  aws_vpc: carrying('AWS', 'network', { name: ['cidr_block'], remove: 'destroys-data' }),
  aws_subnet: carrying('AWS', 'subnet', { name: ['cidr_block'], remove: 'destroys-data' }),
  aws_internet_gateway: carrying('AWS', 'internet gateway'),
  aws_flow_log: plain('AWS', 'flow log', { name: ['log_destination'], create: 'cost' }),
  aws_nat_gateway: carrying('AWS', 'NAT gateway', { create: 'cost' }),
  aws_eip: carrying('AWS', 'public address', { nouns: 'public addresses', create: 'cost', name: ['public_ip'] }),
  aws_route: carrying('AWS', 'route', { name: ['destination_cidr_block'] }),
  aws_route_table: carrying('AWS', 'route table'),
  aws_route_table_association: carrying('AWS', 'route table association'),
  aws_default_security_group: carrying('AWS', 'default security group'),
  aws_security_group: carrying('AWS', 'security group', { name: ['name'] }),
  aws_lambda_function: plain('AWS', 'control plane function', { name: ['function_name'], remove: 'interrupts' }),
  aws_lambda_function_event_invoke_config: plain('AWS', 'function setting', { inner: true }),
  aws_lambda_permission: plain('AWS', 'function permission', { inner: true }),
  aws_lambda_invocation: plain('AWS', 'control plane step', { inner: true }),
  aws_cloudwatch_log_group: plain('AWS', 'log group', { name: ['name'], create: 'cost' }),
  aws_cloudwatch_event_rule: plain('AWS', 'schedule', { name: ['name'] }),
  aws_cloudwatch_event_target: plain('AWS', 'schedule target', { inner: true }),
  aws_sns_topic: plain('AWS', 'alert topic', { name: ['name'] }),
  aws_sns_topic_policy: plain('AWS', 'alert topic policy', { nouns: 'alert topic policies' }),
  aws_sns_topic_subscription: plain('AWS', 'alert subscription', { name: ['endpoint'] }),
  aws_ssoadmin_application_assignment: carrying('AWS', 'assignment to the directory', {
    nouns: 'assignments to the directory',
    create: 'none',
  }),
  aws_ssoadmin_application_assignment_configuration: carrying('AWS', 'rule who may use the directory', {
    nouns: 'rules who may use the directory',
  }),
  aws_workspaces_ip_group: carrying('AWS', 'IP group', { name: ['name'] }),

  azuread_application_from_template: carrying('Entra', 'enterprise app', { name: ['display_name'] }),
  azuread_application: carrying('Entra', 'app registration', {
    name: ['display_name'],
    attributes: { tags: 'none', notes: 'none', description: 'none', feature_tags: 'none' },
  }),
  azuread_service_principal: carrying('Entra', 'service principal', {
    name: ['display_name'],
    attributes: { tags: 'none', notes: 'none', notification_email_addresses: 'none', login_url: 'interrupts' },
  }),
  azuread_application_identifier_uri: carrying('Entra', 'sign-in identifier', { name: ['identifier_uri'] }),
  azuread_application_redirect_uris: carrying('Entra', 'reply addresses', { nouns: 'reply addresses' }),
  azuread_service_principal_token_signing_certificate: carrying('Entra', 'signing certificate', {
    name: ['display_name'],
  }),
  azuread_application_password: plain('Entra', 'client secret', { name: ['display_name'] }),
  azuread_app_role_assignment: carrying('Entra', 'permission or assignment', {
    nouns: 'permissions or assignments',
    name: ['principal_display_name'],
  }),
  azuread_group: carrying('Entra', 'group', { name: ['display_name'], attributes: { description: 'none' } }),
  azuread_group_member: carrying('Entra', 'group member'),
  azuread_synchronization_secret: carrying('Entra', 'SCIM credential'),
  azuread_synchronization_job: carrying('Entra', 'SCIM job'),
  azuread_synchronization_job_provision_on_demand: plain('Entra', 'immediate sync', { inner: true }),

  msgraph_resource: carrying('Intune', 'Autopilot profile or assignment', {
    nouns: 'Autopilot profiles or assignments',
  }),
  msgraph_update_resource: carrying('Entra', 'active signing certificate'),
  msgraph_resource_action: carrying('Intune', 'Intune action'),

  azurerm_resource_group: plain('Azure', 'resource group', { name: ['name'], remove: 'destroys-data' }),
  azurerm_log_analytics_workspace: plain('Azure', 'log workspace', {
    name: ['name'],
    create: 'cost',
    remove: 'destroys-data',
  }),
  azurerm_monitor_aad_diagnostic_setting: plain('Azure', 'Entra log export', { name: ['name'], create: 'cost' }),
  azurerm_monitor_action_group: plain('Azure', 'action group', { name: ['name'] }),
  azurerm_monitor_scheduled_query_rules_alert_v2: plain('Azure', 'alert', { name: ['name'], create: 'cost' }),

  time_rotating: plain('Terraform', 'rotation', { inner: true }),
  time_sleep: plain('Terraform', 'pause', { inner: true }),
  time_static: plain('Terraform', 'date', { inner: true }),
  time_offset: plain('Terraform', 'date', { inner: true }),
  terraform_data: plain('Terraform', 'note', { inner: true }),
};

/** What is said of a type that the table does not know: an owner's own resource, or one of a newer version. */
export function wordingOf(type: string): Wording {
  const known = wordings[type];
  if (known) return known;
  const [provider = '', ...rest] = type.split('_');
  const cloud: Cloud = provider.startsWith('azurerm') ? 'Azure' : provider.startsWith('azuread') ? 'Entra' : 'AWS';
  return {
    cloud: provider === 'msgraph' ? 'Intune' : cloud,
    noun: rest.join(' ') || type,
    name: ['name', 'display_name', 'id'],
    create: 'cost',
    update: 'interrupts',
    remove: 'destroys-data',
  };
}

/** The steps of the control plane say in their input what they are about. */
export interface ControlPlaneStep {
  readonly kind: string;
  readonly step: string;
  readonly name: string | undefined;
}

/** Kinds of the control plane in words, with what their removal means. */
export const kindWordings: Readonly<Record<string, Wording>> = {
  'entra-directory': carrying('AWS', 'WorkSpaces directory', {
    nouns: 'WorkSpaces directories',
    remove: 'destroys-data',
  }),
  bundle: plain('AWS', 'bundle', { create: 'none', remove: 'interrupts' }),
  'account-instance': carrying('AWS', 'Identity Center account instance', { remove: 'destroys-data' }),
  'synced-group': plain('AWS', 'synced group', { inner: true }),
  'user-presence': plain('AWS', 'presence of users', { inner: true }),
};

/** What a control plane invocation is about, from the input that is known before or after. */
export function controlPlaneStep({
  type,
  change,
}: Pick<ResourceChange, 'type' | 'change'>): ControlPlaneStep | undefined {
  if (type !== 'aws_lambda_invocation') return undefined;
  const input = textOf(change.after, 'input') ?? textOf(change.before, 'input');
  if (input === undefined) return undefined;
  try {
    const { kind, step, identity } = JSON.parse(input) as { kind?: unknown; step?: unknown; identity?: Values };
    if (typeof kind !== 'string' || typeof step !== 'string') return undefined;
    return { kind, step, name: textOf(identity ?? null, 'name') ?? textOf(identity ?? null, 'displayName') };
  } catch {
    return undefined;
  }
}

/** A text attribute, if it is there and known. */
export function textOf(values: Values | null, name: string): string | undefined {
  const value = values?.[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
