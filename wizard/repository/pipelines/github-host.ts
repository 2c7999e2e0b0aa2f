/**
 * What only the host of a repository knows, asked by a job of GitHub Actions while it runs: where the main branch is, and who
 * wrote a commit. Sources: https://docs.github.com/en/rest/git/refs#get-a-reference,
 * https://docs.github.com/en/rest/commits/commits (commit, pull requests of a commit),
 * https://docs.github.com/en/actions/reference/workflows-and-actions/variables.
 */
import { Network } from '../../clouds/network.js';
import { patiently } from '../../plan-store/patiently.js';
import { Failure } from '../../terminal/failure.js';
import type { Commit } from '../commit.js';
import { mainBranch } from './subjects.js';

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

/**
 * Makes sure that the person who started this is not the one who wrote the commit: on a host whose environments have no
 * reviewers this is the second pair of eyes.
 * @throws Failure when it is the same person, or nobody knows
 */
export async function assertSomebodyElse({ commit }: Commit, env: NodeJS.ProcessEnv): Promise<void> {
  const starter = env['GITHUB_TRIGGERING_ACTOR'] ?? '';
  const [made, pulls] = (await Promise.all([ask(env, `commits/${commit}`), ask(env, `commits/${commit}/pulls`)])) as [
    Partial<Record<'author' | 'committer', { login?: string } | null>>,
    { user?: { login?: string } | null }[],
  ];
  const authors = [made.author, made.committer, ...pulls.map(({ user }) => user)]
    .map((person) => person?.login)
    // The host itself commits what is merged on its page.
    .filter((login): login is string => login !== undefined && login !== 'web-flow');
  const isAuthor = authors.some((login) => login.toLowerCase() === starter.toLowerCase());
  if (starter !== '' && authors.length > 0 && !isAuthor) return;
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
