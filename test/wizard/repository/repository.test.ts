import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { checkDeploymentValue } from '../../../deployment/load.js';
import type { DeploymentInput } from '../../../deployment/schema.js';
import { repositoryFiles, type RepositoryFile } from '../../../wizard/repository/files.js';
import { jsonText, jsonTextLike } from '../../../wizard/repository/json-text.js';
import { marked, ownershipOf } from '../../../wizard/terraform/marker.js';
import { obstacles } from '../../../wizard/repository/target.js';
import { planFiles, sayFiles, writeFiles } from '../../../wizard/repository/write.js';
import { screen } from '../terminal/screen.js';
import { identified } from '../../deployment/identified.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'repository-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const load = (name: string): DeploymentInput =>
  JSON.parse(readFileSync(join('examples', name), 'utf8')) as DeploymentInput;
const filesOf = (input: DeploymentInput): readonly RepositoryFile[] =>
  repositoryFiles({
    input,
    deployment: checkDeploymentValue(input, join('examples', 'deployment.json'), (path) =>
      readFileSync(join('examples', path), 'utf8'),
    ).deployment,
    exists: () => false,
  });
const textOf = (files: readonly RepositoryFile[], path: string): string => {
  const found = files.find((file) => file.path === path);
  if (!found) throw new Error(`no ${path} among ${files.map((file) => file.path).join(', ')}`);
  return found.text;
};

describe('the repository in memory', () => {
  test('holds what is needed and nothing else', () => {
    expect(filesOf(load('greenfield-foundation.json')).map(({ path, kind }) => [path, kind])).toEqual([
      ['deployment.json', 'owned'],
      ['README.md', 'generated'],
      ['main.ts', 'generated'],
      ['package.json', 'generated'],
      ['package-lock.json', 'generated'],
      ['cdktf.json', 'generated'],
      ['tsconfig.json', 'generated'],
      ['.gitignore', 'generated'],
    ]);
  });

  test.each(readdirSync('examples').filter((name) => name.endsWith('.json')))(
    'convention 15: no secret, no machine path and no placeholder in the files of %s',
    (name) => {
      for (const { path, text } of filesOf(load(name))) {
        expect([path, text]).toEqual([
          path,
          expect.not.stringMatching(/undefined|\[object|NaN|\/work\/|\/tmp\/|client_secret|SecretToken/),
        ]);
      }
    },
  );

  test('state, plans and packages stay out of git', () => {
    const lines = textOf(filesOf(load('smallest.json')), '.gitignore').split('\n');
    for (const ignored of ['node_modules/', 'cdktf.out/', '*.tfstate', '*.tfplan']) expect(lines).toContain(ignored);
  });

  test('package.json has exact versions and a script for each command', () => {
    const json = JSON.parse(textOf(filesOf(load('smallest.json')), 'package.json')) as {
      dependencies: Record<string, string>;
      scripts: Record<string, string>;
    };
    for (const version of Object.values(json.dependencies)) expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(json.scripts).toMatchObject({ synth: 'entra-workspaces synth', plan: 'entra-workspaces plan' });
  });

  test('a users file that is not there yet is begun, one that is there is left alone', () => {
    const input = load('everything-on.json');
    expect(filesOf(input).map(({ path }) => path)).toContain('everything-on.users.csv');
    const { deployment } = checkDeploymentValue(input, 'd', (path) => readFileSync(join('examples', path), 'utf8'));
    expect(repositoryFiles({ input, deployment, exists: () => true }).map(({ path }) => path)).not.toContain(
      'everything-on.users.csv',
    );
  });
});

describe('convention 21: the README is about this very deployment', () => {
  const readme = (name: string): string => textOf(filesOf(load(name)), 'README.md');

  test('a foundation needs two applies with connect between them, in this order', () => {
    expect(readme('greenfield-foundation.json')).toMatch(
      /npm run plan[^]*npm run apply[^]*npm run connect[^]*Apply again/,
    );
  });
  test.each(['smallest', 'greenfield-foundation', 'by-admin', 'everything-on', 'fleet'])(
    '%s: the exact version is installed before a step calls it, and who signs in does so before it is needed',
    (name) => {
      const [, steps = ''] = /## Next steps\n([^]*?)\n## /.exec(readme(`${name}.json`)) ?? [];
      const [before = ''] = steps.split('npm ci');
      expect(steps).toContain('npm ci');
      expect(before).not.toContain('npx entra-workspaces');
      expect(steps.indexOf('aws sso login')).toBeLessThan(steps.indexOf('entra-workspaces bootstrap'));
    },
  );
  test('an existing federation needs one, and no handshake', () => {
    const text = readme('existing-federation.json');
    expect(text).not.toContain('connect` leads');
    expect(text).not.toContain('Apply again');
  });
  test('the place of the state is made by one command, which names the bucket', () => {
    const text = readme('greenfield-foundation.json');
    expect(text).toContain('`npx entra-workspaces bootstrap --laptop`: the bucket `contoso-terraform-state`');
  });
  test('a new SCIM token has its own command: connect alone leaves one that AWS takes as it is', () => {
    const row = /^\|.*a new SCIM token.*$/m;
    expect(row.exec(readme('greenfield-foundation.json'))?.[0]).toContain(
      '`npx entra-workspaces connect --renew-token`',
    );
    expect(readme('existing-federation.json')).not.toMatch(row);
  });
  test('a state in a file is warned about', () =>
    expect(readme('smallest.json')).toContain('It holds secrets, and nobody else can plan with it'));
  test('what an administrator does by hand is named with the person', () => {
    expect(readme('by-admin.json')).toMatch(/Entra administrator \| grants the registration app/);
    expect(readme('smallest.json')).not.toMatch(/grants the registration app/);
  });
  test('with a pipeline and its state in S3 there are five steps at most, bootstrap among them', () => {
    const { pipeline } = load('everything-on.json');
    const text = textOf(filesOf({ ...load('greenfield-foundation.json'), pipeline: pipeline ?? null }), 'README.md');
    const steps = text.slice(text.indexOf('## Next steps'), text.indexOf('## Who does what')).match(/^\d+\. /gm);
    expect(steps).toHaveLength(5);
    expect(text).toContain('npx entra-workspaces bootstrap');
    expect(text).toContain('git symbolic-ref HEAD refs/heads/desktops && git reset origin/main');
  });
  test('and on GitLab as many, with the token that nothing is applied without', () => {
    const { aws, entra } = identified(load('everything-on.json').pipeline!.github);
    const both = ({ mainPlan, apply }: { mainPlan: string; apply?: string | undefined }) => ({ mainPlan, apply });
    const named = { project: 'contoso/it/desktops', environment: 'production' };
    const pipeline = { gitlab: { ...named, aws: both(aws), entra: both(entra) } };
    const text = textOf(filesOf({ ...load('greenfield-foundation.json'), pipeline }), 'README.md');
    const steps = text.slice(text.indexOf('## Next steps'), text.indexOf('## Who does what')).match(/^\d+\. /gm);
    expect(steps).toHaveLength(5);
    expect(text).toContain('git remote add origin https://gitlab.com/contoso/it/desktops.git');
    expect(text).toMatch(/glab mr create --fill[^]*ENTRA_WORKSPACES_GITLAB_TOKEN/);
  });
  test('and with the state in Azure as many, with where the account is made and by whom', () => {
    const { pipeline } = load('everything-on.json');
    const azurerm = { resourceGroupName: 'desktops', storageAccountName: 'contosostate', containerName: 'tfstate' };
    const input = { ...load('greenfield-foundation.json'), pipeline: pipeline ?? null, state: { azurerm } };
    const text = textOf(filesOf(input), 'README.md');
    const steps = text.slice(text.indexOf('## Next steps'), text.indexOf('## Who does what')).match(/^\d+\. /gm);
    expect(steps).toHaveLength(5);
    expect(text).toMatch(/bootstrap --location LOCATION`.*`--only azure`/);
  });
  test('with a pipeline that only checks a person plans and applies; the state is made as for a laptop', () => {
    const pipeline = {
      github: { repository: 'contoso/desktops', environment: 'production', level: 'refused' as const },
    };
    const files = filesOf({ ...load('greenfield-foundation.json'), pipeline });
    const text = textOf(files, 'README.md');
    expect(text).toContain('**Who applies.** Nothing but a laptop plans or applies: the pipeline only checks');
    expect(text).toMatch(
      /bootstrap --laptop`: the bucket[^]*npm run plan[^]*npm run apply[^]*Each pull request is checked/,
    );
    expect(text).not.toContain('--by-hand');
    expect(textOf(files, '.github/workflows/desktops.yml')).toContain('pipeline check');
  });
  test('how to undo it follows the protection', () => {
    expect(readme('smallest.json')).toContain('`npm run destroy -- --unprotect`');
    expect(readme('smallest.json')).toMatch(/Before the first apply: delete this folder/);
  });
});

describe('whose a file is', () => {
  test.each(['main.ts', 'README.md', 'package.json', '.gitignore', 'plan.yml'])(
    '%s: ours as made, theirs once changed',
    (path) => {
      const text = path.endsWith('.json') ? '{\n  "a": 1\n}\n' : 'one\ntwo\n';
      const made = marked(path, text);
      expect(ownershipOf(path, made)).toBe('generated');
      expect(ownershipOf(path, made.replaceAll('\n', '\r\n'))).toBe('generated');
      expect(ownershipOf(path, made.replace(/two|1\n/, 'other\n'))).toBe('edited');
      expect(ownershipOf(path, text)).toBe('foreign');
      expect(ownershipOf(path, undefined)).toBe('absent');
    },
  );

  test('marked JSON is still JSON', () =>
    expect(JSON.parse(marked('x.json', '{\n  "a": 1\n}\n'))).toMatchObject({ a: 1 }));
});

describe('convention 7: written all at once', () => {
  const files: RepositoryFile[] = [
    { path: 'deployment.json', text: '{}\n', kind: 'owned', about: 'choices' },
    { path: 'main.ts', text: marked('main.ts', 'program\n'), kind: 'generated', about: 'stack' },
    {
      path: '.github/workflows/plan.yml',
      text: marked('plan.yml', 'on: push\n'),
      kind: 'generated',
      about: 'pipeline',
    },
  ];

  test('new files, folders too, and nothing beside them', async () => {
    const target = join(folder, 'new', 'repository');
    expect(await writeFiles(target, await planFiles(target, files))).toEqual(files.map(({ path }) => path));
    expect(readdirSync(target, { recursive: true }).map(String).sort()).toEqual(
      ['.github', '.github/workflows', '.github/workflows/plan.yml', 'deployment.json', 'main.ts'].sort(),
    );
  });

  test('a second time there is nothing to do', async () => {
    await writeFiles(folder, await planFiles(folder, files));
    const again = await planFiles(folder, files);
    expect(again.map(({ action }) => action)).toEqual(['same', 'same', 'same']);
    expect(await writeFiles(folder, again)).toEqual([]);
  });

  test('a generated file is renewed, one that its owner changed is kept, with --force it is replaced', async () => {
    await writeFiles(folder, await planFiles(folder, files));
    const newer = files.map((file) =>
      file.path === 'main.ts' ? { ...file, text: marked('main.ts', 'better\n') } : file,
    );
    const actionOf = async (force: boolean) =>
      (await planFiles(folder, newer, { force })).find(({ file }) => file.path === 'main.ts')?.action;
    expect(await actionOf(false)).toBe('update');
    writeFileSync(join(folder, 'main.ts'), `${files[1]?.text}my own line\n`);
    expect(await actionOf(false)).toBe('keep');
    expect(await actionOf(true)).toBe('update');
  });

  test('a deployment is only changed where it is being edited', async () => {
    writeFileSync(join(folder, 'deployment.json'), '{ "old": true }\n');
    expect((await planFiles(folder, files))[0]?.action).toBe('keep');
    expect((await planFiles(folder, files, { edits: ['deployment.json'] }))[0]?.action).toBe('update');
  });

  test('when one file cannot be written, none is', async () => {
    writeFileSync(join(folder, 'deployment.json'), 'before\n');
    // A file where a folder is needed: the last of the three fails.
    writeFileSync(join(folder, '.github'), 'in the way');
    const planned = await planFiles(join(folder), files.slice(0, 2), { edits: ['deployment.json'] });
    const last = files[2];
    if (!last) throw new Error('no third file');
    const all = [...planned, ...(await planFiles(join(folder, 'elsewhere'), [last]))];
    await expect(writeFiles(folder, all)).rejects.toMatchObject({ code: expect.stringMatching(/EEXIST|ENOTDIR/) });
    expect(readFileSync(join(folder, 'deployment.json'), 'utf8')).toBe('before\n');
    expect(existsSync(join(folder, 'main.ts'))).toBe(false);
    expect(readdirSync(folder).sort()).toEqual(['.github', 'deployment.json']);
  });

  test('a folder that was made for it is gone again when it fails', async () => {
    if (process.getuid?.() === 0) return;
    chmodSync(folder, 0o500);
    await expect(writeFiles(join(folder, 'new'), await planFiles(join(folder, 'new'), files))).rejects.toThrow();
    expect(existsSync(join(folder, 'new'))).toBe(false);
  });

  test('bytes that are laid beside the files stand in their list', async () => {
    const { terminal, stderr } = screen();
    const besides = [{ path: 'it.tgz', action: 'create', about: 'this program' }] as const;
    sayFiles(terminal, await planFiles(folder, files), false, { besides });
    expect(stderr.text).toMatch(/^it\.tgz +new +this program$/m);
  });

  test('the difference is shown line by line', async () => {
    writeFileSync(join(folder, 'deployment.json'), '{\n  "a": 1\n}\n');
    const changed = [{ ...files[0], text: '{\n  "a": 2\n}\n' } as RepositoryFile];
    const { terminal, stderr } = screen();
    sayFiles(terminal, await planFiles(folder, changed, { edits: ['deployment.json'] }), true);
    expect(stderr.text).toContain('-  "a": 1\n+  "a": 2\n');
    expect(stderr.text).not.toContain('====');
  });
});

describe('convention 8: a folder that is not empty', () => {
  test.each([
    [['.git', 'README.md', 'LICENSE', '.gitignore', '.editorconfig', 'users.csv'], []],
    [
      ['src', 'README', 'package.json'],
      ['package.json', 'src'],
    ],
    [['terraform.tfstate'], ['terraform.tfstate']],
    [
      ['intune', 'policies', 'certificates', 'policies.json', 'intune-old'],
      ['intune-old', 'policies.json'],
    ],
  ])('%j: in the way are %j', async (names, expected) => {
    for (const name of names) mkdirSync(join(folder, name));
    expect(await obstacles(folder)).toEqual(expected);
  });
  test('a folder that is not there yet is free', async () => expect(await obstacles(join(folder, 'none'))).toEqual([]));
});

describe('JSON as people write it', () => {
  test('small things stay on a line, large ones are broken up, and it is the same value', () => {
    const value = {
      name: 'a',
      zones: ['x', 'y'],
      network: { create: { cidr: '172.20.0.0/22', zones: ['a', 'b'] } },
      empty: {},
      list: [{ upn: 'a' }],
    };
    const text = jsonText(value);
    expect(JSON.parse(text)).toEqual(value);
    expect(text).toContain('"zones": ["x", "y"],');
    expect(text).toContain('"empty": {}');
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  });
  test.each([2, 4, '\t'])('a file indented by %j stays so', (indent) => {
    const before = JSON.stringify({ a: { b: [1, 2] } }, undefined, indent);
    expect(jsonTextLike(before, { a: { b: [1, 2, 3] } })).toBe(
      JSON.stringify({ a: { b: [1, 2, 3] } }, undefined, indent),
    );
  });
});
