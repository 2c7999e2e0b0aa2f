import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { companyFileNames } from '../../../deployment/company-files/names.js';
import { readDeployment } from '../../../deployment/load.js';
import { bringCompanyFiles } from '../../../wizard/rehearsal/bring-company-files.js';

const example = resolve('examples/company-files.json');
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bring-company-files-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('a rehearsal has the files that its deployment names, byte for byte, and can bring them again', async () => {
  const { file } = readDeployment(example);
  const names = companyFileNames(file);
  expect(names.some((name) => name.includes('/'))).toBe(true);
  for (const _again of [1, 2]) await bringCompanyFiles(file, resolve('examples'), folder);
  for (const name of names) {
    expect(await readFile(join(folder, name))).toEqual(await readFile(resolve('examples', name)));
  }
});

test('files that lie there already are left alone', async () => {
  const { file } = readDeployment(example);
  const [name = ''] = companyFileNames(file);
  const before = await stat(resolve('examples', name));
  await bringCompanyFiles(file, resolve('examples'), resolve('examples'));
  expect((await stat(resolve('examples', name))).mtimeMs).toBe(before.mtimeMs);
});
