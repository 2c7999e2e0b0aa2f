import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { withJobIdentity } from '../../../wizard/clouds/job-identity.js';

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
