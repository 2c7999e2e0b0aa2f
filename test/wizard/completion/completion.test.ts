/** Completion as shells do it: bash, zsh and fish run what is printed. PowerShell's is read, as none runs here. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { defaultCommand } from '../../../wizard/command.js';
import { commandTable } from '../../../wizard/commands/table.js';
import { placesOf, type Place } from '../../../wizard/completion/offers.js';
import { scriptFor, shells, type Shell } from '../../../wizard/completion/scripts.js';
import { Place as Called } from '../place.js';
import { isHere } from '../terminal/programs.js';
import { PseudoTerminal } from '../terminal/pty.js';
import { readPowerShell } from '../terminal/read-powershell.js';

let folder: string;
let places: readonly Place[];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'completion-'));
  places = await placesOf(commandTable, defaultCommand);
  for (const shell of shells) writeFileSync(join(folder, shell), scriptFor[shell](places));
  writeFileSync(join(folder, 'with space.json'), '{}');
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What bash offers: the words of the line as readline breaks them. */
function inBash(line: string): readonly string[] {
  const words = line.split(/ |(=)/).filter((word) => word !== undefined);
  const program = [
    `. ${join(folder, 'bash')}`,
    `COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')})`,
    `COMP_CWORD=${words.length - 1}`,
    '_entra_workspaces; printf "%s\\n" "${COMPREPLY[@]}"',
  ].join('\n');
  return run('bash', ['--norc', '-c', program]);
}

function inFish(line: string): readonly string[] {
  const script = `source ${join(folder, 'fish')}; complete -C '${line}'`;
  return run('fish', ['--no-config', '-c', script]).map((each) => each.split('\t')[0] ?? '');
}

function run(program: string, words: readonly string[]): readonly string[] {
  const env = { PATH: process.env['PATH'], HOME: folder, XDG_CONFIG_HOME: folder };
  return execFileSync(program, words, { cwd: folder, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
    .split('\n')
    .filter((each) => each !== '');
}

/** What each shell must offer, and must not. */
const cases: readonly (readonly [line: string, offered: readonly string[], not: readonly string[]])[] = [
  ['entra-workspaces us', ['users'], ['plan']],
  ['entra-workspaces users le', ['letter'], ['users']],
  ['entra-workspaces users letter --lang', ['--language'], ['--out']],
  ['entra-workspaces users letter --language ', ['en', 'de'], ['--out']],
  ['entra-workspaces rehearse --keep=f', ['foundation'], ['empty']],
  ['entra-workspaces rehearse --keep ', ['empty', 'foundation', 'connected'], []],
  ['entra-workspaces completion ', [...shells], ['plan']],
  ['entra-workspaces --reg', ['--region'], []],
  ['entra-workspaces permissions --command plan --js', ['--json'], ['--store']],
];
const plainly = (offers: readonly string[]): readonly string[] => offers.map((each) => each.replace(/^--keep=/, ''));

describe.each([
  ['bash', inBash],
  ['fish', inFish],
] as const)('%s', (shell, offers) => {
  const here = isHere(shell) ? test : test.skip;

  here.each(cases)('%j', (line, offered, not) => {
    const found = plainly(offers(line));
    expect(found).toEqual(expect.arrayContaining([...offered]));
    expect(found.filter((each) => not.includes(each))).toEqual([]);
  });

  here('a file, its name with a space', () => {
    const [found = ''] = offers('entra-workspaces synth --deployment with');
    expect(found.replaceAll('\\', '')).toBe('with space.json');
  });

  here('a value that nobody can guess: nothing', () =>
    expect(offers('entra-workspaces connect --scim-endpoint ')).toEqual([]),
  );
});

describe('zsh', () => {
  const here = isHere('zsh') ? test : test.skip;

  here('completes what is typed, lists what is possible with what it is, and takes files', async () => {
    const zsh = new PseudoTerminal(['-f', '-i'], {
      cwd: folder,
      program: 'zsh',
      env: { PS1: 'ready> ', HOME: folder, ZDOTDIR: folder },
      columns: 120,
    });
    try {
      await zsh.sees(/ready>/);
      zsh.type(`source ${join(folder, 'zsh')} && echo so''urced\r`);
      await zsh.sees(/sourced/);
      zsh.type('entra-workspaces us\t');
      await zsh.sees(/entra-workspaces users/);
      zsh.type('letter --lang\t');
      await zsh.sees(/users letter --language/);
      zsh.type('\t');
      await zsh.sees(/^de +en/m);
      zsh.type('de --templ\twith\t');
      await zsh.sees(/--template with\\ space\.json/);
      zsh.type('\u0015entra-workspaces rehearse --keep=fou\t');
      await zsh.sees(/--keep=foundation/);
      zsh.type('\u0015entra-workspaces sche\t--al\t');
      await zsh.sees(/entra-workspaces schema --allow/);
    } finally {
      zsh.stop();
      await zsh.exit;
    }
  });
});

describe('PowerShell, read and not run', () => {
  test('every text is closed as it was meant, brackets too, and nothing of a description is code', () => {
    const { texts, code } = readPowerShell(scriptFor.powershell(places));
    for (const { at, words, options } of places) {
      expect(texts).toContain(at);
      for (const { word, about } of words) expect(texts).toEqual(expect.arrayContaining([word, about]));
      for (const { about } of options) expect(texts).toContain(about);
    }
    expect(code).not.toMatch(/[^ -~\s]/);
  });

  test('also with quotes of every kind in a description', () => {
    const about = `it's ‘so’ and "so" $(no) \`no`;
    const odd: Place = { at: 'odd', words: [{ word: 'one', about }], options: [], files: false };
    expect(readPowerShell(scriptFor.powershell([odd])).texts).toContain(about);
  });
});

test.each<[Shell]>([['bash'], ['zsh'], ['fish']])('%s reads a description with quotes', (shell) => {
  if (!isHere(shell)) return expect(shells).toContain(shell);
  const odd: Place = {
    at: 'odd',
    words: [{ word: 'one', about: `it's \\' "so" $(touch ran) \`touch ran\`: a` }],
    options: [{ names: ['--two'], about: `a ' b \\`, value: ['x', 'y'] }],
    files: false,
  };
  const top: Place = { at: '', words: [{ word: 'odd', about: `'` }], options: [], files: false };
  const file = join(folder, `odd.${shell}`);
  writeFileSync(file, scriptFor[shell]([top, odd]));
  expect(run(shell, ['-c', `source ${file}${shell === 'zsh' ? ' 2>/dev/null' : ''}; ls`])).not.toContain('ran');
});

test('the table is all of it: every command, option and value is offered somewhere, as plain words', async () => {
  const all = places.flatMap(({ words, options }) => [
    ...words.map(({ word }) => word),
    ...options.flatMap(({ names, value }) => [...names, ...(Array.isArray(value) ? (value as string[]) : [])]),
  ]);
  expect(all.filter((word) => !/^[\w-][\w.-]*$/.test(word))).toEqual([]);
  for (const { name } of commandTable) expect(all).toContain(name);
});

test('the command prints it, and says which shells there are', async () => {
  const called = new Called();
  try {
    const { exitCode, stdout } = await called.call(['completion', 'fish']);
    expect({ exitCode, same: stdout === scriptFor.fish(places) }).toEqual({ exitCode: 0, same: true });
    expect(await called.call(['completion', 'tcsh'])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('must be one of bash, zsh, fish, powershell, got: tcsh') as unknown as string,
    });
  } finally {
    called.remove();
  }
});

test.each(shells)('%s: the script is ASCII, which no code page and no locale reads otherwise', (shell) => {
  expect(scriptFor[shell](places).match(/[^\n\t\u0020-\u007e]/g)).toBeNull();
});
