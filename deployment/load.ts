/** From the text of a deployment file to a deployment: text, migration, schema, rules, files beside it; all problems at once. */
import { present } from '../domain/present.js';
import { controlCharacterRule, controlCharacters } from './control-characters.js';
import { formatPath, readJson, type JsonText, type Path } from './json-text.js';
import { migrate } from './migrations.js';
import { DeploymentError, mostListed, shown, type Problem } from './problem.js';
import { guarded, ifReadable } from './readable.js';
import { check, rules, warnings } from './rules.js';
import { inSite, type LocatedSite, type LocatedUser, type RuleContext } from './rules/rule.js';
import { deploymentFileSchema, type Deployment, type DeploymentFile, type SiteFile } from './schema.js';
import { readCompanyFiles, type ReadBeside } from './company-files/read.js';
import { ruleOf } from './broken-rule.js';
import { schemaProblems } from './schema-problems.js';
import { withDefaults } from './schema-walk.js';
import { tooLarge } from './sizes.js';
import { besideReader, folderOf, readTextFile, usersFileReader, whyUnreadable, type FileText } from './text-file.js';
import { disabledAccount } from './users-columns.js';
import { namedUpTo, readUsersFile } from './users-file.js';

/** Reads the deployment file as text; throws when it cannot. The default is `readTextFile`. */
export type ReadText = (path: string) => string;
/** Reads a users file by the name that the deployment gives it; throws when it cannot. */
export type ReadUsers = (name: string) => string | FileText;

/** What loading gives. */
export interface LoadedDeployment {
  /** The deployment, users resolved. */
  readonly deployment: Deployment;
  /** The file as written, defaults filled in: for the wizard, which edits it. */
  readonly file: DeploymentFile;
  /** Things to know that do not stop anything. */
  readonly warnings: readonly Problem[];
}

/**
 * Loads a deployment.
 * @throws DeploymentError with every problem found
 */
export function loadDeployment(file: string, read?: ReadText, readUsers?: ReadUsers): Deployment {
  return readDeployment(file, read, readUsers).deployment;
}

/**
 * Loads a deployment with its warnings. Files that it names are taken from the folder of the deployment file, and from
 * nowhere else.
 * @throws DeploymentError with every problem found
 */
export function readDeployment(
  file: string,
  read: ReadText = readTextFile,
  readUsers: ReadUsers = usersFileReader(folderOf(file)),
): LoadedDeployment {
  let text: string;
  try {
    text = read(file);
  } catch (error) {
    throw new DeploymentError([{ path: '', rule: 'must be a file that can be read', got: whyUnreadable(error) }], file);
  }
  return parseDeployment(text, file, readUsers);
}

/**
 * Loads a deployment from text. `readUsers` reads a users file by the name that the deployment gives it, `readBeside` any
 * other file; by default from the folder of `file`.
 * @throws DeploymentError with every problem found
 */
export function parseDeployment(
  text: string,
  file: string,
  readUsers: ReadUsers,
  readBeside: ReadBeside = besideReader(folderOf(file)),
): LoadedDeployment {
  const json = readJson(text);
  if (json.value === undefined) throw new DeploymentError(json.problems, file);
  return checkDeployment(json, file, readUsers, readBeside);
}

/**
 * Checks a deployment that is not text yet: what the wizard is composing. Problems have no line then.
 * @throws DeploymentError with every problem found
 */
export function checkDeploymentValue(
  value: unknown,
  file: string,
  readUsers: ReadUsers,
  readBeside: ReadBeside = besideReader(folderOf(file)),
): LoadedDeployment {
  return checkDeployment({ value, problems: [], lineOf: () => undefined }, file, readUsers, readBeside);
}

function checkDeployment(json: JsonText, file: string, readUsers: ReadUsers, readBeside: ReadBeside): LoadedDeployment {
  const migrated = migrate(json.value);
  if ('problem' in migrated)
    throw new DeploymentError([...json.problems, withLine(migrated.problem, ['schemaVersion'], json)], file);

  const large = tooLarge(migrated.value);
  if (large.length > 0) {
    const found = large.slice(0, mostListed).map(({ at, count, most }) => {
      return withLine(
        { path: formatPath(at), rule: `must hold at most ${most} entries`, got: String(count) },
        at,
        json,
      );
    });
    throw new DeploymentError([...json.problems, ...found], file);
  }
  const parsed = deploymentFileSchema.safeParse(migrated.value, { error: ruleOf });
  const found = parsed.success ? [] : schemaProblems(deploymentFileSchema, migrated.value, parsed.error.issues);
  const acting = controlCharacters(migrated.value);
  const actingAt = new Set(acting.map(({ at }) => JSON.stringify(at)));
  const refused = [...found, ...acting].map(({ at }) => at);
  const readable = parsed.success
    ? parsed.data
    : guarded(withDefaults(deploymentFileSchema, migrated.value) as DeploymentFile, refused);

  const usersProblems: Problem[] = [];
  const usersNotes: Problem[] = [];
  const sites = locateSites(readable, readUsers, json, { problems: usersProblems, notes: usersNotes });
  const company = readCompanyFiles(readable, readBeside, json);
  const context: RuleContext = { file: readable, sites, companyFiles: company.files };
  const problems = [
    ...json.problems,
    ...acting.map(({ at, text, character }) =>
      withLine({ path: formatPath(at), rule: controlCharacterRule, got: `${character} in ${shown(text)}` }, at, json),
    ),
    ...found
      .filter(({ at }) => !actingAt.has(JSON.stringify(at)))
      .map(({ at, problem }) => withLine(problem, at, json)),
    ...check(rules, context, json.lineOf),
    ...usersProblems,
    ...company.problems,
  ];
  if (problems.length > 0 || !parsed.success) throw new DeploymentError(inOrder(problems), file);
  const resolved = parsed.data.sites.map((site, index) => resolveUsers(site, sites[index]?.users ?? []));
  return {
    deployment: { ...parsed.data, sites: resolved, companyFiles: company.files },
    file: parsed.data,
    warnings: [...(migrated.notes ?? []), ...check(warnings, context, json.lineOf), ...usersNotes],
  };
}

function resolveUsers(site: SiteFile, users: readonly LocatedUser[]): Deployment['sites'][number] {
  const fleet = 'group' in site.desktops.users ? site.desktops.users.group : undefined;
  const former = fleet?.from.map((each) => (typeof each === 'string' ? { upn: each, state: 'active' as const } : each));
  return {
    ...site,
    desktops: { ...site.desktops, users: users.map(({ user }) => user), ...present({ fleet, former }) },
  };
}

/** What is wrong with users files, and what is worth knowing of them. */
interface AboutUsers {
  readonly problems: Problem[];
  readonly notes: Problem[];
}

/** The sites with their users, as far as they can be read. */
function locateSites(file: DeploymentFile, readUsers: ReadUsers, json: JsonText, about: AboutUsers): LocatedSite[] {
  const sites = ifReadable(() => file.sites) ?? [];
  return [...sites.keys()].flatMap((index): LocatedSite[] => {
    const site = ifReadable(() => sites[index]);
    if (site === undefined) return [];
    return [{ index, site, users: ifReadable(() => locateUsers(site, index, readUsers, json, about)) ?? [] }];
  });
}

function locateUsers(
  site: SiteFile,
  index: number,
  readUsers: ReadUsers,
  json: JsonText,
  about: AboutUsers,
): LocatedUser[] {
  const { users } = site.desktops;
  const place = inSite({ index, site, users: [] }, 'desktops', 'users');
  if ('list' in users) {
    return [...users.list.keys()].flatMap((number) => {
      const user = ifReadable(() => users.list[number]);
      return user === undefined ? [] : [{ user, at: (field) => ({ at: [...place, 'list', number, field] }) }];
    });
  }
  // Who is in a group, no file says.
  if ('group' in users) return [];
  const { file } = users;
  let read: string | FileText;
  try {
    read = readUsers(file);
  } catch (error) {
    about.problems.push(
      withLine(
        {
          path: `sites[${index}].desktops.users.file`,
          rule: 'must be a users file that can be read',
          got: `${file} (${whyUnreadable(error)})`,
        },
        [...place, 'file'],
        json,
      ),
    );
    return [];
  }
  const { rows, problems, notes, leftOut } = readUsersFile(read, file);
  about.problems.push(...problems);
  about.notes.push(...notes);
  const disabled = leftOut.filter(({ why }) => why === disabledAccount).map(({ name }) => name);
  if (disabled.length > 0) {
    about.notes.push({
      path: '',
      file,
      rule: `leaves out ${disabled.length === 1 ? 'an account that is' : 'accounts that are'} disabled: a plan deletes the desktop that such a person has, and is refused until that is allowed`,
      got: namedUpTo(disabled),
      fix: 'To keep the desktop and what is on it: take the columns of the account out of the file (accountEnabled), and put the person on hold by a column state with held. To delete it: --allow-remove UPN.',
    });
  }
  return rows.map(({ user, line }) => ({
    user,
    at: (column) => ({ at: [...place, 'file'], row: { file, line, column } }),
  }));
}

function withLine(problem: Problem, at: Path, json: JsonText): Problem {
  const line = json.lineOf(at);
  return line === undefined ? problem : { ...problem, line };
}

/** In the order of the file, other files last. */
function inOrder(problems: readonly Problem[]): Problem[] {
  const rank = ({ file, line }: Problem): number => (file === undefined ? 0 : 1e9) + (line ?? 0);
  return [...problems].sort((one, other) => rank(one) - rank(other));
}
