/** A plan in words and names, with what each change risks. Read by the review, `apply`, the pipeline and the rehearsal. */
import { present } from '../../domain/present.js';
import { parseInvocation, type WrittenStep } from '../../domain/control-plane/invocation-text.js';
import { kindWordings } from '../resources/aws/kinds.js';
import { invocationType } from '../resources/aws/lambda.js';
import { desktopType } from '../resources/aws/workspaces.js';
import { groupType } from '../resources/entra/groups.js';
import { wordingOf } from '../resources/table.js';
import { known, type Values } from '../resources/values.js';
import { risks, type Cloud, type Risk, type Wording } from '../resources/wording.js';
import { beyondDaily, type BeyondDaily } from './beyond-daily.js';
import { desktopChanges } from './desktop-changes.js';
import { desktopsCutOff, type CutOffDesktop } from './cut-off.js';
import { fleetModes } from './fleet-modes.js';
import { foreignParts, isOwn, type ForeignPart, type MadeStack } from './foreign-parts.js';
import { leftOnDesktops } from './left-on-desktops.js';
import { ownTrust } from './own-trust.js';
import { neverChanges, type NeverChanges } from './never-changes.js';
import { changedInBody } from './graph-changes.js';
import {
  actionOf,
  changedAttributes,
  changesOutputs,
  type Action,
  type PlanJson,
  type ResourceChange,
} from './plan-json.js';
import { desktopsLocked, desktopsWithoutKey, keysDeletedOutside } from './volume-keys.js';

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

export interface PlanSummary {
  /** Of the lines, by what happens. */
  readonly counts: Readonly<Record<Exclude<Action, 'none'>, number>>;
  /** The highest risk of all. */
  readonly risk: Risk;
  /** How many things that exist are taken into the state. */
  readonly adopted: number;
  /** What a person should read, most risky first. */
  readonly lines: readonly SummaryLine[];
  /** Steps of the inner workings that were left out of `lines`. */
  readonly inner: number;
  readonly desktops: {
    /** Desktops that exist now. */
    readonly existing: number;
    readonly created: readonly string[];
    readonly deleted: readonly string[];
    readonly replaced: readonly string[];
    readonly changed: readonly string[];
    /** Those that stay, and that Terraform no longer knows afterwards. */
    readonly forgotten: readonly string[];
    /** Those that stay while the key of their volumes goes: nothing on them can be read once it is gone. */
    readonly locked: readonly string[];
    /** Those that stay, and the key of whose volumes somebody deleted outside Terraform. */
    readonly withoutKey: readonly string[];
    /** Of the replaced ones: those that an apply did not bring to their end. */
    readonly cutOff: readonly CutOffDesktop[];
  };
  /** How many members leave the desktop users group, where that is known before the apply. */
  readonly leavingMembers: number;
  /** Addresses of what can run a program and is not even in the synthesized stack: it is never applied. */
  readonly unmade: readonly string[];
  /** Addresses of what decides who the pipeline is, or what it may do, where this plan touches it. */
  readonly ownTrust: readonly string[];
  /** What AWS never changes, where this plan would. */
  readonly never: readonly NeverChanges[];
  /** What a pipeline for daily work may not do in Entra. */
  readonly beyondDaily: readonly BeyondDaily[];
  /** What was changed outside Terraform: checks that found drift, keys that somebody deleted. */
  readonly drift: readonly string[];
  /** Nothing changes, outputs neither. */
  readonly empty: boolean;
  /** What has to be known with it: settings that were let through although they may break a desktop, certificates. */
  readonly notes: readonly string[];
  /** What the plan left out to look at, in words; nothing where it is the whole deployment. */
  readonly leftOut?: string;
}

/** The word for terraform by which a plan leaves out a part of the deployment, if there is one. */
export const narrowing = (args: readonly string[]): string | undefined =>
  args.find((word) => /^--?(target|exclude)(=|$)/.test(word));

/** A summary that says what words for terraform left out of its plan. */
export function leavingOut(summary: PlanSummary, args: readonly string[], refresh = true): PlanSummary {
  const narrow = narrowing(args);
  const blind = !refresh || args.some((word) => /^--?refresh=false$/.test(word));
  if (narrow === undefined && !blind) return summary;
  const leftOut = narrow === undefined ? 'what changed in the clouds since' : 'the rest of the deployment';
  return { ...summary, leftOut };
}

/** A step of the inner workings is left out where the stack itself makes it: one that main.ts adds is shown. */
function isInner({ line, inner, change }: ReturnType<typeof describe>, made?: MadeStack): boolean {
  if (!inner || made === undefined || Object.keys(made.own).length === 0) return inner;
  return line.action === 'delete' || line.action === 'forget' || isOwn(change, made);
}

/**
 * Summarizes a plan.
 * @param made The stack it was made of: what the plan holds beyond it is a line of its own
 */
export function summarizePlan(plan: PlanJson, made?: MadeStack): PlanSummary {
  const changes = (plan.resource_changes ?? []).filter((change) => actionOf(change) !== 'none');
  const foreign = foreignParts(plan, made);
  const strangers = new Set(foreign.map(({ address }) => address));
  // Where nobody has a desktop yet nobody is interrupted.
  const people = existingDesktops(plan).length > 0;
  const described = changes
    .filter(({ address }) => !strangers.has(address))
    .map((change) => describe(change, made))
    .map((each) =>
      people || each.line.risk !== 'interrupts' ? each : { ...each, line: { ...each.line, risk: 'none' as const } },
    );
  const lines = [
    ...foreign.map(foreignLine),
    ...described
      .filter((each) => !isInner(each, made) || risks.indexOf(each.line.risk) >= risks.indexOf('interrupts'))
      .map(({ line }) => line)
      .sort(byRisk),
  ];
  const desktopsThat = (action: Action): string[] =>
    described
      .filter(({ line, change }) => change.type === desktopType && line.action === action)
      .map(({ line }) => line.name ?? line.address);
  const counts = { create: 0, update: 0, replace: 0, delete: 0, forget: 0 };
  for (const { action } of lines) if (action !== 'none') counts[action] += 1;
  const adopted = (plan.resource_changes ?? []).filter(({ change }) => change.importing !== undefined).length;
  const outputs = changesOutputs(plan);
  return {
    counts,
    risk: lines.reduce<Risk>(
      (highest, { risk }) => (risks.indexOf(risk) > risks.indexOf(highest) ? risk : highest),
      'none',
    ),
    lines,
    adopted,
    inner: described.length + foreign.length - lines.length,
    desktops: {
      existing: existingDesktops(plan).length,
      created: desktopsThat('create'),
      deleted: desktopsThat('delete'),
      replaced: desktopsThat('replace'),
      changed: desktopsThat('update'),
      forgotten: desktopsThat('forget'),
      locked: desktopsLocked(plan),
      withoutKey: desktopsWithoutKey(plan),
      cutOff: desktopsCutOff(plan),
    },
    leavingMembers: changes.reduce((sum, change) => sum + membersLeaving(change), 0),
    unmade: foreign.flatMap(({ address, unmade }) => (unmade ? [address] : [])),
    ownTrust: ownTrust(plan, made),
    never: neverChanges(plan),
    beyondDaily: beyondDaily(plan, made?.identities?.daily),
    drift: [...keysDeletedOutside(plan), ...failedChecks(plan)],
    notes: [...notesOn(lines, made), ...leftOnDesktops(plan), ...fleetModes(plan)],
    empty: changes.length === 0 && !outputs && adopted === 0,
  };
}

function notesOn(lines: readonly SummaryLine[], made?: MadeStack): string[] {
  const notes = made?.notes ?? [];
  return notes
    .filter(({ about }) => about === undefined || lines.some(({ address }) => address.includes(about)))
    .map(({ text }) => text);
}

function failedChecks({ checks = [] }: PlanJson): string[] {
  return checks
    .filter(({ status }) => status === 'fail')
    .flatMap(({ address, instances = [] }) => {
      const messages = instances.flatMap(({ problems = [] }) => problems.map(({ message }) => message));
      return messages.length > 0 ? messages : [`${address.to_display} found a difference.`];
    });
}

/** User names of the desktops in the state before the plan. */
export function existingDesktops(plan: PlanJson): string[] {
  const resources = plan.prior_state?.values?.root_module?.resources ?? [];
  return resources
    .filter(({ type }) => type === desktopType)
    .map(({ address, values }) => known(values ?? null, 'user_name') ?? address);
}

/** Whoever can run a program can do anything: the highest risk there is. */
function foreignLine({ address, noun, what, action }: ForeignPart): SummaryLine {
  return {
    address,
    action,
    cloud: 'Terraform',
    noun,
    name: address,
    risk: 'destroys-data',
    because: [],
    foreign: what,
  };
}

function describe(
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
  const plainly = (key: string): string | undefined => known(block, key)?.replace(/\$\{[^{}]*\}/g, 'ID');
  return present({ url: plainly('url'), resource_url: plainly('resource_url') });
}

function riskOf(change: ResourceChange, action: Action, wording: Wording): Risk {
  if (action === 'create') return wording.create;
  if (action === 'forget') return 'none';
  if (action === 'delete' || action === 'replace') return wording.remove;
  if (onlyAddsMembers(change)) return 'none';
  const each = changedAttributes(change).map((name) => wording.attributes[name] ?? wording.update);
  return each.reduce<Risk>((highest, risk) => (risks.indexOf(risk) > risks.indexOf(highest) ? risk : highest), 'none');
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

function membersLeaving({ type, change }: ResourceChange): number {
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

function byRisk(one: SummaryLine, other: SummaryLine): number {
  return (
    risks.indexOf(other.risk) - risks.indexOf(one.risk) ||
    one.cloud.localeCompare(other.cloud) ||
    one.noun.localeCompare(other.noun) ||
    one.address.localeCompare(other.address)
  );
}
