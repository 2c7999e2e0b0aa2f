/** Files that point a shell at a sandbox: one for sh, bash and zsh, one for fish, one for PowerShell. Pure. */

import { sandboxVariable } from '../clouds/addresses.js';
import { fish, posix, powershell } from '../terminal/shell-words.js';

export type ShellName = 'sh' | 'fish' | 'powershell';

export interface ShellFile {
  readonly shell: ShellName;
  readonly name: string;
  readonly text: string;
  /** What is typed to read it in, given its path. */
  readonly read: (path: string) => string;
}

/** What a shell is told. */
export interface ShellSetting {
  /** Each exported. */
  readonly variables: Readonly<Record<string, string>>;
  /** Folder with `entra-workspaces`, put first on the path. */
  readonly bin: string;
  /** Program and first arguments of `entra-workspaces`: what outlives the folder, to say that the sandbox has ended. */
  readonly program: readonly string[];
}

/**
 * Windows PowerShell 5.1 takes a script without it for the code page of the machine: a folder of somebody called Zoë would be
 * another one. PowerShell 7 reads past it.
 * Source: https://learn.microsoft.com/en-us/powershell/module/microsoft.powershell.core/about/about_character_encoding
 */
const byteOrderMark = '\uFEFF';

/** Whatever would lead a program to a real cloud, or to another project. */
const foreign = ['AWS_', 'ARM_', 'AZURE_', 'TF_'] as const;

/** The three files. What is secret in them opens nothing but the sandbox, and ends with it. */
export function shellFiles({ variables, bin, program }: ShellSetting): readonly ShellFile[] {
  const entries = Object.entries(variables);
  const clears = foreign.map((prefix) => `-e 's/^\\(${prefix}[A-Za-z0-9_]*\\)=.*/\\1/p'`).join(' ');
  const head = '# Points this shell at a sandbox of entra-workspaces. For the real clouds open another shell.';
  return [
    {
      shell: 'sh',
      name: 'sandbox.sh',
      read: (path) => `. ${posix(path)}`,
      text: lines([
        head,
        `for name in $(env | sed -n ${clears}); do unset "$name"; done`,
        ...entries.map(([name, value]) => `export ${name}=${posix(value)}`),
        'export NO_PROXY="127.0.0.1,localhost${NO_PROXY:+,$NO_PROXY}"',
        'export no_proxy="$NO_PROXY"',
        `export PATH=${posix(bin)}":$PATH"`,
        `alias entra-workspaces=${posix(program.map(posix).join(' '))}`,
      ]),
    },
    {
      shell: 'fish',
      name: 'sandbox.fish',
      read: (path) => `source ${fish(path)}`,
      text: lines([
        head,
        `for name in (env | sed -n ${clears})`,
        '  set -e $name',
        'end',
        ...entries.map(([name, value]) => `set -gx ${name} ${fish(value)}`),
        'set -gx NO_PROXY "127.0.0.1,localhost,$NO_PROXY"',
        'set -gx no_proxy "$NO_PROXY"',
        `set -gx PATH ${fish(bin)} $PATH`,
        'function entra-workspaces',
        `  ${program.map(fish).join(' ')} $argv`,
        'end',
      ]),
    },
    {
      shell: 'powershell',
      name: 'sandbox.ps1',
      read: (path) => `. ${powershell(path)}`,
      text: lines([
        `${byteOrderMark}${head}`,
        `Get-ChildItem Env: | Where-Object { $_.Name -match '^(${foreign.join('|')})' } | ForEach-Object { Remove-Item "Env:$($_.Name)" }`,
        ...[...entries, ...Object.entries(batchOf(program).variables)].map(
          ([name, value]) => `$env:${name} = ${powershell(value)}`,
        ),
        '$env:NO_PROXY = "127.0.0.1,localhost,$env:NO_PROXY"',
        `$env:PATH = ${powershell(bin)} + [IO.Path]::PathSeparator + $env:PATH`,
        `function global:entra-workspaces { & ${program.map(powershell).join(' ')} @args }`,
      ]),
    },
  ];
}

/** `entra-workspaces` as programs on the path, for scripts and for what has no functions: by file name. */
export function programsOnPath(program: readonly string[]): Readonly<Record<string, string>> {
  return {
    'entra-workspaces': `#!/bin/sh\nexec ${program.map(posix).join(' ')} "$@"\n`,
    'entra-workspaces.cmd': `@${batchOf(program).words.join(' ')} %*\r\n`,
  };
}

/**
 * A program in words of a batch file, which cmd.exe reads by the code page of the console and not as UTF-8: a word that is
 * not ASCII is a variable there, which PowerShell's file sets.
 * Source: https://learn.microsoft.com/en-us/windows-server/administration/windows-commands/chcp
 */
function batchOf(program: readonly string[]): {
  readonly words: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
} {
  const variables: Record<string, string> = {};
  const words = program.map((word, at) => {
    if (/^[\x20-\x7e]*$/.test(word)) return `"${word.replaceAll('%', '%%')}"`;
    const name = `${sandboxVariable}_PROGRAM_${at}`;
    variables[name] = word;
    return `"%${name}%"`;
  });
  return { words, variables };
}

function lines(all: readonly string[]): string {
  return [...all, ''].join('\n');
}
