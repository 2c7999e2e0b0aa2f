/** `pipeline …` where it has no place, and what it refuses before anything of a repository runs. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { run } from '../../../wizard/cli.js';
import { mainProgram } from '../../../wizard/repository/main-program.js';
import { Interrupts } from '../../../wizard/terminal/interrupts.js';
import { marked } from '../../../wizard/terraform/marker.js';
import { keptStream, scriptedPrompts } from '../terminal/screen.js';

let folder: string;
const git = (...words: string[]): string =>
  execFileSync('git', ['-c', 'user.name=ada', '-c', 'user.email=ada@contoso.com', ...words], {
    cwd: join(folder, 'clone'),
    encoding: 'utf8',
  });
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pipeline-commands-'));
  execFileSync('git', ['init', '--quiet', '--initial-branch', 'main', join(folder, 'clone')]);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (files: Readonly<Record<string, string>>): void => {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, 'clone', name), text);
};
const commit = (message: string): void => {
  git('add', '--all');
  git('commit', '--quiet', '--message', message);
};

async function called(words: string[], env: NodeJS.ProcessEnv = {}): Promise<{ exitCode: number; said: string }> {
  const [stdout, stderr] = [keptStream(), keptStream(false, 400)];
  const exitCode = await run(words, {
    ...{ stdin: { isTTY: false } as NodeJS.ReadStream, stdout, stderr: stderr as never },
    ...{ env: { PATH: process.env['PATH'], HOME: folder, ...env }, cwd: join(folder, 'clone') },
    ...{ interrupts: new Interrupts(), prompts: scriptedPrompts([]) },
  });
  return { exitCode, said: stdout.text + stderr.text };
}

const smallest = readFileSync(resolve('examples/smallest.json'), 'utf8');
const job = (): NodeJS.ProcessEnv => ({
  CI: 'true',
  GITHUB_ACTIONS: 'true',
  GITHUB_EVENT_NAME: 'pull_request',
  RUNNER_TEMP: folder,
  GITHUB_STEP_SUMMARY: join(folder, 'summary.md'),
});
const summary = (): string =>
  existsSync(join(folder, 'summary.md')) ? readFileSync(join(folder, 'summary.md'), 'utf8') : '';

test.each([['plan'], ['apply'], ['report']])(
  'pipeline %s belongs in a job; on a laptop it names what does',
  async (name) => {
    write({ 'deployment.json': smallest });
    const { exitCode, said } = await called(['pipeline', name, ...(name === 'apply' ? ['0'.repeat(64)] : [])]);
    expect([exitCode, said]).toEqual([2, expect.stringMatching(/runs in a job[\s\S]*On a laptop: entra-workspaces/)]);
  },
);

test('a check in a job that has an identity is refused before anything is read', async () => {
  const env = { ...job(), ACTIONS_ID_TOKEN_REQUEST_URL: 'https://x.example', ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'x' };
  const { exitCode, said } = await called(['pipeline', 'check'], env);
  expect([exitCode, said]).toEqual([1, expect.stringContaining('This job has an identity')]);
});

test.each([
  ['plan', null],
  ['plan', { github: { repository: 'contoso/desktops', environment: 'production', level: 'refused' } }],
  ['apply', { github: { repository: 'contoso/desktops', environment: 'production', level: 'refused' } }],
  ['report', { github: { repository: 'contoso/desktops', environment: 'production', level: 'refused' } }],
])(
  'pipeline %s in a job is refused where the deployment names no identity (%j): the file alone takes no rule away',
  async (name, pipeline) => {
    write({ 'deployment.json': JSON.stringify({ ...(JSON.parse(smallest) as object), pipeline }) });
    const words = ['pipeline', name, ...(name === 'apply' ? ['0'.repeat(64)] : [])];
    const { exitCode, said } = await called(words, { ...job(), GITHUB_EVENT_NAME: 'push' });
    expect([exitCode, said]).toEqual([
      1,
      expect.stringMatching(/names no identity of a pipeline[\s\S]*got: (null|a pipeline that only checks)/),
    ]);
  },
);

test('what differs from main is said in words, and shown with the run; the clone is as before', async () => {
  write({ 'deployment.json': smallest, '.gitignore': 'cdktf.out/\n' });
  commit('main');
  write({ 'deployment.json': smallest.replace('"schemaVersion": 1,', '"schemaVersion": 1, "tags": {"team": "it"},') });
  commit('change');
  const { exitCode, said } = await called(['pipeline', 'check'], job());
  expect([exitCode, said]).toEqual([0, expect.stringContaining('What differs')]);
  expect(summary()).toContain('Settings that differ: provider.aws');
  expect(git('worktree', 'list').trim().split('\n')).toHaveLength(1);
  expect(git('status', '--porcelain')).toBe('');
});

test('the first change of all is compared with nothing, which is said and fails nothing', async () => {
  write({ 'readme.txt': 'nothing yet' });
  commit('main');
  write({ 'deployment.json': smallest, '.gitignore': 'cdktf.out/\n' });
  commit('change');
  const { exitCode, said } = await called(['pipeline', 'check'], job());
  expect([exitCode, summary(), said]).toEqual([0, '', expect.stringContaining('main could not be synthesized')]);
});

test('a workflow by which code of a pull request would be a job of main is named by file and line', async () => {
  const one = (name: string) => ({
    aws: { [name]: `arn:aws:iam::111122223333:role/${name}` },
    entra: { [name]: `5d6e7f80-91a2-4b3c-84d5-e6f70819${name.length}000` },
  });
  const [plans, applies] = [one('mainPlan'), one('apply')];
  const identities = { aws: { ...plans.aws, ...applies.aws }, entra: { ...plans.entra, ...applies.entra } };
  const pipeline = { github: { repository: 'contoso/desktops', environment: 'production', ...identities } };
  const state = { s3: { bucket: 'contoso-state', region: 'eu-central-1' } };
  execFileSync('mkdir', ['-p', join(folder, 'clone/.github/workflows')]);
  write({
    'deployment.json': JSON.stringify({ ...(JSON.parse(smallest) as object), state, pipeline }),
    '.github/workflows/pr.yml': 'on: pull_request_target\npermissions:\n  id-token: write\n',
  });
  const { said } = await called(['pipeline', 'check']);
  expect(said.replaceAll(/\s+/g, ' ')).toContain('.github/workflows/pr.yml, line 3: gives a workflow that runs on');
});

test('what a branch brings for npm is looked at first, on both sides; with main.ts as generated npm is not started at all', async () => {
  const marker = join(folder, 'npm-ran');
  const fakes = join(folder, 'fakes');
  execFileSync('mkdir', [fakes]);
  writeFileSync(join(fakes, 'npm'), `#!/bin/sh\necho "$PWD" >> ${marker}\n`, { mode: 0o755 });
  const env = { ...job(), PATH: `${fakes}:${process.env['PATH']}` };
  const generated = { 'main.ts': marked('main.ts', mainProgram), 'cdktf.json': '{"app":"true"}' };
  write({ 'deployment.json': smallest, '.gitignore': 'cdktf.out/\n', ...generated });
  commit('main');
  write({ '.npmrc': 'git=./evil.sh\n' });
  commit('change');
  const refused = await called(['pipeline', 'check'], env);
  expect([refused.exitCode, refused.said]).toEqual([1, expect.stringContaining('got: git=./evil.sh')]);
  rmSync(join(folder, 'clone', '.npmrc'));
  commit('without');
  expect((await called(['pipeline', 'check'], env)).exitCode).toBe(0);
  expect(existsSync(marker)).toBe(false);
  // Changed, it is its owner's program and needs its packages.
  write({ 'main.ts': `${generated['main.ts']}// mine\n` });
  commit('mine');
  const own = await called(['pipeline', 'check'], env);
  expect([own.exitCode, own.said]).toEqual([1, expect.stringContaining('Your main.ts wrote no stack')]);
  expect(readFileSync(marker, 'utf8').trim().split('\n')).toHaveLength(1);
});

/** Stands in for checkov: keeps what it was called with, and answers. */
function fakeCheckov(report: unknown, exitCode = 0): NodeJS.ProcessEnv {
  const bin = join(folder, 'bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(folder, 'report.json'), JSON.stringify(report));
  const lines = [
    ...['#!/bin/sh', `echo "$@" > '${join(folder, 'called')}'`, `pwd > '${join(folder, 'where')}'`],
    ...[`for last in "$@"; do :; done; cp "$last" '${join(folder, 'scanned.json')}'`],
    ...[`cat '${join(folder, 'report.json')}'`, `exit ${exitCode}`, ''],
  ];
  writeFileSync(join(bin, 'checkov'), lines.join('\n'), { mode: 0o755 });
  return { ...job(), PATH: `${bin}:${process.env['PATH']}` };
}
const found = {
  summary: { passed: 40, failed: 1, parsing_errors: 0 },
  results: {
    failed_checks: [{ check_id: 'CKV_AWS_7', check_name: '[x](http://a.example) key', resource: 'aws_kms_key.a' }],
  },
};
const propose = (more: Readonly<Record<string, string>> = {}): void => {
  write({ 'deployment.json': smallest, '.gitignore': 'cdktf.out/\n' });
  commit('main');
  write({
    'deployment.json': smallest.replace('"schemaVersion": 1,', '"schemaVersion": 1, "tags": {"team": "it"},'),
    ...more,
  });
  commit('change');
};

describe('the policy scan', () => {
  test('is said not to have taken place where the repository asks for none, and shown so', async () => {
    propose();
    const { exitCode, said } = await called(['pipeline', 'check'], fakeCheckov(found, 1));
    expect([exitCode, said, existsSync(join(folder, 'called'))]).toEqual([
      0,
      expect.stringContaining('No policy scan: the repository asks for none (.checkov.yaml)'),
      false,
    ]);
    expect(summary()).toMatch(/Settings that differ[\s\S]*## Policy scan\s+None/);
  });

  test('scans what was synthesized by the settings of the repository, elsewhere than in it, asking nobody; what fails there fails the check', async () => {
    propose({ '.checkov.yaml': 'compact: true\n' });
    const { exitCode, said } = await called(['pipeline', 'check'], fakeCheckov(found, 1));
    expect([exitCode, said.replaceAll(/\s+/g, ' ')]).toEqual([
      1,
      expect.stringMatching(/Policy scan by checkov, 41 checks: 1 finding\..*CKV_AWS_7 .*aws_kms_key\.a/),
    ]);
    const words = readFileSync(join(folder, 'called'), 'utf8');
    expect(words).toMatch(/--config-file \S+clone\/\.checkov\.yaml --framework terraform_json .*--skip-download/);
    expect(readFileSync(join(folder, 'where'), 'utf8')).not.toContain('clone');
    const scanned = JSON.parse(readFileSync(join(folder, 'scanned.json'), 'utf8')) as Record<string, unknown>;
    expect([Object.keys(scanned).includes('provider'), 'aws_kms_key' in (scanned['resource'] as object)]).toEqual([
      ...[false, true],
    ]);
    // Texts of rules come with the change: nothing of them is a link.
    expect(summary()).toContain('1 finding');
    expect(summary()).not.toContain('[x](http');
  });

  test.each<[string, unknown, number, string]>([
    ['soft by its settings: said, and fails nothing', found, 0, 'which fail nothing by the settings'],
    ['without a finding', { summary: { passed: 3, failed: 0, parsing_errors: 0 } }, 0, 'nothing was found'],
  ])('%s', async (_what, report, exitCode, words) => {
    propose({ '.checkov.yaml': 'compact: true\n' });
    const answer = await called(['pipeline', 'check'], fakeCheckov(report, exitCode));
    expect([answer.exitCode, answer.said.replaceAll(/\s+/g, ' ')]).toEqual([0, expect.stringContaining(words)]);
  });

  test.each<[string, unknown]>([
    ['that read nothing', { passed: 0, failed: 0, resource_count: 0 }],
    ['that could not read a file', { summary: { passed: 9, failed: 0, parsing_errors: 1 } }],
    ['that says nothing of the kind', 'no'],
  ])('one %s is no scan without findings: refused', async (_what, report) => {
    propose({ '.checkov.yaml': 'compact: true\n' });
    const { exitCode, said } = await called(['pipeline', 'check'], fakeCheckov(report));
    expect([exitCode, said]).toEqual([1, expect.stringContaining('The policy scan read nothing')]);
    expect(summary()).toContain('The policy scan read nothing');
  });

  test('asked for without a checkov anywhere: refused, with how to name one by hash', async () => {
    propose({ '.checkov.yaml': 'compact: true\n' });
    const bin = join(folder, 'few');
    mkdirSync(bin);
    for (const name of ['git', 'node'])
      symlinkSync(execFileSync('which', [name], { encoding: 'utf8' }).trim(), join(bin, name));
    const { exitCode, said } = await called(['pipeline', 'check'], { ...job(), PATH: bin });
    expect([exitCode, said.replaceAll(/\s+/g, ' ')]).toEqual([
      1,
      expect.stringMatching(/there is no checkov here.*\.checkov\.requirements\.txt.*--generate-hashes/),
    ]);
  });

  test('one that the repository names is installed by hash before it is run, whatever the PATH has', async () => {
    propose({ '.checkov.yaml': 'compact: true\n', '.checkov.requirements.txt': 'checkov==3.3.30 --hash=sha256:00\n' });
    const env = fakeCheckov(found, 1);
    const python = [
      ...['#!/bin/sh', `echo "$@" >> '${join(folder, 'python')}'`],
      ...['if [ "$2" = venv ]; then mkdir -p "$3/bin"; cp "$0" "$3/bin/python"; fi'],
      ...['if [ "$2" = pip ]; then exit 1; fi', ''],
    ];
    writeFileSync(join(folder, 'bin/python3'), python.join('\n'), { mode: 0o755 });
    const { exitCode, said } = await called(['pipeline', 'check'], env);
    expect([exitCode, said]).toEqual([1, expect.stringContaining('could not be installed')]);
    expect(readFileSync(join(folder, 'python'), 'utf8')).toMatch(
      /-m venv .*\n-m pip install .*--require-hashes --only-binary :all: --requirement .*clone/,
    );
    expect(existsSync(join(folder, 'called'))).toBe(false);
    // A file that names other packages alone: what lies on the PATH is not taken in its place.
    writeFileSync(join(folder, 'bin/python3'), python.join('\n').replace('exit 1', 'exit 0'), { mode: 0o755 });
    const without = await called(['pipeline', 'check'], env);
    expect([without.exitCode, without.said.replaceAll(/\s+/g, ' ')]).toEqual([
      1,
      expect.stringMatching(/\.checkov\.requirements\.txt names no checkov\..*pip-compile --generate-hashes/),
    ]);
    expect(existsSync(join(folder, 'called'))).toBe(false);
  });

  const real = ['checkov'].some((each) => spawnSync(each, ['--version']).status === 0);
  (real ? test : test.skip)(
    'checkov itself reads what is synthesized (left out where it is not installed)',
    async () => {
      propose({ '.checkov.yaml': 'compact: true\ncheck:\n  - CKV_AWS_7\n  - CKV_AWS_116\n' });
      const { exitCode, said } = await called(['pipeline', 'check'], job());
      expect([exitCode, said.replaceAll(/\s+/g, ' ')]).toEqual([
        1,
        expect.stringMatching(/Policy scan by checkov, \d+ checks?: \d+ findings?\..*CKV_AWS_116/),
      ]);
    },
    180_000,
  );
});
