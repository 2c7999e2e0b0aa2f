import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { asTyped } from '../../../wizard/terminal/as-typed.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'as typed-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('in a clone it is the program by its path, from wherever it was started', () => {
  writeFileSync(join(folder, 'package-lock.json'), '{}');
  mkdirSync(join(folder, 'docs'));
  expect(asTyped({ home: folder, cwd: folder })).toBe('node bin/entra-workspaces.cjs');
  expect(asTyped({ home: folder, cwd: join(folder, 'docs') })).toBe('node ../bin/entra-workspaces.cjs');
  expect(asTyped({ home: folder, cwd: tmpdir() })).toMatch(/^node 'as typed-\w+\/bin\/entra-workspaces.cjs'$/);
});

test.each([
  ['fetched for one run', ['_npx', '0a1b', 'node_modules', 'entra-workspaces'], 'npx entra-workspaces'],
  ['in the repository', ['repository', 'node_modules', 'entra-workspaces'], 'npx entra-workspaces'],
  ['installed for all', ['lib', 'node_modules', 'entra-workspaces'], 'entra-workspaces'],
])('%s', (_how, way, typed) => {
  expect(asTyped({ home: join(folder, ...way), cwd: join(folder, 'repository') })).toBe(typed);
});
