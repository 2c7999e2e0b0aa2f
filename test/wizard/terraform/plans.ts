/** Plans as `terraform show -json` gives them, put together by hand. */
import type { TerraformAction, PlanJson, ResourceChange } from '../../../wizard/terraform/plan-json.js';
import type { Values } from '../../../wizard/resources/values.js';

export function change(
  type: string,
  name: string,
  actions: readonly TerraformAction[],
  values: { before?: Values; after?: Values; unknown?: Values; replacePaths?: readonly (readonly string[])[] } = {},
): ResourceChange {
  return {
    address: `${type}.${name}`,
    mode: 'managed',
    type,
    name,
    change: {
      actions,
      before: values.before ?? (actions.includes('create') && !actions.includes('delete') ? null : {}),
      after: values.after ?? (actions.includes('delete') && !actions.includes('create') ? null : {}),
      ...(values.unknown ? { after_unknown: values.unknown } : {}),
      ...(values.replacePaths ? { replace_paths: values.replacePaths } : {}),
    },
  };
}

export function desktop(upn: string, actions: readonly TerraformAction[], after: Values = {}): ResourceChange {
  const values = { user_name: upn, tags: {} };
  return change('aws_workspaces_workspace', upn.replace(/\W/g, '_'), actions, {
    ...(actions.includes('create') && actions.length === 1 ? {} : { before: values }),
    ...(actions.includes('delete') && actions.length === 1 ? {} : { after: { ...values, ...after } }),
  });
}

export function plan(changes: readonly ResourceChange[], existing: readonly string[] = []): PlanJson {
  return {
    format_version: '1.2',
    resource_changes: changes,
    prior_state: {
      values: {
        root_module: {
          resources: existing.map((upn, at) => ({
            address: `aws_workspaces_workspace.d${at}`,
            type: 'aws_workspaces_workspace',
            values: { user_name: upn },
          })),
        },
      },
    },
  };
}

/** One step of the control plane. */
export function step(
  kind: string,
  name: string,
  which: string,
  actions: readonly TerraformAction[],
  properties: readonly [before: Values, after: Values] = [{}, {}],
): ResourceChange {
  const input = (set: Values): Values => ({
    input: JSON.stringify({ kind, identity: { name }, step: which, properties: set }),
  });
  const made = actions.includes('create');
  return change('aws_lambda_invocation', `${kind}_${which}`, actions, {
    ...(made && actions.length === 1 ? {} : { before: input(properties[0]) }),
    ...(made ? { after: input(properties[1]) } : {}),
  });
}

/** Names of so many users. */
export const people = (count: number): string[] => Array.from({ length: count }, (_, at) => `user${at}@contoso.com`);
