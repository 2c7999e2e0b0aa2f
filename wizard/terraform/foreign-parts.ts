/**
 * Parts of a plan that can run a program or bring in something foreign: providers, modules and provisioners that the stack
 * does not have, and `terraform_data`, which carries provisioners. What the stack has is read from its synthesized JSON.
 */
import type { StackJson } from './contents.js';
import { actionOf, type Action, type PlanJson, type ResourceChange } from './plan-json.js';
import { builtinProvider, providerAddress, requiredProviders } from './provider-guard.js';

/** The identities of a pipeline. */
export interface Identities {
  /** ARNs. */
  readonly roles: readonly string[];
  /** Client ids, in lower case. */
  readonly applications: readonly string[];
  /** Client id of the one that applies, where it may do no more than daily work in Entra. */
  readonly daily?: string;
  /** Hosts of token issuers that roles trust, without a scheme. */
  readonly issuers: readonly string[];
}

/** A stack as this package makes it, and as it was synthesized: more, where its owner changed main.ts. */
export interface MadeStack {
  readonly json: StackJson;
  readonly own: StackJson;
  /** Who plans and applies it: never changed by its own plan. */
  readonly identities?: Identities;
  /** What is said beside a plan of it. */
  readonly notes?: readonly PlanNote[];
}

export interface PlanNote {
  readonly text: string;
  /** Part of an address: it is said where something of that address changes. @default with every plan */
  readonly about?: string;
}

export interface ForeignPart {
  readonly address: string;
  readonly noun: string;
  /** What it can do. */
  readonly what: string;
  readonly action: Action;
  /** It is not even in the synthesized JSON: somebody else's configuration. */
  readonly unmade: boolean;
}

const empty: MadeStack = { json: {}, own: {} };
const runs = 'can run a program where terraform runs';

/** Every such part that does something in this plan, by address. */
export function foreignParts(plan: PlanJson, made: MadeStack = empty): ForeignPart[] {
  const { json, own } = made;
  const known = [...requiredProviders(own), builtinProvider];
  const parts = new Map<string, ForeignPart>();
  const add = (part: ForeignPart): unknown => parts.has(part.address) || parts.set(part.address, part);
  const { provider_config: providers = {}, root_module: root = {} } = plan.configuration ?? {};
  const changes = plan.resource_changes ?? [];

  for (const [name] of Object.entries(root.module_calls ?? {})) {
    const unmade = json.module?.[name] === undefined;
    if (!unmade && isSame(json.module?.[name], own.module?.[name])) continue;
    add({ address: `module.${name}`, noun: 'module', what: runs, action: 'none', unmade });
  }
  for (const change of changes) {
    if (change.change.actions.every((action) => action === 'no-op')) continue;
    const inModule = change.module_address !== undefined;
    const builtin = change.type === 'terraform_data' || change.provider_name === builtinProvider;
    // Without a stack to compare with, only what names no provider of ours for certain is told apart.
    const foreign =
      change.provider_name !== undefined && !isEmpty(own) && !known.includes(providerAddress(change.provider_name));
    if (!inModule && !builtin && !foreign) continue;
    if (!inModule && isOwn(change, made)) continue;
    const action = actionOf(change);
    const isGone = !inModule && blockOf(json, change) === undefined && (action === 'delete' || action === 'forget');
    // What is only taken away runs nothing: a destroy-time provisioner has to stand in the configuration, and is found below.
    if (isGone && builtin) continue;
    const unmade = action !== 'delete' && action !== 'forget' && (inModule || blockOf(json, change) === undefined);
    add({ address: change.address, noun: change.type, what: runs, action, unmade });
  }
  for (const resource of root.resources ?? []) {
    const { address, type, provisioners = [], provider_config_key: key = '' } = resource;
    const idle = changes.some((each) => each.type === type && each.name === resource.name && isIdle(each));
    const source = providers[key]?.full_name;
    const reads =
      resource.mode === 'data' && !isEmpty(own) && source !== undefined && !known.includes(providerAddress(source));
    if ((provisioners.length === 0 || idle) && !reads) continue;
    // A block of ours that has no provisioner is not ours any more when the plan has one there.
    const isMade = (stack: StackJson): boolean =>
      provisioners.length === 0 ? blockOf(stack, resource) !== undefined : hasProvisioner(blockOf(stack, resource));
    if (isMade(own) && isOwn(resource, made)) continue;
    const kinds = provisioners.map(({ type: kind }) => kind).join(', ');
    const what = kinds === '' ? runs : `${runs}: ${kinds}`;
    const unmade = !isMade(json);
    parts.delete(address);
    add({ address, noun: reads ? `${type} that is read` : `${type} with a provisioner`, what, action: 'none', unmade });
  }
  if (isEmpty(own)) return [...parts.values()];
  for (const { full_name: source } of Object.values(providers)) {
    if (source === undefined || known.includes(providerAddress(source))) continue;
    add({ address: `provider ${source}`, noun: 'provider', what: runs, action: 'none', unmade: false });
  }
  for (const name of Object.keys(json.provider ?? {})) {
    if (isSame(json.provider?.[name], own.provider?.[name])) continue;
    const what = 'decides where credentials go';
    add({ address: `provider.${name}`, noun: 'provider setting', what, action: 'none', unmade: false });
  }
  return [...parts.values()];
}

type Named = Pick<ResourceChange, 'mode' | 'type' | 'name'>;

function blockOf(stack: StackJson, { mode, type, name }: Named): unknown {
  return stack[mode === 'data' ? 'data' : 'resource']?.[type]?.[name];
}

function hasProvisioner(block: unknown): boolean {
  return typeof block === 'object' && block !== null && 'provisioner' in block;
}

/** The stack itself has it, byte for byte. */
export function isOwn(named: Named, { json, own }: MadeStack): boolean {
  const block = blockOf(own, named);
  return block !== undefined && isSame(block, blockOf(json, named));
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function isIdle({ change }: ResourceChange): boolean {
  return change.actions.every((action) => action === 'no-op');
}

function isEmpty(stack: StackJson): boolean {
  return stack.terraform === undefined;
}
