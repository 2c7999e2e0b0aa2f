/**
 * What only the host of a repository knows, asked by a job of GitHub Actions while it runs: where the main branch is. Sources:
 * https://docs.github.com/en/rest/git/refs#get-a-reference,
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
  const ref = (await askGithub(env, `git/ref/heads/${mainBranch}`)) as { object?: { sha?: string } };
  const tip = ref.object?.sha;
  if (tip === commit) return;
  throw new Failure(`The branch ${mainBranch} has moved: this run is superseded.`, [
    `this run: ${commit}, ${mainBranch} is at: ${tip ?? 'nothing that was said'}`,
    'Nothing is lost: the run of the newest commit plans all of it. Look at that plan and approve that one.',
  ]);
}

/**
 * What the host answers to a question about the repository of this job.
 * @param path Below `/repos/OWNER/REPO/`
 * @throws Failure when it cannot be asked, or answers anything but JSON
 */
export async function askGithub(env: NodeJS.ProcessEnv, path: string): Promise<unknown> {
  const url = `${env['GITHUB_API_URL'] ?? 'https://api.github.com'}/repos/${env['GITHUB_REPOSITORY']}/${path}`;
  const cannot = (why: string): Failure =>
    new Failure(`GitHub could not be asked about the repository: ${why}.`, [
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
