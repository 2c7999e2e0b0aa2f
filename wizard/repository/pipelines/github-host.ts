/**
 * What only the host of a repository knows, asked by a job of GitHub Actions while it runs: where the main branch is, and who
 * wrote a commit. Sources: https://docs.github.com/en/rest/git/refs#get-a-reference,
 * https://docs.github.com/en/rest/commits/commits (commit, pull requests of a commit),
 * https://docs.github.com/en/rest/pulls/pulls#list-commits-on-a-pull-request (250 at most),
 * https://docs.github.com/en/actions/reference/workflows-and-actions/variables.
 */
import { Network } from '../../clouds/network.js';
import { patiently } from '../../plan-store/patiently.js';
import { Failure } from '../../terminal/failure.js';
import type { Commit } from '../commit.js';
import { mainBranch } from '../../../domain/pipeline-subjects.js';

/** Whether this runs in a job of GitHub Actions. */
export function onGithub(env: NodeJS.ProcessEnv): boolean {
  return env['GITHUB_ACTIONS'] === 'true';
}

/**
 * Makes sure that the commit is what the main branch is now: a plan of an older one says what nobody wants any more.
 * @throws Failure when it moved, or the host cannot be asked
 */
export async function assertMainIsAt({ commit }: Commit, env: NodeJS.ProcessEnv): Promise<void> {
  const ref = (await ask(env, `git/ref/heads/${mainBranch}`)) as { object?: { sha?: string } };
  const tip = ref.object?.sha;
  if (tip === commit) return;
  throw new Failure(`The branch ${mainBranch} has moved: this run is superseded.`, [
    `this run: ${commit}, ${mainBranch} is at: ${tip ?? 'nothing that was said'}`,
    'Nothing is lost: the run of the newest commit plans all of it. Look at that plan and approve that one.',
  ]);
}

type Person = { readonly login?: string } | null;
interface HostCommit {
  readonly sha?: string;
  readonly author?: Person;
  readonly committer?: Person;
}

/** How many commits of a pull request the host lists at most. */
const listed = 250;

/**
 * Makes sure that the person who started this is none of those who wrote the change: on a host whose environments have no
 * reviewers this is the second pair of eyes. Each commit of the pull request counts: what a person added to a robot's is the
 * robot's after the merge.
 * @throws Failure when it is the same person, or nobody knows
 */
export async function assertSomebodyElse({ commit }: Commit, env: NodeJS.ProcessEnv): Promise<void> {
  const starter = env['GITHUB_TRIGGERING_ACTOR'] ?? '';
  const [made, pulls] = (await Promise.all([ask(env, `commits/${commit}`), ask(env, `commits/${commit}/pulls`)])) as [
    HostCommit,
    { readonly number: number; readonly user?: Person }[],
  ];
  const commits: HostCommit[] = [{ sha: commit, ...made }];
  for (const { number } of pulls) {
    for (let page = 1, found = 100; found === 100 && page * 100 < listed + 100; page += 1) {
      const some = (await ask(env, `pulls/${number}/commits?per_page=100&page=${page}`)) as HostCommit[];
      commits.push(...some);
      found = some.length;
    }
  }
  const unknown = commits.filter(({ author }) => author?.login === undefined).map(({ sha = '' }) => sha);
  if (unknown.length > 0 || commits.length > listed) {
    throw new Failure('Nobody knows who wrote a part of the change.', [
      unknown.length > 0
        ? `commits without an author that the host knows: ${unknown.slice(0, 5).join(', ')}`
        : `the pull request has ${listed} commits or more, and the host lists no more of them`,
      'Who starts the apply has to be somebody else, and that cannot be told. Bring the change again, with commits of accounts of the host.',
    ]);
  }
  const authors = [...commits.flatMap(({ author, committer }) => [author, committer]), ...pulls.map(({ user }) => user)]
    .map((person) => person?.login)
    // The host itself commits what is merged on its page.
    .filter((login): login is string => login !== undefined && login !== 'web-flow');
  const isAuthor = authors.some((login) => login.toLowerCase() === starter.toLowerCase());
  if (starter !== '' && !isAuthor) return;
  throw new Failure('Somebody else than the author of the change starts the apply.', [
    `written by: ${[...new Set(authors)].join(', ') || 'nobody that the host knows'}, started by: ${starter || 'nobody'}`,
    'Ask a second person to look at the plan and to start this workflow with its digest.',
  ]);
}

async function ask(env: NodeJS.ProcessEnv, path: string): Promise<unknown> {
  const url = `${env['GITHUB_API_URL'] ?? 'https://api.github.com'}/repos/${env['GITHUB_REPOSITORY']}/${path}`;
  const cannot = (why: string): Failure =>
    new Failure(`GitHub could not be asked about the main branch: ${why}.`, [
      'Without its answer nothing is planned or applied here. The step needs GITHUB_TOKEN with contents: read; run it again when the host is well.',
    ]);
  if (!env['GITHUB_TOKEN'] || !env['GITHUB_REPOSITORY']) throw cannot('the job has no GITHUB_TOKEN');
  const headers = { accept: 'application/vnd.github+json', authorization: `Bearer ${env['GITHUB_TOKEN']}` };
  let answer: Response;
  try {
    answer = await patiently(async () => Network.of(env).fetch(url, { headers }));
  } catch (error) {
    throw cannot((error as Error).message);
  }
  if (!answer.ok) throw cannot(`${path} answered ${answer.status}`);
  return answer.json().catch(() => {
    throw cannot(`${path} answered no JSON`);
  });
}
