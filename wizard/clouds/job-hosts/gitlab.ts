/**
 * What a job of GitLab CI/CD knows of its host. Sources:
 * https://docs.gitlab.com/ci/yaml/#id_tokens (variables of a job, good for as long as its timeout),
 * https://docs.gitlab.com/ci/variables/predefined_variables,
 * https://docs.gitlab.com/ci/yaml/artifacts_reports/#artifactsreportsdotenv, https://docs.gitlab.com/api/issues. The token of a
 * job may not write issues (https://docs.gitlab.com/ci/jobs/ci_job_token): one of the project does.
 */
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { makeFolder } from '../../../deployment/make-folder.js';
import { present } from '../../../domain/present.js';
import { audiences, mainBranch } from '../../../domain/pipeline-subjects.js';
import { CloudError } from '../cloud-error.js';
import { askHost, hostFailure, type HostCall } from './host-api.js';
import type { JobHost, Notice, NoticeBoard } from './job-host.js';

/** Where a job of GitLab shows Markdown, and tells later jobs something: git ignores it. */
export const gitlabFolder = 'cdktf.out';
/** The variable of a job that holds its token for AWS; that for Entra has the name that terraform's providers read. */
export const gitlabAwsToken = 'ENTRA_WORKSPACES_AWS_TOKEN';

const clone = (env: NodeJS.ProcessEnv): string => env['CI_PROJECT_DIR'] ?? '.';
const inFolder = (env: NodeJS.ProcessEnv, name: string): string => join(clone(env), gitlabFolder, name);

const tokenVariable = 'ENTRA_WORKSPACES_GITLAB_TOKEN';
const needs = `A token of the project (role Reporter, scope api) in the masked, protected variable ${tokenVariable}`;
const page = 100;

/**
 * What the host answers to a question about the project of this job.
 * @param path Below `/projects/ID/`
 * @throws Failure when it cannot be asked, or answers anything but JSON
 */
export async function askGitlab(
  env: NodeJS.ProcessEnv,
  path: string,
  call: Pick<HostCall, 'method' | 'body'> = {},
): Promise<unknown> {
  const { CI_PROJECT_ID: project } = env;
  if (!project) throw hostFailure('GitLab', 'the job has no CI_PROJECT_ID', needs);
  return askGitlabAt(env, `projects/${encodeURIComponent(project)}/${path}`, call);
}

/** The same of anything. @param path Below the API */
export async function askGitlabAt(
  env: NodeJS.ProcessEnv,
  path: string,
  call: Pick<HostCall, 'method' | 'body'> = {},
): Promise<unknown> {
  const { [tokenVariable]: token, CI_API_V4_URL: api } = env;
  if (!token || !api) throw hostFailure('GitLab', `the job has no ${tokenVariable}`, needs);
  return askHost(env, {
    host: 'GitLab',
    url: `${api}/${path}`,
    what: path,
    headers: { 'private-token': token },
    ...call,
    needs,
  });
}

interface GitlabIssue {
  readonly iid: number;
  readonly title: string;
  readonly description?: string | null;
  readonly web_url?: string;
  readonly author?: { readonly id?: number } | null;
}

const noticeOf = ({ iid, title, description, web_url: address }: GitlabIssue): Notice => ({
  id: String(iid),
  title,
  text: description ?? '',
  ...present({ address }),
});

const notices: NoticeBoard = {
  noun: 'issue',
  find: async (title, env) => {
    // Those of the token's own user: what a person wrote is never written over.
    for (let at = 1; ; at += 1) {
      const path = `issues?state=opened&scope=created_by_me&per_page=${page}&page=${at}`;
      const some = (await askGitlab(env, path)) as GitlabIssue[];
      const found = some.find((each) => each.title === title);
      if (found !== undefined) return noticeOf(found);
      if (some.length < page) return undefined;
    }
  },
  open: async ({ title, text }, env) =>
    noticeOf((await askGitlab(env, 'issues', { method: 'POST', body: { title, description: text } })) as GitlabIssue),
  update: async ({ id, text }, env) => {
    await askGitlab(env, `issues/${id}`, { method: 'PUT', body: { description: text } });
  },
  close: async ({ id, text }, env) => {
    await askGitlab(env, `issues/${id}`, { method: 'PUT', body: { description: text, state_event: 'close' } });
  },
};

export const gitlabJob: JobHost = {
  name: 'GitLab CI/CD',
  runs: (env) => env['GITLAB_CI'] === 'true',
  tokens: {
    has: (env) => env['GITLAB_CI'] === 'true' && Boolean(env[gitlabAwsToken] || env['ARM_OIDC_TOKEN']),
    token: (env, audience) => {
      const token = audience === audiences.aws ? env[gitlabAwsToken] : env['ARM_OIDC_TOKEN'];
      if (token) return Promise.resolve(token);
      return Promise.reject(new CloudError('error', `the job has no ID token for ${audience}`));
    },
    fix: `The job needs "id_tokens" with ${gitlabAwsToken} and ARM_OIDC_TOKEN, as entra-workspaces init writes it.`,
  },
  scratch: () => tmpdir(),
  handed: (env) => inFolder(env, 'handed'),
  // The source branch is checked out; what it is compared with is where it left the main branch.
  proposedTo: ({ CI_PIPELINE_SOURCE: source, CI_MERGE_REQUEST_DIFF_BASE_SHA: base }) =>
    source === 'merge_request_event' ? base || undefined : undefined,
  summarize: async (markdown, { env }) => {
    await written(inFolder(env, 'summary.md'), `${markdown}\n`);
  },
  answer: async (values, { env }) => {
    const lines = Object.entries(values).map(([name, value]) => `${name}=${value}\n`);
    await written(inFolder(env, 'answer.env'), lines.join(''));
  },
  mainIsAt: async (env, git) => {
    // The remote of the clone has the token of the job: its API has no branches for it.
    const { exitCode, stdout } = await git(['ls-remote', 'origin', `refs/heads/${mainBranch}`], clone(env));
    if (exitCode === 0) return stdout.split(/\s/)[0] || undefined;
    throw hostFailure('GitLab', `git ls-remote ended with ${exitCode}`, 'The runner has to reach the repository');
  },
  address: ({ CI_PIPELINE_URL: url }) => url || undefined,
  planAgain: `run the newest pipeline of ${mainBranch} again, all of it`,
  notices,
};

async function written(file: string, text: string): Promise<void> {
  makeFolder(dirname(file));
  await writeFile(file, text);
}
