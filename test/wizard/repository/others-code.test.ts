/** Code of others that would run as a job of main: named by file and line. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { templatesOfOthers } from '../../../wizard/repository/pipelines/azure-templates.js';
import { tokensOfOthers } from '../../../wizard/repository/pipelines/github-triggers.js';
import { includesOfOthers } from '../../../wizard/repository/pipelines/gitlab-includes.js';
import { othersCode } from '../../../wizard/repository/pipelines/pipeline-hosts.js';

const linesOf = (found: readonly { readonly line: number }[]): number[] => found.map(({ line }) => line);

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
  ])('%s', (_what, text, lines) => expect(linesOf(tokensOfOthers(text))).toEqual(lines));
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
  ])('%s', (_what, text, lines) => expect(linesOf(includesOfOthers(text))).toEqual(lines));
});

test.each<[string, readonly number[]]>([
  ['extends:\n  template: x.yml@shared\n', [2]],
  ['steps:\n  - template: ${{ parameters.kind }}.yml@shared\n', [2]],
  ['steps:\n  - template: x.yml\n  - template: y.yml@self\n', []],
])('a template of another repository of Azure DevOps: %j', (text, lines) =>
  expect(linesOf(templatesOfOthers(text))).toEqual(lines),
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
      expect.stringMatching(
        /^\.github\/workflows\/pr\.yaml, line 3: gives a workflow that runs on pull_request_target/,
      ),
    ]);
  });

  test('below the top of a repository those at the top are read, as the host does', async () => {
    execFileSync('git', ['init', '--quiet'], { cwd: folder });
    lay('.github/workflows/top.yml', bad);
    lay('infra/.github/workflows/never-read.yml', bad);
    expect(await othersCode(planning, join(folder, 'infra'))).toEqual([
      expect.stringMatching(/^\.github\/workflows\/top\.yml, line 3: /),
    ]);
  });

  test('nothing is looked for where no job is anybody, and where nothing lies', async () => {
    expect(await othersCode(planning, folder)).toEqual([]);
    lay('.github/workflows/pr.yaml', bad);
    expect(await othersCode(of({ repository: 'a/b', level: 'refused' }), folder)).toEqual([]);
    expect(await othersCode({ pipeline: null }, folder)).toEqual([]);
  });
});
