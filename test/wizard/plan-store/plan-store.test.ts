import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { readDeployment } from '../../../deployment/load.js';
import type { Deployment } from '../../../deployment/schema.js';
import { digestOf, keptObject, type PlanNote } from '../../../wizard/plan-store/kept-object.js';
import { planStoreOf } from '../../../wizard/plan-store/plan-store.js';

const { deployment } = readDeployment(resolve('examples/greenfield-foundation.json'));
const places: Record<'s3' | 'azurerm', Deployment['state']> = {
  s3: {
    s3: {
      bucket: 'state',
      region: 'eu-central-1',
      key: 'a b/c.tfstate',
      kmsKeyId: 'arn:aws:kms:eu-central-1:111122223333:key/k',
    },
  },
  azurerm: {
    azurerm: { resourceGroupName: 'g', storageAccountName: 'account', containerName: 'state', key: 'a b/c.tfstate' },
  },
};
const prefix = 'a b/c.tfstate.plans/';

/** Both kinds of storage, as far as a plan needs them: lists of one key a page, puts on their condition. */
const objects = new Map<string, Buffer>();
const seen: { method: string; url: string; headers: Record<string, unknown> }[] = [];
/** Answers that come first: a status, or a connection that breaks. */
let troubles: (number | 'broken')[] = [];
let refuse = false;
let server: Server;

beforeAll(async () => {
  server = createServer((request, response) => {
    void (async () => {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part as Buffer);
      const { method = '', url = '', headers } = request;
      if (url.includes('/oauth2/')) return response.end(JSON.stringify({ access_token: 'storage-token' }));
      seen.push({ method, url, headers });
      if (refuse) return response.writeHead(403).end('<Error><Code>AccessDenied</Code></Error>');
      const trouble = troubles.shift();
      if (trouble === 'broken') return request.socket.destroy();
      if (trouble !== undefined) return response.writeHead(trouble).end('<Error><Code>SlowDown</Code></Error>');
      const query = new URL(url, 'http://localhost').searchParams;
      if (query.has('prefix')) {
        const from = Number(query.get('continuation-token') ?? query.get('marker') ?? 0);
        const keys = [...objects.keys()];
        const mark = from + 1 < keys.length ? String(from + 1) : '';
        const next = `<NextContinuationToken>${mark}</NextContinuationToken><NextMarker>${mark}</NextMarker>`;
        return response.end(`<L><Key>${keys[from] ?? ''}</Key><Name>${keys[from] ?? ''}</Name>${next}</L>`);
      }
      const key = decodeURIComponent(url.slice(url.indexOf('/state/') + '/state/'.length));
      if (method === 'PUT') {
        if (headers['if-none-match'] !== '*') return response.writeHead(403).end('<Error><Code>Policy</Code></Error>');
        if (objects.has(key)) return response.writeHead(url.includes('blob') ? 409 : 412).end('<Error/>');
        objects.set(key, Buffer.concat(parts));
        // It was put, and nobody hears of it.
        if (troubles[0] === 'broken' && troubles.shift()) return request.socket.destroy();
      }
      if (method === 'DELETE') objects.delete(key);
      const found = objects.get(key);
      if (method === 'GET' && !found) return response.writeHead(404).end('<Error><Code>NoSuchKey</Code></Error>');
      return response.writeHead(200).end(found);
    })();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
});
afterAll(async () => new Promise((done) => server.close(done)));
beforeEach(() => {
  objects.clear();
  seen.length = 0;
  troubles = [];
  refuse = false;
});

const note: PlanNote = {
  form: 1,
  plannedAt: '2026-11-28T12:00:00.000Z',
  commit: 'c'.repeat(40),
  tree: 't'.repeat(40),
  allowances: { remove: ['ada@contoso.com'], replace: [], maxRemovals: 4 },
  lineage: 'lineage',
  serial: 7,
  functionZip: 'f'.repeat(64),
  lockFile: 'l'.repeat(64),
  version: '1.2.3',
};
const plan = { note, bytes: new Uint8Array([80, 75, 10, 0, 255]) };

describe('the digest', () => {
  const digest = digestOf(keptObject(plan));

  test.each(Object.keys(note).filter((part) => part !== 'form'))('is another one where %s is', (part) => {
    const other = { ...note, [part]: 'something else' };
    expect(digestOf(keptObject({ ...plan, note: other }))).not.toBe(digest);
  });

  test('is another one where a byte of the plan is', () =>
    expect(digestOf(keptObject({ ...plan, bytes: new Uint8Array([80, 75, 10, 0, 254]) }))).not.toBe(digest));
});

describe.each(['s3', 'azurerm'] as const)('a plan beside a state in %s', (kind) => {
  const store = () => {
    const at = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return planStoreOf(
      { ...deployment, state: places[kind] },
      {
        AWS_ACCESS_KEY_ID: 'AKIA',
        AWS_SECRET_ACCESS_KEY: 'secret',
        AWS_ENDPOINT_URL_S3: at,
        ENTRA_WORKSPACES_CLOUDS_AT: `${at}/_host`,
        ARM_CLIENT_ID: 'client',
        ARM_CLIENT_SECRET: 'never-sent-to-storage',
      },
    );
  };

  test('comes back as it was under its digest, and is gone when all are cleared, on whatever page of the list', async () => {
    const digest = await store().keep(plan);
    expect([...objects.keys()]).toEqual([`${prefix}${digest}.tfplan`]);
    const found = await store().find(digest);
    expect([found.note, Buffer.from(found.bytes)]).toEqual([note, Buffer.from(plan.bytes)]);
    for (const serial of [8, 9]) await store().keep({ ...plan, note: { ...note, serial } });
    expect(objects.size).toBe(3);
    await store().clear();
    expect(objects.size).toBe(0);
  });

  test('is encrypted as the state is, and carries who is asking', async () => {
    const digest = await store().keep(plan);
    const [put] = seen;
    if (kind === 's3') {
      expect(put?.headers).toMatchObject({
        'x-amz-server-side-encryption': 'aws:kms',
        'x-amz-server-side-encryption-aws-kms-key-id': 'arn:aws:kms:eu-central-1:111122223333:key/k',
      });
    } else {
      expect(put?.url).toContain(`/_host/account.blob.core.windows.net/state/a%20b/c.tfstate.plans/${digest}.tfplan`);
      expect(put?.headers).toMatchObject({ authorization: 'Bearer storage-token', 'x-ms-blob-type': 'BlockBlob' });
    }
  });

  test.each([
    ['the plan', { ...plan, bytes: new Uint8Array([1, 2, 3]) }],
    ['the note', { ...plan, note: { ...note, allowances: { remove: ['grace@contoso.com'], replace: [] } } }],
  ])('is known as another one where %s was swapped', async (_what, swapped) => {
    const digest = await store().keep(plan);
    const other = keptObject(swapped);
    objects.set(`${prefix}${digest}.tfplan`, Buffer.from(other));
    await expect(store().find(digest)).rejects.toMatchObject({
      message: expect.stringContaining('is not the plan that was shown'),
      fix: expect.arrayContaining([`must be ${digest}, got: ${digestOf(other)}`]),
    });
  });

  test('is never put over what lies there', async () => {
    const digest = digestOf(keptObject(plan));
    objects.set(`${prefix}${digest}.tfplan`, Buffer.from('something else'));
    await expect(store().keep(plan)).rejects.toMatchObject({ message: expect.stringContaining('not the plan') });
    expect(String(objects.get(`${prefix}${digest}.tfplan`))).toBe('something else');
  });

  test('is kept and read through busy answers and broken connections, also when the answer to the put was lost', async () => {
    troubles = [503, 'broken', 429];
    const digest = await store().keep(plan);
    troubles = ['broken', 500];
    expect((await store().find(digest)).note).toEqual(note);
    objects.clear();
    troubles = [];
    const lost = store().keep({ ...plan, note: { ...note, serial: 8 } });
    await expect(lost).resolves.toMatch(/^[0-9a-f]{64}$/);
    expect(objects.size).toBe(1);
  });

  test('is given up after four tries', async () => {
    troubles = [503, 503, 503, 503];
    await expect(store().find('0'.repeat(64))).rejects.toMatchObject({
      message: expect.stringMatching(/^The plan could not be read: /),
    });
    expect(seen).toHaveLength(4);
  });

  test('that is not there is missed by name, and one that may not be read says which permission', async () => {
    const digest = '0'.repeat(64);
    await expect(store().find(digest)).rejects.toMatchObject({ message: `No plan is kept as ${digest}.` });
    refuse = true;
    await expect(store().find(digest)).rejects.toMatchObject({
      message: expect.stringMatching(/^The plan could not be read: /),
      fix: [expect.stringMatching(kind === 's3' ? /s3:GetObject/ : /Storage Blob Data Contributor/)],
    });
  });

  test('is asked for by a digest and by nothing else', async () => {
    for (const name of ['../other', 'a/b', '', 'main', 'x'.repeat(64), `${'0'.repeat(64)}\n`]) {
      await expect(store().find(name)).rejects.toMatchObject({ exitCode: 2 });
    }
    expect(seen).toEqual([]);
  });
});

test('a state in a file has no place beside it', () => {
  expect(() => planStoreOf({ ...deployment, state: { local: {} } }, {})).toThrow(/got: state local/);
});
