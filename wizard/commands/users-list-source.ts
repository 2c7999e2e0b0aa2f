/** Where `users import` and `fleet migrate` take people from: a file, or a group of Entra. Both give the same. */
import { resolve } from 'node:path';
import { userNameKey, userNameProblem } from '../../domain/user-name.js';
import { problemLines } from '../../deployment/problem.js';
import type { DesktopUser } from '../../deployment/schema.js';
import { readText, whyUnreadable } from '../../deployment/text-file.js';
import { readUsersFile, type LeftOut } from '../../deployment/users-file.js';
import { openClouds } from '../clouds/clouds.js';
import { see, type Clouds } from '../clouds/lookup.js';
import { entraUsers } from '../clouds/lookups/entra/entra-users.js';
import { group } from '../clouds/lookups/entra/group.js';
import { groupMembers } from '../clouds/lookups/entra/group-members.js';
import { groupsNamed } from '../clouds/lookups/entra/groups-named.js';
import { seenFor } from '../clouds/seen-for.js';
import type { LookingCommand } from '../permissions/lookup-rights.js';
import { Failure, UsageError } from '../terminal/failure.js';
import type { CommandContext } from '../command.js';

/** People as a list has them, each once. */
export interface PeopleList {
  /** As a sentence names it: `export.csv`, `the group "Sales"`. */
  readonly name: string;
  readonly users: readonly DesktopUser[];
  readonly leftOut: readonly Pick<LeftOut, 'name' | 'why'>[];
  /** What was made of it, a sentence each. */
  readonly notes: readonly string[];
}

/** Reads a list out of a file. @throws Failure with everything that is wrong with it */
export function listFromFile(file: string, { cwd }: Pick<CommandContext, 'cwd'>): PeopleList {
  let read;
  try {
    read = readText(resolve(cwd, file), { ansi: true });
  } catch (error) {
    throw new Failure(`${file} cannot be read: ${whyUnreadable(error)}.`, [
      'Check the path, relative to the folder the command runs in.',
    ]);
  }
  const { rows, problems, leftOut, notes } = readUsersFile(read, file);
  if (problems.length > 0) {
    throw new Failure(`${file} cannot be used:`, problemLines(problems));
  }
  const users = new Map<string, DesktopUser>();
  const twice: string[] = [];
  for (const { user, line } of rows) {
    const same = users.get(userNameKey(user.upn));
    if (same === undefined) users.set(userNameKey(user.upn), user);
    else if (saysTheSame(same, user)) twice.push(user.upn);
    else throw new Failure(`${file}:${line} says something else of ${user.upn} than a line before.`, ['Delete one.']);
  }
  return {
    name: file,
    users: [...users.values()],
    leftOut,
    notes: [
      ...notes.filter(({ rule }) => !rule.includes('left out')).map(({ rule, got }) => `${file} ${rule}: ${got}`),
      ...(twice.length > 0 ? [`${file} names ${named(twice)} more than once; once counts.`] : []),
    ],
  };
}

function saysTheSame(one: DesktopUser, other: DesktopUser): boolean {
  const plain = ({ upn: _upn, ...rest }: DesktopUser): string => JSON.stringify(Object.entries(rest).sort());
  return plain(one) === plain(other);
}

/** The first names of a list, and how many more. */
export function named(names: readonly string[], most = 20): string {
  const more = names.length - most;
  return `${names.slice(0, most).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/**
 * Reads the direct members of a group of Entra, by its name or object id.
 * @param command for which, and with whose rights
 * @throws Failure when it cannot be seen
 */
export async function listFromGroup(
  given: string,
  tenantId: string,
  env: NodeJS.ProcessEnv,
  command: LookingCommand,
): Promise<PeopleList> {
  return listOfGroup(given, openClouds(env, { tenantId }), command);
}

/** The same from clouds that are open. */
export async function listOfGroup(given: string, clouds: Clouds, command: LookingCommand): Promise<PeopleList> {
  const found = await findGroup(given, clouds, command);
  const name = `the group "${found.displayName}"`;
  const members = seenFor(await see(groupMembers, clouds, { groupId: found.id }), `The members of ${name}`, command);
  const upns = members.flatMap(({ type, upn }) => (type === 'user' && upn !== undefined ? [upn] : []));
  const accounts = new Map(
    seenFor(await see(entraUsers, clouds, { upns }), `The members of ${name}`, command).map((user) => [
      userNameKey(user.upn),
      user,
    ]),
  );
  const leftOut: { name: string; why: string }[] = members
    .filter(({ type }) => type !== 'user')
    .map((member) => ({
      name: member.displayName ?? member.id,
      why: member.type === 'group' ? 'a nested group' : 'no user',
    }));
  const users = upns.flatMap((upn): DesktopUser[] => {
    const account = accounts.get(userNameKey(upn));
    const why =
      account?.guest === true || /#ext#/i.test(upn)
        ? 'a guest'
        : account?.enabled === false
          ? 'a disabled account'
          : userNameProblem(upn);
    if (why === undefined) return [{ upn, state: 'active' }];
    leftOut.push({ name: upn, why });
    return [];
  });
  return { name, users, leftOut, notes: [] };
}

async function findGroup(
  given: string,
  clouds: Clouds,
  command: LookingCommand,
): Promise<{ readonly id: string; readonly displayName: string }> {
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(given)) {
    const found = seenFor(await see(group, clouds, { groupId: given }), 'The group', command);
    if (found !== undefined) return found;
    throw new Failure(`There is no group ${given} in this tenant.`, ['Give its object id, or its name.']);
  }
  const groups = seenFor(await see(groupsNamed, clouds, { displayName: given }), 'The group', command);
  const [only, ...others] = groups;
  if (only !== undefined && others.length === 0) return only;
  if (only === undefined)
    throw new Failure(`There is no group "${given}" in this tenant.`, ['Give its whole name, or its object id.']);
  throw new UsageError(`Several groups are called "${given}". Name one by its object id:`, [
    ...groups.map(({ id, description }) => `--group ${id}${description === undefined ? '' : `   ${description}`}`),
  ]);
}
