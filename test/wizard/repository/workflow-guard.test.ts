import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readDeployment } from '../../../deployment/load.js';
import type { Deployment } from '../../../deployment/schema.js';
import { githubWorkflow, githubWorkflowPath } from '../../../wizard/repository/pipelines/github.js';
import { refuseOtherWorkflow } from '../../../wizard/repository/pipelines/workflow-guard.js';
import { identified } from '../../deployment/identified.js';

// Whoever may merge data alone edits `pipeline` in deployment.json and leaves the workflow as it is.

const { deployment } = readDeployment('examples/everything-on.json');
const github = identified(deployment.pipeline!.github);
type Settings = typeof github;
const with_ = (change: Partial<Settings>): Deployment => ({
  ...deployment,
  pipeline: { github: { ...github, ...change } },
});
const planned: Partial<Settings> = {
  pullRequests: 'plan',
  aws: { ...github.aws, pullRequestPlan: 'arn:aws:iam::111122223333:role/reader' },
  entra: { ...github.entra, pullRequestPlan: '11111111-2222-4333-8444-555555555555' },
};

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'workflow-guard-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const committed = (settings: Settings, edit: (text: string) => string = (text) => text): void => {
  const file = join(folder, githubWorkflowPath);
  mkdirSync(dirname(file), { recursive: true });
  const pin = { source: 'entra-workspaces@1.2.3', integrity: `sha512-${Buffer.alloc(64).toString('base64')}` };
  writeFileSync(file, `# written by entra-workspaces init\n${edit(githubWorkflow(deployment, settings, pin))}`);
};
const said = (now: Deployment): string => {
  try {
    refuseOtherWorkflow(now, folder);
    return '';
  } catch (error) {
    const { message, fix } = error as Error & { fix: readonly string[] };
    return [message, ...fix].join('\n');
  }
};
const levels = ['approved', 'confirmed', 'refused'] as const;

describe('the workflow that was generated for this very file runs', () => {
  test.each(levels)('at level %s', (level) => {
    committed({ ...github, level });
    expect(said(with_({ level }))).toBe('');
  });

  test('whatever else its owner changed', () => {
    committed(github, (text) =>
      text
        .replaceAll(/runs-on: .*/g, 'runs-on: [self-hosted, linux]')
        .replaceAll(/@[0-9a-f]{40}.*/g, '@0123456789012345678901234567890123456789 # v9')
        .replace('jobs:\n', 'jobs:\n  mine:\n    if: always()\n    runs-on: x\n\n'),
    );
    expect(said(deployment)).toBe('');
  });

  test('a repository without it, such as one with a pipeline of its own, is none of ours', () => {
    expect(said({ ...deployment, pipeline: null })).toBe('');
  });
});

describe('refused by name', () => {
  test.each(levels.flatMap((was) => levels.filter((now) => now !== was).map((now) => [was, now] as const)))(
    'the workflow of level %s, and a file that says %s',
    (level, now) => {
      committed({ ...github, level });
      expect(said(with_({ level: now }))).toMatch(/job apply|start by hand/);
    },
  );

  test('a file without any pipeline, and a workflow that applies', () => {
    committed(github);
    expect(said({ ...deployment, pipeline: null })).toContain(
      'job apply: the workflow has it, deployment.json does not ask for it',
    );
  });

  test('plans of pull requests that one of both does not know', () => {
    committed(github);
    expect(said(with_(planned))).toContain('job pull-request-plan: deployment.json asks for it, the workflow has none');
    committed({ ...github, ...planned });
    expect(said(deployment)).toContain('job pull-request-plan: the workflow has it');
  });

  test.each<[string, (text: string) => string, RegExp]>([
    [
      'no environment',
      (text) => text.replace(/\n {4}environment: .*/, ''),
      /job apply: the workflow says nothing; deployment.json asks for environment/,
    ],
    ['another environment', (text) => text.replace(/( {4}environment: ).*/, '$1"open"'), /environment: "open"/],
    [
      'another role',
      (text) => text.replaceAll(/AWS_ROLE_ARN: .*/g, 'AWS_ROLE_ARN: arn:aws:iam::999988887777:role/x'),
      /999988887777/,
    ],
    [
      'an apply at each push',
      (text) => text.replace(/ {4}if: needs\.main-plan.*/, '    if: always()'),
      /if: always\(\)/,
    ],
    ['an apply that waits for nothing', (text) => text.replace('    needs: main-plan\n', ''), /needs: main-plan/],
    [
      'windows line ends do not hide it',
      (text) => text.replace(/\n {4}environment: .*/, '').replaceAll('\n', '\r\n'),
      /environment/,
    ],
  ])('a workflow with %s', (_what, edit, difference) => {
    committed(github, edit);
    expect(said(deployment)).toMatch(difference);
  });
});
