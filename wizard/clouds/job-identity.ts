/**
 * The identity of a job in GitHub Actions: a token that says which repository and environment it runs for, instead of a
 * secret. Entra's libraries and providers fetch one each time they need it. AWS's read it from a file, once: GitHub's token
 * lives for minutes, the session that AWS gives for it an hour by default, and an apply may take longer. So the file is kept
 * fresh for as long as a command runs; without that a long apply ends without permission to save its state.
 *
 * Sources: https://docs.github.com/en/actions/reference/security/oidc (ACTIONS_ID_TOKEN_REQUEST_URL, audience),
 * https://docs.aws.amazon.com/sdkref/latest/guide/access-assume-role-web.html (AWS_ROLE_ARN, AWS_WEB_IDENTITY_TOKEN_FILE).
 */
import { readFileSync } from 'node:fs';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Failure } from '../terminal/failure.js';
import { CloudError } from './cloud-error.js';
import { Network } from './network.js';

const address = 'ACTIONS_ID_TOKEN_REQUEST_URL';
const bearer = 'ACTIONS_ID_TOKEN_REQUEST_TOKEN';
const tokenFile = 'AWS_WEB_IDENTITY_TOKEN_FILE';

/** GitHub's tokens live for five minutes and more. */
const renewEvery = 3 * 60_000;

/** Whether this runs in a job that may have an identity (`permissions: id-token: write`). */
export function inPipelineJob(env: NodeJS.ProcessEnv): boolean {
  return Boolean(env[address] && env[bearer]);
}

/** The identity of the job for whoever trusts it. @throws CloudError */
export async function jobToken(env: NodeJS.ProcessEnv, audience: string): Promise<string> {
  const answer = await Network.of(env).fetch(`${env[address]}&audience=${encodeURIComponent(audience)}`, {
    headers: { authorization: `Bearer ${env[bearer]}` },
  });
  const { value } = (await answer.json().catch(() => ({}))) as { value?: string };
  if (value === undefined) throw new CloudError('error', `the pipeline gave no identity token (${answer.status})`);
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
    // Renamed into place: a reader finds the old token or the new one, never half of one.
    await writeFile(`${file}.next`, await jobToken(env, 'sts.amazonaws.com'), { mode: 0o600 });
    await rename(`${file}.next`, file);
  };
  // One that fails leaves the token before it; the next try is soon enough.
  const timer = setInterval(() => void renew().catch(() => undefined), every);
  try {
    await renew().catch((error: Error) => {
      throw new Failure(`The job has no identity for AWS: ${error.message}`, [
        'The job needs "permissions: id-token: write"; jobs for a fork never get it.',
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
