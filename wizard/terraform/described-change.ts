/** One change of a plan as a line: what it is, what it is called, what it risks and what brought it about. */
import { present } from '../../domain/present.js';
import { parseInvocation, type WrittenStep } from '../../domain/control-plane/invocation-text.js';
import { kindWordings } from '../resources/aws/kinds.js';
import { invocationType } from '../resources/aws/lambda.js';
import { desktopType } from '../resources/aws/workspaces.js';
import { groupType } from '../resources/entra/groups.js';
import { writtenAddresses } from '../resources/intune-content.js';
import { wordingOf } from '../resources/table.js';
import { known, type Values } from '../resources/values.js';
import { highestOf, ownOfProviders, type Cloud, type Risk, type Wording } from '../resources/wording.js';
import { desktopChanges } from './desktop-changes.js';
import type { MadeStack } from './foreign-parts.js';
import { changedInBody } from './graph-changes.js';
import { actionOf, changedAttributes, type Action, type ResourceChange } from './plan-json.js';

/** One thing that changes. */
export interface SummaryLine {
  readonly address: string;
  readonly action: Action;
  readonly cloud: Cloud;
  readonly noun: string;
  /** Its name, where it has one that is known. */
  readonly name?: string;
  readonly risk: Risk;
  /** Attributes that change, for an update; those that force it, for a replacement. */
  readonly because: readonly string[];
  /** It is none of the stack's own and can run a program: what it can do. */
  readonly foreign?: string;
  /** Whether its configuration changed since the commit that was applied last; where that is known. */
  readonly fromThisMerge?: boolean;
}

/** One change as a line, and whether it is one of the inner workings. */
export function describe(
  change: ResourceChange,
  made?: MadeStack,
): { line: SummaryLine; inner: boolean; change: ResourceChange } {
  const action = actionOf(change);
  const step = controlPlaneStep(change);
  const values = change.change.after ?? change.change.before;
  const wording = wordingOf(change.type, { ...addressesIn(change, made), ...values });
  if (!step) {
    const name = nameOf(change, wording);
    const line = {
      address: change.address,
      action,
      cloud: wording.cloud,
      noun: wording.noun,
      ...present({ name }),
      risk: riskOf(change, action, wording),
      because: becauseOf(change, action),
    };
    return { line, inner: wording.inner, change };
  }
  // A claim stands for the thing itself, an ensure for its settings; the other steps only wait and look.
  const thing = kindWordings[step.kind] ?? wording;
  const isClaim = step.step === 'claim';
  const isEnsure = step.step === 'ensure';
  const settings = isEnsure && action === 'replace';
  const risk: Risk = isClaim ? (action === 'create' ? thing.create : thing.remove) : settings ? thing.update : 'none';
  const line = {
    address: change.address,
    action: settings ? ('update' as const) : action,
    cloud: thing.cloud,
    noun: thing.noun,
    ...present({ name: step.name }),
    risk,
    because: settings ? changedProperties(change) : becauseOf(change, action),
  };
  return { line, inner: thing.inner || !(isClaim || settings), change };
}

/** Where in Graph a block writes, as the stack says it: a plan does not know the id in it before it is made. */
function addressesIn({ type, name }: ResourceChange, made?: MadeStack): Values {
  if (!type.startsWith('msgraph_') || made === undefined) return {};
  const block = (made.json.resource?.[type]?.[name] ?? {}) as Values;
  return writtenAddresses(block);
}

function riskOf(change: ResourceChange, action: Action, wording: Wording): Risk {
  if (action === 'create') return wording.create;
  if (action === 'forget') return 'none';
  if (action === 'delete' || action === 'replace') return removalRisk(change, wording);
  if (onlyAddsMembers(change)) return 'none';
  return highestOf(
    changedAttributes(change).map((name) =>
      ownOfProviders.has(name) ? 'none' : (wording.attributes[name] ?? wording.update),
    ),
  );
}

/** By what it is before the plan: what takes its place may be called otherwise. */
function removalRisk({ change: { before } }: ResourceChange, { name, spare, remove }: Wording): Risk {
  const called = name.flatMap((each) => known(before, each) ?? [])[0];
  return called !== undefined && spare?.(called) === true ? 'none' : remove;
}

function becauseOf(change: ResourceChange, action: Action): string[] {
  if (action === 'update') {
    const names = changedAttributes(change).filter((name) => name !== 'tags_all' && name !== 'result');
    return change.type.startsWith('msgraph_') ? withBody(change, names) : inWords(change, names);
  }
  if (action !== 'replace') return [];
  return inWords(change, [...new Set((change.change.replace_paths ?? []).map((path) => String(path[0])))]);
}

function inWords({ type, change: { before, after } }: ResourceChange, names: string[]): string[] {
  return type === desktopType ? desktopChanges(names, before, after) : names;
}

/** `output` is what Graph answers to another body: it says nothing of its own. */
function withBody({ change: { before, after, after_unknown: unknown } }: ResourceChange, names: string[]): string[] {
  const fields = changedInBody(before?.['body'], after?.['body'], unknown?.['body']);
  if (!names.includes('body') || fields === undefined || fields.length === 0) return names;
  return [...fields, ...names.filter((name) => name !== 'body' && name !== 'output')];
}

/** What a control plane invocation is about, from the input that is known before or after. */
function controlPlaneStep({ type, change }: ResourceChange): WrittenStep | undefined {
  return type === invocationType ? (written(change.after) ?? written(change.before)) : undefined;
}

function written(values: ResourceChange['change']['before']): WrittenStep | undefined {
  const input = known(values, 'input');
  return input === undefined ? undefined : parseInvocation(input);
}

/** Which properties an ensure step will set anew, where both inputs are known. */
function changedProperties({ change }: ResourceChange): string[] {
  const after = written(change.after)?.properties;
  if (after === undefined) return [];
  const before = written(change.before)?.properties ?? {};
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  );
}

function nameOf({ change }: ResourceChange, { name, read = (text) => text }: Wording): string | undefined {
  // What exists is known by the name it has now.
  for (const values of [change.before, change.after]) {
    for (const attribute of name) {
      const [outer = '', inner] = attribute.split('.');
      const text =
        inner === undefined ? known(values, outer) : known((values?.[outer] ?? null) as Values | null, inner);
      // The cloud makes the rest of it up.
      if (text !== undefined) return read(outer === 'name_prefix' ? `${text}…` : text);
    }
  }
  return undefined;
}

/** A group that grows interrupts nobody. */
function onlyAddsMembers(change: ResourceChange): boolean {
  if (change.type !== groupType || changedAttributes(change).join() !== 'members') return false;
  const { before, after, after_unknown: unknown } = change.change;
  const isKnown = Array.isArray(before?.['members']) && Array.isArray(after?.['members']);
  return isKnown && unknown?.['members'] !== true && membersLeaving(change) === 0;
}

/** How many members leave the group that this changes, where that is known. */
export function membersLeaving({ type, change }: ResourceChange): number {
  if (type !== groupType) return 0;
  const members = (values: ResourceChange['change']['before']): string[] | undefined => {
    const list = values?.['members'];
    return Array.isArray(list) ? list.filter((each): each is string => typeof each === 'string') : undefined;
  };
  const before = members(change.before);
  const after = members(change.after);
  if (!before || !after || change.after_unknown?.['members'] === true) return 0;
  return before.filter((member) => !after.includes(member)).length;
}
