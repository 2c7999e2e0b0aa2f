/** A list from the personnel system beside the users of a site: who joins, who leaves, who seems to be renamed. */
import { present } from '../../domain/present.js';
import { userNameKey } from '../../domain/user-name.js';
import type { DesktopUser } from '../../deployment/schema.js';
import type { UserFields } from './users-edit.js';

export interface Comparison {
  readonly joiners: readonly DesktopUser[];
  /** Active users that the list does not hold. */
  readonly leavers: readonly string[];
  /** Users on hold who are in the list again. */
  readonly returners: readonly string[];
  readonly changes: readonly { readonly upn: string; readonly fields: UserFields }[];
  /** Active users whom the list puts on hold. */
  readonly holds: readonly { readonly upn: string; readonly holdUntil?: string }[];
  /** How many are in both and differ in nothing. */
  readonly same: number;
  /** The same person under another name, as far as names tell. */
  readonly renames: readonly { readonly from: string; readonly to: string }[];
}

const compared = ['bundle', 'runningMode', 'autoStopMinutes', 'tags'] as const;

/** Compares. What the list says nothing of stays as it is. */
export function compareUsers(booked: readonly DesktopUser[], list: readonly DesktopUser[]): Comparison {
  const byKey = (users: readonly DesktopUser[]) => new Map(users.map((user) => [userNameKey(user.upn), user]));
  const now = byKey(booked);
  const then = byKey(list);
  const joiners = list.filter(({ upn }) => !now.has(userNameKey(upn)));
  const leavers = booked
    .filter(({ upn, state }) => state === 'active' && !then.has(userNameKey(upn)))
    .map(({ upn }) => upn);
  const both = list.flatMap((user) => {
    const before = now.get(userNameKey(user.upn));
    return before === undefined ? [] : [{ before, user }];
  });
  const holds = both.flatMap(({ before, user }) => {
    if (before.state !== 'active' || user.state !== 'held') return [];
    return [{ upn: before.upn, ...present({ holdUntil: user.holdUntil }) }];
  });
  const changes = both.flatMap(({ before, user }) => {
    const differing = compared.filter(
      (name) => user[name] !== undefined && valueOf(user[name]) !== valueOf(before[name]),
    );
    const fields: UserFields = Object.fromEntries(differing.map((name) => [name, user[name]]));
    return differing.length > 0 ? [{ upn: before.upn, fields }] : [];
  });
  const returners = both
    .filter(({ before, user }) => before.state === 'held' && user.state === 'active')
    .map(({ before }) => before.upn);
  const touched = new Set([...holds.map(({ upn }) => upn), ...changes.map(({ upn }) => upn), ...returners]);
  const joinersByLocalPart = new Map([...joiners].reverse().map(({ upn }) => [localPart(upn), upn]));
  return {
    joiners,
    leavers,
    returners,
    changes,
    holds,
    same: both.length - touched.size,
    renames: leavers.flatMap((from) => {
      const to = joinersByLocalPart.get(localPart(from));
      return to === undefined ? [] : [{ from, to }];
    }),
  };
}

/** Something that tells equal values from others: tags in any order. */
function valueOf(value: string | number | Readonly<Record<string, string>> | undefined): string {
  return typeof value === 'object' ? JSON.stringify(Object.entries(value).sort()) : String(value);
}

function localPart(upn: string): string {
  return userNameKey(upn).split('@')[0] ?? '';
}

/** Why a user name cannot change under a desktop. Source: WorkSpaces guide for Microsoft Entra ID, user name. */
export const renameRefusal = [
  'A desktop belongs to the user name it was made for: with another one its user no longer reaches it until the name is changed back.',
  'Either change the user principal name back in Entra, or give the person a new desktop: users add the new name, let them move their data, then users purge the old one.',
] as const;
