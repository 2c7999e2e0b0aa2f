import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readDeployment } from '../../../deployment/load.js';
import type { SettingsOf } from '../../../deployment/pipeline-of.js';
import type { Deployment } from '../../../deployment/schema.js';
import { readme } from '../../../wizard/repository/readme.js';

const { deployment } = readDeployment(resolve('examples/everything-on.json'));
const { aws, entra } = deployment.pipeline!.github!;
const connection = (id: string) => ({
  name: id,
  id,
  issuer: 'https://vstoken.dev.azure.com/x',
  subject: `sc://x/y/${id}`,
});
const onAzure: SettingsOf<'azureDevOps'> = {
  ...{ organization: 'contoso', project: 'IT Desktops', level: 'approved', entraRights: 'daily', aws, entra },
  connections: { mainPlan: connection('plan'), apply: connection('apply') },
};
const hosts: Readonly<Record<string, Deployment>> = {
  GitHub: deployment,
  'Azure DevOps': { ...deployment, pipeline: { azureDevOps: onAzure } },
};
const stepsOf = (of: Deployment): string[] => [...readme(of).matchAll(/^(\d+)\. /gm)].map(([, number = '']) => number);

test.each(Object.keys(hosts))('on %s few steps are left, and the lines of the clone are its own', (host) => {
  expect(stepsOf(hosts[host]!).length).toBeLessThanOrEqual(5);
});
test('names with spaces stand in the address of the clone as the host has them', () => {
  expect(readme(hosts['Azure DevOps']!)).toContain(
    'git remote add origin https://dev.azure.com/contoso/IT%20Desktops/_git/IT%20Desktops',
  );
});

/** As a person with a git of their own has it. */
const identity = ['-c', 'user.name=Ada', '-c', 'user.email=ada@contoso.com', '-c', 'init.defaultBranch=master'];
const git = (folder: string, ...words: string[]): string =>
  execFileSync('git', [...identity, ...words], { cwd: folder, encoding: 'utf8', stdio: 'pipe' });

// bootstrap has made the first commit of the main branch: whatever the folder was before, its files come on top of it.
describe.each(Object.keys(hosts))('on %s', (host) => {
  const [, block = ''] = /```sh\n([\s\S]*?git init[\s\S]*?)```/.exec(readme(hosts[host]!)) ?? [];
  test.each<[string, (folder: string, origin: string) => void, number]>([
    ['a new folder', () => undefined, 0],
    [
      'a folder with a history of its own on master',
      (folder) => {
        git(folder, 'init', '--quiet');
        git(folder, 'add', '.');
        git(folder, 'commit', '--quiet', '-m', 'Mine');
      },
      0,
    ],
    [
      'a clone',
      (folder, origin) => {
        git(folder, 'init', '--quiet');
        git(folder, 'remote', 'add', 'origin', origin);
        git(folder, 'pull', '--quiet', 'origin', 'main');
      },
      2,
    ],
  ])('the printed lines bring %s to a branch that main can merge', (_what, prepare, leftOut) => {
    const root = mkdtempSync(join(tmpdir(), 'entra-workspaces-push-'));
    try {
      const [origin, first, folder] = ['origin.git', 'first', 'folder'].map((name) => join(root, name)) as [
        string,
        string,
        string,
      ];
      for (const each of [origin, first, folder]) mkdirSync(each);
      git(origin, 'init', '--quiet', '--bare', '--initial-branch', 'main');
      git(first, 'init', '--quiet', '-b', 'main');
      git(first, 'commit', '--quiet', '--allow-empty', '-m', 'Who owns what');
      git(first, 'push', '--quiet', origin, 'main');
      writeFileSync(join(folder, 'deployment.json'), '{}\n');
      prepare(folder, origin);
      const lines = block
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== '' && !/^(gh|az) /.test(line))
        .slice(leftOut)
        .join('\n')
        .replace(/https:\/\/\S+/, origin);
      const settings = identity.filter((each) => each !== '-c').map((each) => each.split('='));
      const env = Object.fromEntries(
        settings.flatMap(([key = '', value = ''], at) => [
          [`GIT_CONFIG_KEY_${at}`, key],
          [`GIT_CONFIG_VALUE_${at}`, value],
        ]),
      );
      execFileSync('bash', ['-e', '-c', lines], {
        cwd: folder,
        env: { ...process.env, ...env, GIT_CONFIG_COUNT: String(settings.length) },
        stdio: 'pipe',
      });
      expect(git(origin, 'log', '--format=%s', 'desktops').trim().split('\n')).toEqual(['Desktops', 'Who owns what']);
      expect(git(origin, 'show', 'desktops:deployment.json')).toBe('{}\n');
    } finally {
      rmSync(root, { recursive: true });
    }
  });
});
