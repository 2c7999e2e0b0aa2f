import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { refuseBelowTop } from '../../../wizard/bootstrap/below-top.js';
import { outerWorkspaces } from '../../../wizard/repository/outer-folders.js';
import { flagsFor, Place } from '../place.js';
import { enough } from '../questions/seen.js';

let place: Place;
beforeEach(() => {
  place = new Place();
});
afterEach(() => place.remove());

const lay = (path: string, text: string): string => {
  const file = join(place.folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
};
const git = (...words: string[]): unknown => execFileSync('git', words, { cwd: place.folder, stdio: 'ignore' });

describe('workspaces of npm above a folder', () => {
  test.each([
    [['infra/desktops'], true],
    [['./infra/*/'], true],
    [['infra/*'], true],
    [['**'], true],
    [['infra/desk*'], true],
    [{ packages: ['infra/*'] }, true],
    [['infra/*', '!infra/desktops'], false],
    [['infra'], false],
    [['*'], false],
    [['packages/*'], false],
    [['{infra,apps}/*'], true],
    [['infra/desktop?'], true],
    [['infra/[a-e]*'], true],
    [['infra/@(desktops|others)'], true],
    [['/infra/desktops'], true],
    [['infra/!(desktops)'], false],
    [['infra/*', '!infra/d*', 'infra/desktops'], true],
    [['infra/*', '!!infra/desktops'], true],
    [['infra/*', '!**/{desktops,others}'], false],
    [['#infra/*'], false],
    [['infra/***'], true],
    [[7], false],
    [undefined, false],
  ])('%j take infra/desktops in: %s', async (workspaces, taken) => {
    lay('package.json', JSON.stringify({ workspaces }));
    expect(await outerWorkspaces(join(place.folder, 'infra', 'desktops'))).toBe(taken ? place.folder : undefined);
  });

  test('a folder with a dot before its name is taken in by its name alone, as npm does', async () => {
    lay('package.json', JSON.stringify({ workspaces: ['infra/*'] }));
    expect(await outerWorkspaces(join(place.folder, 'infra', '.desktops'))).toBeUndefined();
    lay('package.json', JSON.stringify({ workspaces: ['infra/.*'] }));
    expect(await outerWorkspaces(join(place.folder, 'infra', '.desktops'))).toBe(place.folder);
  });

  test('a package.json that is no JSON, and none at all, take nothing in', async () => {
    lay('package.json', '{');
    expect(await outerWorkspaces(join(place.folder, 'infra'))).toBeUndefined();
  });
});

const pipeline = flagsFor({
  ...enough,
  pipeline: 'github',
  githubRepository: 'contoso/desktops',
  state: 's3',
  stateBucket: 'contoso-state',
  stateRegion: 'eu-central-1',
  mainPlanRoleArn: 'arn:aws:iam::111122223333:role/plan',
  applyRoleArn: 'arn:aws:iam::111122223333:role/apply',
  mainPlanClientId: '33333333-4444-5555-6666-777777777777',
  applyClientId: '33333333-4444-5555-6666-777777777778',
});

describe('init says where npm and the host of the pipeline would read', () => {
  test('in a folder of npm workspaces, within another repository', async () => {
    git('init', '--quiet');
    lay('package.json', JSON.stringify({ workspaces: ['infra'] }));
    const { exitCode, stderr } = await place.init([...pipeline, '--yes', '--dir', 'infra']);
    expect(exitCode).toBe(0);
    expect(stderr.replace(/\s+/g, ' ')).toMatch(/lies within the repository of .*git init in the folder/);
    expect(stderr.replace(/\s+/g, ' ')).toMatch(/npm ci --workspaces=false/);
  });

  test('nothing where the folder is a repository of its own', async () => {
    git('init', '--quiet');
    const { exitCode, stderr } = await place.init([...pipeline, '--yes']);
    expect([exitCode, /lies within|--workspaces=false/.test(stderr)]).toEqual([0, false]);
  });
});

describe('bootstrap of a deployment below the top of its repository', () => {
  const host = {
    section: 'github',
    words: { host: 'GitHub' },
    ofRemote: (remote: string) => {
      const name = /github\.com[:/](.+?)(\.git)?$/.exec(remote)?.[1];
      return name === undefined ? undefined : { name };
    },
  } as unknown as Parameters<typeof refuseBelowTop>[0];
  const deployed = (path: string): Promise<void> =>
    refuseBelowTop(host, lay(path, '{}'), { name: 'Contoso/Platform', url: undefined });
  beforeEach(() => {
    git('init', '--quiet');
    git('remote', 'add', 'origin', 'git@github.com:contoso/platform.git');
  });

  test('is refused: no host reads its pipeline, and main would wait for the check', async () => {
    lay('infra/.github/workflows/desktops.yml', 'run: npx entra-workspaces pipeline check');
    await expect(deployed('infra/deployment.json')).rejects.toMatchObject({
      message: 'GitHub would never run this pipeline: the deployment lies below the top of Contoso/Platform.',
      fix: expect.arrayContaining([expect.stringMatching(/\.github must lie in .*got: .*infra$/)]),
    });
  });

  test('an identity that is taken away waits for nothing: the same is said, and the run goes on', async () => {
    const said: string[] = [];
    const at = { name: 'Contoso/Platform', url: undefined };
    await refuseBelowTop(host, lay('infra/deployment.json', '{}'), at, (each) => void said.push(each));
    expect(said).toEqual([expect.stringMatching(/^GitHub would never run this pipeline.* must lie in /)]);
  });

  test('goes on at the top, and where a pipeline at the top leads to it', async () => {
    await deployed('deployment.json');
    lay('.github/workflows/platform.yml', 'run: npx entra-workspaces pipeline check');
    await deployed('infra/deployment.json');
  });

  test('is refused where others own the folder, which is no pipeline', async () => {
    lay('.github/CODEOWNERS', '/infra/.github @contoso/desktops # of entra-workspaces');
    await expect(deployed('infra/deployment.json')).rejects.toThrow('would never run this pipeline');
  });

  test.each([
    ['gitlab', '.gitlab-ci.yml', "include:\n  - local: '/infra/desktops/.gitlab-ci.yml'"],
    ['gitlab', '.gitlab-ci.yml', "include: '/infra/*/.gitlab-ci.yml'"],
    ['gitlab', '.gitlab-ci.yml', '{"include": [{"local": "infra/**.yml"}]}'],
    ['gitlab', '.gitlab-ci.yml', 'include: /ci/all.yml'],
    ['azureDevOps', 'azure-pipelines.yml', 'extends:\n  template: infra/desktops/azure-pipelines.yml'],
    ['azureDevOps', 'azure-pipelines.yml', 'extends:\n  template: ci/all.yml'],
  ])('goes on where the file of %s at the top takes in the one below', async (section, file, text) => {
    const other = { ...host, section } as typeof host;
    const below = lay('infra/desktops/deployment.json', '{}');
    const at = { name: 'Contoso/Platform', url: undefined };
    lay(`infra/desktops/${file}`, 'stages: []');
    lay(
      'ci/all.yml',
      'include: infra/desktops/.gitlab-ci.yml\nsteps: [{template: ../infra/desktops/azure-pipelines.yml}]',
    );
    lay(file, `stages: [infra/desktops] # infra/desktops/${file}`);
    await expect(refuseBelowTop(other, below, at)).rejects.toThrow('would never run this pipeline');
    lay(file, text);
    await expect(refuseBelowTop(other, below, at)).resolves.toBeUndefined();
  });

  test('goes on where another repository lies around it', async () => {
    git('remote', 'set-url', 'origin', 'git@github.com:ada/dotfiles.git');
    await expect(deployed('other/deployment.json')).resolves.toBeUndefined();
  });
});
