/**
 * What `apply` and a pipeline refuse unless it is named: a bad export from the personnel system must not cost anyone
 * their data.
 */
import { userNameKey } from '../../domain/user-name.js';
import type { PlanSummary } from './plan-summary.js';

/** What a person allowed by name. */
export interface Allowances {
  /** UPNs whose desktop may be deleted. */
  readonly remove: readonly string[];
  /** UPNs whose desktop may be replaced. */
  readonly replace: readonly string[];
  /** How many people may lose desktop or access at once, instead of 3 or 2 %. */
  readonly maxRemovals?: number;
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

/** Everything that speaks against applying this plan. */
export function refusalsOf(summary: PlanSummary, allowed: Allowances): Refusal[] {
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
  const unnamedDeleted = notNamed(deleted, allowed.remove);
  if (unnamedDeleted.length > 0) {
    refusals.push({
      reason: `The plan deletes ${people(unnamedDeleted)}: everything on ${unnamedDeleted.length === 1 ? 'it' : 'them'} is lost.`,
      fix: 'To keep a desktop, put its user back (or on hold: users remove). To delete it all the same, here or in a pipeline (allow.json):',
      flags: flags('--allow-remove', unnamedDeleted),
    });
  }
  const unnamedReplaced = notNamed(replaced, allowed.replace);
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
      reason: `${removals} people lose their desktop or their access at once; without asking at most ${limit} do.`,
      fix: 'Look at where the list of users came from. If it is right, here or in a pipeline (allow.json):',
      flags: `--max-removals ${removals}`,
    });
  }
  return refusals;
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
