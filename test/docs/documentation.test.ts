import { execFile } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { CommandRow, OptionDescription } from '../../wizard/command.js';
import { commandTable } from '../../wizard/commands/table.js';

/**
 * Every command in README.md, CONTRIBUTING.md, SECURITY.md and docs/: what can run here runs, and prints what the page says it prints; of the others each
 * command and flag has to exist. `<!-- needs the clouds -->` before a block says that it cannot run here.
 */
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  ...readdirSync('docs', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md') && !name.startsWith('decisions'))
    .map((name) => join('docs', name))
    .sort(),
];

interface Block {
  readonly page: string;
  readonly script: string;
  readonly runs: boolean;
  /** What the page shows below it. */
  readonly output: string | undefined;
}

const blocks = pages.flatMap((page): Block[] => {
  const text = readFileSync(page, 'utf8');
  return [...text.matchAll(/(<!-- needs [^\n]* -->\n)?```sh\n([\s\S]*?)```(?:\n\n```text\n([\s\S]*?)```)?/g)].map(
    ([, mark, script = '', output]) => ({ page, script, runs: mark === undefined, output }),
  );
});

/** `entra-workspaces WORDS` anywhere in a page: in blocks, in the type of code, in a table. */
const mentions = pages.flatMap((page) =>
  [
    ...readFileSync(page, 'utf8')
      .replaceAll('\\\n', ' ')
      .matchAll(/entra-workspaces(?:\.cjs)? ([a-z]+[^\n`|]*|--[^\n`|]*)/g),
  ].map(([, words = '']) => ({ page, words: words.trim() })),
);

async function optionsOf(command: CommandRow): Promise<readonly OptionDescription[]> {
  return [...(command.options ?? []), ...((await command.moreOptions?.()) ?? [])];
}

const common = ['--help', '--version', '--interactive', '--no-interactive', '--color', '--no-color'];
const names = new Set<string>(commandTable.map(({ name }) => name));

/** What is wrong with the words after `entra-workspaces`, or nothing. */
async function problemOf(words: string): Promise<string | undefined> {
  // A sentence may end, or go on, behind a command.
  const [first = '', ...rest] = (words.split(/[.;,:)](?:\s|$)/)[0] ?? '').split(/\s+/);
  const [name, given] = first.startsWith('-') ? ['init', [first, ...rest]] : [first, rest];
  const command = (commandTable as readonly CommandRow[]).find((each) => each.name === name);
  // Prose, such as "entra-workspaces permissions lists": the word has to be a command when flags follow.
  if (!command) return given.some((word) => word.startsWith('--')) ? `no such command: ${name}` : undefined;
  const below = command.commands?.find((each) => each.name === given[0]);
  const known = [...(await optionsOf(command)), ...(below ? await optionsOf(below) : [])].map(
    ({ flags }) => flags.split(' ')[0],
  );
  const own = given.includes('--') ? given.slice(0, given.indexOf('--')) : given;
  const wrong = own
    .filter((word) => word.startsWith('--'))
    .map((word) => word.replace(/[.,:;)"]+$/, '').replace(/=.*/, ''))
    .find((word) => !known.includes(word) && !common.includes(word));
  return wrong === undefined ? undefined : `${name} has no ${wrong}`;
}

test('each command and each flag that a page names exists', async () => {
  expect(mentions.length).toBeGreaterThan(40);
  expect(names.size).toBeGreaterThan(8);
  const problems: string[] = [];
  for (const { page, words } of mentions) {
    const problem = await problemOf(words);
    if (problem !== undefined) problems.push(`${page}: ${problem} (${words})`);
  }
  expect(problems).toEqual([]);
  expect(await problemOf('plan --stroe x')).toBe('plan has no --stroe');
});

test('what a page sets in the type of code as a command of ours is one', () => {
  const called = pages.flatMap((page) =>
    [...readFileSync(page, 'utf8').matchAll(/`entra-workspaces ([a-z][\w-]*)[^`\n]*`/g)].map(([text, name = '']) => ({
      page,
      text,
      name,
    })),
  );
  expect(called.length).toBeGreaterThan(20);
  expect(called.filter(({ name }) => !names.has(name))).toEqual([]);
});

test('each link to a file of the repository leads somewhere', () => {
  const broken = pages.flatMap((page) =>
    [...readFileSync(page, 'utf8').matchAll(/\]\((?!https?:|#)([^)#\s]+)(?:#[^)]*)?\)/g)]
      .map(([, target = '']) => target)
      .filter((target) => {
        try {
          readdirSync(resolve(page, '..', target));
          return false;
        } catch (error) {
          return (error as NodeJS.ErrnoException).code !== 'ENOTDIR';
        }
      })
      .map((target) => `${page}: ${target}`),
  );
  expect(broken).toEqual([]);
});

describe('what can run here', () => {
  let folder: string;
  let programs: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'entra-workspaces-docs-'));
    programs = join(folder, 'programs');
    mkdirSync(programs);
    const npx = join(programs, 'npx');
    writeFileSync(npx, `#!/bin/sh\nshift\nexec ${process.execPath} ${resolve('bin/entra-workspaces.cjs')} "$@"\n`);
    chmodSync(npx, 0o755);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each(blocks.filter(({ runs }) => runs))('$page: $script', async ({ script, output }) => {
    const own = mkdtempSync(join(folder, 'page-'));
    for (const name of ['examples', 'bin', 'dist', 'schema', 'package.json', 'node_modules'])
      symlinkSync(resolve(name), join(own, name));
    const env = { ...process.env, PATH: `${programs}:${process.env['PATH']}`, NO_COLOR: '1', CI: 'true' };
    const said = await new Promise<string>((done, fail) => {
      execFile('bash', ['-euo', 'pipefail', '-c', `exec 2>&1\n${script}`], { cwd: own, env }, (error, stdout) =>
        error ? fail(new Error(`${script}\n${stdout}`)) : done(stdout),
      );
    });
    if (output !== undefined) expect(said.replaceAll(own, '.').trim()).toBe(output.trim());
  });
});
