import { oneOf } from '../checks.js';
import type { Attribute, Block, NestedBlock, ProviderSchema, TypeSchema } from '../schema.js';

/**
 * Schemas of microsoft/msgraph 0.5.0, written by hand as no bindings exist. Source: the provider's own source,
 * github.com/microsoft/terraform-provider-msgraph, internal/provider and internal/services.
 */
const text = (more: Partial<Attribute> = {}): Attribute => ({ type: 'string', optional: true, ...more });
const bool = (more: Partial<Attribute> = {}): Attribute => ({ type: 'bool', optional: true, ...more });
const queryParameters: Attribute = { type: ['map', ['list', 'string']], optional: true };
const retry: Attribute = { type: ['object', { error_message_regex: ['list', 'string'] }], optional: true };

const id: Attribute = { type: 'string', computed: true };
const url = text({ optional: false, required: true });
const apiVersion = text({ computed: true, defaultValue: 'v1.0', check: oneOf('v1.0', 'beta') });
const body: Attribute = { type: 'dynamic', optional: true };
const output: Attribute = { type: 'dynamic', computed: true };
const exportValues: Attribute = { type: ['map', 'string'], optional: true };

function timeouts(...operations: string[]): Record<string, NestedBlock> {
  const attributes = Object.fromEntries(operations.map((name) => [name, text()]));
  return { timeouts: { nesting: 'single', min: 0, max: 0, block: { attributes, blocks: {} } } };
}

function type(attributes: Record<string, Attribute>, blocks: Block['blocks'] = {}): TypeSchema {
  return { attributes, blocks, version: 0, rules: [] };
}

const resource = type(
  {
    id,
    url,
    api_version: apiVersion,
    body,
    ignore_missing_property: bool({ computed: true, defaultValue: true }),
    create_query_parameters: queryParameters,
    update_query_parameters: queryParameters,
    read_query_parameters: queryParameters,
    delete_query_parameters: queryParameters,
    response_export_values: exportValues,
    retry,
    output,
    update_method: text({ check: oneOf('PATCH', 'PUT') }),
    resource_url: { type: 'string', computed: true },
  },
  timeouts('create', 'read', 'update', 'delete'),
);

const updateResource = type(
  {
    id,
    url,
    api_version: apiVersion,
    body,
    ignore_missing_property: bool({ computed: true, defaultValue: true }),
    update_query_parameters: queryParameters,
    read_query_parameters: queryParameters,
    response_export_values: exportValues,
    retry,
    output,
    update_method: text({ check: oneOf('PATCH', 'PUT') }),
  },
  timeouts('create', 'read', 'update', 'delete'),
);

const resourceAction = type(
  {
    id,
    resource_url: text({ optional: false, required: true, forceNew: true }),
    action: text({ forceNew: true }),
    method: text({
      optional: false,
      required: true,
      forceNew: true,
      check: oneOf('GET', 'POST', 'PATCH', 'DELETE', 'PUT'),
    }),
    api_version: { ...apiVersion, forceNew: true },
    when: text({ computed: true, defaultValue: 'create', forceNew: true, check: oneOf('create', 'destroy') }),
    body,
    query_parameters: queryParameters,
    headers: { type: ['map', 'string'], optional: true },
    response_export_values: exportValues,
    retry,
    output,
  },
  timeouts('create'),
);

const dataResource = type(
  {
    id,
    url,
    api_version: text({ computed: true, check: oneOf('v1.0', 'beta') }),
    query_parameters: queryParameters,
    response_export_values: exportValues,
    retry,
    output,
  },
  timeouts('read'),
);

const provider: Block = {
  attributes: Object.fromEntries([
    ...[
      ...[
        'client_id',
        'client_id_file_path',
        'tenant_id',
        'client_certificate_path',
        'oidc_token',
        'oidc_token_file_path',
      ],
      ...['oidc_request_token', 'oidc_request_url', 'oidc_azure_service_connection_id', 'environment', 'partner_id'],
      'custom_correlation_request_id',
    ].map((name) => [name, text()] as const),
    ...['client_secret', 'client_secret_file_path', 'client_certificate', 'client_certificate_password'].map(
      (name) => [name, text({ sensitive: true })] as const,
    ),
    ...[
      ...[
        'use_oidc',
        'use_cli',
        'use_powershell',
        'use_msi',
        'use_aks_workload_identity',
        'disable_correlation_request_id',
      ],
      'disable_terraform_partner_id',
    ].map((name) => [name, bool()] as const),
  ]),
  blocks: {},
};

export const msgraphSchema: ProviderSchema = {
  provider,
  resources: {
    msgraph_resource: resource,
    msgraph_update_resource: updateResource,
    msgraph_resource_action: resourceAction,
  },
  dataSources: { msgraph_resource: dataResource },
};
