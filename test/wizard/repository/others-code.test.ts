/** Code of others that would run as a job of main: named by file and line. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { templatesOfOthers } from '../../../wizard/repository/pipelines/azure-templates.js';
import { tokensOfOthers } from '../../../wizard/repository/pipelines/github-triggers.js';
import { includesOfOthers } from '../../../wizard/repository/pipelines/gitlab-includes.js';
import { hostFiles, type OthersIn } from '../../../wizard/repository/pipelines/others-code.js';
import { pipelines } from '../../../wizard/repository/pipelines/index.js';
import { othersCode } from '../../../wizard/repository/pipelines/pipeline-hosts.js';
import { readYaml, type YamlFile } from '../../../wizard/repository/pipelines/yaml-parts.js';

const linesIn = (read: (file: YamlFile, path: string) => OthersIn, text: string): number[] =>
  read(readYaml(text), 'ci.yml').lines.map(({ line }) => line);

describe('a workflow that a pull request starts with the rights of main', () => {
  const jobs = 'jobs:\n  a:\n    permissions:\n      id-token: write\n';
  test.each<[string, string, readonly number[]]>([
    ['as a list', `on: [push, pull_request_target]\n${jobs}`, [5]],
    ['as a word', `on: pull_request_target\n${jobs}`, [5]],
    ['as a block', `"on":\n  pull_request_target:\n    types: [opened]\n${jobs}`, [7]],
    ['by a comment on it', `on:\r\n  - issue_comment\r\n${jobs.replaceAll('\n', '\r\n')}`, [6]],
    ['as a list at the margin', `on:\n- issue_comment\n${jobs}`, [6]],
    ['but as the name of a branch', `on:\n  push:\n    branches: [fix-issue_comment]\n${jobs}`, []],
    ['for the whole workflow', `on: workflow_run\npermissions: { contents: read, id-token: write }\n`, [2]],
    ['with all permissions', `on: pull_request_target\npermissions: write-all\n`, [2]],
    ['without a token', 'on: pull_request_target\npermissions:\n  id-token: none\n', []],
    ['but in a comment', `on: push # not pull_request_target\n${jobs}`, []],
    ['but in a condition', `on: push\n${jobs}    if: github.event_name == 'pull_request_target'\n`, []],
    ['but on a push', `on:\n  push:\n${jobs}`, []],
    ['as a list over lines', `on: [\n  push,\n  pull_request_target\n]\n${jobs}`, [8]],
    ['as a map in braces', `on: {push: {}, pull_request_target: {types: [opened]}}\n${jobs}`, [5]],
    ['in a map in braces alone', '{on: issue_comment, permissions: {id-token: write}, jobs: {}}\n', [1]],
    ['with the key in quotes', `'on' : ["pull_request_target"]\n${jobs}`, [5]],
    ['with a key that is asked for', `? on\n: - workflow_run\n${jobs}`, [6]],
    ['with an escape in the name', `"on": "pull_request\\u005ftarget"\n${jobs}`, [5]],
    ['by an anchor', `x: &events [issue_comment]\non: *events\n${jobs}`, [6]],
    [
      'with permissions of an anchor',
      `on: issue_comment\nx: &p {id-token: write}\njobs: {a: {permissions: *p}}\n`,
      [2],
    ],
    ['with permissions that are merged', `on: issue_comment\nx: &p {id-token: write}\npermissions: {<<: *p}\n`, [2]],
    ['with the word on another line', `on: issue_comment\npermissions:\n  id-token:\n    write\n`, [3]],
    ['with a # in a text before it', `on: issue_comment\npermissions: {contents: "a #", id-token: write}\n`, [2]],
    ['with a tag', `on: !!str issue_comment\npermissions: {id-token: !!str write}\n`, [2]],
    ['with a mark of byte order', `\uFEFFon: issue_comment\n${jobs}`, [5]],
    ['in the second document', `name: a\n---\non: issue_comment\n${jobs}`, [7]],
    ['indented throughout', `  on: issue_comment\n  permissions: write-all\n`, [2]],
    ['behind a comment that ends there for the host alone', `# a\ron: issue_comment\n${jobs}`, [6]],
    ['but as a text of a step', `on: issue_comment\njobs: {a: {steps: [{run: "id-token: write"}]}}\n`, []],
    ['but as a text over lines', `on: issue_comment\nenv:\n  A: |\n    permissions: write-all\n`, []],
    [
      'but for a job alone that says otherwise',
      `on: issue_comment\npermissions: {id-token: write}\njobs:\n  a:\n    permissions: {contents: read}\n`,
      [],
    ],
  ])('%s', (_what, text, lines) => expect(linesIn(tokensOfOthers, text)).toEqual(lines));
});

describe('a file of elsewhere that GitLab includes', () => {
  const sha = '0123456789abcdef0123456789abcdef01234567';
  test.each<[string, string, readonly number[]]>([
    ['by its address', "include: 'https://example.com/ci.yml'\n", [1]],
    ['by its address, in a list', 'include:\n  - https://example.com/ci.yml\n  - local: a.yml\n', [2]],
    ['remote', 'stages: [a]\ninclude:\n  - remote: https://example.com/ci.yml\n', [3]],
    ['remote, with its content', 'include:\n  - remote: https://example.com/ci.yml\n    integrity: sha256-x\n', []],
    ['of another project', 'include:\n  - project: a/b\n    ref: main\n    file: /x.yml\n', [2]],
    ['of another project, at a commit', `include:\n  - project: a/b\n    ref: ${sha}\n    file: /x.yml\n`, []],
    ['a component by its version', 'include:\n  - component: gitlab.com/a/b/c@1.0\n', [2]],
    ['a component at a commit', `include:\n  - component: gitlab.com/a/b/c@${sha}\n`, []],
    ['remote, in a list at the margin', 'include:\n- remote: http://example.com/ci.yml\njob: {}\n', [2]],
    ['remote, without a list', 'include:\n  remote: https://example.com/ci.yml\n', [2]],
    ['of another project, with its commit first', `include:\n  - ref: ${sha}\n    project: a/b\n`, []],
    [
      'of another project, before one with a commit',
      `include:\n  - project: a/b\n  - project: c/d\n    ref: ${sha}\n`,
      [2],
    ],
    ['in brackets', `include: ['https://a/b.yml', { project: a/b, ref: ${sha} }, x.yml, { project: c/d }]\n`, [1, 1]],
    ['in braces, with its content', 'include:\n  - { remote: https://a/b.yml, integrity: sha256-x }\n', []],
    ['a component of its own commit', 'include:\n  - component: $CI_SERVER_FQDN/a/b@$CI_COMMIT_SHA\n', []],
    ['whose inputs have such names', `include:\n  - local: /x.yml\n    inputs:\n      project: a/b\n`, []],
    [
      'whose inputs have the name of what would bind',
      `include:\n  - project: a/b\n    inputs:\n      ref: ${sha}\n`,
      [2],
    ],
    ['of its own', 'include:\n  - local: /x.yml\njob:\n  script: [remote: x]\n', []],
    ['by an anchor', '.x: &x {project: a/b}\ninclude: [*x]\n', [1]],
    ['by a list of an anchor', '.x: &x\n  - project: a/b\ninclude: *x\n', [2]],
    ['merged', '.x: &x {remote: "https://a/b.yml"}\ninclude:\n  - <<: *x\n', [1]],
    ['merged, with its commit', `.x: &x {project: a/b, ref: ${sha}}\ninclude:\n  - <<: *x\n    file: y.yml\n`, []],
    ['whose commit is not the last word', `include:\n  - project: a/b\n    ref: ${sha}\n    ref: main\n`, [2]],
    ['in a map in braces alone', '{include: {project: a/b}, job: {script: x}}\n', [1]],
    ['with the key in quotes', '"include" : {"project": a/b}\n', [1]],
    ['with its address over lines', 'include:\n  - >-\n    https://example.com/ci.yml\n', [2]],
    ['at an address with a commit', `include:\n  - remote: 'https://example.com/${sha}/ci.yml'\n`, []],
    ['with a commit that the server does not see', `include:\n  - remote: 'https://a/ci.yml#${sha}'\n`, [2]],
    ['with its address in capitals', 'include: HTTPS://example.com/ci.yml\n', [1]],
    ['behind a header of inputs', 'spec:\n  inputs: {a: {}}\n---\ninclude: {project: a/b}\n', [4]],
    ['of inputs', 'spec:\n  include:\n    - project: a/b\n      file: x.yml\n---\njob: {}\n', [3]],
    ['for a child pipeline', 'job:\n  trigger:\n    include:\n      - project: a/b\n        file: x.yml\n', [4]],
    ['twice', 'include: {project: a/b}\ninclude: {project: c/d}\n', [1, 2]],
    ['in lists of lists', 'include: [[{project: a/b}], [[x.yml]]]\n', [1]],
    ['behind a tag', 'job: !reference [.a, script]\ninclude: !!seq [{project: a/b}]\n', [2]],
    ['of inputs that bind nothing', `include:\n  - { project: a/b, inputs: { ref: ${sha} } }\n`, [2]],
    ['of another project, by the content of something else', 'include: {project: a/b, integrity: sha256-x}\n', [1]],
    ['with CRLF and a mark of byte order', '\uFEFFinclude:\r\n- project: a/b\r\n', [2]],
    ['by a symbol of Ruby', ':include: {:project: a/b}\n', [1]],
    ['by a symbol of Ruby in quotes', ':"include": https://example.com/ci.yml\n', [1]],
    ['behind a comment that ends there for GitLab alone', '# a\u2028include: https://example.com/ci.yml\n', [2]],
    ['but as a text over lines', 'job:\n  script: |\n    include:\n      project: a/b\n', []],
  ])('%s', (_what, text, lines) => expect(linesIn(includesOfOthers, text)).toEqual(lines));
});

test.each<[string, readonly number[]]>([
  ['extends:\n  template: x.yml@shared\n', [2]],
  ['steps:\n  - template: ${{ parameters.kind }}.yml@shared\n', [2]],
  ['steps:\n  - template: x.yml\n  - template: y.yml@self\n', []],
  ['{extends: {template: x.yml@shared}}\n', [1]],
  ['extends:\n  "template" : "x.yml@shared"\n', [2]],
  ['steps:\n  - template:\n      x.yml@shared\n', [2]],
  ['steps:\n  - template: >-\n      x.yml@shared\n', [2]],
  ["steps:\n  - template: 'a b.yml@shared'\n", [2]],
  ['steps:\n  - ? template\n    : x.yml@shared\n', [2]],
  ["steps:\n  - ${{ if eq(variables['a'], 'b') }}:\n      - template: x.yml@shared\n", [3]],
  ['extends:\n  ${{ if true }}:\n    template: x.yml@shared\n', [3]],
  ['x: &t x.yml@shared\nsteps: [{template: *t}]\n', [2]],
  ['x: &s\n  - template: x.yml@shared\nsteps: *s\n', [2]],
  ['a: b\n---\nsteps: [{template: x.yml@shared}]\n', [3]],
  ['steps:\n  - template: x.yml@${{ parameters.of }}\n', [2]],
  ['parameters:\n  - name: before\n    default:\n      - template: x.yml@shared\n', [4]],
  ['steps:\n  - template: x.yml\n    parameters: {template: me@example.com}\n', []],
  ['variables:\n  template: me@example.com\n', []],
  ['steps:\n  - script: "echo template: x.yml@shared"\n', []],
  ['steps:\n  - script: |\n      template: x.yml@shared\n', []],
  ['\uFEFFsteps:\r\n- template: x.yml@shared\r\n', [2]],
])('a template of another repository of Azure DevOps: %j', (text, lines) =>
  expect(linesIn(templatesOfOthers, text)).toEqual(lines),
);

describe('of a repository', () => {
  let folder: string;
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'others-code-'))));
  afterEach(() => rmSync(folder, { recursive: true }));
  const lay = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const bad = 'on: pull_request_target\npermissions:\n  id-token: write\n';
  const of = (github: object) => ({ pipeline: { github } }) as never;
  const planning = of({ repository: 'a/b', level: 'approved', aws: { mainPlan: 'role' } });

  test('each file is named with its line', async () => {
    lay('.github/workflows/pr.yaml', bad);
    lay('.github/workflows/notes.md', bad);
    expect(await othersCode(planning, folder)).toEqual([
      {
        at: '.github/workflows/pr.yaml, line 3',
        got: expect.stringMatching(/^gives a workflow that runs on pull_request_target/),
      },
    ]);
  });

  test('below the top of a repository those at the top are read, as the host does', async () => {
    execFileSync('git', ['init', '--quiet'], { cwd: folder });
    lay('.github/workflows/top.yml', bad);
    lay('infra/.github/workflows/never-read.yml', bad);
    expect(await othersCode(planning, join(folder, 'infra'))).toMatchObject([
      { at: '.github/workflows/top.yml, line 3' },
    ]);
  });

  test('what is no YAML is named with its line and what is wrong, and what could be read of it counts', async () => {
    lay('.github/workflows/a.yml', `${bad}jobs:\n\ta: {}\n`);
    lay('.github/workflows/b.yml', 'on: [push\n');
    lay('.github/workflows/c.yml', `a:\n  ${'['.repeat(20_000)}`);
    lay('.github/workflows/c2.yml', '- '.repeat(20_000));
    lay('.github/workflows/d.yml', 'on: *nothing\n');
    mkdirSync(join(folder, '.github/workflows/e.yml'));
    expect((await othersCode(planning, folder)).map(({ at, got }) => `${at}: ${got}`)).toEqual([
      expect.stringMatching(/^\.github\/workflows\/a\.yml, line 3: gives a workflow/),
      expect.stringMatching(/^\.github\/workflows\/a\.yml, line 5: is no YAML that can be read here \(Tabs/),
      expect.stringMatching(/^\.github\/workflows\/b\.yml, line 2: is no YAML .*, so nobody knows here whether/),
      expect.stringMatching(/^\.github\/workflows\/c\.yml, line 2: is no YAML .*nested/),
      expect.stringMatching(/^\.github\/workflows\/c2\.yml, line 1: is no YAML .*nested/),
      expect.stringMatching(/^\.github\/workflows\/d\.yml, line 1: is no YAML .*nothing/),
      expect.stringMatching(/^\.github\/workflows\/e\.yml, line 1: cannot be read \(/),
    ]);
  });

  test('what was not read has a fix of its own: nothing was found that could be taken out', async () => {
    lay('.gitlab-ci.yml', 'include: [{project: a/b}, $WHICH.yml, no.yml, big.yml]\n');
    lay('no.yml', 'a: [\n');
    lay('big.yml', `# ${'x'.repeat(2 * 1024 * 1024)}\n`);
    const files = await hostFiles(folder, pipelines.gitlab.others);
    expect(files.flatMap(({ lines }) => lines.map(({ got, fix }) => [got.slice(0, 8), fix]))).toEqual([
      ['includes', undefined],
      ['takes in', expect.stringMatching(/Write its name without variables/)],
      ['is no YA', expect.stringMatching(/not read to its end.*plain YAML in UTF-8, up to 2 MB/)],
      ['cannot b', expect.stringMatching(/not read to its end/)],
    ]);
  });

  test('of more files than are looked through the first one that is not read is told, with how many', async () => {
    execFileSync('git', ['init', '--quiet'], { cwd: folder });
    // What is named last is not there: nothing of it could be read.
    lay('.gitlab-ci.yml', 'include: [all/*.yml, gone.yml]\n');
    for (let at = 1; at <= 499; at += 1) lay(`all/${String(at).padStart(3, '0')}.yml`, 'a: b\n');
    expect(await gitlabFiles()).toHaveLength(500);
    for (const at of ['x', 'y', 'z']) lay(`all/${at}.yml`, 'include: {project: a/b}\n');
    const files = await hostFiles(folder, pipelines.gitlab.others);
    expect(files).toHaveLength(501);
    expect(files.flatMap(({ path, lines }) => lines.map((each) => ({ path, ...each })))).toEqual([
      {
        path: 'all/x.yml',
        line: 1,
        got: 'is not read, nor are 2 others: 500 files are looked through, so nobody knows here whether somebody else writes jobs of main in it',
        fix: expect.stringContaining('up to 500 are read here'),
      },
    ]);
  });

  test('as PowerShell writes it, in UTF-16', async () => {
    lay('.github/workflows/pr.yml', '');
    writeFileSync(join(folder, '.github/workflows/pr.yml'), Buffer.from(`\uFEFF${bad}`, 'utf16le'));
    expect(await othersCode(planning, folder)).toHaveLength(1);
  });

  test.each([
    ['a line end of YAML 1.1', 'a: b # c\u0085on: push\n', 1, 'a line end that is none for everybody, U+0085'],
    ['a carriage return alone', 'a: b\nc: d # e\ron: push\n', 2, 'a line end that is none for everybody, U+000D'],
    ['a word in Base64', 'a: b\n!!binary aW5jbHVkZQ==: x\n', 2, 'a word in Base64 (!!binary), which some hosts open'],
  ])('%s is told, since not everybody reads it alike', async (_what, text, line, what) => {
    lay('.github/workflows/a.yml', text);
    expect(await othersCode(planning, folder)).toEqual([
      {
        at: `.github/workflows/a.yml, line ${line}`,
        got: expect.stringContaining(`(${what})`),
        fix: expect.any(String),
      },
    ]);
  });

  test.each([
    ['an include', '.x: {y: {project: a/b}}\njob: {trigger: {include: !reference [.x, y]}}\n'],
    ['a part of one', '.x: {y: {project: a/b}}\njob: {trigger: {include: [!reference [.x, y]]}}\n'],
    ['a trigger', '.x: {y: {include: {project: a/b}}}\njob: {trigger: !reference [.x, y]}\n'],
    ['a job', '.x: {y: {trigger: {include: {project: a/b}}}}\njob: !reference [.x, y]\n'],
  ])('of GitLab, %s that stands somewhere else is told', async (_what, text) => {
    lay('.gitlab-ci.yml', text);
    expect(await gitlabFiles()).toEqual(['.gitlab-ci.yml', '2 takes in']);
  });

  test('a file that is bigger than a host takes, or merges more than anybody writes, is told and not read', async () => {
    lay('.github/workflows/a.yml', `# ${'x'.repeat(2 * 1024 * 1024)}\n`);
    const many = (entry: (at: number) => string): string => Array.from({ length: 3000 }, (_, at) => entry(at)).join('');
    lay(
      '.github/workflows/b.yml',
      `on: issue_comment\nx: &x {${many((at) => `k${at}: 1,`)}}\njobs:\n${many((at) => `  j${at}: {<<: *x}\n`)}`,
    );
    expect((await othersCode(planning, folder)).map(({ at, got }) => `${at}: ${got}`)).toEqual([
      expect.stringMatching(/a\.yml, line 1: cannot be read \(.*2 MB/),
      expect.stringMatching(/b\.yml, line 1: merges more into one another than is looked through, so nobody knows/),
    ]);
  });

  test('a pattern of many stars ends', async () => {
    execFileSync('git', ['init', '--quiet'], { cwd: folder });
    lay(`${'a'.repeat(200)}.yml`, 'include: {project: a/b}\n');
    lay('.gitlab-ci.yml', `include: "${'**a'.repeat(40)}b.yml"\n`);
    expect(await gitlabFiles()).toEqual(['.gitlab-ci.yml']);
  });

  const gitlabFiles = async (): Promise<string[]> =>
    (await hostFiles(folder, pipelines.gitlab.others)).flatMap(({ path, lines }) => [
      path,
      ...lines.map(({ line, got }) => `${line} ${got.slice(0, 8)}`),
    ]);

  test('files that one of GitLab takes in are read, with those that they take in; each once', async () => {
    execFileSync('git', ['init', '--quiet'], { cwd: folder });
    lay('.gitlab-ci.yml', "include: [/ci/a.yml, local: 'infra/*/.gitlab-ci.yml', local: 'all/**.yml', x.yml]\n");
    lay('ci/a.yml', 'include:\n  - local: ci/b.yml\n  - ../../elsewhere.yml\n');
    lay('ci/b.yml', 'include:\n  - /.gitlab-ci.yml\n  - project: a/b\n');
    lay('infra/desktops/.gitlab-ci.yml', 'job: {trigger: {include: child.yml}}\n');
    lay('infra/desktops/more/.gitlab-ci.yml', 'include: {project: a/b}\n');
    lay('child.yml', 'include: https://example.com/x.yml\n');
    lay('all/one/two.yml', 'include: {local: $CI_PROJECT_NAME.yml}\n');
    lay('never.yml', 'include: {project: a/b}\n');
    expect(await gitlabFiles()).toEqual([
      '.gitlab-ci.yml',
      'ci/a.yml',
      'infra/desktops/.gitlab-ci.yml',
      'all/one/two.yml',
      '1 takes in',
      'ci/b.yml',
      '3 includes',
      'child.yml',
      '1 includes',
    ]);
  });

  test('templates that one of Azure DevOps uses are read from where it lies', async () => {
    lay('azure-pipelines.yml', 'extends: {template: ci/all.yml}\n');
    lay('ci/all.yml', 'steps:\n  - template: steps/one.yml@self\n  - template: /two.yml\n  - template: ${{ a }}.yml\n');
    lay('ci/steps/one.yml', 'steps: [{template: ../three.yml@shared}]\n');
    lay('two.yml', 'steps: []\n');
    const files = await hostFiles(folder, pipelines.azureDevOps.others);
    expect(files.map(({ path, lines }) => [path, ...lines.map(({ line }) => line)])).toEqual([
      ['azure-pipelines.yml'],
      ['ci/all.yml', 4],
      ['ci/steps/one.yml', 1],
      ['two.yml'],
    ]);
  });

  test.each([
    [
      'aliases of aliases',
      `a: &a0 [x]\n${Array.from({ length: 60 }, (_, at) => `b${at}: &a${at + 1} [${`*a${at},`.repeat(9)}]\n`).join('')}include: *a60\n`,
      0,
    ],
    [
      'merges of merges',
      `a: &a0 {project: a/b}\n${Array.from({ length: 60 }, (_, at) => `b${at}: &a${at + 1} {<<: [${`*a${at},`.repeat(9)}]}\n`).join('')}include: *a60\n`,
      1,
    ],
    ['an alias of itself', 'include: &x [*x, {project: a/b}]\n', 1],
    ['many thousand items', `include: [${'x,'.repeat(30_000)}{project: a/b}]\n`, 1],
    [
      'many thousand keys',
      `${Array.from({ length: 20_000 }, (_, at) => `key${at}: ab\n`).join('')}include: {project: a/b}\n`,
      1,
    ],
  ])('%s end, and are read', async (_what, text, lines) => {
    lay('.gitlab-ci.yml', text);
    const [file] = await hostFiles(folder, pipelines.gitlab.others);
    expect(file?.lines.map(({ got }) => got.slice(0, 8))).toEqual(Array(lines).fill('includes'));
  });

  test('nothing is looked for where no job is anybody, and where nothing lies', async () => {
    expect(await othersCode(planning, folder)).toEqual([]);
    lay('.github/workflows/pr.yaml', bad);
    expect(await othersCode(of({ repository: 'a/b', level: 'refused' }), folder)).toEqual([]);
    expect(await othersCode({ pipeline: null }, folder)).toEqual([]);
  });
});
