/** The store of plans, the state and what lies beside it with exactly the printed rights, on an emulated bucket. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { readDeployment } from '../../../deployment/load.js';
import type { Deployment } from '../../../deployment/schema.js';
import { decide } from '../../../twin/aws/policy.js';
import { commandRights, type CommandRights } from '../../../wizard/permissions/report.js';
import { besideState } from '../../../wizard/plan-store/beside-state.js';
import { objectStoreOf, planStoreOf } from '../../../wizard/plan-store/plan-store.js';
import type { PlanNote } from '../../../wizard/plan-store/kept-object.js';
import { identified } from '../../deployment/identified.js';

const read = readDeployment(resolve('examples/everything-on.json')).deployment;
const key = 'a/contoso.tfstate';
const kmsKeyId = 'arn:aws:kms:eu-central-1:111122223333:key/k';
const github = identified(read.pipeline!.github);
const pullRequestPlan = { aws: 'arn:aws:iam::111122223333:role/pull-request-plan', entra: github.entra.mainPlan };
const deployment: Deployment = {
  ...read,
  state: { s3: { bucket: 'state', region: 'eu-central-1', key, kmsKeyId } },
  pipeline: {
    github: {
      ...github,
      pullRequests: 'plan',
      aws: { ...github.aws, pullRequestPlan: pullRequestPlan.aws },
      entra: { ...github.entra, pullRequestPlan: pullRequestPlan.entra },
    },
  },
};
const all = commandRights({ deployment, stack: {} });
const rightsOf = (command: string): CommandRights => all.find((each) => each.command === command)!;

const objects = new Map<string, Buffer>();
let policies: CommandRights['aws'] = [];
let server: Server;

beforeAll(async () => {
  server = createServer((request, response) => {
    void (async () => {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part as Buffer);
      const { method = '', url = '' } = request;
      const { pathname, searchParams } = new URL(url, 'http://localhost');
      const [, bucket, ...rest] = pathname.split('/').map(decodeURIComponent);
      const name = rest.join('/');
      const prefix = searchParams.get('prefix') ?? '';
      const action = name === '' ? 'ListBucket' : ({ GET: 'GetObject', PUT: 'PutObject' }[method] ?? 'DeleteObject');
      const resource = `arn:aws:s3:::${bucket}${name === '' ? '' : `/${name}`}`;
      const context = name === '' ? { 's3:prefix': prefix } : {};
      if (decide(policies, { action: `s3:${action}`, resource, context }) !== 'allowed') {
        return response.writeHead(403).end('<Error><Code>AccessDenied</Code></Error>');
      }
      if (name === '') {
        const keys = [...objects.keys()].filter((each) => each.startsWith(prefix));
        return response.end(`<L>${keys.map((each) => `<Key>${each}</Key>`).join('')}</L>`);
      }
      const found = objects.get(name);
      if (method === 'PUT' && found) return response.writeHead(412).end('<Error/>');
      if (method === 'PUT') objects.set(name, Buffer.concat(parts));
      if (method === 'DELETE') objects.delete(name);
      if (method === 'GET' && !found) return response.writeHead(404).end('<Error><Code>NoSuchKey</Code></Error>');
      return response.writeHead(200).end(method === 'GET' ? found : undefined);
    })();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
});
afterAll(async () => new Promise((done) => server.close(done)));
beforeEach(() => {
  objects.clear();
  for (const name of ['', '.errored.tfstate', '.destroying']) objects.set(`${key}${name}`, Buffer.from('there'));
});

const env = () => ({
  AWS_ACCESS_KEY_ID: 'AKIA',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
});
const as = (command: string): void => {
  policies = rightsOf(command).aws;
};
const note = { form: 1, commit: 'c'.repeat(40) } as PlanNote;
const plan = { note, bytes: new Uint8Array([80, 75]) };
const store = () => planStoreOf(deployment, env());
const raw = () => objectStoreOf(deployment, env()).store;
const refused = { message: expect.stringContaining('AccessDenied') };
const lock = `${key}.tflock`;

describe('with the printed rights', () => {
  test('main plans and keeps, apply gets what was kept and removes it', async () => {
    as('plan');
    const digest = await store().keep(plan);
    expect((await store().find(digest)).note).toEqual(note);
    await expect(store().clear()).rejects.toMatchObject(refused);
    as('apply');
    await expect(store().keep({ ...plan, bytes: new Uint8Array([1]) })).rejects.toMatchObject(refused);
    expect((await store().find(digest)).note).toEqual(note);
    await store().clear();
    expect([...objects.keys()].filter((each) => each.includes('.plans/'))).toEqual([]);
  });

  test('the plan of a pull request reads the state, and neither plans nor lock nor anything that it could write', async () => {
    as('plan');
    const digest = await store().keep(plan);
    as('pull-request-plan');
    expect(Buffer.from((await raw().get(key))!).toString()).toBe('there');
    expect(await besideState(deployment, env())!.destroying.find()).toBe('there');
    await expect(store().find(digest)).rejects.toMatchObject(refused);
    await expect(store().keep(plan)).rejects.toMatchObject(refused);
    await expect(raw().putNew(lock, Buffer.of())).rejects.toMatchObject(refused);
    await expect(raw().remove(key)).rejects.toMatchObject(refused);
    const actions = rightsOf('pull-request-plan').aws.flatMap(({ Statement }) =>
      Statement.flatMap((each) => each.Action),
    );
    expect(actions.filter((action) => /^s3:(Put|Delete)|GenerateDataKey$/.test(action))).toEqual([]);
  });

  test.each(['plan', 'apply', 'destroy'])('%s locks the state and unlocks it', async (command) => {
    as(command);
    expect(await raw().putNew(lock, Buffer.from('mine'))).toBe(true);
    expect(Buffer.from((await raw().get(lock))!).toString()).toBe('mine');
    await raw().remove(lock);
    expect(objects.has(lock)).toBe(false);
  });

  test.each(['plan', 'apply', 'destroy', 'pull-request-plan'])('%s cannot remove a state', async (command) => {
    as(command);
    await expect(raw().remove(key)).rejects.toMatchObject(refused);
  });

  test.each([
    ['plan', false],
    ['pull-request-plan', false],
    ['apply', true],
    ['destroy', true],
  ])('%s writes a state and what lies beside it: %s', async (command, writes) => {
    as(command);
    const { errored, destroying } = besideState(deployment, env())!;
    expect(await destroying.find()).toBe('there');
    objects.clear();
    const attempts = [
      async () => raw().putNew(key, Buffer.from('state')),
      async () => errored.keep(Buffer.from('state')),
      async () => errored.remove(),
      async () => destroying.note('2026-11-28T12:00:00.000Z'),
      async () => destroying.remove(),
    ];
    for (const attempt of attempts) {
      if (writes) await attempt();
      else await expect(attempt()).rejects.toMatchObject(refused);
    }
  });
});

describe('each identity of a pipeline', () => {
  test('has a set of its own, by its role and its application', () => {
    expect(all.flatMap(({ command, identity }) => (identity ? [[command, identity]] : []))).toEqual([
      // The report of each day looks as doctor does.
      ['doctor', { aws: github.aws.mainPlan, entra: github.entra.mainPlan }],
      ['plan', { aws: github.aws.mainPlan, entra: github.entra.mainPlan }],
      ['pull-request-plan', pullRequestPlan],
      ['daily-apply', { aws: github.aws.apply, entra: github.entra.apply }],
    ]);
  });

  test('that plans pull requests is named only where there is one', () => {
    const commands = commandRights({ deployment: read, stack: {} }).map(({ command }) => command);
    expect(commands).not.toContain('pull-request-plan');
    expect(commands).toContain('plan');
  });
});
