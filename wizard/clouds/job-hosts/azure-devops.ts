/**
 * What a job of Azure Pipelines knows of its host. Sources:
 * https://learn.microsoft.com/en-us/rest/api/azure/devops/distributedtask/oidctoken/create (SYSTEM_OIDCREQUESTURI),
 * https://learn.microsoft.com/en-us/azure/devops/pipelines/build/variables,
 * https://learn.microsoft.com/en-us/azure/devops/pipelines/scripts/logging-commands (uploadsummary, setvariable),
 * https://learn.microsoft.com/en-us/rest/api/azure/devops/git/refs/list,
 * https://learn.microsoft.com/en-us/rest/api/azure/devops/wit/work-items, https://learn.microsoft.com/en-us/rest/api/azure/devops/wit/wiql.
 */
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { present } from '../../../domain/present.js';
import { mainBranch } from '../../../domain/pipeline-subjects.js';
import { askHost, hostFailure, type HostCall } from './host-api.js';
import type { JobHost, Notice, NoticeBoard } from './job-host.js';
import { answeredToken } from './job-token.js';

/** The service connection of a job, as terraform's providers read it. */
export const connectionVariable = 'ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID';

const version = 'api-version=7.1';
const tag = 'entra-workspaces';
/** In every process template. */
const kind = 'Task';
const work =
  'The step needs SYSTEM_ACCESSTOKEN: $(System.AccessToken), and the build service the right to edit work items';

/**
 * What the host answers to a question about the project of this job.
 * @param path Below `PROJECT/_apis/`, with the version of the API
 * @throws Failure when it cannot be asked, or answers anything but JSON
 */
export async function askAzure(
  env: NodeJS.ProcessEnv,
  path: string,
  call: Pick<HostCall, 'method' | 'body' | 'contentType'> & { readonly needs: string },
): Promise<unknown> {
  const { SYSTEM_ACCESSTOKEN: token, SYSTEM_COLLECTIONURI: collection, SYSTEM_TEAMPROJECT: project } = env;
  if (!token || !collection || !project)
    throw hostFailure('Azure DevOps', 'the job has no SYSTEM_ACCESSTOKEN', call.needs);
  return askHost(env, {
    host: 'Azure DevOps',
    url: `${collection.replace(/\/$/, '')}/${encodeURIComponent(project)}/_apis/${path}`,
    what: path.split('?')[0] ?? '',
    headers: { authorization: `Bearer ${token}` },
    ...call,
  });
}

interface WorkItem {
  readonly id: number;
  readonly fields: Readonly<Record<string, string | undefined>>;
  readonly _links?: { readonly html?: { readonly href?: string } };
}

/** A description is HTML: the text of it, shown as it is. */
const asHtml = (text: string): string =>
  `<pre>${text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')}</pre>`;
const fromHtml = (html: string): string =>
  html
    .replace(/^<pre>|<\/pre>$/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');

function noticeOf({ id, fields, _links: links }: WorkItem): Notice {
  const address = links?.html?.href;
  const text = fromHtml(fields['System.Description'] ?? '');
  return { id: String(id), title: fields['System.Title'] ?? '', text, ...present({ address }) };
}

const setting = (field: string, value: string): object => ({ op: 'add', path: `/fields/${field}`, value });

/** What this project calls a state in which nothing is left to do. */
async function endOf(env: NodeJS.ProcessEnv): Promise<string> {
  const { value } = (await askAzure(env, `wit/workitemtypes/${kind}/states?${version}`, { needs: work })) as {
    value: readonly { readonly name: string; readonly category: string }[];
  };
  return value.find(({ category }) => category === 'Completed')?.name ?? 'Closed';
}

const patch = async (env: NodeJS.ProcessEnv, id: string, operations: readonly object[]): Promise<void> => {
  const call = { method: 'PATCH', body: operations, contentType: 'application/json-patch+json', needs: work } as const;
  await askAzure(env, `wit/workitems/${id}?${version}`, call);
};

const notices: NoticeBoard = {
  noun: 'work item',
  find: async (title, env) => {
    const end = await endOf(env);
    const query = `SELECT [System.Id] FROM WorkItems WHERE [System.TeamProject] = @project AND [System.Title] = '${title.replaceAll("'", "''")}' AND [System.Tags] CONTAINS '${tag}' AND [System.State] <> '${end.replaceAll("'", "''")}' ORDER BY [System.Id]`;
    const { workItems } = (await askAzure(env, `wit/wiql?${version}`, {
      method: 'POST',
      body: { query },
      needs: work,
    })) as {
      workItems: readonly { readonly id: number }[];
    };
    const [first] = workItems;
    if (first === undefined) return undefined;
    return noticeOf((await askAzure(env, `wit/workitems/${first.id}?${version}`, { needs: work })) as WorkItem);
  },
  open: async ({ title, text }, env) => {
    const body = [
      setting('System.Title', title),
      setting('System.Description', asHtml(text)),
      setting('System.Tags', tag),
    ];
    const call = { method: 'POST', body, contentType: 'application/json-patch+json', needs: work } as const;
    return noticeOf((await askAzure(env, `wit/workitems/$${kind}?${version}`, call)) as WorkItem);
  },
  update: async ({ id, text }, env) => patch(env, id, [setting('System.Description', asHtml(text))]),
  close: async ({ id, text }, env) =>
    patch(env, id, [setting('System.Description', asHtml(text)), setting('System.State', await endOf(env))]),
};

const scratch = (env: NodeJS.ProcessEnv): string => env['AGENT_TEMPDIRECTORY'] ?? tmpdir();

const runs = (env: NodeJS.ProcessEnv): boolean => /^true$/i.test(env['TF_BUILD'] ?? '');

export const azureJob: JobHost = {
  name: 'Azure Pipelines',
  runs,
  tokens: {
    has: (env) => runs(env) && Boolean(env['SYSTEM_OIDCREQUESTURI'] && env['SYSTEM_ACCESSTOKEN']),
    token: async (env) =>
      answeredToken(
        env,
        `${env['SYSTEM_OIDCREQUESTURI']}?api-version=7.1&serviceConnectionId=${encodeURIComponent(env[connectionVariable] ?? '')}`,
        { bearer: env['SYSTEM_ACCESSTOKEN'], method: 'POST', field: 'oidcToken' },
      ),
    fix: 'The step needs SYSTEM_ACCESSTOKEN: $(System.AccessToken), and its task has to name the service connection.',
  },
  scratch,
  handed: (env) => join(env['PIPELINE_WORKSPACE'] ?? '.', 'synthesized'),
  // What is built is the merge as it would be: its first parent is the main branch.
  proposedTo: ({ BUILD_REASON: reason }) => (reason === 'PullRequest' ? 'HEAD^1' : undefined),
  summarize: async (markdown, { env, terminal }) => {
    const file = join(await mkdtemp(join(scratch(env), 'entra-workspaces-summary-')), 'summary.md');
    await writeFile(file, `${markdown}\n`);
    terminal.output(`##vso[task.uploadsummary]${file}`);
  },
  answer: (values, { terminal }) => {
    for (const [name, value] of Object.entries(values)) {
      terminal.output(`##vso[task.setvariable variable=${name};isOutput=true]${value}`);
    }
    return Promise.resolve();
  },
  mainIsAt: async (env) => {
    const path = `git/repositories/${encodeURIComponent(env['BUILD_REPOSITORY_ID'] ?? '')}/refs?filter=heads/${mainBranch}&${version}`;
    const call = { needs: 'The step needs SYSTEM_ACCESSTOKEN: $(System.AccessToken), which may read the repository' };
    const { value } = (await askAzure(env, path, call)) as {
      value: readonly { readonly name: string; readonly objectId: string }[];
    };
    return value.find(({ name }) => name === `refs/heads/${mainBranch}`)?.objectId;
  },
  address: ({ SYSTEM_COLLECTIONURI: collection, SYSTEM_TEAMPROJECT: project, BUILD_BUILDID: build }) =>
    collection && project && build
      ? `${collection.replace(/\/$/, '')}/${encodeURIComponent(project)}/_build/results?buildId=${build}`
      : undefined,
  planAgain: `run the pipeline on ${mainBranch} again`,
  notices,
};
