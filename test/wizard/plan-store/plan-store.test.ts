import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { readDeployment } from '../../../stacks/deployment/load.js';
import type { Deployment } from '../../../stacks/deployment/schema.js';
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

/** Both kinds of storage, as far as a plan needs them. */
const objects = new Map<string, { body: Buffer; note: string | undefined }>();
const seen: { method: string; url: string; headers: Record<string, unknown> }[] = [];
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
      const note = (headers['x-amz-meta-note'] ?? headers['x-ms-meta-note']) as string | undefined;
      const list = /prefix=([^&]*)/.exec(url);
      if (list) {
        const found = [...objects.keys()].map((key) => `<Key>${key}</Key><Name>${key}</Name>`);
        return response.end(`<L>${found.join('')}</L>`);
      }
      const key = decodeURIComponent(url.slice(url.indexOf('/state/') + '/state/'.length));
      if (method === 'PUT') objects.set(key, { body: Buffer.concat(parts), note });
      if (method === 'DELETE') objects.delete(key);
      const found = objects.get(key);
      if (method === 'GET' && !found) return response.writeHead(404).end('<Error><Code>NoSuchKey</Code></Error>');
      const kept = found?.note === undefined ? {} : { 'x-amz-meta-note': found.note, 'x-ms-meta-note': found.note };
      return response.writeHead(200, kept).end(found?.body);
    })();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
});
afterAll(async () => new Promise((done) => server.close(done)));
beforeEach(() => {
  objects.clear();
  seen.length = 0;
  refuse = false;
});

const allowances = { remove: ['ada@contoso.com'], replace: [], maxRemovals: 4 };
const bytes = new Uint8Array([80, 75, 0, 255]);

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

  test('comes back as it was, with what was allowed, and is gone when all are cleared', async () => {
    await store().keep('4b825dc', { bytes, allowances });
    expect([...objects.keys()]).toEqual(['a b/c.tfstate.plans/4b825dc.tfplan']);
    const found = await store().find('4b825dc');
    expect(Buffer.from(found.bytes)).toEqual(Buffer.from(bytes));
    expect(found.allowances).toEqual(allowances);
    await store().keep('other', { bytes, allowances });
    await store().clear();
    expect(objects.size).toBe(0);
  });

  test('is encrypted as the state is, and carries who is asking', async () => {
    await store().keep('4b825dc', { bytes, allowances });
    const [put] = seen;
    if (kind === 's3') {
      expect(put?.headers).toMatchObject({
        'x-amz-server-side-encryption': 'aws:kms',
        'x-amz-server-side-encryption-aws-kms-key-id': 'arn:aws:kms:eu-central-1:111122223333:key/k',
      });
    } else {
      expect(put?.url).toContain('/_host/account.blob.core.windows.net/state/a%20b/c.tfstate.plans/4b825dc.tfplan');
      expect(put?.headers).toMatchObject({ authorization: 'Bearer storage-token', 'x-ms-blob-type': 'BlockBlob' });
    }
  });

  test('that is not there is missed by name, and one that may not be read says which permission', async () => {
    await expect(store().find('4b825dc')).rejects.toMatchObject({ message: 'No plan is kept as 4b825dc.' });
    refuse = true;
    await expect(store().find('4b825dc')).rejects.toMatchObject({
      message: expect.stringMatching(/^The plan could not be read: /),
      fix: [expect.stringMatching(kind === 's3' ? /s3:GetObject/ : /Storage Blob Data Contributor/)],
    });
  });

  test('a name that could leave its place is refused', async () => {
    for (const name of ['../other', 'a/b', '', '.hidden', 'x'.repeat(101)]) {
      await expect(store().find(name)).rejects.toMatchObject({
        exitCode: 2,
        message: expect.stringContaining(`got: ${name}`),
      });
    }
    expect(seen).toEqual([]);
  });
});

test('a state in a file has no place beside it', () => {
  expect(() => planStoreOf({ ...deployment, state: { local: {} } }, {})).toThrow(/got: state local/);
});

test('a note that is no note allows nothing', async () => {
  const at = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  objects.set('a b/c.tfstate.plans/x.tfplan', { body: Buffer.from(bytes), note: '!!' });
  const store = planStoreOf(
    { ...deployment, state: places.s3 },
    { AWS_ACCESS_KEY_ID: 'AKIA', AWS_SECRET_ACCESS_KEY: 'secret', AWS_ENDPOINT_URL_S3: at },
  );
  expect((await store.find('x')).allowances).toEqual({ remove: [], replace: [] });
});
