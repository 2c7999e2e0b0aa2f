import { resolve } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { readDeployment } from '../../../deployment/load.js';
import { digestOf, keptObject, type PlanNote } from '../../../wizard/plan-store/kept-object.js';
import { planStoreOf } from '../../../wizard/plan-store/plan-store.js';
import { EmulatedStorage, statesElsewhere } from './emulated-storage.js';

const { deployment } = readDeployment(resolve('examples/greenfield-foundation.json'));
const prefix = 'a b/c.tfstate.plans/';

const storage = new EmulatedStorage();
const { objects, seen } = storage;

beforeAll(async () => storage.listen());
afterAll(async () => storage.close());
beforeEach(() => storage.clear());

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
  const store = () => planStoreOf({ ...deployment, state: statesElsewhere[kind] }, storage.env);

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
        'x-amz-server-side-encryption-aws-kms-key-id':
          'arn:aws:kms:eu-central-1:111122223333:key/3b4c5d6e-7f80-4192-a3b4-c5d6e7f80910',
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
    storage.troubles = [503, 'broken', 429];
    const digest = await store().keep(plan);
    storage.troubles = ['broken', 500];
    expect((await store().find(digest)).note).toEqual(note);
    objects.clear();
    storage.troubles = [];
    const lost = store().keep({ ...plan, note: { ...note, serial: 8 } });
    await expect(lost).resolves.toMatch(/^[0-9a-f]{64}$/);
    expect(objects.size).toBe(1);
  });

  test('is given up after four tries', async () => {
    storage.troubles = [503, 503, 503, 503];
    await expect(store().find('0'.repeat(64))).rejects.toMatchObject({
      message: expect.stringMatching(/^The plan could not be read: /),
    });
    expect(seen).toHaveLength(4);
  });

  test('that is not there is missed by name, and one that may not be read says which permission', async () => {
    const digest = '0'.repeat(64);
    await expect(store().find(digest)).rejects.toMatchObject({ message: `No plan is kept as ${digest}.` });
    storage.refuse = true;
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
