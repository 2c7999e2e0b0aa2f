/**
 * What a job of GitHub Actions knows of its host. Sources:
 * https://docs.github.com/en/actions/reference/security/oidc (ACTIONS_ID_TOKEN_REQUEST_URL, audience),
 * https://docs.github.com/en/actions/reference/workflows-and-actions/variables (GITHUB_…, RUNNER_TEMP),
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands (GITHUB_OUTPUT, GITHUB_STEP_SUMMARY),
 * https://docs.github.com/en/rest/git/refs#get-a-reference, https://docs.github.com/en/rest/issues/issues.
 */
import { appendFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { present } from '../../../domain/present.js';
import { mainBranch } from '../../../domain/pipeline-subjects.js';
import { commentOn } from './github-comment.js';
import { askHost, hostFailure, type HostCall } from './host-api.js';
import type { JobHost, Notice, NoticeBoard } from './job-host.js';
import { answeredToken } from './job-token.js';

/**
 * What the host answers to a question about the repository of this job.
 * @param path Below `/repos/OWNER/REPO/`
 * @throws Failure when it cannot be asked, or answers anything but JSON
 */
export async function askGithub(
  env: NodeJS.ProcessEnv,
  path: string,
  call: Pick<HostCall, 'method' | 'body'> & { readonly needs?: string } = {},
): Promise<unknown> {
  const { needs = 'The step needs GITHUB_TOKEN with contents: read' } = call;
  const { GITHUB_TOKEN: token, GITHUB_REPOSITORY: repository } = env;
  if (!token || !repository) throw hostFailure('GitHub', 'the job has no GITHUB_TOKEN', needs);
  return askHost(env, {
    host: 'GitHub',
    url: `${env['GITHUB_API_URL'] ?? 'https://api.github.com'}/repos/${repository}/${path}`,
    what: path,
    headers: { accept: 'application/vnd.github+json', authorization: `Bearer ${token}` },
    ...call,
    needs,
  });
}

interface GithubIssue {
  readonly number: number;
  readonly title: string;
  readonly body?: string | null;
  readonly html_url?: string;
  readonly user?: { readonly login?: string } | null;
  readonly pull_request?: object;
}

/** Of one step, in bytes. A longer one is not shown at all. Source: the page on workflow commands (1MiB a step). */
const longestSummary = 1_048_576;
const isCut =
  '**This is cut: GitHub shows no more than 1 MiB.** What is left out stands nowhere on this page: whoever approves looks at all of it with `entra-workspaces plan`.\n\n';

/** All of it, or as many lines as there is room for, with that said first; nothing where not even that has room. */
function fitting(markdown: string, bytes: number): string | undefined {
  const all = Buffer.from(markdown);
  if (all.length < bytes) return markdown;
  const left = bytes - Buffer.byteLength(isCut) - 1;
  if (left < 0) return undefined;
  const room = all.subarray(0, left);
  return isCut + room.subarray(0, Math.max(0, room.lastIndexOf('\n'))).toString();
}

/** Who opens an issue, or comments, with the token of a job. */
const robot = 'github-actions[bot]';
const page = 100;
const needs = 'The step needs GITHUB_TOKEN with issues: write';

const noticeOf = ({ number, title, body, html_url: address }: GithubIssue): Notice => ({
  id: String(number),
  title,
  text: body ?? '',
  ...present({ address }),
});

const notices: NoticeBoard = {
  noun: 'issue',
  find: async (title, env) => {
    for (let at = 1; ; at += 1) {
      const some = (await askGithub(env, `issues?state=open&per_page=${page}&page=${at}`, { needs })) as GithubIssue[];
      // Anybody may open one of the same title: what a person wrote is never written over.
      const found = some.find((each) => each.title === title && each.user?.login === robot && !each.pull_request);
      if (found !== undefined) return noticeOf(found);
      if (some.length < page) return undefined;
    }
  },
  open: async ({ title, text }, env) =>
    noticeOf((await askGithub(env, 'issues', { method: 'POST', body: { title, body: text }, needs })) as GithubIssue),
  update: async ({ id, text }, env) => {
    await askGithub(env, `issues/${id}`, { method: 'PATCH', body: { body: text }, needs });
  },
  close: async ({ id, text }, env) => {
    const body = { body: text, state: 'closed', state_reason: 'completed' };
    await askGithub(env, `issues/${id}`, { method: 'PATCH', body, needs });
  },
};

export const githubJob: JobHost = {
  name: 'GitHub Actions',
  runs: (env) => env['GITHUB_ACTIONS'] === 'true',
  tokens: {
    has: (env) => Boolean(env['ACTIONS_ID_TOKEN_REQUEST_URL'] && env['ACTIONS_ID_TOKEN_REQUEST_TOKEN']),
    token: async (env, audience) =>
      answeredToken(env, `${env['ACTIONS_ID_TOKEN_REQUEST_URL']}&audience=${encodeURIComponent(audience)}`, {
        bearer: env['ACTIONS_ID_TOKEN_REQUEST_TOKEN'],
        field: 'value',
      }),
    fix: 'The job needs "permissions: id-token: write"; jobs for a fork never get it.',
  },
  scratch: (env) => env['RUNNER_TEMP'] ?? tmpdir(),
  handed: (env) => join(env['RUNNER_TEMP'] ?? tmpdir(), 'synthesized'),
  // What is checked out is the merge as it would be: its first parent is the main branch.
  proposedTo: ({ GITHUB_EVENT_NAME: event }) =>
    event === 'pull_request' || event === 'merge_group' ? 'HEAD^1' : undefined,
  summarize: async (markdown, { env }) => {
    const file = env['GITHUB_STEP_SUMMARY'];
    if (!file) return;
    const before = await stat(file).then(
      ({ size }) => size,
      () => 0,
    );
    const fits = fitting(markdown, longestSummary - before);
    // More would hide what stands there already.
    if (fits !== undefined) await appendFile(file, `${fits}\n`);
  },
  comment: async (markdown, about, env) => commentOn(env, { markdown, about, robot, ask: askGithub }),
  answer: async (values, { env }) => {
    const lines = Object.entries(values).map(([name, value]) => `${name}=${value}\n`);
    if (env['GITHUB_OUTPUT']) await appendFile(env['GITHUB_OUTPUT'], lines.join(''));
  },
  mainIsAt: async (env) => {
    const ref = (await askGithub(env, `git/ref/heads/${mainBranch}`)) as { object?: { sha?: string } };
    return ref.object?.sha;
  },
  address: ({ GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run }) =>
    server && repository && run ? `${server}/${repository}/actions/runs/${run}` : undefined,
  planAgain: `open the newest run of ${mainBranch} and choose "Re-run all jobs"`,
  notices,
};
