/**
 * What `apply` and a pipeline refuse unless it is named: a bad export from the personnel system must not cost anyone
 * their data.
 */
import { userNameKey } from '../../domain/user-name.js';
import { counted } from '../../domain/counted.js';
import type { StackJson } from './contents.js';
import type { PlanSummary } from './plan-summary.js';

/** What a person allowed by name. */
export interface Allowances {
  /** UPNs whose desktop may be deleted. */
  readonly remove: readonly string[];
  /** UPNs whose desktop may be replaced. */
  readonly replace: readonly string[];
  /** How many people may lose desktop or access at once, instead of 3 or 2 %. */
  readonly maxRemovals?: number;
  /** How many things may leave the state and stay, instead of none. */
  readonly forget?: number;
}

/** Why a plan is not applied, and how to say that it is meant. */
export interface Refusal {
  readonly reason: string;
  /** What to think about first. */
  readonly fix: string;
  /** The flags that allow it, to copy; without any it is never applied. */
  readonly flags?: string;
}

export const noAllowances: Allowances = { remove: [], replace: [] };

/** How many removals pass without being asked for: 3, or 2 % of the desktops where that is more. */
export function removalLimit(existing: number): number {
  return Math.max(3, Math.floor(existing * 0.02));
}

/**
 * Everything that speaks against applying this plan.
 * @param byPipeline A pipeline applies it, with what it may do; a person has rights of their own
 */
export function refusalsOf(summary: PlanSummary, allowed: Allowances, byPipeline = false): Refusal[] {
  const { deleted, replaced, existing } = summary.desktops;
  const notNamed = (upns: readonly string[], named: readonly string[]): string[] => {
    const keys = new Set(named.map(userNameKey));
    return upns.filter((upn) => !keys.has(userNameKey(upn)));
  };
  const refusals: Refusal[] = [];
  if (summary.unmade.length > 0) {
    refusals.push({
      reason: `The plan holds what the synthesized stack does not, and it can run a program: ${summary.unmade.join(', ')}.`,
      fix: 'Somebody else put it there. Find out who made the plan and wrote the state, then plan again.',
    });
  }
  if (summary.ownTrust.length > 0) {
    refusals.push({
      reason: `The plan changes who applies it, or what they may do: ${summary.ownTrust.join(', ')}.`,
      fix: 'Roles, identity provider and applications of the pipeline belong to no plan that it applies: a person changes them, outside of this stack. Take them out of main.ts; what is in the state already leaves it without harm by: terraform state rm ADDRESS',
    });
  }
  if (byPipeline && summary.beyondDaily.length > 0) refusals.push(forAPerson(summary.beyondDaily));
  if (summary.never.length > 0) {
    refusals.push({
      reason: `AWS refuses what the plan changes: ${summary.never.map(({ what }) => what).join('; ')}.`,
      fix: [...new Set(summary.never.map(({ fix }) => fix))].join(' '),
    });
  }
  const unnamedDeleted = notNamed(deleted, allowed.remove);
  if (unnamedDeleted.length > 0) {
    refusals.push({
      reason: `The plan deletes ${people(unnamedDeleted)}: everything on ${unnamedDeleted.length === 1 ? 'it' : 'them'} is lost.`,
      fix: 'To keep a desktop, put its user back (or on hold: users remove). To delete it all the same, here or in a pipeline (allow.json):',
      flags: flags('--allow-remove', unnamedDeleted),
    });
  }
  const upnsOf = (made: boolean): string[] =>
    summary.desktops.cutOff.filter((each) => each.made === made).map(({ upn }) => upn);
  const cutOff = notNamed(upnsOf(true), allowed.replace);
  const failed = notNamed(upnsOf(false), allowed.replace);
  if (cutOff.length > 0) {
    const it = cutOff.length === 1 ? 'it' : 'them';
    refusals.push({
      reason: `The plan replaces ${people(cutOff)}, because an apply was cut off while it made ${it} (credentials that ran out, a time limit). AWS made ${it} all the same: nobody has to lose ${it}.`,
      fix: `On a machine this takes ${it} as ${cutOff.length === 1 ? 'it is' : 'they are'}, and goes on (one by one, in the stack folder: terraform untaint ADDRESS):`,
      flags: 'entra-workspaces apply',
    });
  }
  if (failed.length > 0) {
    const [it, was] = failed.length === 1 ? ['it', 'was'] : ['them', 'were'];
    refusals.push({
      reason: `The plan makes ${people(failed)} anew, which AWS could not make: ${it === 'it' ? 'it' : 'they'} ${was} never used, and nothing is on ${it}.`,
      fix: `Put right what AWS named as its reason (doctor says it too), then let ${it} be replaced, here or in a pipeline (allow.json):`,
      flags: flags('--allow-replace', failed),
    });
  }
  const unnamedReplaced = notNamed(replaced, [...allowed.replace, ...cutOff, ...failed]);
  if (unnamedReplaced.length > 0) {
    refusals.push({
      reason: `The plan replaces ${people(unnamedReplaced)}: a new, empty desktop takes the place of the old one.`,
      fix: 'Look at what forces it. If the old one may go, here or in a pipeline (allow.json):',
      flags: flags('--allow-replace', unnamedReplaced),
    });
  }
  const { locked, withoutKey } = summary.desktops;
  if (withoutKey.length > 0) {
    refusals.push({
      reason: `Somebody deleted the key that encrypts ${people(withoutKey)}: once it is gone nothing on ${withoutKey.length === 1 ? 'it' : 'them'} can be read, and a new key does not help.`,
      fix: 'Bring the key back with the command above, then plan again. If it is gone for good, so is what was encrypted: remove these desktops (users remove).',
    });
  }
  if (locked.length > 0) {
    refusals.push({
      reason: `The plan deletes the key that encrypts ${people(locked)}, which ${locked.length === 1 ? 'stays' : 'stay'}: nothing on ${locked.length === 1 ? 'it' : 'them'} could be read any more.`,
      fix: 'Put `desktops.encryption` of the site back as it was. Encryption is settled when a desktop is made: to be rid of the key, remove these desktops first.',
    });
  }
  const removals = Math.max(deleted.length + replaced.length, summary.leavingMembers);
  const limit = allowed.maxRemovals ?? removalLimit(existing);
  if (removals > limit) {
    refusals.push({
      reason: `${removals === 1 ? 'One person loses the' : `${removals} people lose their`} desktop or access at once; without asking at most ${limit} may.`,
      fix: 'Look at where the list of users came from. If it is right, here or in a pipeline (allow.json):',
      flags: `--max-removals ${removals}`,
    });
  }
  const forgets = summary.counts.forget;
  if (forgets > (allowed.forget ?? 0)) {
    const { forgotten } = summary.desktops;
    const what = forgotten.length === forgets ? people(forgotten) : counted(forgets, 'thing');
    refusals.push({
      reason: `The plan forgets ${what}: ${forgets === 1 ? 'it stays' : 'they stay'} and Terraform no longer looks after ${forgets === 1 ? 'it' : 'them'}. Nothing is lost, and nothing that is forgotten is destroyed later.`,
      fix: 'Where a fleet takes them over that is right. If it is meant, here or in a pipeline (allow.json):',
      flags: `--allow-forget ${forgets}`,
    });
  }
  return refusals;
}

/** Desktops that this destroy would delete although a fleet is to take them over: where they wait to be forgotten, a destroy plans to delete. */
export function takenOverAndDeleted(summary: PlanSummary, { removed = [] }: StackJson): readonly string[] {
  const waiting = new Set(removed.map(({ from }) => from));
  return summary.lines.flatMap(({ address, action, name }) =>
    action === 'delete' && waiting.has(address) ? [name ?? address] : [],
  );
}

/** What the pipeline may not do in Entra, and whom to ask. */
export function forAPerson(beyond: PlanSummary['beyondDaily']): Refusal {
  const addresses = beyond.map(({ address }) => address);
  const shown = addresses.slice(0, shownPeople).join(', ');
  const more = addresses.length > shownPeople ? ` and ${addresses.length - shownPeople} more` : '';
  const roles = [...new Set(beyond.flatMap((each) => each.roles))].sort();
  return {
    reason: `The plan needs more in Entra than the pipeline may do (\`entraRights: daily\`): ${shown}${more}.`,
    fix: `Let a person apply what is on main, on a laptop, with the same state: entra-workspaces apply. In Entra they need: ${roles.join(', ')}. Then plan again here.`,
  };
}

const shownPeople = 5;

function people(upns: readonly string[]): string {
  const names = upns.slice(0, shownPeople).join(', ');
  const more = upns.length > shownPeople ? ` and ${upns.length - shownPeople} more` : '';
  return `${upns.length === 1 ? 'the desktop' : `${upns.length} desktops`} of ${names}${more}`;
}

function flags(flag: string, upns: readonly string[]): string {
  const first = upns.slice(0, shownPeople).map((upn) => `${flag} ${upn}`);
  return [...first, ...(upns.length > shownPeople ? ['…'] : [])].join(' ');
}
