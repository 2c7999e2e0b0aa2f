/** The search for a token finds each one that was planted: a check that cannot fail proves nothing. */
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ProcessWatch, tracesOf } from './nowhere.js';

const token = `5f1c6a52-8d0e-4b0c-9d55-0c6b1c9f7a31${'k3Jq9ZtB7wXe'.repeat(12)}`;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'planted-'));
  writeFileSync(join(folder, 'deployment.json'), '{}\n');
});
afterEach(() => rmSync(folder, { recursive: true }));

function plant(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

describe('the search for a token', () => {
  test('finds nothing where nothing is', () => {
    expect(tracesOf(token, { folders: [folder], outputs: ['done'], seen: ['node'] })).toEqual([]);
  });

  test.each([
    ['in the deployment', 'deployment.json', JSON.stringify({ token })],
    ["in the shell's history", '.bash_history', `connect\necho ${token}\n`],
    ["in npm's log", '.npm/_logs/2026-11-25-debug-0.log', `0 verbose argv "--token" "${token}"`],
    ['in a half-written file', '.deployment.json.4711', token],
    ['cut to half', 'notes.txt', `it begins with ${token.slice(60, 101)}`],
    ['over two lines', 'notes.txt', `${token.slice(0, 20)}\n  ${token.slice(20, 48)}`],
    ['in base64', 'notes.txt', Buffer.from(`Bearer ${token}`).toString('base64')],
    ['in UTF-16', 'notes.txt', Buffer.from(token, 'utf16le')],
  ])('%s', (_where, name, content) => {
    const path = plant(name, content);
    expect(tracesOf(token, { folders: [folder] })).toEqual([path]);
  });

  test('in a commit that was taken back', () => {
    const git = (...words: string[]): string =>
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@contoso.com', ...words], {
        cwd: folder,
      }).toString();
    git('init', '-q');
    git('add', '-A');
    git('commit', '-qm', 'all');
    expect(tracesOf(token, { folders: [folder] })).toEqual([]);
    const path = plant('token.txt', token);
    git('add', '-A');
    git('commit', '-qm', 'a mistake');
    git('reset', '-q', '--hard', 'HEAD~1');
    rmSync(path, { force: true });
    expect(tracesOf(token, { folders: [folder] })).toEqual([`history of ${folder}`]);
  });

  test('on a screen, wrapped and coloured', () => {
    const shown = `? SCIM endpoint ${token.slice(0, 30)}\u001b[31m\r\n${token.slice(30, 90)}\u001b[0m`;
    expect(tracesOf(token, { folders: [], outputs: ['', shown] })).toEqual(['output 1']);
  });

  test.each([
    ['an argument', 'sh -c "read end" waiting "$token"; true'],
    ['the environment', 'SCIM_TOKEN=$token cat; true'],
  ])('in %s of a process below the one that is watched', async (_where, command) => {
    // The shell above it is given the token through a pipe, and shows nothing by itself.
    const shell = spawn('sh', ['-c', `read -r token; ${command}`], { stdio: ['pipe', 'ignore', 'ignore'] });
    const ended = new Promise((done) => shell.once('exit', done));
    const watch = new ProcessWatch(shell.pid ?? 0);
    try {
      expect(tracesOf(token, { folders: [], seen: watch.seen })).toEqual([]);
      shell.stdin.write(`${token}\n`);
      const traces = (): string[] => tracesOf(token, { folders: [], seen: watch.seen });
      for (let tries = 0; tries < 500 && traces().length === 0; tries++) {
        await new Promise((done) => setTimeout(done, 20));
        watch.look();
      }
      expect(traces()).not.toEqual([]);
    } finally {
      watch.stop();
      shell.stdin.end();
      await ended;
    }
  });
});
