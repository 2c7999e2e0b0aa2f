/** What a plan would change although AWS never does: each apply of it ends in a refusal, after everything else was done. */
import { parseInvocation } from '../../domain/control-plane/invocation-text.js';
import { records } from '../../domain/control-plane/contract.js';
import { sameValue } from '../../domain/control-plane/same-value.js';
import { invocationType } from '../resources/aws/lambda.js';
import { desktopType } from '../resources/aws/workspaces.js';
import { known } from '../resources/values.js';
import { smallerVolumes } from './desktop-changes.js';
import { actionOf, type PlanJson, type ResourceChange } from './plan-json.js';

/** One change that AWS refuses. */
export interface NeverChanges {
  /** `the bundle standard: userVolumeGib 100 to 50`. */
  readonly what: string;
  /** How to get there all the same, a sentence or several. */
  readonly fix: string;
}

const grows =
  'AWS makes a volume of a desktop larger and never smaller. If people enlarge their own: set `desktops.properties` of the site to `initial`, which leaves what they changed. Else give them the bundle of before; who needs less gets a new desktop, made of another bundle.';

/**
 * Every change that AWS refuses, things of the control plane before desktops. What is made anew in the same plan is none.
 * Desktops of the same change are one.
 */
export function neverChanges({ resource_changes: changes = [] }: PlanJson): NeverChanges[] {
  return [...changes.flatMap((change) => fixedChanges(change, changes)), ...shrinking(changes)];
}

function fixedChanges(change: ResourceChange, all: readonly ResourceChange[]): NeverChanges[] {
  const [before, after] = [stepIn(change, 'before'), stepIn(change, 'after')];
  if (before?.step !== 'ensure' || after?.step !== 'ensure' || actionOf(change) === 'none') return [];
  const record = managed(after.kind);
  if (record === undefined || before.name !== after.name || isMadeAnew(after.kind, after.name, all)) return [];
  return record.fixed.flatMap((property) => {
    const values = [before.properties[property], after.properties[property]] as const;
    const [was, is] = values.map(text);
    if (was === undefined || is === undefined || sameValue(...values)) return [];
    return [{ what: `${record.called(after.identity)}: ${property} ${was} to ${is}`, fix: record.howToChange }];
  });
}

interface Fixed {
  readonly fixed: readonly string[];
  readonly howToChange: string;
  called(identity: object): string;
}

function managed(kind: string): Fixed | undefined {
  const record = Object.entries(records).find(([each]) => each === kind)?.[1];
  // The identity is that of the very kind, as the stack wrote it.
  return record?.manner === 'managed' ? record : undefined;
}

/** A value as the plan shows it; nothing for one that holds what only the apply knows. */
function text(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  const written = typeof value === 'string' ? value : JSON.stringify(value);
  return written.includes('${') ? undefined : written;
}

/** Its claim is made or made anew in this plan: the thing is another one then. */
function isMadeAnew(kind: string, name: string | undefined, changes: readonly ResourceChange[]): boolean {
  return changes.some((change) => {
    const claim = stepIn(change, 'after') ?? stepIn(change, 'before');
    return claim?.step === 'claim' && claim.kind === kind && claim.name === name && actionOf(change) !== 'none';
  });
}

function stepIn({ type, change }: ResourceChange, when: 'before' | 'after'): ReturnType<typeof parseInvocation> {
  const input = type === invocationType ? known(change[when], 'input') : undefined;
  return input === undefined ? undefined : parseInvocation(input);
}

function shrinking(changes: readonly ResourceChange[]): NeverChanges[] {
  const people = new Map<string, string[]>();
  for (const change of changes) {
    if (change.type !== desktopType || actionOf(change) !== 'update') continue;
    for (const what of smallerVolumes(change.change.before, change.change.after)) {
      people.set(what, [...(people.get(what) ?? []), known(change.change.before, 'user_name') ?? change.address]);
    }
  }
  return [...people].map(([what, upns]) => ({ what: `${peopleOf(upns)}: ${what}`, fix: grows }));
}

function peopleOf(upns: readonly string[]): string {
  const [first = '', ...others] = upns;
  return others.length === 0 ? `the desktop of ${first}` : `the desktops of ${first} and ${others.length} more`;
}
