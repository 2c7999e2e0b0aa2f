/** The files that point a shell at a sandbox: run by sh, bash, zsh and fish; PowerShell's is read, as none runs here. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { programsOnPath, shellFiles, type ShellFile } from '../../../wizard/rehearsal/sandbox-files.js';
import { isHere } from '../terminal/programs.js';
import { readPowerShell } from '../terminal/read-powershell.js';

/** As a folder may be called, and a value may look. */
const odd = `it's ‘O’Brien’ "so" $HOME $(touch ran) \`touch ran\` \\ 100%`;
let folder: string;
let files: readonly ShellFile[];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sandbox-files-'));
  const bin = join(folder, `bin ${odd}`);
  mkdirSync(bin);
  writeFileSync(join(bin, 'in-the-sandbox'), '#!/bin/sh\necho found\n');
  chmodSync(join(bin, 'in-the-sandbox'), 0o755);
  const program = [process.execPath, '-e', 'console.log(process.argv.slice(1).join("|"))', '--', odd];
  files = shellFiles({ variables: { AWS_ACCESS_KEY_ID: odd, AWS_ENDPOINT_URL: 'http://127.0.0.1:1' }, bin, program });
  for (const { name, text } of files) writeFileSync(join(folder, name), text);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe.each([
  ['sh', 'sandbox.sh', '"$'],
  ['bash', 'sandbox.sh', '"$'],
  ['zsh', 'sandbox.sh', '"$'],
  ['fish', 'sandbox.fish', '"$'],
])('%s', (shell, name, value) => {
  const here = isHere(shell) ? test : test.skip;

  here('has the values as they are, the program on its path, and nothing of another cloud or project', () => {
    const file = files.find((each) => each.name === name);
    const lines = [
      file?.read(join(folder, name)) ?? '',
      `printf '%s\\n' ${value}AWS_ACCESS_KEY_ID" ${value}AWS_ENDPOINT_URL" "[$AWS_PROFILE$TF_WORKSPACE$ARM_CLIENT_ID]" ${value}NO_PROXY"`,
      'in-the-sandbox',
      ...(shell === 'fish' || shell === 'zsh' ? ["entra-workspaces plan 'a b'"] : []),
    ];
    const foreign = { AWS_PROFILE: 'production', TF_WORKSPACE: 'other', ARM_CLIENT_ID: 'real' };
    const typed = `${lines.join('\n')}\n`;
    // A line at a time, as a person types: an alias counts from the next line on. fish has functions instead.
    const said = execFileSync(shell, shell === 'fish' ? ['-c', typed] : [], {
      cwd: folder,
      input: shell === 'fish' ? '' : typed,
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], HOME: folder, ...foreign },
    }).split('\n');
    expect(said.slice(0, 3)).toEqual([odd, 'http://127.0.0.1:1', '[]']);
    expect(said[3]).toMatch(/^127\.0\.0\.1,localhost/);
    expect(said[4]).toBe('found');
    if (lines.length > 3) expect(said[5]).toBe(`${odd}|plan|a b`);
  });

  here('ran nothing that stands in a value', () => {
    expect(execFileSync('ls', [folder], { encoding: 'utf8' }).split('\n')).not.toContain('ran');
  });
});

test('PowerShell: each value is one text and nothing of it is code, whatever quotes are in it', () => {
  const { text, read } = files.find(({ shell }) => shell === 'powershell') as ShellFile;
  const { texts, code } = readPowerShell(text);
  expect(texts).toEqual(expect.arrayContaining([odd, 'http://127.0.0.1:1', join(folder, `bin ${odd}`)]));
  expect(code).not.toContain('touch');
  expect(code.split('\n')).toContain("$env:AWS_ACCESS_KEY_ID = '");
  expect(readPowerShell(read(`/tmp/O’Brien/it's.ps1`)).texts).toEqual([`/tmp/O’Brien/it's.ps1`]);
});

test('PowerShell: the file begins with a byte order mark, without which 5.1 reads Zoë as ZoÃ«; no other shell gets one', () => {
  const beginsWith = files.map(({ name }) => [
    name,
    readFileSync(join(folder, name)).subarray(0, 4).toString('latin1'),
  ]);
  expect(Object.fromEntries(beginsWith)).toEqual({
    'sandbox.sh': '# Po',
    'sandbox.fish': '# Po',
    'sandbox.ps1': '\xef\xbb\xbf#',
  });
});

test('the batch file is ASCII, as cmd.exe reads it by the code page of the machine: what is not is a variable that PowerShell sets', () => {
  const program = ['C:\\Users\\Zoë\\node.exe', '--max-old-space-size=4096', 'C:\\100% tools\\entra-workspaces.cjs'];
  const { 'entra-workspaces.cmd': batch = '' } = programsOnPath(program);
  expect(batch).toMatch(/^[\x20-\x7e]+\r\n$/);
  const [, ...sets] = /%(ENTRA_WORKSPACES_SANDBOX_\w+)%/.exec(batch) ?? [];
  const { text } = shellFiles({ variables: {}, bin: 'bin', program }).find(
    ({ shell }) => shell === 'powershell',
  ) as ShellFile;
  expect(readPowerShell(text).code).toContain(`$env:${sets[0] ?? 'none'} = '`);
  expect(readPowerShell(text).texts).toContain(program[0]);
  // As cmd.exe expands it: once, and two % are one.
  const expanded = batch.replace(/%%|%(\w+)%/g, (found) => (found === '%%' ? '%' : program[0]!));
  expect(expanded).toBe(`@"${program[0]}" "${program[1]}" "${program[2]}" %*\r\n`);
});
