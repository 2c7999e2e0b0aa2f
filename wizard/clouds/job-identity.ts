/**
 * The identity of a job: a token that says which repository, branch and environment it runs for, instead of a secret. Entra's
 * libraries and providers fetch one each time they need it. AWS's read it from a file, once: a token lives for minutes, the
 * session that AWS gives for it an hour by default, and an apply may take longer. So the file is kept fresh for as long as a
 * command runs; without that a long apply ends without permission to save its state.
 *
 * Sources: https://docs.github.com/en/actions/reference/security/oidc (ACTIONS_ID_TOKEN_REQUEST_URL, audience),
 * https://docs.gitlab.com/ci/yaml/#id_tokens (variables of a job, good for as long as its timeout),
 * https://learn.microsoft.com/en-us/rest/api/azure/devops/distributedtask/oidctoken/create (SYSTEM_OIDCREQUESTURI),
 * https://docs.aws.amazon.com/sdkref/latest/guide/access-assume-role-web.html (AWS_ROLE_ARN, AWS_WEB_IDENTITY_TOKEN_FILE).
 */
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { audiences } from '../../domain/pipeline-subjects.js';
import { Failure } from '../terminal/failure.js';
import { writeWhole } from '../../deployment/whole-file.js';
import { CloudError } from './cloud-error.js';
import { Network } from './network.js';

const tokenFile = 'AWS_WEB_IDENTITY_TOKEN_FILE';
/** The variable of a GitLab job that holds its token for AWS; that for Entra has the name that terraform's providers read. */
export const gitlabAwsToken = 'ENTRA_WORKSPACES_AWS_TOKEN';
/** The service connection of an Azure Pipelines job, as terraform's providers read it. */
export const connectionVariable = 'ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID';

/** Tokens live for five minutes and more. */
const renewEvery = 3 * 60_000;

/** How the jobs of a host get a token. */
interface TokenSource {
  readonly has: (env: NodeJS.ProcessEnv) => boolean;
  /** @throws CloudError */
  readonly token: (env: NodeJS.ProcessEnv, audience: string) => Promise<string>;
  /** What the job lacks where it gets none. */
  readonly fix: string;
}

const sources: readonly TokenSource[] = [
  {
    has: (env) => Boolean(env['ACTIONS_ID_TOKEN_REQUEST_URL'] && env['ACTIONS_ID_TOKEN_REQUEST_TOKEN']),
    token: async (env, audience) =>
      answered(env, `${env['ACTIONS_ID_TOKEN_REQUEST_URL']}&audience=${encodeURIComponent(audience)}`, {
        bearer: env['ACTIONS_ID_TOKEN_REQUEST_TOKEN'],
        field: 'value',
      }),
    fix: 'The job needs "permissions: id-token: write"; jobs for a fork never get it.',
  },
  {
    has: (env) => env['GITLAB_CI'] === 'true' && Boolean(env[gitlabAwsToken] || env['ARM_OIDC_TOKEN']),
    token: (env, audience) => {
      const token = audience === audiences.aws ? env[gitlabAwsToken] : env['ARM_OIDC_TOKEN'];
      if (token) return Promise.resolve(token);
      return Promise.reject(new CloudError('error', `the job has no ID token for ${audience}`));
    },
    fix: `The job needs "id_tokens" with ${gitlabAwsToken} and ARM_OIDC_TOKEN, as entra-workspaces init writes it.`,
  },
  {
    has: (env) => runsInAzure(env) && Boolean(env['SYSTEM_OIDCREQUESTURI'] && env['SYSTEM_ACCESSTOKEN']),
    token: async (env) =>
      answered(
        env,
        `${env['SYSTEM_OIDCREQUESTURI']}?api-version=7.1&serviceConnectionId=${encodeURIComponent(env[connectionVariable] ?? '')}`,
        { bearer: env['SYSTEM_ACCESSTOKEN'], method: 'POST', field: 'oidcToken' },
      ),
    fix: 'The step needs SYSTEM_ACCESSTOKEN: $(System.AccessToken), and its task has to name the service connection.',
  },
];

const runsInAzure = (env: NodeJS.ProcessEnv): boolean => /^true$/i.test(env['TF_BUILD'] ?? '');

/** Whether this runs in a job of a host, with an identity or without. */
export function runsInJob(env: NodeJS.ProcessEnv): boolean {
  return env['GITHUB_ACTIONS'] === 'true' || env['GITLAB_CI'] === 'true' || runsInAzure(env);
}

/** Whether this runs in a job that may have an identity. */
export function inPipelineJob(env: NodeJS.ProcessEnv): boolean {
  return sources.some(({ has }) => has(env));
}

/** The identity of the job for whoever trusts it. @throws CloudError */
export async function jobToken(env: NodeJS.ProcessEnv, audience: string): Promise<string> {
  const source = sources.find(({ has }) => has(env));
  if (source === undefined) throw new CloudError('error', 'this is no job with an identity');
  return source.token(env, audience);
}

async function answered(
  env: NodeJS.ProcessEnv,
  url: string,
  {
    bearer,
    field,
    method = 'GET',
  }: { readonly bearer: string | undefined; readonly field: string; readonly method?: string },
): Promise<string> {
  const answer = await Network.of(env).fetch(url, { method, headers: { authorization: `Bearer ${bearer}` } });
  const { [field]: value } = (await answer.json().catch(() => ({}))) as Record<string, unknown>;
  if (typeof value !== 'string')
    throw new CloudError('error', `the pipeline gave no identity token (${answer.status})`);
  return value;
}

/** Whom a token speaks of, as a trust has to name them. Of the token itself nothing is said. */
export function subjectOf(token: string): string {
  try {
    const { sub, aud, iss } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<
      string,
      unknown
    >;
    return `sub ${JSON.stringify(sub)}, aud ${JSON.stringify(aud)}, iss ${JSON.stringify(iss)}`;
  } catch {
    return 'a subject that cannot be read: what was given is no token';
  }
}

/** The same of a token in a file. */
export function refusedSubject(file: string | undefined): string {
  try {
    return `its token says ${subjectOf(readFileSync(file ?? '', 'utf8'))}`;
  } catch {
    return `its token cannot be read (${file ?? 'no file'})`;
  }
}

/**
 * Runs something with AWS's role taken on by the job's identity. Where that is not meant (no `AWS_ROLE_ARN`, no pipeline,
 * other credentials) it just runs.
 */
export async function withJobIdentity<T>(
  env: NodeJS.ProcessEnv,
  use: () => Promise<T>,
  every: number = renewEvery,
): Promise<T> {
  const others = env[tokenFile] || env['AWS_ACCESS_KEY_ID'] || env['AWS_PROFILE'];
  if (!inPipelineJob(env) || !env['AWS_ROLE_ARN'] || others) return use();
  const folder = await mkdtemp(join(tmpdir(), 'entra-workspaces-identity-'));
  const file = join(folder, 'token');
  const renew = async (): Promise<void> => {
    writeWhole(file, await jobToken(env, audiences.aws), { mode: 0o600 });
  };
  // One that fails leaves the token before it; the next try is soon enough.
  const timer = setInterval(() => void renew().catch(() => undefined), every);
  try {
    await renew().catch((error: Error) => {
      throw new Failure(`The job has no identity for AWS: ${error.message}`, [
        ...sources.filter(({ has }) => has(env)).map(({ fix }) => fix),
      ]);
    });
    env[tokenFile] = file;
    return await use();
  } finally {
    clearInterval(timer);
    delete env[tokenFile];
    await rm(folder, { recursive: true, force: true });
  }
}
