/**
 * The identity of a job: a token that says which repository, branch and environment it runs for, instead of a secret. Entra's
 * libraries and providers fetch one each time they need it. AWS's read it from a file, once: a token lives for minutes, the
 * session that AWS gives for it an hour by default, and an apply may take longer. So the file is kept fresh for as long as a
 * command runs; without that a long apply ends without permission to save its state.
 *
 * Source: https://docs.aws.amazon.com/sdkref/latest/guide/access-assume-role-web.html (AWS_ROLE_ARN, AWS_WEB_IDENTITY_TOKEN_FILE).
 */
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { audiences } from '../../domain/pipeline-subjects.js';
import { Failure } from '../terminal/failure.js';
import { writeWhole } from '../../deployment/whole-file.js';
import { CloudError } from './cloud-error.js';
import { jobHosts } from './job-hosts/index.js';
import { claimsOf } from './token-claims.js';

const tokenFile = 'AWS_WEB_IDENTITY_TOKEN_FILE';

/** Tokens live for five minutes and more. */
const renewEvery = 3 * 60_000;

const sources = jobHosts.map(({ tokens }) => tokens);

/** Whether this runs in a job of a host, with an identity or without. */
export function runsInJob(env: NodeJS.ProcessEnv): boolean {
  return jobHosts.some((host) => host.runs(env));
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

/** Whom a token speaks of, as a trust has to name them. Of the token itself nothing is said. */
export function subjectOf(token: string): string {
  const { sub, aud, iss } = claimsOf(token);
  return sub === undefined && aud === undefined && iss === undefined
    ? 'a subject that cannot be read: what was given is no token'
    : `sub ${JSON.stringify(sub)}, aud ${JSON.stringify(aud)}, iss ${JSON.stringify(iss)}`;
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
