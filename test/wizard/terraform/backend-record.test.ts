/** A state in a file, once the deployment keeps it elsewhere: terraform is asked only where there is something to take along. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { forgetEmptyPlace } from '../../../wizard/terraform/backend-record.js';

let folder: string;
let record: string;
const file = (): string => join(folder, 'desktops.tfstate');
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'backend-record-'));
  mkdirSync(join(folder, '.terraform'));
  record = join(folder, '.terraform', 'terraform.tfstate');
  initialized({ type: 'local', config: { path: 'desktops.tfstate', workspace_dir: null } });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const initialized = (backend: object): void => writeFileSync(record, JSON.stringify({ version: 3, backend }));
const holding = (resources: object[]): void => writeFileSync(file(), JSON.stringify({ version: 4, resources }));

test('a plan was made, and nothing else: the place of then is forgotten', () => {
  forgetEmptyPlace(folder, undefined);
  expect(existsSync(record)).toBe(false);
});

test('everything in the file was destroyed: its place is forgotten, and the file stays', () => {
  holding([{ mode: 'data', type: 'aws_caller_identity', name: 'here' }]);
  forgetEmptyPlace(folder, join(folder, 'elsewhere.tfstate'));
  expect([existsSync(record), existsSync(file())]).toEqual([false, true]);
});

test.each([
  ['a file with something in it', () => holding([{ mode: 'managed', type: 'aws_vpc', name: 'main' }])],
  ['a file that nobody can read', () => writeFileSync(file(), '{"resources"')],
  ['a file that was cut to nothing', () => writeFileSync(file(), '')],
  [
    'a file that OpenTofu encrypted',
    () => writeFileSync(file(), JSON.stringify({ serial: 3, lineage: 'x', encrypted_data: 'eA==' })),
  ],
  ['a folder in its place', () => mkdirSync(file())],
  [
    'a file that is away, whose copy lists something',
    () =>
      writeFileSync(
        `${file()}.backup`,
        JSON.stringify({ resources: [{ mode: 'managed', type: 'aws_vpc', name: 'main' }] }),
      ),
  ],
  [
    'a file on a drive of its own, which may not be there',
    () => initialized({ type: 'local', config: { path: join(folder, 'keys', 'desktops.tfstate') } }),
  ],
  ['a bucket', () => initialized({ type: 's3', config: { bucket: 'state' } })],
  ['a record that nobody can read', () => writeFileSync(record, 'x')],
])('%s: terraform asks what becomes of it', (_, lay) => {
  lay();
  forgetEmptyPlace(folder, undefined);
  expect(existsSync(record)).toBe(true);
});

test('the same file as before: nothing is forgotten', () => {
  forgetEmptyPlace(folder, file());
  expect(existsSync(record)).toBe(true);
});

test('a folder that terraform has not seen is left alone', () => {
  rmSync(record);
  forgetEmptyPlace(folder, undefined);
  expect(existsSync(record)).toBe(false);
});
