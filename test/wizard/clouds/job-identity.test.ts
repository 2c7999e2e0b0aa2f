import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { inPipelineJob, jobToken, runsInJob, withJobIdentity } from '../../../wizard/clouds/job-identity.js';

let server: Server;
let given = 0;
let refuse = false;
const asked: string[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(`${request.url} ${request.headers.authorization}`);
    response.writeHead(refuse ? 403 : 200, { 'content-type': 'application/json' });
    response.end(refuse ? '{}' : JSON.stringify({ value: `token ${(given += 1)}` }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => new Promise((resolve) => server.close(resolve)));

const job = (more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => ({
  ACTIONS_ID_TOKEN_REQUEST_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/?v=1`,
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'of-this-job',
  AWS_ROLE_ARN: 'arn:aws:iam::111122223333:role/plan',
  ...more,
});

test('AWS finds the token in a file for its owner alone, kept fresh, and gone afterwards', async () => {
  const env = job();
  let file = '';
  await withJobIdentity(
    env,
    async () => {
      file = env['AWS_WEB_IDENTITY_TOKEN_FILE'] ?? '';
      expect(statSync(file).mode & 0o777).toBe(0o600);
      const first = readFileSync(file, 'utf8');
      expect(first).toMatch(/^token \d+$/);
      while (readFileSync(file, 'utf8') === first) await new Promise((resolve) => setTimeout(resolve, 20));
    },
    30,
  );
  expect(asked[0]).toBe('/?v=1&audience=sts.amazonaws.com Bearer of-this-job');
  expect(existsSync(file)).toBe(false);
  expect(env['AWS_WEB_IDENTITY_TOKEN_FILE']).toBeUndefined();
});

test.each<[string, NodeJS.ProcessEnv]>([
  ['nobody named a role', { AWS_ROLE_ARN: undefined }],
  ['there are keys', { AWS_ACCESS_KEY_ID: 'AKIA' }],
  ['a profile is named', { AWS_PROFILE: 'desktops' }],
  ['another step did it', { AWS_WEB_IDENTITY_TOKEN_FILE: '/run/token' }],
  ['it is no job', { ACTIONS_ID_TOKEN_REQUEST_URL: undefined }],
])('nothing is done where %s', async (_what, more) => {
  const env = job(more);
  const before = asked.length;
  await withJobIdentity(env, async () =>
    expect(env['AWS_WEB_IDENTITY_TOKEN_FILE']).toBe(more['AWS_WEB_IDENTITY_TOKEN_FILE']),
  );
  expect(asked.length).toBe(before);
});

test('a job without the right to an identity is told which one', async () => {
  refuse = true;
  await expect(withJobIdentity(job(), async () => undefined)).rejects.toMatchObject({
    message: 'The job has no identity for AWS: the pipeline gave no identity token (403)',
    fix: [expect.stringContaining('id-token: write')],
  });
});

describe('a job of another host', () => {
  const gitlab = { GITLAB_CI: 'true', ENTRA_WORKSPACES_AWS_TOKEN: 'for aws', ARM_OIDC_TOKEN: 'for entra' };
  const azure = (): NodeJS.ProcessEnv => ({
    TF_BUILD: 'True',
    SYSTEM_OIDCREQUESTURI: `http://127.0.0.1:${(server.address() as AddressInfo).port}/oidctoken`,
    SYSTEM_ACCESSTOKEN: 'of-this-job',
    ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID: 'connection 1',
  });

  test('of GitLab has a token for each cloud as a variable; without one it has no identity', async () => {
    expect(await jobToken(gitlab, 'sts.amazonaws.com')).toBe('for aws');
    expect(await jobToken(gitlab, 'api://AzureADTokenExchange')).toBe('for entra');
    await expect(jobToken({ ...gitlab, ARM_OIDC_TOKEN: '' }, 'api://AzureADTokenExchange')).rejects.toThrow(
      'the job has no ID token for api://AzureADTokenExchange',
    );
    expect([inPipelineJob(gitlab), inPipelineJob({ GITLAB_CI: 'true' }), runsInJob({ GITLAB_CI: 'true' })]).toEqual([
      ...[true, false, true],
    ]);
  });

  test('of Azure Pipelines asks for one of its service connection; without the token of the job it has no identity', async () => {
    asked.length = 0;
    await expect(jobToken(azure(), 'sts.amazonaws.com')).rejects.toThrow('the pipeline gave no identity token');
    expect(asked).toEqual(['/oidctoken?api-version=7.1&serviceConnectionId=connection%201 Bearer of-this-job']);
    expect([inPipelineJob(azure()), inPipelineJob({ ...azure(), SYSTEM_ACCESSTOKEN: '' })]).toEqual([true, false]);
  });
});
