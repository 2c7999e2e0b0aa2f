import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { isOutputFolder, notesName } from '../../../wizard/terraform/run-notes.js';
import { plan } from '../terraform/plans.js';
import { Stage } from './fake-terraform.js';

// Somebody checks out a branch, and its author has committed what our own commands leave in a folder, .gitignore or not.

let stage: Stage;
let stack: string;
let victim: string;
beforeEach(() => {
  stage = new Stage();
  stack = join(stage.folder, 'cdktf.out', 'stacks', stage.name);
  mkdirSync(stack, { recursive: true });
  victim = join(stage.folder, '..', `victim-${process.pid}`);
  mkdirSync(victim, { recursive: true });
  writeFileSync(join(victim, 'thesis.txt'), 'years of work', { mode: 0o644 });
});
afterEach(() => {
  stage.remove();
  rmSync(victim, { recursive: true, force: true });
});

const commit = (...paths: string[]): void => {
  const git = (...words: string[]): unknown => execFileSync('git', words, { cwd: stage.folder, stdio: 'ignore' });
  git('init', '--quiet');
  git('add', '--force', ...paths);
};
const nothing = { plan: plan([]) };
const commands = [['plan'], ['apply', '--auto-approve', '--skip-preflight'], ['adopt']] as const;

describe('notes of a run', () => {
  test.each([
    tmpdir(),
    '/',
    '',
    join(tmpdir(), 'entra-workspaces-terraform-'),
    `${tmpdir()}/entra-workspaces-terraform-abcdef/..`,
  ])('%s is no folder that a run makes', (folder) => expect(isOutputFolder(folder)).toBe(false));
  test('what a run makes is one', () => {
    const made = mkdtempSync(join(tmpdir(), 'entra-workspaces-terraform-'));
    rmSync(made, { recursive: true });
    expect(isOutputFolder(made)).toBe(true);
  });

  const notes = (output: string): void =>
    writeFileSync(
      join(stack, notesName),
      JSON.stringify({ running: { command: 'plan', pid: 999_999_999, started: '2026-01-01T00:00:00Z', output } }),
    );

  test.each([
    ['a folder of the person', () => victim],
    [
      'one that only begins as ours does',
      () => join(tmpdir(), 'entra-workspaces-terraform-x', '..', `victim-${process.pid}`),
    ],
    [
      'a link to it',
      () => {
        const link = join(tmpdir(), `entra-workspaces-terraform-link-${process.pid}`);
        rmSync(link, { force: true });
        symlinkSync(victim, link);
        return `${link}/`;
      },
    ],
  ])('that name %s as the place of the output remove nothing', async (_what, output) => {
    notes(output());
    for (const words of commands) await stage.run(words, nothing);
    expect(readFileSync(join(victim, 'thesis.txt'), 'utf8')).toBe('years of work');
  });

  test('with escape sequences paint nothing', async () => {
    const making = ['aws_vpc.a\u001b[2J\u001b]0;all good\u0007'];
    writeFileSync(join(stack, notesName), JSON.stringify({ unfinished: { started: 'x\u001b[31m', making } }));
    const { exitCode, stderr } = await stage.run(['plan'], nothing);
    expect(exitCode).toBe(1);
    expect([...stderr].filter((sign) => sign === '\u001b' || sign === '\u0007')).toEqual([]);
  });

  test.each([
    ['no object', '[]'],
    ['parts of other types', '{"running":5,"unfinished":{"making":7},"lost":"x","destroying":{}}'],
    ['a process that is no number', '{"running":{"pid":"1; rm -rf ~","output":7,"command":{},"started":[]}}'],
  ])('that are %s end in no stack', async (_what, text) => {
    writeFileSync(join(stack, notesName), text);
    for (const words of commands) {
      const { stderr } = await stage.run(words, nothing);
      expect(stderr).not.toMatch(/a mistake of entra-workspaces|\bat .*\.ts:\d+/);
    }
  });
});

test('a state that could not be saved is put nowhere when it came with a commit', async () => {
  const name = `${stage.name}.errored.tfstate`;
  const poisoned = { version: 4, serial: 99, lineage: 'l', resources: [], outputs: {} };
  writeFileSync(join(stage.folder, name), JSON.stringify(poisoned));
  commit(name);
  for (const words of [
    ['plan', '--recover-state'],
    ['apply', '--auto-approve', '--skip-preflight', '--recover-state'],
  ]) {
    const { exitCode, stderr } = await stage.run(words, nothing);
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining('came with a commit')]);
  }
  expect(stage.calls.filter(({ words }) => words.includes('push'))).toEqual([]);
});

test('the mode of a file elsewhere is not changed through a link that is called as a state', async () => {
  chmodSync(join(victim, 'thesis.txt'), 0o644);
  symlinkSync(join(victim, 'thesis.txt'), join(stage.folder, `${stage.name}.x.tfstate`));
  symlinkSync(join(victim, 'nothing'), join(stage.folder, `${stage.name}.y.tfstate`));
  const { exitCode } = await stage.run(['plan'], nothing);
  expect([exitCode, statSync(join(victim, 'thesis.txt')).mode & 0o777]).toEqual([0, 0o644]);
});

describe('adopted.json', () => {
  const adopted = (imports: readonly object[], certificates: readonly object[] = []): void =>
    writeFileSync(join(stage.folder, 'adopted.json'), JSON.stringify({ about: 'x', imports, certificates }));
  const laid = (): string =>
    ['adopted.tf.json', 'adopted_override.tf.json']
      .map((name) => join(stack, name))
      .filter((file) => existsSync(file))
      .map((file) => readFileSync(file, 'utf8'))
      .join('\n');
  const role = (): string => {
    const { resource } = JSON.parse(readFileSync(join(stack, 'cdk.tf.json'), 'utf8')) as {
      resource: Record<string, object>;
    };
    return `aws_iam_role.${Object.keys(resource['aws_iam_role'] ?? {})[0] ?? ''}`;
  };

  test('holds ids, no expressions: nothing that terraform would work out is laid beside the stack', async () => {
    await stage.run(['plan'], nothing);
    const to = role();
    const wrong: [object, string][] = [
      [{ to, id: '${file("/proc/self/environ")}' }, 'id'],
      [{ to, id: '%{ if true }x%{ endif }' }, 'id'],
      [{ to, id: 'x', literals: { name: '${filebase64("~/.aws/credentials")}' } }, 'literals'],
      [{ to, id: 'x', literals: { assume_role_policy: '{}' } }, 'literals'],
      [{ to, id: 'x', literals: { lifecycle: '{}' } }, 'literals'],
      [{ to: `${to}["\u001b[2J"]`, id: 'x' }, 'to'],
    ];
    for (const [block, field] of wrong) {
      adopted([block]);
      const { exitCode, stderr } = await stage.run(['plan'], nothing);
      expect([block, exitCode, stderr]).toEqual([block, 1, expect.stringContaining(field)]);
      expect(laid()).not.toMatch(/\$\{|%\{|assume_role_policy/);
    }
  });
});
