/**
 * `upgrade` on a repository as a version of this package wrote it (test/inputs/versions/before-0.1.0/repository.json, written once and kept),
 * and on ones whose owner has changed something.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { readDeployment } from '../../../deployment/load.js';
import type { DeploymentInput } from '../../../deployment/schema.js';
import { run } from '../../../wizard/cli.js';
import { repositoryFiles } from '../../../wizard/repository/files.js';
import { ownershipOf } from '../../../wizard/terraform/marker.js';
import { Interrupts } from '../../../wizard/terminal/interrupts.js';
import { keptStream, scriptedPrompts } from '../terminal/screen.js';

const golden = JSON.parse(readFileSync(resolve('test/inputs/versions/before-0.1.0/repository.json'), 'utf8')) as Record<
  string,
  string
>;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'upgrade-'));
  execFileSync('git', ['init', '--quiet', folder]);
  write(golden);
  commit('generated');
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (files: Readonly<Record<string, string>>): void => {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
};
const read = (path: string): string => readFileSync(join(folder, path), 'utf8');
const git = (...words: string[]): string =>
  execFileSync('git', ['-c', 'user.name=ada', '-c', 'user.email=ada@contoso.com', ...words], {
    cwd: folder,
    encoding: 'utf8',
  });
const commit = (message: string): void => {
  git('add', '--all', '--force');
  git('commit', '--quiet', '--message', message);
};

async function upgrade(...words: string[]): Promise<{ exitCode: number; said: string }> {
  const [stdout, stderr] = [keptStream(), keptStream(false, 400)];
  const exitCode = await run(['upgrade', '--package', '9.9.9', ...words], {
    ...{ stdin: { isTTY: false } as NodeJS.ReadStream, stdout, stderr: stderr as never },
    ...{ env: { PATH: process.env['PATH'], NO_COLOR: '1' }, cwd: folder },
    ...{ interrupts: new Interrupts(), prompts: scriptedPrompts([]) },
  });
  return { exitCode, said: stdout.text + stderr.text };
}

test('a repository of an earlier version is brought to this one: each generated file is renewed, shown before, and the second time nothing is left', async () => {
  expect(Object.keys(golden)).toEqual(
    expect.arrayContaining([
      'deployment.json',
      'README.md',
      'main.ts',
      'package.json',
      '.github/workflows/desktops.yml',
    ]),
  );
  const { exitCode, said } = await upgrade('--yes');
  expect([exitCode, said]).toEqual([
    0,
    expect.stringContaining('entra-workspaces plan: what this version would change'),
  ]);
  // What is not generated is as its owner left it; the rest is as this version writes it.
  // What its pipeline may do in Entra was not said then: it is said as it was.
  const { pipeline, ...rest } = JSON.parse(read('deployment.json')) as { pipeline: { github: object } };
  const before = JSON.parse(golden['deployment.json'] ?? '') as { pipeline: { github: object } };
  expect({ ...rest, pipeline: { github: { ...pipeline.github, entraRights: undefined } } }).toEqual(before);
  expect(pipeline.github).toMatchObject({ entraRights: 'whole' });
  expect(JSON.parse(read('package.json')).dependencies['entra-workspaces']).toBe('9.9.9');
  expect(read('.github/workflows/desktops.yml')).toContain('pipeline apply "$DIGEST"');
  for (const path of Object.keys(golden).filter((each) => each !== 'deployment.json'))
    expect([path, ownershipOf(path, read(path))]).toEqual([path, 'generated']);
  expect(readDeployment(join(folder, 'deployment.json')).deployment.name).toBe('contoso');
  const again = await upgrade('--yes');
  expect([again.exitCode, again.said]).toEqual([0, expect.stringContaining('Nothing to write')]);
});

test('what its owner changed or deleted is never touched; what this version would have written is shown', async () => {
  const mine = {
    'main.ts': `${golden['main.ts']}// mine\n`,
    '.github/workflows/desktops.yml': golden['.github/workflows/desktops.yml']!.replace(
      'timeout-minutes: 15',
      'timeout-minutes: 30',
    ),
  };
  write(mine);
  rmSync(join(folder, 'README.md'));
  commit('mine');
  const { exitCode, said } = await upgrade('--yes');
  expect(exitCode).toBe(0);
  for (const [path, text] of Object.entries(mine)) expect(read(path)).toBe(text);
  expect(existsSync(join(folder, 'README.md'))).toBe(false);
  expect(said).toMatch(/README\.md was deleted here once/);
  expect(said).toMatch(
    /\.github\/workflows\/desktops\.yml is yours[\s\S]*-.*timeout-minutes: 30[\s\S]*\+.*timeout-minutes: 15/,
  );
  expect(said).toContain('the pipeline still runs the version that it names');
});

test('nothing is written with --dry-run, nor where nobody can be asked', async () => {
  const before = git('rev-parse', 'HEAD');
  const looked = await upgrade('--dry-run');
  expect([looked.exitCode, looked.said]).toEqual([0, expect.stringContaining('Nothing was written (--dry-run).')]);
  const asked = await upgrade();
  expect([asked.exitCode, asked.said]).toEqual([2, expect.stringContaining('Add --yes, or only look')]);
  expect([git('status', '--porcelain'), git('rev-parse', 'HEAD')]).toEqual(['', before]);
});

test('a deployment in an earlier form is written in the present one, in its own manner', async () => {
  const earlier = golden['deployment.json']!.replaceAll('"mainPlan": "arn', '"planRoleArn": "arn').replaceAll(
    '"apply": "arn',
    '"applyRoleArn": "arn',
  );
  expect(earlier).not.toBe(golden['deployment.json']);
  write({ 'deployment.json': earlier });
  commit('earlier');
  const { exitCode, said } = await upgrade('--yes');
  expect([exitCode, said]).toEqual([0, expect.stringContaining('is read as mainPlan')]);
  const { pipeline } = JSON.parse(read('deployment.json')) as { pipeline: { github: { aws: object } } };
  expect(pipeline.github.aws).toEqual(JSON.parse(golden['deployment.json']!).pipeline.github.aws);
  // Only what has another name moved.
  expect(git('diff', '--numstat', '--', 'deployment.json')).toMatch(/^[1-6]\t[1-6]\tdeployment\.json/);
});

const identities = {
  entraRights: 'daily',
  aws: { mainPlan: 'arn:aws:iam::111122223333:role/plan', apply: 'arn:aws:iam::111122223333:role/apply' },
  entra: { mainPlan: '6e7f8091-a2b3-4c4d-95e6-f708192a3b4c', apply: '7f8091a2-b3c4-4d5e-86f7-08192a3b4c5d' },
};
const connection = (name: string, at: number): object => ({
  ...{ name, id: `0a1b2c3d-0000-4000-8000-00000000000${at}`, subject: `sc://contoso/Desktops/${name}` },
  issuer: 'https://vstoken.dev.azure.com/0f0f0f0f-1111-4222-8333-444444444444',
});
const azureDevOps = { organization: 'contoso', project: 'Desktops', ...identities };

test.each([
  ['.gitlab-ci.yml', { gitlab: { project: 'contoso/desktops', environment: 'production', ...identities } }],
  [
    'azure-pipelines.yml',
    {
      azureDevOps: { ...azureDevOps, connections: { mainPlan: connection('plan', 1), apply: connection('apply', 2) } },
    },
  ],
])('%s is renewed with the rest, and left alone once it is its owner’s', async (path, pipeline) => {
  const input = { ...(JSON.parse(golden['deployment.json'] ?? '') as DeploymentInput), pipeline } as DeploymentInput;
  write({ 'deployment.json': `${JSON.stringify(input, undefined, 2)}\n` });
  const { deployment } = readDeployment(join(folder, 'deployment.json'));
  const files = repositoryFiles({ input, deployment, exists: () => false });
  rmSync(join(folder, '.github'), { recursive: true });
  write(Object.fromEntries(files.map((each) => [each.path, each.text])));
  commit('generated for another host');
  const { exitCode } = await upgrade('--yes');
  expect([exitCode, read(path)]).toEqual([0, expect.stringContaining('entra-workspaces@9.9.9')]);
  expect([ownershipOf(path, read(path)), existsSync(join(folder, '.github'))]).toEqual(['generated', false]);
  expect((await upgrade('--yes')).said).toContain('Nothing to write');
  const mine = read(path).replace(/15 minutes|timeoutInMinutes: "15"/, 'mine');
  expect(mine).not.toBe(read(path));
  write({ [path]: mine });
  commit('mine');
  await upgrade('--yes', '--package', '9.9.10');
  expect(read(path)).toBe(mine);
});
