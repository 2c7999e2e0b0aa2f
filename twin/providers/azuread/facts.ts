import { between, each, exactlyOneOf, notEmpty, oneOf, rfc3339, uuid } from '../checks.js';
import type { FactTable } from '../overrides.js';
import type { Complaint } from '../schema.js';
import type { Values } from '../value.js';

const docs = (page: string): string =>
  `https://registry.terraform.io/providers/hashicorp/azuread/3.7.0/docs/resources/${page}`;
const governance =
  'https://github.com/hashicorp/terraform-provider-azuread/blob/v3.7.0/internal/services/identitygovernance';
const recorded = (file: string): string => `recordings of azuread 3.7.0, ${file}.json`;

/** What the stand-in does not model is refused, so that nobody takes its silence for the provider's consent. */
function notModelled(...names: readonly string[]) {
  return (config: Values): readonly Complaint[] =>
    names
      .filter((name) => {
        const value = config[name];
        return Array.isArray(value) ? value.length > 0 : (value ?? null) !== null;
      })
      .map((name) => ({ summary: `The twin's stand-in for azuread does not model ${name}`, at: [name] }));
}

/** What the bindings of azuread 3.7.0 do not tell: ForceNew, defaults, sensitive, validation, schema_version. */
export const azureadFacts: FactTable = {
  azuread_access_package: {
    source: `${governance}/access_package_resource.go`,
    forceNew: ['catalog_id'],
    defaults: { hidden: false },
    checks: { catalog_id: uuid, display_name: notEmpty, description: notEmpty },
  },
  azuread_access_package_assignment_policy: {
    source: `${governance}/access_package_assignment_policy_resource.go`,
    checks: {
      access_package_id: uuid,
      display_name: notEmpty,
      description: notEmpty,
      duration_in_days: between(0, 3660),
      'requestor_settings.scope_type': oneOf(
        'AllExistingDirectoryMemberUsers',
        'AllExistingDirectorySubjects',
        'NoSubjects',
        'SpecificDirectorySubjects',
      ),
      'approval_settings.approval_stage.primary_approver.subject_type': oneOf(
        'GroupMembers',
        'RequestorManager',
        'SingleUser',
      ),
    },
    rules: [notModelled('assignment_review_settings', 'expiration_date')],
    blocks: { requestor_settings: [0, 1], approval_settings: [0, 1], 'question.text': [1, 1] },
  },
  azuread_access_package_catalog: {
    source: `${governance}/access_package_catalog_resource.go`,
    defaults: { externally_visible: true, published: true },
    checks: { display_name: notEmpty, description: notEmpty },
  },
  azuread_access_package_resource_catalog_association: {
    source: `${governance}/access_package_resource_catalog_association_resource.go`,
    forceNew: 'all',
  },
  azuread_access_package_resource_package_association: {
    source: `${governance}/access_package_resource_package_association_resource.go`,
    forceNew: 'all',
    defaults: { access_type: 'Member' },
    checks: { access_package_id: uuid, access_type: oneOf('Member', 'Owner') },
  },
  azuread_app_role_assignment: {
    source: recorded('azuread_app_role_assignment.group'),
    forceNew: 'all',
    checks: { app_role_id: uuid, principal_object_id: uuid, resource_object_id: uuid },
    version: 1,
  },
  azuread_application: {
    source: `${docs('application')}; ${recorded('azuread_application')}`,
    forceNew: ['template_id'],
    sensitive: ['password.value'],
    defaults: { sign_in_audience: 'AzureADMyOrg' },
    checks: {
      display_name: notEmpty,
      sign_in_audience: oneOf(
        'AzureADMyOrg',
        'AzureADMultipleOrgs',
        'AzureADandPersonalMicrosoftAccount',
        'PersonalMicrosoftAccount',
      ),
      owners: each(uuid),
      'required_resource_access.resource_app_id': notEmpty,
      'required_resource_access.resource_access.id': uuid,
      'required_resource_access.resource_access.type': oneOf('Role', 'Scope'),
    },
    rules: [
      notModelled(
        'api',
        'app_role',
        'optional_claims',
        'password',
        'public_client',
        'single_page_application',
        'template_id',
        'logo_image',
      ),
    ],
    version: 2,
  },
  azuread_application_federated_identity_credential: {
    source: recorded('azuread_application_federated_identity_credential'),
    forceNew: ['application_id', 'display_name'],
  },
  azuread_application_flexible_federated_identity_credential: {
    source: docs('application_flexible_federated_identity_credential'),
    forceNew: ['application_id', 'display_name'],
    checks: { claims_matching_expression: notEmpty, display_name: notEmpty, issuer: notEmpty },
  },
  azuread_application_from_template: {
    source: recorded('azuread_application_from_template'),
    forceNew: ['template_id'],
    checks: { template_id: uuid, display_name: notEmpty },
  },
  azuread_application_identifier_uri: {
    source: recorded('azuread_application_identifier_uri'),
    forceNew: 'all',
    checks: { identifier_uri: notEmpty },
  },
  azuread_application_password: {
    source: `${docs('application_password')}; ${recorded('azuread_application_password')}`,
    forceNew: ['application_id', 'display_name', 'end_date', 'end_date_relative', 'rotate_when_changed', 'start_date'],
    sensitive: ['value'],
    checks: { end_date: rfc3339, start_date: rfc3339 },
    rules: [notModelled('end_date_relative')],
    version: 1,
  },
  azuread_application_redirect_uris: {
    source: recorded('azuread_application_redirect_uris'),
    forceNew: ['application_id', 'type'],
    checks: { type: oneOf('PublicClient', 'SPA', 'Web') },
  },
  azuread_group: {
    source: `${docs('group')}; ${recorded('azuread_group.assigned')}`,
    forceNew: ['assignable_to_role', 'behaviors', 'mail_nickname', 'provisioning_options', 'types'],
    checks: {
      display_name: notEmpty,
      types: each(oneOf('DynamicMembership', 'Unified')),
      owners: each(uuid),
      members: each(uuid),
      'dynamic_membership.rule': notEmpty,
    },
    rules: [atLeastSecurityOrMail, dynamicOnlyWithType, notModelled('administrative_unit_ids', 'theme')],
    version: 1,
  },
  azuread_group_member: {
    source: recorded('azuread_group_member'),
    forceNew: 'all',
    checks: { group_object_id: uuid, member_object_id: uuid },
  },
  azuread_service_principal: {
    source: `${docs('service_principal')}; ${recorded('azuread_service_principal.plain')}`,
    forceNew: ['client_id'],
    defaults: { account_enabled: true },
    checks: {
      client_id: uuid,
      owners: each(uuid),
      preferred_single_sign_on_mode: oneOf('oidc', 'password', 'saml', 'notSupported'),
    },
    rules: [notModelled('features')],
    version: 1,
  },
  azuread_service_principal_token_signing_certificate: {
    source: recorded('azuread_service_principal_token_signing_certificate'),
    forceNew: 'all',
    sensitive: ['value'],
    checks: { end_date: rfc3339, display_name: commonName },
  },
  azuread_synchronization_job: {
    source: recorded('azuread_synchronization_job'),
    forceNew: ['service_principal_id', 'template_id'],
    defaults: { enabled: true },
    version: 1,
  },
  azuread_synchronization_job_provision_on_demand: {
    source: recorded('azuread_synchronization_job_provision_on_demand'),
    forceNew: 'all',
    checks: { 'parameter.rule_id': notEmpty, 'parameter.subject.object_type_name': oneOf('Group', 'User') },
  },
  azuread_synchronization_secret: {
    source: recorded('azuread_synchronization_secret'),
    forceNew: ['service_principal_id'],
    sensitive: ['credential.value'],
    version: 1,
  },
  'data.azuread_application': {
    source: recorded('data.azuread_application'),
    rules: [exactlyOneOf('object_id', 'client_id', 'display_name', 'identifier_uri'), notModelled('identifier_uri')],
  },
  'data.azuread_application_template': {
    source: recorded('data.azuread_application_template'),
    rules: [exactlyOneOf('template_id', 'display_name')],
  },
  'data.azuread_domains': {
    source: recorded('data.azuread_domains'),
    rules: [notModelled('admin_managed', 'supports_services')],
  },
  'data.azuread_service_principal': {
    source: recorded('data.azuread_service_principal'),
    rules: [exactlyOneOf('client_id', 'display_name', 'object_id')],
  },
  'data.azuread_user': {
    source: 'https://registry.terraform.io/providers/hashicorp/azuread/3.7.0/docs/data-sources/user',
    rules: [
      exactlyOneOf('user_principal_name', 'object_id', 'mail', 'mail_nickname', 'employee_id'),
      notModelled('mail', 'mail_nickname', 'employee_id'),
    ],
  },
  'data.azuread_users': {
    source: recorded('data.azuread_users'),
    rules: [
      exactlyOneOf('user_principal_names', 'object_ids', 'mails', 'mail_nicknames', 'employee_ids', 'return_all'),
      notModelled('mails', 'mail_nicknames', 'employee_ids', 'return_all'),
    ],
  },
};

function commonName(value: unknown): string | undefined {
  return typeof value === 'string' && value.startsWith('CN=') ? undefined : 'must begin with "CN="';
}

function atLeastSecurityOrMail(config: Values): readonly Complaint[] {
  if (config['security_enabled'] !== null && config['security_enabled'] !== false) return [];
  if (config['mail_enabled'] !== null && config['mail_enabled'] !== false) return [];
  return [
    {
      summary: 'Missing required argument',
      detail: '"security_enabled": one of `mail_enabled,security_enabled` must be specified',
    },
  ];
}

function dynamicOnlyWithType(config: Values): readonly Complaint[] {
  const types = config['types'];
  const isDynamic = Array.isArray(types) && types.includes('DynamicMembership');
  const rule = config['dynamic_membership'];
  const hasRule = Array.isArray(rule) && rule.length > 0;
  if (hasRule && !isDynamic) {
    return [
      { summary: '`types` must contain "DynamicMembership" when `dynamic_membership` is specified', at: ['types'] },
    ];
  }
  const members = config['members'];
  if (isDynamic && Array.isArray(members) && members.length > 0) {
    return [{ summary: '`members` must not be specified when `types` contains "DynamicMembership"', at: ['members'] }];
  }
  return [];
}
