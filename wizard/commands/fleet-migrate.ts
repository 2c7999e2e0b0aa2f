import { counted } from '../../domain/counted.js';
import { notTakenOver } from '../../domain/fleet/former.js';
import { desktopUsersGroupName } from '../../domain/names.js';
import { userNameKey } from '../../domain/user-name.js';
import type { DesktopUser } from '../../deployment/schema.js';
import { readTextFile } from '../../deployment/text-file.js';
import { namedUpTo } from '../../deployment/users-file.js';
import { listToFleet, withoutFormerList } from '../repository/fleet-edit.js';
import { openClouds } from '../clouds/clouds.js';
import { see } from '../clouds/lookup.js';
import { groupsNamed } from '../clouds/lookups/entra/groups-named.js';
import { Failure, UsageError } from '../terminal/failure.js';
import type { CommandContext } from '../command.js';
import { migrateBack } from './fleet-migrate-back.js';
import { openFleet } from './fleet-open.js';
import { writeDeployment } from './fleet-write.js';
import { deploymentFile } from './places.js';
import type { Run, ValuesFor } from './table.js';
import { UserBook } from './user-book.js';
import { listFromGroup, listOfGroup, type PeopleList } from './users-list-source.js';
import { present } from '../../domain/present.js';

type MigrateOptions = ValuesFor<'fleet migrate'>;

/** `fleet migrate`: a list becomes a fleet, step by step; with `--back` a fleet becomes a list. */
export const run: Run<'fleet migrate'> = async (options, _args, context) => {
  if (options.done && options.back) throw new UsageError('--done and --back go one at a time.');
  if (options.back) return migrateBack(options, context);
  return options.done ? done(options, context) : migrate(options, context);
};

async function migrate(options: MigrateOptions, context: CommandContext): Promise<void> {
  const { terminal } = context;
  const path = deploymentFile(options, context);
  const book = UserBook.open(options, context);
  const key = book.site(options);
  const { sites, entra } = book.deployment;
  const index = sites.findIndex((each) => each.key === key);
  const users = book.usersOf(key);
  if (sites[index]?.desktops.fleet) {
    throw new UsageError(`The desktops of site ${key} are those of a group already.`, [
      'When the engine has taken all of its former list over: entra-workspaces fleet migrate --done',
    ]);
  }
  const { group } = options;
  if (group === undefined && sites.length > 1) {
    throw new UsageError(
      'All sites share the desktop users group: a fleet beside another site has a group of its own.',
      [
        `Make one in Entra with the ${counted(users.length, 'person', 'people')} of site ${key} in it: entra-workspaces fleet migrate --site ${key} --group OBJECTID`,
      ],
    );
  }
  // The members of a group that lists them are the list; who is in another one is asked.
  const { desktopUsers } = entra;
  const known = group ?? ('existing' in desktopUsers ? desktopUsers.existing.objectId : undefined);
  if (known !== undefined) await mustHoldAll(known, users, book, context);
  else await mustBeOut(users, book, context);
  const mode = options.mode ?? 'report';
  const text = listToFleet(readTextFile(path), index, users, { mode, ...present({ group }) });
  await writeDeployment(path, text, { leaving: users.length }, options, context);
  if (options.json) terminal.result({ site: key, users: users.length, mode });
  terminal.say('Next:');
  const steps = [
    '1. entra-workspaces plan, then apply: the desktops leave the Terraform state and stay as they are.',
    '2. entra-workspaces fleet plan: what the engine would do; it should take over each desktop and make none.',
    ...(mode === 'report' ? ['3. Set desktops.users.group.mode to apply, and apply.'] : []),
    `${mode === 'report' ? 4 : 3}. When entra-workspaces fleet status shows everybody: entra-workspaces fleet migrate --done`,
    'Before the first apply, destroy is refused: it would delete the desktops.',
  ];
  for (const step of steps) terminal.say(step);
}

/**
 * Who is on the list and not in the group would lose access at the next apply, and no desktop would be theirs; who is on hold
 * and in the group would have access again.
 */
async function mustHoldAll(
  group: string,
  users: readonly DesktopUser[],
  book: UserBook,
  { env }: CommandContext,
): Promise<void> {
  const members = await listFromGroup(group, book.deployment.entra.tenantId, env, 'fleet migrate');
  const missing = namesOf(users, 'active', members, false);
  if (missing.length > 0) {
    throw new Failure(
      `${counted(missing.length, 'person', 'people')} of the list ${missing.length === 1 ? 'is' : 'are'} not in ${members.name} and would lose access: ${namedUpTo(missing)}.`,
      ['Add them to the group in Entra, or put them on hold (users remove), then the same again. Nothing was changed.'],
    );
  }
  refuseHeld(users, members, outOfTheGroup);
}

/** The same of the group that the deployment makes, where a hold was written and not applied: from here on nobody keeps it. */
async function mustBeOut(users: readonly DesktopUser[], book: UserBook, { env }: CommandContext): Promise<void> {
  const { entra, name } = book.deployment;
  if (!('create' in entra.desktopUsers) || users.every(({ state }) => state === 'active')) return;
  const { displayName = desktopUsersGroupName(name), members } = entra.desktopUsers.create;
  const clouds = openClouds(env, { tenantId: entra.tenantId });
  const there = await see(groupsNamed, clouds, { displayName });
  // What could not be seen is said by the same look, once more.
  const groups = 'seen' in there ? there.seen.map(({ id }) => id) : [displayName];
  const fix =
    members === 'deployment'
      ? ['The hold takes effect with an apply, then the same again. Nothing was changed:', 'entra-workspaces apply']
      : [outOfTheGroup];
  // Before the first apply nobody has access. Of several of this name it is not known which is that of the deployment.
  for (const id of groups) {
    const several = [`Several groups have this name, this one is ${id}. Where it is not this deployment's, rename it.`];
    refuseHeld(users, await listOfGroup(id, clouds, 'fleet migrate'), ...fix, ...(groups.length > 1 ? several : []));
  }
}

const outOfTheGroup =
  'Take them out of the group in Entra (out of what its rule takes in, where it has one), or take the hold away (users add), then the same again. Nothing was changed.';

function refuseHeld(users: readonly DesktopUser[], members: PeopleList, ...fix: string[]): void {
  const held = namesOf(users, 'held', members, true);
  if (held.length === 0) return;
  throw new Failure(
    `${counted(held.length, 'person', 'people')} on hold ${held.length === 1 ? 'is' : 'are'} in ${members.name}, and would have access again: ${namedUpTo(held)}.`,
    fix,
  );
}

/** Those of a list who are in a group, or not in it. */
function namesOf(users: readonly DesktopUser[], of: DesktopUser['state'], group: PeopleList, isIn: boolean): string[] {
  const there = new Set(group.users.map(({ upn }) => userNameKey(upn)));
  return users.filter(({ upn, state }) => state === of && there.has(userNameKey(upn)) === isIn).map(({ upn }) => upn);
}

/** The former list goes out of the file, once each of its desktops is in the engine's hands. */
async function done(options: MigrateOptions, context: CommandContext): Promise<void> {
  const { terminal } = context;
  const path = deploymentFile(options, context);
  const fleet = openFleet(options, context);
  const { former = [] } = fleet.site.desktops;
  if (former.length === 0) {
    terminal.good('There is no former list: the fleet has taken it over.');
    if (options.json) terminal.result({ site: fleet.site.key, takenOver: 0 });
    return;
  }
  const situation = await fleet.situation();
  if (!situation.policy.from) {
    throw new Failure('The engine has not heard of the former list yet.', ['Apply first: entra-workspaces apply']);
  }
  const open = notTakenOver(situation);
  if (open.length > 0) {
    throw new Failure(
      `${counted(open.length, 'desktop')} of the former list ${open.length === 1 ? 'is' : 'are'} not taken over yet: ${namedUpTo(open)}.`,
      [
        situation.policy.mode === 'report'
          ? 'The engine only reports: set desktops.users.group.mode to apply, and apply.'
          : 'Why: entra-workspaces fleet plan. A pass now: entra-workspaces fleet apply.',
      ],
    );
  }
  await writeDeployment(path, withoutFormerList(readTextFile(path), fleet.site.index), {}, options, context);
  if (options.json) terminal.result({ site: fleet.site.key, takenOver: former.length });
  terminal.say('Next: entra-workspaces plan');
}
