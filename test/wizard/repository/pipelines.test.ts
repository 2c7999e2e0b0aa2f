import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { readDeployment } from '../../../stacks/deployment/load.js';
import type { Deployment } from '../../../stacks/deployment/schema.js';
import { repositoryFiles } from '../../../wizard/repository/files.js';
import { ownershipOf } from '../../../wizard/repository/marker.js';
import { pipelineSteps } from '../../../wizard/repository/pipelines/next-steps.js';
import { pipelineFiles } from '../../../wizard/repository/pipelines/pipeline-files.js';

const { deployment: full } = readDeployment(resolve('examples/everything-on.json'));
const azure: Deployment = {
  ...full,
  monitoring: null,
  state: {
    azurerm: {
      resourceGroupName: 'state',
      storageAccountName: 'contosostate',
      containerName: 'tfstate',
      subscriptionId: '0b1f6471-1bf0-4dda-aec3-cb9272f09590',
    },
  },
};

interface Job {
  readonly if: string;
  readonly permissions: Record<string, string>;
  readonly environment?: string;
  readonly concurrency?: { readonly group: string; readonly 'cancel-in-progress': boolean };
  readonly env?: Record<string, string>;
  readonly steps: readonly { readonly uses?: string; readonly run?: string; readonly with?: Record<string, unknown> }[];
}
interface Workflow {
  readonly permissions: Record<string, string>;
  readonly env: Record<string, string>;
  readonly on: Record<string, unknown>;
  readonly jobs: Record<string, Job>;
}

const textOf = (deployment: Deployment): string => pipelineFiles(deployment)[0]?.text ?? '';
const workflowOf = (deployment: Deployment): Workflow => parse(textOf(deployment)) as Workflow;

test('without a pipeline there is no file of one', () => {
  expect(pipelineFiles({ ...full, pipeline: null })).toEqual([]);
});

test('it belongs to the repository that is written, and is marked as ours until its owner changes it', () => {
  const files = repositoryFiles({ input: full as never, deployment: full, exists: () => true });
  const file = files.find(({ path }) => path === '.github/workflows/desktops.yml');
  expect(file?.kind).toBe('generated');
  expect(ownershipOf(file?.path ?? '', file?.text)).toBe('generated');
  expect(ownershipOf(file?.path ?? '', file?.text.replace('name: Plan', 'name: My plan'))).toBe('edited');
});

describe.each([
  ['a state in S3', full],
  ['a state in Azure', azure],
])('the workflow with %s', (_what, deployment) => {
  const workflow = workflowOf(deployment);
  const jobs = Object.entries(workflow.jobs);
  const steps = jobs.flatMap(([, job]) => job.steps);

  test('nothing is given to all; each job has its own least rights', () => {
    expect(workflow.permissions).toEqual({});
    expect(Object.fromEntries(jobs.map(([id, { permissions }]) => [id, permissions]))).toEqual({
      check: { contents: 'read' },
      plan: { contents: 'read', 'id-token': 'write', 'pull-requests': 'write' },
      review: { contents: 'read', 'id-token': 'write' },
      apply: { contents: 'read', 'id-token': 'write' },
      drift: { contents: 'read', 'id-token': 'write' },
    });
  });

  test('actions are pinned by commit, the release beside it', () => {
    const uses = textOf(deployment)
      .split('\n')
      .filter((line) => line.includes('uses:'));
    expect(uses.length).toBeGreaterThan(10);
    for (const line of uses) expect(line).toMatch(/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  test('each version is said once', () => {
    const { NODE_VERSION, TERRAFORM_VERSION } = workflow.env;
    for (const version of [NODE_VERSION, TERRAFORM_VERSION]) {
      expect(textOf(deployment).split(version ?? '').length - 1).toBe(1);
    }
    const withs = steps.flatMap(({ with: given }) => (given ? [given] : []));
    expect(withs.filter((given) => 'node-version' in given).map((given) => given['node-version'])).toEqual(
      jobs.map(() => '${{ env.NODE_VERSION }}'),
    );
    // The wrapper would print what terraform says and hide how it ended.
    for (const given of withs.filter((each) => 'terraform_version' in each)) {
      expect(given).toEqual({ terraform_version: '${{ env.TERRAFORM_VERSION }}', terraform_wrapper: false });
    }
  });

  test('there is no static secret, and no event that hands credentials to strangers', () => {
    expect(textOf(deployment)).not.toMatch(/secrets\./);
    expect(textOf(deployment)).not.toMatch(/CLIENT_SECRET|ACCESS_KEY/);
    expect(Object.keys(workflow.on)).toEqual(['pull_request', 'push', 'workflow_dispatch', 'schedule']);
  });

  test('each identity is one of the two that the deployment names; only an approved job may apply', () => {
    const { github } = deployment.pipeline ?? {};
    for (const [id, job] of jobs.filter(([, { permissions }]) => permissions['id-token'])) {
      const applies = id === 'apply';
      expect(job.env).toMatchObject({
        AWS_ROLE_ARN: applies ? github?.aws.applyRoleArn : github?.aws.planRoleArn,
        ARM_CLIENT_ID: applies ? github?.entra.applyClientId : github?.entra.planClientId,
        ARM_TENANT_ID: deployment.entra.tenantId,
        ARM_USE_OIDC: 'true',
      });
      expect(job.environment).toBe(applies ? github?.environment : undefined);
    }
    expect(workflow.jobs['check']?.env).toBeUndefined();
  });

  test('the apply job plans nothing, and one apply runs at a time', () => {
    const said = (id: string): string => workflow.jobs[id]?.steps.map(({ run = '' }) => run).join('\n') ?? '';
    expect(said('apply')).toContain('apply --stored "$(git rev-parse \'HEAD^{tree}\')"');
    expect(said('apply')).not.toMatch(/entra-workspaces plan/);
    expect(workflow.jobs['apply']?.concurrency).toEqual({
      group: `entra-workspaces-${deployment.name}`,
      'cancel-in-progress': false,
    });
  });

  test('text of strangers reaches a script as a variable, never as a part of it', () => {
    for (const { run = '' } of steps) expect(run).not.toContain('${{');
  });
});

test('a subscription is named where a provider or the state needs one', () => {
  expect(workflowOf(full).jobs['plan']?.env?.['ARM_SUBSCRIPTION_ID']).toBe(full.monitoring?.subscriptionId);
  expect(workflowOf(azure).jobs['plan']?.env?.['ARM_SUBSCRIPTION_ID']).toBe('0b1f6471-1bf0-4dda-aec3-cb9272f09590');
});

test('the README of the repository names the subjects that each identity has to trust', () => {
  const files = repositoryFiles({ input: full as never, deployment: full, exists: () => true });
  const text = files.find(({ path }) => path === 'README.md')?.text ?? '';
  for (const subject of ['pull_request', 'ref:refs/heads/main', 'environment:production']) {
    expect(text).toContain(`\`repo:contoso/desktops:${subject}\``);
  }
  expect(pipelineSteps({ pipeline: null })).toEqual([]);
});

const actionlint = ['actionlint', join(homedir(), 'go/bin/actionlint')].find(
  (program) => spawnSync(program, ['-version']).status === 0,
);

(actionlint === undefined ? test.skip : test)('actionlint finds nothing (left out where it is not installed)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'entra-workspaces-lint-'));
  try {
    for (const deployment of [full, azure]) {
      const file = join(folder, 'desktops.yml');
      writeFileSync(file, textOf(deployment));
      expect(execFileSync(actionlint ?? '', ['-no-color', file], { encoding: 'utf8' })).toBe('');
    }
    // It does look: a job that needs one that does not exist.
    const broken = join(folder, 'broken.yml');
    writeFileSync(broken, textOf(full).replace('needs: review', 'needs: nobody'));
    expect(spawnSync(actionlint ?? '', [broken], { encoding: 'utf8' }).stdout).toContain('nobody');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
