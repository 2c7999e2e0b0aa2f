import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, test } from '@jest/globals';
import { commands } from '../../wizard/commands/programs.js';
import { commandTable } from '../../wizard/commands/table.js';
import { placesOf } from '../../wizard/completion/offers.js';
import { scriptFor } from '../../wizard/completion/scripts.js';
import { shellFiles } from '../../wizard/rehearsal/sandbox-files.js';
import { powershell, withVariable } from '../../wizard/terminal/shell-words.js';

// No PowerShell runs here. Each of its texts that we write or print is parsed by the grammar that editors use.

const root = join(import.meta.dirname, '../..');
/** Where `.ci/run` installs the grammar, else wherever it is. */
const python = [join(root, '.cache/scanners/bin/python3'), 'python3'].find(
  (each) => spawnSync(each, ['-c', 'import tree_sitter, tree_sitter_powershell']).status === 0,
);

type Texts = Readonly<Record<string, string>>;

/** By name, the lines that are no PowerShell. */
function faultsOf(texts: Texts): Record<string, string[]> {
  const { stdout, stderr } = spawnSync(python!, [join(import.meta.dirname, 'parse-powershell.py')], {
    input: JSON.stringify(texts),
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as Record<string, string[]>;
}

/** Names as people and folders have them, and what would be code if a quote were lost. */
const odd = [`O'Brien`, 'O’Brien ‘x’', 'a "b" $(touch ran) `t', 'Zoë 東京', '{ ( [ #', "''"];

const numbered = (name: string, texts: readonly string[]): Texts =>
  Object.fromEntries(texts.map((text, at) => [`${name} ${at + 1}: ${text.slice(0, 60)}`, text]));

/** Blocks of a page in one language. */
const blocksOf = (page: string, language: string): string[] =>
  [...page.matchAll(/^```(\w+)\n([^]*?)^```$/gm)].flatMap(([, named, text = '']) => (named === language ? [text] : []));

const pages = [
  'README.md',
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
].map((name) => ({ name, text: readFileSync(join(root, name), 'utf8') }));

/** Commands of ours that stand alone on a line: what somebody on Windows types as it is. */
const typed = (text: string): string[] =>
  text.split('\n').filter((line) => /^(?:npx )?entra-workspaces(?:@\w+)?(?: |$)/.test(line));

/** The grammar has no `--option=word`, which PowerShell hands on as it is. */
const spaced = (line: string): string => line.replace(/ (--[a-z-]+)=(?=[a-z]+(?: |$))/g, ' $1 ');

if (python === undefined) {
  test.skip('PowerShell that we write or print: needs tree-sitter-powershell (pip install tree-sitter-powershell==0.26.4)', () =>
    undefined);
} else {
  test('the grammar finds what is broken: without it nothing below says anything', () => {
    expect(faultsOf({ good: "$env:A = 'b'", bad: "if ($true) {\n  'x'\n", worse: "$env:A = 'b" })).toEqual({
      bad: expect.any(Array),
      worse: ["$env:A = 'b"],
    });
  });

  test('the file of the sandbox, and how it is read in', () => {
    const [file] = shellFiles({
      variables: Object.fromEntries(odd.map((value, at) => [`TF_VAR_${at}`, value])),
      bin: `/tmp/${odd.join(' ')}`,
      program: ['node', ...odd],
    }).filter(({ shell }) => shell === 'powershell');
    expect(
      faultsOf({
        file: file!.text,
        ...numbered(
          'read',
          odd.map((path) => file!.read(path)),
        ),
      }),
    ).toEqual({});
  });

  test('completion', async () => {
    const places = await placesOf(commandTable, 'init');
    expect(faultsOf({ completion: scriptFor.powershell(places) })).toEqual({});
  });

  test('a command for which one variable is set, with any value', () => {
    const lines = odd.map((value) => withVariable('TF_DATA_DIR', value, 'terraform init', 'win32'));
    expect(faultsOf(numbered('set', [...lines, ...odd.map(powershell)]))).toEqual({});
  });

  test('blocks of the pages that are PowerShell', () => {
    const blocks = pages.flatMap(({ text }) => blocksOf(text, 'powershell'));
    expect(blocks.length).toBeGreaterThan(0);
    expect(faultsOf(numbered('block', blocks))).toEqual({});
  });

  test('commands of ours as help and pages print them', () => {
    const ofHelp = commands.flatMap(({ examples = [] }) => examples).map(spaced);
    const ofPages = pages.flatMap(({ name, text }) =>
      blocksOf(text, 'sh')
        .flatMap(typed)
        .map((line) => [`${relative('.', name)}: ${line}`, spaced(line)] as const),
    );
    expect(ofHelp.length).toBeGreaterThan(40);
    expect(ofPages.length).toBeGreaterThan(20);
    expect(faultsOf({ ...numbered('help', ofHelp), ...Object.fromEntries(ofPages) })).toEqual({});
  });
}
