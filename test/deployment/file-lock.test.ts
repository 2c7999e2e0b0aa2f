import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { takeLock } from '../../deployment/file-lock.js';

describe('the lock of a file', () => {
  const wait = { pause: 1, looks: 2 };
  let lock: string;

  beforeEach(() => {
    lock = join(mkdtempSync(join(tmpdir(), 'file-lock-')), 'lock');
  });
  afterEach(() => rmSync(join(lock, '..'), { recursive: true }));

  test('holds the id of who has it', () => {
    expect(takeLock(lock, wait)).toBe(true);
    expect(readFileSync(lock, 'utf8')).toBe(String(process.pid));
  });

  test.each([
    ['of a process that runs', () => String(process.pid)],
    ['whose id is not written yet', () => ''],
  ])('%s is waited for, and left', (_, text) => {
    writeFileSync(lock, text());
    expect(takeLock(lock, { ...wait, oldest: 60_000 })).toBe(false);
    expect(readFileSync(lock, 'utf8')).toBe(text());
  });

  test('of a process that is gone is taken', () => {
    writeFileSync(lock, String(spawnSync(process.execPath, ['-e', '']).pid));
    expect(takeLock(lock, wait)).toBe(true);
  });

  test('older than any holder takes is taken, though its id may belong to a process again', () => {
    writeFileSync(lock, String(process.ppid));
    const old = new Date(Date.now() - 61_000);
    utimesSync(lock, old, old);
    expect(takeLock(lock, wait)).toBe(false);
    expect(takeLock(lock, { ...wait, oldest: 60_000 })).toBe(true);
    expect(readFileSync(lock, 'utf8')).toBe(String(process.pid));
  });
});
