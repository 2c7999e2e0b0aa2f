/** The users of a deployment, wherever they are written, and one safe way to change them. */
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { userNameKey, userNameProblem } from '../../domain/user-name.js';
import { wasItMeant } from '../../deployment/nearest.js';
import { parseDeployment, readDeployment } from '../../deployment/load.js';
import { DeploymentError } from '../../deployment/problem.js';
import type { Deployment, DeploymentFile, DesktopUser } from '../../deployment/schema.js';
import { besideReader, folderOf, readTextFile, usersFileReader } from '../../deployment/text-file.js';
import { allowFileName, editAllowFile, type AllowEdit } from '../repository/allow-file.js';
import { ChangedMeanwhile } from '../repository/replace-file.js';
import { giveRoom, roomNeeded } from '../repository/room-edit.js';
import { editUsersFile, editUsersInDeployment, type UserEdit } from '../repository/users-edit.js';
import { planFiles, sayFiles, writeFiles, type PlannedFile } from '../repository/write.js';
import { beforeAnyChange, Failure, UsageError } from '../terminal/failure.js';
import type { CommandContext } from '../command.js';
import { deploymentFile } from './places.js';
import type { Shared } from '../shared-options.js';
import { wouldBeWrong } from './would-be-wrong.js';

export interface BookedUser {
  readonly site: string;
  readonly user: DesktopUser;
}

/**
 * Those of some people who are named, by user name.
 * @param refusal First line of what is said when one is not among them
 * @throws UsageError that names every unknown one at once, and whoever is at several sites
 */
export function namedAmong<T extends { readonly site: string; readonly user: { readonly upn: string } }>(
  upns: readonly string[],
  booked: readonly T[],
  refusal: string,
): readonly T[] {
  const problems: string[] = [];
  const found = upns.flatMap((upn) => {
    const same = booked.filter(({ user }) => userNameKey(user.upn) === userNameKey(upn));
    if (same.length === 0) {
      const known = booked.map(({ user }) => user.upn);
      problems.push(`${upn} is no user of this deployment${wasItMeant(upn, known)}`);
    }
    if (same.length > 1) {
      problems.push(
        `${upn} has a desktop at several sites: name one with --site (${same.map((each) => each.site).join(', ')})`,
      );
    }
    return same;
  });
  if (problems.length > 0) throw new UsageError(refusal, problems);
  return found;
}

export class UserBook {
  readonly deployment: Deployment;
  private readonly file: DeploymentFile;

  constructor(private readonly path: string) {
    ({ deployment: this.deployment, file: this.file } = readDeployment(path));
  }

  static open(options: Shared<'deployment'>, context: CommandContext): UserBook {
    return new UserBook(deploymentFile(options, context));
  }

  get users(): readonly BookedUser[] {
    return this.deployment.sites.flatMap(({ key, desktops }) => desktops.users.map((user) => ({ site: key, user })));
  }

  /** The site that was named, or the only one. */
  site(options: Shared<'site'>): string {
    const keys = this.deployment.sites.map(({ key }) => key);
    const given = options.site;
    if (given === undefined && keys.length === 1) return keys[0] ?? '';
    if (given !== undefined && keys.includes(given)) return given;
    const got = given === undefined ? '' : `, got: ${given}`;
    throw new UsageError(`--site must be one of ${keys.join(', ')}${got}.`);
  }

  usersOf(site: string): readonly DesktopUser[] {
    return this.deployment.sites.find(({ key }) => key === site)?.desktops.users ?? [];
  }

  /** Where users are, by name; every unknown one is named at once. With `site`, only there. */
  find(upns: readonly string[], site?: string): readonly BookedUser[] {
    return namedAmong(
      upns,
      this.users.filter((each) => site === undefined || each.site === site),
      'Nothing was changed:',
    );
  }

  /**
   * What some edits would make of the files, and what `allow.json` has to say to it; nothing is written. The deployment is
   * checked as a whole.
   */
  async plan(edits: ReadonlyMap<string, readonly UserEdit[]>, allow: AllowEdit = {}): Promise<readonly PlannedFile[]> {
    const folder = folderOf(this.path);
    const read = usersFileReader(folder);
    const own = basename(this.path);
    const texts = new Map<string, string>();
    const roomy = new Set<string>();
    const textOf = (name: string): string =>
      texts.get(name) ?? (name === own ? readTextFile(this.path) : read(name).text);
    this.file.sites.forEach(({ key, desktops: { users } }, index) => {
      const changes = edits.get(key) ?? [];
      if (changes.length === 0) return;
      if ('list' in users) texts.set(own, editUsersInDeployment(textOf(own), index, changes));
      else if ('group' in users) throw keptByGroup(key);
      else texts.set(users.file, editUsersFile(textOf(users.file), users.file, changes));
      const room = this.roomAfter(key, changes);
      if (room === undefined) return;
      texts.set(own, giveRoom(textOf(own), index, room));
      roomy.add(own);
    });
    try {
      parseDeployment(textOf(own), own, textOf, besideReader(folder));
    } catch (error) {
      if (!(error instanceof DeploymentError)) throw error;
      const lines = wouldBeWrong(error.problems, textOf(own));
      throw new Failure('Nothing was changed: the deployment would be wrong.', lines, { cause: error });
    }
    const allowFile = join(folder, allowFileName);
    const before = existsSync(allowFile) ? readTextFile(allowFile) : undefined;
    const allowed = editAllowFile(before, allow);
    if (allowed !== undefined && allowed !== before) texts.set(allowFileName, allowed);
    const files = [...texts].map(([path, text]) => ({
      path,
      text,
      kind: 'owned' as const,
      about:
        path === allowFileName ? 'who may lose a desktop' : roomy.has(path) ? 'users, room in the network' : 'users',
    }));
    return planFiles(folder, files, { edits: files.map(({ path }) => path) });
  }

  /** The room that the network of a site has to be given for the users that it has after some edits. */
  private roomAfter(key: string, edits: readonly UserEdit[]): number | undefined {
    const site = this.deployment.sites.find((each) => each.key === key);
    const more = edits.filter((edit) => 'add' in edit).length - edits.filter((edit) => 'remove' in edit).length;
    return site === undefined ? undefined : roomNeeded(site, this.usersOf(key).length + more);
  }

  /** Writes what was planned, and says so. @throws ChangedMeanwhile when somebody else has written meanwhile */
  async write({ terminal }: CommandContext, planned: readonly PlannedFile[]): Promise<void> {
    const written = await writeFiles(folderOf(this.path), planned);
    terminal.say();
    for (const path of written) terminal.good(`wrote ${path}`);
  }

  /** Shows what changes in the files, and writes it. */
  async edit(
    context: CommandContext,
    edits: ReadonlyMap<string, readonly UserEdit[]>,
    allow: AllowEdit = {},
  ): Promise<void> {
    const planned = await this.plan(edits, allow);
    sayFiles(context.terminal, planned, true);
    await this.write(context, planned);
  }
}

/** How often an edit is tried when others edit the same file at the same time. */
const tries = 10;

/**
 * Opens the deployment, works out an edit and makes it. When somebody else has written the file in between, it is read again
 * and the edit is worked out anew: nobody's change is lost, and what is no longer right is refused.
 */
export async function editing<T>(
  options: Shared<'deployment'>,
  context: CommandContext,
  edit: (book: UserBook) => Promise<T>,
): Promise<T> {
  for (let left = tries; ; left -= 1) {
    try {
      return await edit(UserBook.open(options, context));
    } catch (error) {
      if (!(error instanceof ChangedMeanwhile) || left <= 1) throw error;
      context.terminal.say('Somebody else has just changed the file: it is read again.');
    }
  }
}

/** Checks names before anything is done with them. */
export function checkNames(upns: readonly string[]): void {
  const problems = upns.flatMap((upn) => {
    const problem = userNameProblem(upn);
    return problem === undefined ? [] : [`${upn}: ${problem}`];
  });
  if (problems.length > 0) throw new UsageError('Nothing was changed:', problems);
}

/** Edits of booked users, by site. */
export function bySite(edits: readonly { readonly site: string; readonly edit: UserEdit }[]): Map<string, UserEdit[]> {
  const sites = new Map<string, UserEdit[]>();
  for (const { site, edit } of edits) sites.set(site, [...(sites.get(site) ?? []), edit]);
  return sites;
}

/** Asks before people lose something; where nobody can be asked, `--yes` has to be given. */
export async function consent(
  options: { readonly yes: boolean },
  { terminal }: CommandContext,
  message: string,
): Promise<void> {
  if (options.yes) return;
  if (!terminal.interactive)
    throw new UsageError('Nobody can be asked whether to go on.', ['To go on without being asked: --yes']);
  if (!(await beforeAnyChange(terminal.prompts.confirm({ message, initial: false }))))
    throw new Failure('Nothing was changed.');
}

function keptByGroup(site: string): Failure {
  return new Failure(`The desktops of site ${site} are those of a group: no list in the deployment says who has one.`, [
    'Whoever joins or leaves the group in Entra gets or loses a desktop: change its members there.',
    'What the engine does and why: entra-workspaces fleet status',
  ]);
}
