/**
 * What an argument takes of another block, in every example: the ARN and not the id, the object id and not the client id, and of
 * that type alone. Source: the pages of the providers on each resource (registry.terraform.io/providers).
 */
import { readdirSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { jsonWithReferences } from '../modules/json-with-references.js';
import { blocksOf, example, exampleFolder, jsonOf, type Block, type Json } from './synthesized.js';

/** The end of `TYPE ARGUMENT` (without indexes), and what it takes, as `TYPE.ATTRIBUTE`; the first that fits counts. */
const takes: readonly (readonly [argument: RegExp, takes: RegExp])[] = [
  // AWS.
  [/(topic_?arn|alarm_actions|ok_actions|on_failure\.destination)$/i, /^aws_sns_topic\.arn$/],
  [/secret_?arn$/i, /^aws_secretsmanager_secret\.arn$/],
  [/ secret_id$/, /^aws_secretsmanager_secret\.(id|arn)$/],
  [/(role_arn|aws_lambda_function role)$/, /^aws_iam_role\.arn$/],
  [/aws_iam_role_policy(_attachment)? role$/, /^aws_iam_role\.name$/],
  [/(state_?machine_?arn)$/i, /^aws_sfn_state_machine\.arn$/],
  [/(kms_key_id|kms_master_key_id|volume_encryption_key|keyArn)$/, /^aws_kms_key\.arn$/],
  [/target_key_id$/, /^aws_kms_key\.key_id$/],
  [/aws_lambda_permission source_arn$/, /^aws_cloudwatch_event_rule\.arn$/],
  [/aws_cloudwatch_event_target rule$/, /^aws_cloudwatch_event_rule\.name$/],
  [/aws_cloudwatch_event_target arn$/, /^aws_(lambda_function|sfn_state_machine)\.arn$/],
  [/function_name$/, /^aws_lambda_function\.function_name$/],
  [/Parameters\.FunctionName$/, /^aws_lambda_function\.arn$/],
  [/(FLEET_TABLE|\.table)$/, /^aws_dynamodb_table\.name$/],
  [/log_group$/, /^aws_cloudwatch_log_group\.name$/],
  [/vpc_id$/, /^aws_vpc\.id$/],
  [/subnet_?ids?$/i, /^aws_subnet\.id$/],
  [/route_table_id$/, /^aws_route_table\.id$/],
  [/nat_gateway_id$/, /^aws_nat_gateway\.id$/],
  [/ gateway_id$/, /^aws_internet_gateway\.id$/],
  [/allocation_id$/, /^aws_eip\.id$/],
  [/firewall_policy_arn$/, /^aws_networkfirewall_firewall_policy\.arn$/],
  [/rule_group_reference\.resource_arn$/, /^aws_networkfirewall_rule_group\.arn$/],
  [/policy\.Statement\.Resource$/, /^aws_\w+\.arn$/],
  [/compute_type_name$/, /^data\.aws_workspaces_bundle\.compute_type\[0\]\.name$/],
  // Entra.
  [/secret_string\.application_id$/, /^azuread_application\.client_id$/],
  [/client_id$/, /^(data\.)?azuread_(application|service_principal)\.client_id$/],
  [
    /(resource_object_id|enterprise_app\.object_id|terraform_data input)$/,
    /^(data\.)?azuread_service_principal\.object_id$/,
  ],
  [/ owners$/, /^data\.azuread_service_principal\.object_id$/],
  [/ principal_object_id$/, /^(data\.)?azuread_(group|service_principal)\.object_id$/],
  [
    /(entraObjectId|group\.object_id|groupId|resource_origin_id|member_object_id)$/,
    /^(data\.)?azuread_group\.object_id$/,
  ],
  [/subject\.object_id$/, /^(data\.)?azuread_group\.object_id$/],
  [/display_?name$/i, /^(data\.)?azuread_group\.display_name$/],
  [/ members$/, /^data\.azuread_users\.object_ids$/],
  [/(app_role_id|resource_access\.id)$/, /^data\.azuread_service_principal\.app_role_ids\["[\w.]+"\]$/],
  [/azuread_application_password application_id$/, /^azuread_application\.id$/],
  [/triggers\.application$/, /^azuread_application\.id$/],
  [/application_id$/, /^azuread_application_from_template\.application_id$/],
  [/catalog_id$/, /^azuread_access_package_catalog\.id$/],
  [/(access_package_id|\.package_id)$/, /^azuread_access_package\.id$/],
  [/\.policy_id$/, /^azuread_access_package_assignment_policy\.id$/],
  [/catalog_resource_association_id$/, /^azuread_access_package_resource_catalog_association\.id$/],
  [/synchronization_job_id$/, /^azuread_synchronization_job\.id$/],
  [/end_date$/, /^time_rotating\.rotation_rfc3339$/],
  [/ (rotate_when_changed|triggers)\.turn$/, /^time_rotating\.id$/],
  [/watch\.date$/, /^msgraph_resource_action\.output\.expires$/],
  [/preferredTokenSigningKeyThumbprint$/, /^msgraph_resource_action\.output\.thumbprint$/],
  // Intune and Azure.
  [/(selectedMobileAppIds|AssignmentFilterId)$/, /^msgraph_resource\.id$/],
  [/triggers_replace$/, /^((data\.)?azuread_group\.object_id|(msgraph_resource|azuread_app_role_assignment)\.id)$/],
  [/resource_group_name$/, /^azurerm_resource_group\.name$/],
  [/(log_analytics_workspace_id| scopes)$/, /^azurerm_log_analytics_workspace\.id$/],
  [/action_groups$/, /^azurerm_monitor_action_group\.id$/],
  [/^local /, /^(azuread_application_from_template\.application_object_id|aws_secretsmanager_secret\.arn)$/],
];

const whole = /^\$\{((?:data\.)?[a-z]+_[a-z0-9_]+)\.[\w-]+\.([\w.[\]"]+)\}$/;
const notAsked = /^(depends_on|lifecycle|provider|\/\/)$/;

/** `TYPE ARGUMENT <- TYPE.ATTRIBUTE` of each value that is a reference as a whole. */
function referencesOf(type: string, value: Block, path = ''): string[] {
  if (typeof value === 'string') {
    if (/^\s*[[{]["{[]/.test(value)) return referencesOf(type, jsonWithReferences(value), path);
    const [, other, attribute] = whole.exec(value) ?? [];
    return other === undefined ? [] : [`${type} ${path} <- ${other}.${attribute ?? ''}`];
  }
  if (Array.isArray(value)) return value.flatMap((each: Block) => referencesOf(type, each, path));
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value as Json).flatMap(([key, each]) =>
    notAsked.test(key) ? [] : referencesOf(type, each, path === '' ? key : `${path}.${key}`),
  );
}

const names = readdirSync(exampleFolder).flatMap((file) => (file.endsWith('.json') ? [file.slice(0, -5)] : []));
const stacks = names.map((name) => {
  const json = jsonOf(example(name));
  return { name, json, blocks: blocksOf(json) };
});
const all = stacks.flatMap(({ blocks }) => [...blocks]);

describe.each(stacks)('$name', ({ json, blocks }) => {
  test('each argument takes what it is for', () => {
    const outputs = Object.entries((json['output'] ?? {}) as Json).map(([key, { value }]): [string, Block] => [
      'output',
      { [key]: value },
    ]);
    const ofBlocks = [...blocks].map(([address, block]): [string, Block] => [
      /^(data\.)?\w+/.exec(address)?.[0] ?? '',
      block,
    ]);
    const found = [...new Set([...ofBlocks, ...outputs].flatMap(([type, block]) => referencesOf(type, block)))];
    expect(found.length).toBeGreaterThan(20);
    const wrong = found.flatMap((each) => {
      const [argument = '', what = ''] = each.split(' <- ');
      const row = takes.find(([pattern]) => pattern.test(argument));
      if (row === undefined) return [`${each}: nobody has said what it takes, see \`takes\``];
      return row[1].test(what) ? [] : [`${argument} takes ${row[1].source}, got ${what}`];
    });
    expect(wrong).toEqual([]);
  });

  test('what lies in a Region names nothing of another', () => {
    const located = [...blocks].flatMap(([address, { provider, policy: _, input: __, ...block }]: [string, Block]) => {
      const [, region] = /^aws\.([a-z]+(?:-[a-z]+)+-\d)$/.exec((provider as string | undefined) ?? '') ?? [];
      return region === undefined ? [] : [{ address, region, text: JSON.stringify(block) }];
    });
    expect(located.length).toBeGreaterThan(0);
    const wrong = located.flatMap(({ address, region, text }) => {
      const arns = [...text.matchAll(/arn:aws[\w-]*:[a-z0-9-]+:([a-z0-9-]+):\d*:[^"$]+/g)];
      return arns.flatMap(([arn, of]) => (of === region ? [] : [`${address} in ${region}: ${arn}`]));
    });
    expect(wrong).toEqual([]);
  });
});

// https://learn.microsoft.com/graph/api/serviceprincipal-get: a client id stands there in `(appId='…')` alone.
test('Graph is asked for a service principal by its object id', () => {
  const text = JSON.stringify(all.filter(([address]) => /^(data\.)?(msgraph|azuread)_/.test(address)));
  const asked = [...text.matchAll(/servicePrincipals\/\$\{[\w.-]+\.(\w+)\}/g)].map(([, id]) => id);
  expect(new Set(asked)).toEqual(new Set(['object_id']));
});

test('an alert of Azure looks at the enterprise app, by the id that its log has', () => {
  const queries = all.flatMap(([address, block]) =>
    address.startsWith('azurerm_monitor_scheduled_query_rules_alert_v2.') ? (block.criteria as Block[]) : [],
  );
  const asked = queries.map(({ query }: { query: string }) => {
    const of = /(AppId ==|ServicePrincipal contains) "\$\{[\w.-]+\.(client_id|object_id)\}"/.exec(query);
    return [query.split(/\W/)[0], of?.[1], of?.[2]].join(' ');
  });
  expect(new Set(asked)).toEqual(
    new Set(['SigninLogs AppId == client_id', 'AADProvisioningLogs ServicePrincipal contains object_id']),
  );
});
