/**
 * A repository that an earlier version wrote, with the state that it left, taken on by this one: `upgrade` over it and over what
 * its owner edited, a plan without a change that nobody meant, and a destroy of that old state. Of each version that was kept
 * (test/inputs/versions), and of this one (`npm run kept`).
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { inventoryOf } from '../../twin/inventory.js';
import type { Twin } from '../../twin/twin.js';
import { earlierVersions, layEarlierStack } from './earlier-version.js';
import { shakeHands } from './handshake.js';
import { greenfield } from './harness.js';
import { Repository, type PlanLine } from './owner-repository.js';
import { desktopIds, whoWorks } from './people.js';

const users = ['ada@contoso.com', 'grace@contoso.com'];
const workflow = '.github/workflows/desktops.yml';
/** Steps of the control plane and marks of terraform: nobody can miss one. */
const steps = /^(aws_lambda_invocation|terraform_data)\./;

let repository: Repository;
afterEach(async () => repository.stop());

const inClouds = async ({ aws, entra }: Twin): Promise<object> => ({
  aws: await inventoryOf(aws, ['eu-central-1']),
  entra: entra.snapshot(),
});
const read = (path: string): string => readFileSync(join(repository.folder, path), 'utf8');

/**
 * Lays the files of a repository around the deployment, edits some as their owner, and commits.
 * @param kept file of test/inputs
 * @returns the edited ones
 */
function layRepository(kept: string): Readonly<Record<string, string>> {
  const { 'deployment.json': _its, ...files } = JSON.parse(readFileSync(`test/inputs/${kept}`, 'utf8')) as Record<
    string,
    string
  >;
  const mine = {
    'README.md': `${files['README.md']}\nOur own notes.\n`,
    // Of a pipeline that this deployment, with its state on a laptop, does not have.
    [workflow]: files[workflow]!.replace('timeout-minutes: 15', 'timeout-minutes: 30'),
  };
  for (const [path, text] of Object.entries({ ...files, ...mine })) {
    mkdirSync(dirname(join(repository.folder, path)), { recursive: true });
    writeFileSync(join(repository.folder, path), text);
  }
  const git = ['-c', 'user.name=ada', '-c', 'user.email=ada@contoso.com'];
  for (const words of [
    ['init', '--quiet'],
    ['add', '--all'],
    [...git, 'commit', '--quiet', '--message', 'before'],
  ])
    execFileSync('git', words, { cwd: repository.folder });
  return mine;
}

/** Applied by terraform alone, in the stack that the earlier version wrote. */
async function setUpEarlier(version: string): Promise<void> {
  const { twin, stack } = repository;
  for (const stage of ['foundation', 'connected'] as const) {
    await layEarlierStack(version, stack, stage, repository.deployment);
    twin.terraform.workIn(stack);
    await repository.terraform('init', '-no-color');
    await repository.terraform('apply', '-no-color', '-auto-approve');
    if (stage === 'foundation')
      repository.deployment = await shakeHands(twin, repository.deployment, await repository.outputs());
  }
  // What was synthesized is not committed: a fresh clone has the state, and nothing else of it.
  rmSync(join(repository.folder, 'cdktf.out'), { recursive: true });
  await repository.write();
  await twin.advance(60);
}

describe.each([
  ...earlierVersions.map(
    (version) =>
      [version, `versions/${version}/repository.json`, async (): Promise<void> => setUpEarlier(version)] as const,
  ),
  ['this version', 'golden-repository-now.json', async (): Promise<void> => repository.setUp()] as const,
])('a repository of %s', (version, kept, setUp) => {
  test('is upgraded, plans nothing that nobody meant, and is destroyed with its old state', async () => {
    let before: object = {};
    repository = await Repository.start(
      async (twin) => {
        before = await inClouds(twin);
        return { ...greenfield(twin), alerts: { email: 'it@contoso.com' } };
      },
      { seed: { users } },
    );
    await setUp();
    expect(whoWorks(repository.twin, ...users)).toEqual(['works', 'works']);
    const [state, desktops] = [read('contoso.tfstate'), desktopIds(repository.twin)];
    const mine = layRepository(kept);

    const { stderr: said } = await repository.must('upgrade', '--yes', '--package', '9.9.9');
    expect(said).toContain('README.md is yours and stays as it is');
    for (const [path, text] of Object.entries(mine)) expect([path, read(path)]).toEqual([path, text]);
    expect(JSON.parse(read('package.json'))).toMatchObject({ dependencies: { 'entra-workspaces': '9.9.9' } });
    // An upgrade changes files: state and clouds are as they were.
    expect([read('contoso.tfstate'), desktopIds(repository.twin)]).toEqual([state, desktops]);

    const { lines, empty } = await repository.plan();
    expect(missed(lines)).toEqual([]);
    // An earlier stack may differ in what nobody misses.
    if (version === 'this version') expect(empty).toBe(true);

    await repository.must('destroy', '--auto-approve');
    await repository.twin.advance(10);
    expect(await inClouds(repository.twin)).toEqual(before);
  }, 600_000);
});

/** What a person would miss. */
const missed = (lines: readonly PlanLine[]): PlanLine[] =>
  lines.filter(({ address, action }) => ['delete', 'replace', 'forget'].includes(action) && !steps.test(address));
