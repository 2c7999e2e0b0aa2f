/**
 * The second pair of eyes on a host whose environments have no reviewers: who starts an apply is none of those who wrote,
 * brought or merged what it applies. That is everything since the commit that was applied last: a merge whose apply was
 * refused or left out is applied by the next one.
 *
 * Author and committer of a commit are texts that whoever makes it chooses. They count only where GitHub has verified the
 * signature; a commit without one may be by anybody, so by the starter too. So may what a program did: any workflow of a branch
 * commits, opens and merges as github-actions[bot], with a signature that GitHub verifies.
 *
 * Sources: https://docs.github.com/en/rest/commits/commits (compare two commits, pull requests of a commit),
 * https://docs.github.com/en/rest/pulls/pulls (merged_by; 250 commits are listed at most),
 * https://docs.github.com/en/rest/repos/repos#list-repository-activities (who pushed),
 * https://docs.github.com/en/authentication/managing-commit-signature-verification (what is verified),
 * https://docs.github.com/en/actions/concepts/security/github_token (a job acts as github-actions[bot]).
 */
import { counted } from '../../../domain/counted.js';
import { Failure } from '../../terminal/failure.js';
import type { Commit } from '../commit.js';
import { askGithub } from '../../clouds/job-hosts/github.js';
import { inTurn } from '../../clouds/job-hosts/host-api.js';
import { mainBranch } from '../../../domain/pipeline-subjects.js';

type Person = { readonly login?: string; readonly type?: string } | null;

interface HostCommit {
  readonly sha: string;
  readonly author?: Person;
  readonly committer?: Person;
  readonly commit?: { readonly verification?: { readonly verified?: boolean; readonly reason?: string } };
}

interface HostPull {
  readonly number: number;
  readonly user?: Person;
  readonly merged_by?: Person;
  /** How many. */
  readonly commits?: number;
  readonly base?: { readonly ref?: string };
  /** Null while it is open, and where it was closed. */
  readonly merged_at?: string | null;
}

interface Comparison {
  readonly status?: 'ahead' | 'behind' | 'diverged' | 'identical';
  readonly total_commits?: number;
  readonly commits?: readonly HostCommit[];
}

/** More is not looked through: a person brings what has gathered up. GitHub lists no more of a pull request. */
const most = 250;
const page = 100;
/** The host itself commits what is merged on its page, and signs it. */
const hostItself = 'web-flow';

/**
 * Makes sure that the person who started this run is none of those who wrote, opened, merged or pushed anything that it
 * applies.
 * @param since The commit that was applied last; without one the whole history counts
 * @throws Failure that names who it was, or what nobody can be known to have written
 */
export async function assertSomebodyElse(
  { commit, since }: Pick<Commit, 'commit'> & { readonly since?: string | undefined },
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const starter = env['GITHUB_TRIGGERING_ACTOR'] ?? '';
  if (starter === '' || isProgram({ login: starter })) {
    throw new Failure('A person has to start the apply, and a program did.', [
      `started by: ${starter || 'nobody'}`,
      'Look at the plan, and start this workflow by hand with its digest: Actions, this workflow, Run workflow.',
    ]);
  }
  const range = await commitsOf(commit, since, env);
  const brought = await inTurn(range, async ({ sha }) => pullsOf(sha, env));
  const numbers = [...new Set(brought.flat().map(({ number }) => number))];
  const pulls = await inTurn(numbers, async (number) => pullOf(number, env));
  // GitHub names every pull request that holds a commit: an open one, or one to another branch, brought nothing to main.
  const direct = range.some((_commit, at) => brought[at]?.some(broughtToMain) !== true);
  const commits = [...range, ...pulls.flatMap(({ commits: list }) => list)];
  refuseUnknown(commits, since);
  const people = [
    ...commits.flatMap(({ author, committer }) => [author, committer]),
    ...pulls.flatMap(({ pull }) => [pull.user, pull.merged_by]),
    ...(direct ? await pushers(since, env) : []),
  ];
  const names = [...new Set(people.flatMap((person) => person?.login ?? []))].filter((name) => name !== hostItself);
  if (!names.some((name) => name.toLowerCase() === starter.toLowerCase())) return refusePrograms(people, since);
  throw new Failure('Somebody else than the authors of the change starts the apply.', [
    `started by: ${starter}; written, opened, merged or pushed by: ${names.join(', ')}`,
    `what is applied: ${spanOf(commit, since)}`,
    'Ask a person who had no part in it to look at the plan and to start this workflow with its digest.',
  ]);
}

/** Whoever wrote a workflow acts as the program: https://docs.github.com/en/rest/users/users (`type`). */
const isProgram = ({ login = '', type }: NonNullable<Person>): boolean =>
  type === 'Bot' || login.toLowerCase().endsWith('[bot]');

function refusePrograms(people: readonly (Person | undefined)[], since: string | undefined): void {
  const programs = people.flatMap((person) => (person && isProgram(person) ? (person.login ?? 'one') : []));
  if (programs.length === 0) return;
  throw new Failure('A program brought a part of the change, and nobody knows on whose behalf.', [
    `written, opened, merged or pushed by: ${[...new Set(programs)].join(', ')}`,
    'A job of any branch acts as such a program, so who starts the apply may have written that job.',
    since === undefined
      ? `Apply once from a laptop, on ${mainBranch}: that notes the commit, and only what comes after it counts.`
      : `Take it back and let a person bring it: signed commits of their own, a pull request that they open, a person who merges. Or apply it once from a laptop, on ${mainBranch}.`,
  ]);
}

const short = (sha: string): string => sha.slice(0, 12);

function spanOf(commit: string, since: string | undefined): string {
  if (since === commit) return `${short(commit)}, which was applied before`;
  return since === undefined
    ? `everything up to ${short(commit)}: no apply has noted its commit yet`
    : `everything between ${short(since)}, which was applied last, and ${short(commit)}`;
}

/** Each commit that is applied and was not applied before; of one that was, itself. */
async function commitsOf(commit: string, since: string | undefined, env: NodeJS.ProcessEnv): Promise<HostCommit[]> {
  if (since === commit) return [(await askGithub(env, `commits/${commit}`)) as HostCommit];
  const found: HostCommit[] = [];
  let complete = false;
  for (let at = 1; !complete && found.length <= most; at += 1) {
    const { some, all } =
      since === undefined ? await historyPage(commit, at, env) : await comparedPage(since, commit, at, env);
    found.push(...some);
    complete = all === undefined ? some.length < page : found.length >= all || some.length === 0;
    if (all !== undefined && complete && found.length < all) throw tooMany(commit, since);
  }
  if (!complete || found.length > most || !found.some(({ sha }) => sha === commit)) throw tooMany(commit, since);
  return found;
}

interface Page {
  readonly some: readonly HostCommit[];
  readonly all?: number;
}

async function historyPage(commit: string, at: number, env: NodeJS.ProcessEnv): Promise<Page> {
  return { some: listOf(await askGithub(env, `commits?sha=${commit}&per_page=${page}&page=${at}`)) };
}

async function comparedPage(since: string, commit: string, at: number, env: NodeJS.ProcessEnv): Promise<Page> {
  const path = `compare/${since}...${commit}?per_page=${page}&page=${at}`;
  const { status, total_commits: all, commits } = (await askGithub(env, path)) as Comparison;
  if ((status === 'ahead' || status === 'diverged') && all !== undefined) return { some: listOf(commits), all };
  throw new Failure(`The commit ${short(commit)} is older than the one that was applied last, ${short(since)}.`, [
    `GitHub calls it: ${status ?? 'nothing'}`,
    `Bring ${mainBranch} forward by a pull request that takes the change back; nothing is applied that was moved backward.`,
  ]);
}

function tooMany(commit: string, since: string | undefined): Failure {
  return new Failure('More was merged since the last apply than GitHub lists: nobody knows who wrote all of it.', [
    `what is applied: ${spanOf(commit, since)}; looked through: ${most} commits at most`,
    `Apply it once from a laptop, on ${mainBranch}: that notes the commit, and the next run counts from there.`,
  ]);
}

const broughtToMain = ({ base, merged_at: merged }: HostPull): boolean =>
  base?.ref === mainBranch && typeof merged === 'string';

async function pullsOf(sha: string, env: NodeJS.ProcessEnv): Promise<readonly HostPull[]> {
  return listOf(await askGithub(env, `commits/${sha}/pulls?per_page=${page}`));
}

/** With all of its commits: a squash leaves one on the main branch. */
async function pullOf(
  number: number,
  env: NodeJS.ProcessEnv,
): Promise<{ readonly pull: HostPull; readonly commits: readonly HostCommit[] }> {
  const pull = (await askGithub(env, `pulls/${number}`)) as HostPull;
  const commits: HostCommit[] = [];
  for (let at = 1, last = page; last === page && commits.length < most; at += 1) {
    const some: HostCommit[] = listOf(await askGithub(env, `pulls/${number}/commits?per_page=${page}&page=${at}`));
    commits.push(...some);
    last = some.length;
  }
  if (pull.commits !== undefined && pull.commits === commits.length) return { pull, commits };
  throw new Failure('Nobody knows who wrote a part of the change.', [
    `pull request ${number}: ${pull.commits === undefined ? 'an unknown number of commits' : counted(pull.commits, 'commit')}, and GitHub lists ${commits.length}, ${most} at most`,
    `Apply it once from a laptop, on ${mainBranch}: that notes the commit, and the next run counts from there.`,
  ]);
}

/** Whoever moved the main branch since the last apply. */
async function pushers(since: string | undefined, env: NodeJS.ProcessEnv): Promise<readonly Person[]> {
  const path = `activity?ref=${encodeURIComponent(`refs/heads/${mainBranch}`)}&per_page=${page}`;
  const moves = listOf<{ readonly after?: string; readonly actor?: Person }>(await askGithub(env, path));
  const end = moves.findIndex(({ after }) => after === since);
  // Newest first. Cut off by the page, or without a name: then somebody is missing.
  const counted = end < 0 ? moves : moves.slice(0, end);
  const whole = end >= 0 || moves.length < page;
  if (whole && counted.every(({ actor }) => actor?.login !== undefined))
    return counted.map(({ actor }) => actor ?? null);
  throw new Failure(`Nobody knows who pushed to ${mainBranch}.`, [
    'A commit came without a pull request, and GitHub does not say who brought it.',
    `Let nobody push to ${mainBranch} (a rule: pull requests only). This once a person applies, from a laptop.`,
  ]);
}

function refuseUnknown(commits: readonly HostCommit[], since: string | undefined): void {
  const unknown = new Map<string, string>();
  for (const { sha, author, committer, commit } of commits) {
    const { verified, reason = 'no signature' } = commit?.verification ?? {};
    if (verified !== true) unknown.set(sha, `not verified by GitHub (${reason})`);
    else if (!author?.login || !committer?.login) unknown.set(sha, 'of nobody who has an account on GitHub');
  }
  if (unknown.size === 0) return;
  throw new Failure('Nobody knows who wrote a part of the change.', [
    ...[...unknown].slice(0, 5).map(([sha, why]) => `commit ${short(sha)}: ${why}`),
    ...(unknown.size > 5 ? [`and ${unknown.size - 5} more`] : []),
    'The author of a commit is a text that anybody may choose, so who starts the apply may have written it.',
    since === undefined
      ? `Apply once from a laptop, on ${mainBranch}: that notes the commit, and only what comes after it counts.`
      : 'Bring the change again in signed commits of accounts of GitHub, and require signed commits on every branch. Or apply it once from a laptop.',
  ]);
}

function listOf<T>(answer: unknown): T[] {
  if (Array.isArray(answer)) return answer as T[];
  throw new Failure('GitHub gave an answer that cannot be read: nothing is applied.', [
    `must be a list, got: ${(JSON.stringify(answer) ?? 'nothing').slice(0, 80)}`,
  ]);
}
