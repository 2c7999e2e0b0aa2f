/** A plan in words and names, with what each change risks. Read by the review, `apply`, the pipeline and the rehearsal. */
import { desktopType } from '../resources/aws/workspaces.js';
import { known } from '../resources/values.js';
import { highestOf, risks, type Risk } from '../resources/wording.js';
import { beyondDaily, type BeyondDaily } from './beyond-daily.js';
import { describe, membersLeaving, type SummaryLine } from './described-change.js';
import { desktopsCutOff, type CutOffDesktop } from './cut-off.js';
import { fleetModes } from './fleet-modes.js';
import { foreignParts, isOwn, type ForeignPart, type MadeStack } from './foreign-parts.js';
import { leftOnDesktops } from './left-on-desktops.js';
import { ownTrust } from './own-trust.js';
import { neverChanges, type NeverChanges } from './never-changes.js';
import { actionOf, changesOutputs, type Action, type PlanJson } from './plan-json.js';
import { desktopsLocked, desktopsWithoutKey, keysDeletedOutside } from './volume-keys.js';

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
    risk: highestOf(lines.map(({ risk }) => risk)),
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

function byRisk(one: SummaryLine, other: SummaryLine): number {
  return (
    risks.indexOf(other.risk) - risks.indexOf(one.risk) ||
    one.cloud.localeCompare(other.cloud) ||
    one.noun.localeCompare(other.noun) ||
    one.address.localeCompare(other.address)
  );
}
