import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { run } from '../../../wizard/cli.js';
import type { CommandContext, CommandDescription } from '../../../wizard/command.js';
import { asTyped, commandsAsTyped } from '../../../wizard/terminal/as-typed.js';
import { Failure } from '../../../wizard/terminal/failure.js';
import { Interrupts } from '../../../wizard/terminal/interrupts.js';
import { keptStream } from './screen.js';

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

test('in a folder of the repository, too', () => {
  const home = join(folder, 'repository', 'node_modules', 'entra-workspaces');
  expect(asTyped({ home, cwd: join(folder, 'repository', 'docs', 'deep') })).toBe('npx entra-workspaces');
  expect(asTyped({ home, cwd: join(folder, 'repository-2') })).toBe('entra-workspaces');
});

describe('commands in a text', () => {
  const typed = commandsAsTyped('npx entra-workspaces', ['plan', 'users', 'connect']);

  test.each([
    ['Next: entra-workspaces plan', 'Next: npx entra-workspaces plan'],
    [
      'entra-workspaces connect, then `entra-workspaces users list`.',
      'npx entra-workspaces connect, then `npx entra-workspaces users list`.',
    ],
    ['entra-workspaces --help lists commands', 'npx entra-workspaces --help lists commands'],
    ['npx entra-workspaces plan', 'npx entra-workspaces plan'],
    ['cd ../entra-workspaces plan', 'cd ../entra-workspaces plan'],
    ['The tag entra-workspaces planned by hand', 'The tag entra-workspaces planned by hand'],
    ['entra-workspaces needs terraform', 'entra-workspaces needs terraform'],
  ])('%s', (text, shown) => {
    expect(typed(text)).toBe(shown);
    expect(typed(shown)).toBe(shown);
  });

  test('what is installed for all stays as it is', () => {
    const text = 'Next: entra-workspaces plan';
    expect(commandsAsTyped('entra-workspaces', ['plan'])(text)).toBe(text);
  });

  test('in all that the command line says, broken into lines after it', async () => {
    const stderr = keptStream(true, 40);
    const text = 'Run entra-workspaces plan again, then entra-workspaces apply, when you are ready.';
    const command: CommandDescription = {
      name: 'plan',
      summary: 'says something',
      description: 'says something',
      options: [],
      examples: [],
      load: async () => ({
        run: async (_options: never, _words: never, { terminal }: CommandContext) => {
          terminal.say(text);
          terminal.good(text);
          terminal.lines([text]);
          terminal.table(['', ''], [['x', text]]);
          throw new Failure('It failed.', [text]);
        },
      }),
    } as never;
    await run(['plan'], {
      stdin: { isTTY: false } as never,
      stdout: keptStream(),
      stderr: stderr as never,
      env: { NO_COLOR: '1' },
      cwd: folder,
      interrupts: new Interrupts(),
      commands: [command],
      program: 'npx entra-workspaces',
    });
    const flat = stderr.text.replace(/\s+/g, ' ');
    expect(flat.match(/npx entra-workspaces plan/g)?.length).toBe(5);
    expect(flat).not.toMatch(/(?<!npx )entra-workspaces plan/);
  });
});
