/**
 * The part of `terraform show -json PLANFILE` that is read here.
 * Source: https://developer.hashicorp.com/terraform/internals/json-format (plan representation, change representation).
 */
import type { Values } from '../resources/values.js';
import { Failure } from '../terminal/failure.js';

export type TerraformAction = 'no-op' | 'create' | 'read' | 'update' | 'delete' | 'forget';

export interface ResourceChange {
  readonly address: string;
  readonly mode: 'managed' | 'data';
  readonly type: string;
  readonly name: string;
  /** Full address of the provider. */
  readonly provider_name?: string;
  /** Where it is not in the root module. */
  readonly module_address?: string;
  readonly action_reason?: string;
  readonly change: {
    readonly actions: readonly TerraformAction[];
    readonly before: Values | null;
    readonly after: Values | null;
    readonly after_unknown?: Values;
    readonly replace_paths?: readonly (readonly (string | number)[])[];
    /** It is taken into the state by an import block. */
    readonly importing?: { readonly id?: string };
  };
}

export interface ConfiguredResource {
  readonly address: string;
  readonly mode: 'managed' | 'data';
  readonly type: string;
  readonly name: string;
  readonly provider_config_key?: string;
  readonly provisioners?: readonly { readonly type: string }[];
}

export interface PlanJson {
  readonly format_version: string;
  readonly terraform_version?: string;
  readonly resource_changes?: readonly ResourceChange[];
  /** What was changed or deleted outside Terraform since the last apply. */
  readonly resource_drift?: readonly ResourceChange[];
  readonly output_changes?: Readonly<Record<string, { readonly actions: readonly TerraformAction[] }>>;
  readonly planned_values?: { readonly outputs?: Readonly<Record<string, { readonly value?: unknown }>> };
  readonly prior_state?: { readonly values?: { readonly root_module?: StateModule } };
  readonly configuration?: {
    readonly provider_config?: Readonly<Record<string, { readonly name: string; readonly full_name?: string }>>;
    readonly root_module?: {
      readonly resources?: readonly ConfiguredResource[];
      readonly module_calls?: Readonly<Record<string, unknown>>;
    };
  };
  readonly checks?: readonly {
    readonly address: { readonly to_display: string };
    readonly status: 'pass' | 'fail' | 'error' | 'unknown';
    readonly instances?: readonly { readonly problems?: readonly { readonly message: string }[] }[];
  }[];
  /** Terraform 1.5 and later. */
  readonly errored?: boolean;
}

export interface StateModule {
  readonly resources?: readonly { readonly address: string; readonly type: string; readonly values?: Values }[];
}

/** Reads the JSON of a plan. @throws Failure when it is none, or of a newer major form */
export function parsePlan(text: string): PlanJson {
  let plan: Partial<PlanJson>;
  try {
    plan = JSON.parse(text) as Partial<PlanJson>;
  } catch {
    throw new Failure('Terraform did not give the plan as JSON.', ['Run the plan again; the file may be cut short.']);
  }
  const version = plan.format_version;
  if (typeof version !== 'string' || !version.startsWith('1.')) {
    throw new Failure(`The plan has a form that is not known here, got: format_version ${String(version)}.`, [
      'A newer entra-workspaces may know it: npm install entra-workspaces@latest',
    ]);
  }
  return plan as PlanJson;
}

/** What happens to a resource, in one word. */
export type Action = 'create' | 'update' | 'replace' | 'delete' | 'forget' | 'none';

export function actionOf({ change, mode }: Pick<ResourceChange, 'change' | 'mode'>): Action {
  if (mode === 'data') return 'none';
  const { actions } = change;
  if (actions.includes('delete') && actions.includes('create')) return 'replace';
  if (actions.includes('create')) return 'create';
  if (actions.includes('update')) return 'update';
  if (actions.includes('delete')) return 'delete';
  return actions.includes('forget') ? 'forget' : 'none';
}

/** Whether any output is another one after the apply: those that stay are listed as well. */
export function changesOutputs({ output_changes: outputs = {} }: Pick<PlanJson, 'output_changes'>): boolean {
  return Object.values(outputs).some(({ actions }) => actions.some((each) => each !== 'no-op'));
}

/** Names of the attributes that change, unknown ones too, at the top level. */
export function changedAttributes({ change }: Pick<ResourceChange, 'change'>): string[] {
  const before = change.before ?? {};
  const after = change.after ?? {};
  const unknown = change.after_unknown ?? {};
  const names = new Set([...Object.keys(before), ...Object.keys(after), ...Object.keys(unknown)]);
  return [...names].filter((name) => {
    const isUnknown = unknown[name] !== undefined && hasTrue(unknown[name]);
    return isUnknown || JSON.stringify(before[name] ?? null) !== JSON.stringify(after[name] ?? null);
  });
}

/** Whether anything of it is known after the apply alone. */
export function hasTrue(value: unknown): boolean {
  if (value === true) return true;
  return value !== null && typeof value === 'object' && Object.values(value).some(hasTrue);
}
