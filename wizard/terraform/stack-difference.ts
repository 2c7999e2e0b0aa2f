/**
 * What differs between two synthesized stacks, in the words of a plan: for a pull request, where nobody has credentials.
 * What the clouds hold is not looked at, so a change that forces a replacement is a change here.
 */
import { invocationType } from '../resources/aws/lambda.js';
import { desktopType } from '../resources/aws/workspaces.js';
import type { Values } from '../resources/values.js';
import type { StackJson } from './contents.js';
import type { MadeStack } from './foreign-parts.js';
import type { TerraformAction, ConfiguredResource, PlanJson, ResourceChange } from './plan-json.js';
import { summarizePlan, type PlanSummary } from './plan-summary.js';
import { requiredProviders } from './provider-guard.js';

/** Parts of a stack beside resources and data that a person should hear of. */
const settings = ['terraform', 'provider', 'variable', 'output', 'locals', 'check', 'module'] as const;

export interface StackDifference {
  readonly summary: PlanSummary;
  /** Names of other parts that differ: `provider.aws`, `terraform.backend`. */
  readonly settings: readonly string[];
}

/** From one stack to another. */
export function differenceOf(before: StackJson, now: StackJson): StackDifference {
  const made: MadeStack = { json: now, own: { ...before, provider: expectedProviders(before, now) } };
  return { summary: summarizePlan(asPlan(before, now), made), settings: settingsThatDiffer(before, now) };
}

/**
 * Another Region, tag or account is a setting like others; an argument that a provider never had (an endpoint, a role, a
 * program for credentials) is more.
 */
function expectedProviders(before: StackJson, now: StackJson): NonNullable<StackJson['provider']> {
  const argumentsOf = (settings: readonly object[] = []): string[] => settings.flatMap((each) => Object.keys(each));
  return Object.fromEntries(
    Object.entries(now.provider ?? {}).flatMap(([name, settings]) => {
      const then = before.provider?.[name];
      if (then === undefined) return [];
      const known = new Set(argumentsOf(then));
      return [[name, argumentsOf(settings).every((argument) => known.has(argument)) ? settings : then] as const];
    }),
  );
}

/** As if one were the state and the other the configuration. */
function asPlan(before: StackJson, now: StackJson): PlanJson {
  const desktops = Object.entries(before.resource?.[desktopType] ?? {});
  const required = Object.fromEntries(
    Object.keys(now.terraform?.required_providers ?? {}).map((name, at) => [
      name,
      { name, full_name: requiredProviders(now)[at] ?? name },
    ]),
  );
  return {
    format_version: '1.2',
    resource_changes: changesBetween(before, now),
    prior_state: {
      values: {
        root_module: {
          resources: desktops.map(([name, values]) => ({
            address: `${desktopType}.${name}`,
            type: desktopType,
            values: values as Values,
          })),
        },
      },
    },
    configuration: {
      provider_config: required,
      root_module: { module_calls: now.module ?? {}, resources: resourcesOf(now) },
    },
  };
}

function changesBetween(before: StackJson, now: StackJson): ResourceChange[] {
  const types = new Set([...Object.keys(before.resource ?? {}), ...Object.keys(now.resource ?? {})]);
  return [...types].flatMap((type) => {
    const [then, today] = [before.resource?.[type] ?? {}, now.resource?.[type] ?? {}];
    const names = new Set([...Object.keys(then), ...Object.keys(today)]);
    return [...names].flatMap((name): ResourceChange[] => {
      const [one, other] = [known(then[name]), known(today[name])];
      if (JSON.stringify(then[name]) === JSON.stringify(today[name])) return [];
      // Terraform invokes a step of the control plane anew by replacing it.
      const changed: TerraformAction[] = type === invocationType ? ['delete', 'create'] : ['update'];
      const actions: readonly TerraformAction[] = one === null ? ['create'] : other === null ? ['delete'] : changed;
      return [
        { address: `${type}.${name}`, mode: 'managed', type, name, change: { actions, before: one, after: other } },
      ];
    });
  });
}

/** A block as values. What only terraform can work out is no name of anything. */
function known(block: unknown): Values | null {
  if (block === undefined || block === null) return null;
  const {
    depends_on: _order,
    lifecycle: _lifecycle,
    provider: _provider,
    ...values
  } = block as Record<string, unknown>;
  return values;
}

function resourcesOf(stack: StackJson): ConfiguredResource[] {
  return (['resource', 'data'] as const).flatMap((kind) =>
    Object.entries(stack[kind] ?? {}).flatMap(([type, blocks]) =>
      Object.entries(blocks).map(([name, block]) => {
        const { provisioner } = block as { provisioner?: unknown };
        const list = Array.isArray(provisioner) ? provisioner : provisioner === undefined ? [] : [provisioner];
        const provider = (block as { provider?: unknown }).provider;
        return {
          address: `${kind === 'data' ? 'data.' : ''}${type}.${name}`,
          mode: kind === 'data' ? ('data' as const) : ('managed' as const),
          type,
          name,
          provider_config_key:
            typeof provider === 'string' ? (provider.split('.')[0] ?? '') : (type.split('_')[0] ?? ''),
          provisioners: list.map((each) => ({ type: Object.keys(each as object)[0] ?? 'provisioner' })),
        };
      }),
    ),
  );
}

function settingsThatDiffer(before: StackJson, now: StackJson): string[] {
  return settings.flatMap((part) => {
    const [then, today] = [before[part] ?? {}, now[part] ?? {}] as Readonly<Record<string, unknown>>[];
    const names = new Set([...Object.keys(then ?? {}), ...Object.keys(today ?? {})]);
    return [...names]
      .filter((name) => JSON.stringify(then?.[name]) !== JSON.stringify(today?.[name]))
      .map((name) => `${part}.${name}`);
  });
}
