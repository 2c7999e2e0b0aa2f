import { mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { makeFolder } from '../../deployment/make-folder.js';

describe('a folder that is made', () => {
  let root: string;

  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'make-folder-'));
  });
  afterAll(() => rmSync(root, { recursive: true }));

  test('comes with those above it, each for its owner alone where that is asked', () => {
    makeFolder(join(root, 'of', 'one', 'person'), 0o700);
    for (const each of ['of', 'of/one', 'of/one/person']) expect(statSync(join(root, each)).mode & 0o777).toBe(0o700);
  });

  test('stays as it is where it is there, behind a link, too', () => {
    makeFolder(join(root, 'there'));
    writeFileSync(join(root, 'there', 'file'), '');
    symlinkSync(join(root, 'there'), join(root, 'link'));
    makeFolder(join(root, 'there'));
    makeFolder(join(root, 'link'));
    makeFolder(join(root, 'link', 'below'));
    expect(readdirSync(join(root, 'there')).sort()).toEqual(['below', 'file']);
  });

  test('takes the place of no file', () => {
    writeFileSync(join(root, 'file'), '');
    expect(() => makeFolder(join(root, 'file'))).toThrow(expect.objectContaining({ code: 'EEXIST' }));
    expect(() => makeFolder(join(root, 'file', 'below'))).toThrow(expect.objectContaining({ code: 'ENOTDIR' }));
  });

  (process.platform === 'linux' ? test : test.skip)(
    'ends in an error where the file system makes none: Node would try for ever',
    () => {
      expect(() => makeFolder('/proc/desktops/below')).toThrow(
        expect.objectContaining({ code: 'ENOENT', syscall: 'mkdir', path: '/proc/desktops' }),
      );
    },
  );
});
