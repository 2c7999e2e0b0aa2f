/**
 * The product and real terraform in the network of a company: a proxy that opens TLS with its own certificate authority is the
 * only way out. The state lies behind it, in a bucket that terraform itself speaks to.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { CloudHandler } from '../../twin/network.js';
import { atCompany, cloudsBehind } from '../wizard/clouds/company-clouds.js';
import { startCompany, type Company } from '../wizard/clouds/company.js';
import { startTwinClouds, type TwinClouds } from '../wizard/clouds/twin-clouds.js';
import { call, type Ended } from '../wizard/handshake/foundation.js';
import { greenfield } from './harness.js';
import { inOnePiece } from '../../twin/aws/s3/chunks.js';

const bucketHost = /^(contoso-state\.)?s3\.eu-central-1\.amazonaws\.com$/;

let started: TwinClouds;
let company: Company;
let folder: string;
/** Hosts of this machine or of another one that our own process connected to past the proxy. */
const past: string[] = [];
/** What was asked of the bucket: `PUT contoso.tfstate.tflock`. */
const asked: string[] = [];
const objects = new Map<string, Buffer>();

/** A bucket as far as a state in it needs one: https://developer.hashicorp.com/terraform/language/backend/s3. */
const bucket: CloudHandler = async ({ method, path, headers, body }) => {
  const key = decodeURIComponent(path).replace(/^\/(contoso-state\/?)?/, '');
  asked.push(`${method} ${key}`);
  if (method === 'PUT') {
    if (headers['if-none-match'] === '*' && objects.has(key)) return { status: 412, body: '<Error/>' };
    objects.set(key, inOnePiece(body, headers['content-encoding']));
  }
  if (method === 'DELETE') objects.delete(key);
  if (key === '') return { status: 200, body: '<ListBucketResult></ListBucketResult>' };
  const found = objects.get(key);
  if (found === undefined && method !== 'DELETE') {
    return { status: 404, body: '<Error><Code>NoSuchKey</Code></Error>' };
  }
  if (method !== 'GET') return { status: 200, headers: { etag: '"1"' } };
  // Terraform asks for parts, and goes on until it has the size that it was told.
  const bytes = found ?? Buffer.alloc(0);
  const range = { 'content-range': `bytes 0-${bytes.length - 1}/${bytes.length}` };
  return { status: headers['range'] === undefined ? 200 : 206, headers: { etag: '"1"', ...range }, body: bytes };
};

beforeAll(async () => {
  started = await startTwinClouds();
  const clouds = cloudsBehind(started.twin);
  company = await startCompany(async (request) => (bucketHost.test(request.host) ? bucket : clouds)(request));
  folder = await mkdtemp(join(tmpdir(), 'entra-workspaces-company-'));
  started.twin.terraform.workIn(join(folder, 'cdktf.out/stacks/contoso'));
  const kmsKeyId = 'arn:aws:kms:eu-central-1:111122223333:key/3b4c5d6e-7f80-4192-a3b4-c5d6e7f80910';
  const deployment = {
    ...greenfield(started.twin),
    state: { s3: { bucket: 'contoso-state', region: 'eu-central-1', key: 'contoso.tfstate', kmsKeyId } },
  };
  await writeFile(join(folder, 'deployment.json'), JSON.stringify(deployment));
  const connect = Reflect.get(Socket.prototype, 'connect') as (this: Socket, ...words: unknown[]) => Socket;
  jest.spyOn(Socket.prototype, 'connect').mockImplementation(function (this: Socket, ...words: unknown[]) {
    const [first] = words.flat() as { host?: string; path?: string }[];
    if (first?.path === undefined && !/^(127\.0\.0\.1|localhost|::1)$/.test(first?.host ?? 'localhost')) {
      past.push(first?.host ?? '');
      throw new Error(`${first?.host} was called past the proxy`);
    }
    return connect.apply(this, words);
  });
});
afterAll(async () => {
  jest.restoreAllMocks();
  await company.close();
  await started.stop();
  await rm(folder, { recursive: true, force: true });
});

const run = (words: readonly string[], more: NodeJS.ProcessEnv = {}): Promise<Ended> => {
  const all = atCompany(company, { ...started.env, HOME: folder }, more);
  const env = Object.entries(all).filter((each): each is [string, string] => each[1] !== undefined);
  return call(words, { cwd: folder, env: Object.fromEntries(env) });
};

test('preflight, plan and apply of the whole deployment go through the proxy, and terraform with them', async () => {
  const { stderr: looked } = await run(['preflight']);
  expect(looked).not.toMatch(/cannot be reached|certificate/);

  const { exitCode, stdout, stderr } = await run(['plan', '--json']);
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
  expect((JSON.parse(stdout) as { counts: { create: number } }).counts.create).toBeGreaterThan(20);
  // Terraform's own: a lock beside the state, written and removed.
  expect(asked).toEqual(expect.arrayContaining(['PUT contoso.tfstate.tflock', 'DELETE contoso.tfstate.tflock']));

  const applied = await run(['apply', '--auto-approve', '--skip-preflight']);
  expect({ exitCode: applied.exitCode, stderr: applied.stderr }).toMatchObject({ exitCode: 0 });
  expect(objects.get('contoso.tfstate')?.toString()).toContain('aws_vpc');
  expect(await run(['plan', '--json']).then((again) => JSON.parse(again.stdout))).toMatchObject({ empty: true });
  expect(past).toEqual([]);
});

test('terraform that does not know the authority of the proxy fails in words that name it', async () => {
  // Left out: the look before terraform, which says the same earlier.
  const { exitCode, stderr } = await run(['apply', '--auto-approve', '--skip-preflight'], {
    NODE_EXTRA_CA_CERTS: '',
    // Nothing to wait for: it is refused each time.
    AWS_MAX_ATTEMPTS: '1',
  });
  expect(exitCode).toBe(1);
  expect(stderr.replace(/\s+/g, ' ')).toContain('a proxy of the company opens the traffic');
  expect(stderr.replace(/\s+/g, ' ')).toContain('Set NODE_EXTRA_CA_CERTS');
});
