import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { actions, versions } from '../../wizard/repository/pipelines/versions.js';
import { workflowLinters } from '../workflow-linters.js';

/** What those who carry it on have besides the code: workflows, forms, and the one setting that says where it lives. */
const workflows = readdirSync('.github/workflows').map((name) => join('.github/workflows', name));
const textOf = (path: string): string => readFileSync(path, 'utf8');
const packageJson = JSON.parse(textOf('package.json')) as {
  readonly engines: { readonly node: string };
  readonly repository: { readonly url: string };
  readonly bugs: { readonly url: string };
  readonly homepage: string;
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'entra-workspaces-repository-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Ran {
  readonly code: number;
  readonly said: string;
}

/** A program of ours or of npm, in the copy. */
async function run(program: string, ...args: readonly string[]): Promise<Ran> {
  const script = program.endsWith('.ts')
    ? [resolve('node_modules/tsx/dist/cli.mjs'), resolve(program)]
    : [resolve(program)];
  return new Promise((done) => {
    execFile(
      process.execPath,
      [...script, ...args],
      { cwd: folder, env: { ...process.env, NO_COLOR: '1' } },
      (error, out, err) =>
        done({ code: typeof error?.code === 'number' ? error.code : error ? 1 : 0, said: `${out}${err}` }),
    );
  });
}

function copy(...paths: readonly string[]): void {
  for (const path of paths) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    cpSync(path, join(folder, path), { recursive: true });
  }
}

describe('the workflows of this repository', () => {
  for (const { name, lint } of workflowLinters) {
    (lint === undefined ? test.skip : test)(`${name} finds nothing (left out where it is not installed)`, () => {
      const looked = name === 'zizmor' ? [...workflows, '.github/dependabot.yml'] : workflows;
      expect(lint!(looked)).toMatchObject({ status: 0 });
      // It does look: an action by a name that a pull request chooses, in a job that waits for nobody.
      const broken = join(folder, '.github/workflows/release.yml');
      mkdirSync(dirname(broken), { recursive: true });
      writeFileSync(
        broken,
        textOf('.github/workflows/release.yml')
          .replace('needs: [ci, version, pack]', 'needs: [nobody]')
          .replace(/actions\/checkout@[0-9a-f]{40} # v5.0.0/, 'actions/checkout@${{ github.head_ref }}'),
      );
      expect(lint!([broken]).status).not.toBe(0);
    });
  }

  test('each action is pinned to a commit, to that of a generated pipeline where this has it, too', () => {
    const used = workflows.flatMap((path) =>
      [...textOf(path).matchAll(/uses: (\S+)(?: # (\S+))?/g)]
        .filter(([, pin = '']) => !pin.startsWith('./'))
        .map(([, pin, release]) => `${pin} ${release}`),
    );
    const known = new Map(Object.values(actions).map(({ pin, release }) => [pin.split('@')[0], `${pin} ${release}`]));
    expect(used.length).toBeGreaterThan(8);
    expect(used.filter((each) => !/^\S+@[0-9a-f]{40} v\d+\.\d+\.\d+$/.test(each))).toEqual([]);
    const shared = used.filter((each) => known.has(each.split('@')[0]));
    expect(new Set(shared).size).toBeGreaterThan(2);
    expect(shared.filter((each) => known.get(each.split('@')[0]) !== each)).toEqual([]);
  });

  test('runner, terraform and Node.js are those of a generated pipeline, and the package runs on them', () => {
    const texts = workflows.map(textOf).join('\n');
    expect([...new Set([...texts.matchAll(/runs-on: (\S+)/g)].map(([, name]) => name))]).toEqual([versions.runner]);
    expect(texts).toContain(`terraform_version: ${versions.terraform}\n`);
    const node = textOf('.nvmrc').trim();
    expect(node).toBe(versions.node);
    const [major = 0, minor = 0] = node.split('.').map(Number);
    const [, least = 0, leastMinor = 0] = />=(\d+)\.(\d+)/.exec(packageJson.engines.node)?.map(Number) ?? [];
    expect(major > least || (major === least && minor >= leastMinor)).toBe(true);
    const { image } = JSON.parse(textOf('.devcontainer/devcontainer.json')) as { image: string };
    expect(image).toContain(`-${major}-`);
  });

  test('rights are given a job at a time, and only one that publishes gets a token', () => {
    for (const path of workflows) {
      const workflow = parse(textOf(path)) as {
        readonly permissions: object;
        readonly jobs: Record<string, { readonly permissions: Record<string, string>; readonly environment?: string }>;
      };
      expect([path, workflow.permissions]).toEqual([path, {}]);
      for (const [name, { permissions, environment }] of Object.entries(workflow.jobs)) {
        const strong = Object.entries(permissions).filter(([, right]) => right === 'write');
        if (strong.length > 0)
          expect([name, strong]).toEqual([name, [[name === 'tag' ? 'contents' : 'id-token', 'write']]]);
        if (permissions['id-token'] !== undefined) expect(environment).toBe('release');
      }
    }
  });

  test('CI runs what anybody can run', () =>
    expect(textOf('.github/workflows/ci.yml')).toMatch(/- run: bash \.ci\/run\n/));
});

describe('forms', () => {
  interface Field {
    readonly type: string;
    readonly id?: string;
    readonly attributes: { readonly label?: string };
    readonly validations?: { readonly required: boolean };
  }
  const forms = new Map(
    readdirSync('.github/ISSUE_TEMPLATE')
      .filter((name) => name !== 'config.yml')
      .map((name) => [
        name,
        parse(textOf(join('.github/ISSUE_TEMPLATE', name))) as { name: string; description: string; body: Field[] },
      ]),
  );

  test('each has a name, a description, and fields with an id of their own and a label', () => {
    expect([...forms.keys()].sort()).toEqual(['bug.yml', 'fact.yml', 'idea.yml']);
    for (const { name, description, body } of forms.values()) {
      expect([name, description].filter((each) => each.length < 5)).toEqual([]);
      const fields = body.filter(({ type }) => type !== 'markdown');
      expect(fields.filter(({ id, attributes }) => !id || !attributes.label)).toEqual([]);
      expect(new Set(fields.map(({ id }) => id)).size).toBe(fields.length);
    }
  });

  test('a bug needs version, command and what preflight says', () => {
    const needed = forms.get('bug.yml')!.body.filter(({ validations }) => validations?.required);
    expect(needed.map(({ id }) => id)).toEqual(expect.arrayContaining(['version', 'command', 'preflight']));
    expect(needed.find(({ id }) => id === 'preflight')!.attributes.label).toBe('preflight --json');
  });

  test('paths that have an owner exist', () => {
    const paths = [...textOf('.github/CODEOWNERS').matchAll(/^\/(\S+) @/gm)].map(([, path = '']) => path);
    expect(paths.length).toBeGreaterThan(4);
    expect(paths.filter((path) => !existsSync(path))).toEqual([]);
  });
});

describe('where the repository lives', () => {
  const places = ['package.json', '.github/ISSUE_TEMPLATE/config.yml', '.github/CODEOWNERS'];
  const present = packageJson.repository.url.replace(/^git\+|\.git$/g, '');

  test('is one setting: everything else follows from it', () => {
    expect(packageJson).toMatchObject({
      repository: { url: `git+${present}.git` },
      bugs: { url: `${present}/issues` },
      homepage: `${present}#readme`,
    });
    const named = places.flatMap((path) =>
      [...textOf(path).matchAll(/https:\/\/[^/\s"]+\/[\w.-]+\/entra-workspaces/g)].flat(),
    );
    expect([...new Set(named)]).toEqual([present]);
  });

  test('npm run repository sets it in all of them, and its check tells another one', async () => {
    copy(...places);
    const address = 'https://github.com/fabrikam/desktops';
    expect(await run('build/repository.ts', '--check', address)).toMatchObject({
      code: 1,
      said: expect.stringContaining(`npm run repository -- ${address}`),
    });
    expect(await run('build/repository.ts', `${address}.git`, '@fabrikam/platform')).toMatchObject({ code: 0 });
    const texts = places.map((path) => readFileSync(join(folder, path), 'utf8'));
    expect(texts.filter((text) => text.includes('contoso'))).toEqual([]);
    expect(JSON.parse(texts[0]!)).toMatchObject({
      repository: { url: `git+${address}.git` },
      bugs: { url: `${address}/issues` },
      homepage: `${address}#readme`,
    });
    expect(texts[2]).toMatch(/^\* @fabrikam\/platform$/m);
    expect(await run('build/repository.ts', '--check', address)).toMatchObject({ code: 0 });
  });

  test.each(['', 'fabrikam', 'git@github.com:fabrikam/desktops.git'])('%j is no address', async (address) => {
    copy(...places);
    expect(await run('build/repository.ts', address)).toMatchObject({
      code: 2,
      said: expect.stringContaining(`got: ${address}`),
    });
    expect(readFileSync(join(folder, 'package.json'), 'utf8')).toBe(textOf('package.json'));
  });

  test('npm can follow each link of the pages that it shows: a file below the root, which the repository has', () => {
    const links = ['README.md', 'CHANGELOG.md'].flatMap((page) =>
      [...textOf(page).matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(([, target = '']) => target),
    );
    expect(links.length).toBeGreaterThan(10);
    expect(links.filter((target) => /^[./]/.test(target) || !existsSync(target))).toEqual([]);
  });
});

describe('a version', () => {
  /** What a version is made of, without the notes that wait today. */
  const copyParts = (): void => {
    copy('package.json', 'package-lock.json', 'CHANGELOG.md', '.changeset/config.json', '.changeset/README.md');
  };
  const note = (kind: string): void =>
    writeFileSync(
      join(folder, '.changeset/ada.md'),
      `---\n'entra-workspaces': ${kind}\n---\n\nA desktop says good morning.\n`,
    );

  test('is made of the notes: number, lock file, changelog', async () => {
    copyParts();
    note('minor');
    expect(await run('node_modules/@changesets/cli/bin.js', 'version')).toMatchObject({ code: 0 });
    expect(await run('build/release-version.ts')).toMatchObject({ code: 0 });
    const read = (path: string): string => readFileSync(join(folder, path), 'utf8');
    const before = (JSON.parse(textOf('package.json')) as { version: string }).version;
    const [major, minor] = before.split('.').map(Number);
    const made = `${major}.${minor! + 1}.0`;
    expect(JSON.parse(read('package.json'))).toMatchObject({ version: made });
    // Of the lock file the version in two places, nothing else.
    const lines = textOf('package-lock.json').split('\n');
    const changedLines = read('package-lock.json')
      .split('\n')
      .filter((line, at) => line !== lines[at]);
    expect(changedLines.map((line) => line.trim())).toEqual([`"version": "${made}",`, `"version": "${made}",`]);
    const changelog = read('CHANGELOG.md');
    expect(changelog).toMatch(
      new RegExp(`^# Changelog\n\n## ${made}\n\n### Minor Changes\n\n- (\\w+: )?A desktop says good morning.\n`),
    );
    expect(changelog).not.toContain('Unreleased');
    expect(readdirSync(join(folder, '.changeset')).sort()).toEqual(['README.md', 'config.json']);
  });

  test('without a note there is none, and it says so', async () => {
    copyParts();
    await run('node_modules/@changesets/cli/bin.js', 'version');
    expect(await run('build/release-version.ts')).toMatchObject({
      code: 1,
      said: expect.stringContaining('No change note'),
    });
    for (const path of ['package.json', 'package-lock.json', 'CHANGELOG.md'])
      expect(readFileSync(join(folder, path), 'utf8')).toBe(textOf(path));
  });
});
