import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { readDeployment } from '../../../deployment/load.js';
import type { GithubSettings } from '../../../deployment/pipeline-of.js';
import type { Deployment } from '../../../deployment/schema.js';
import { repositoryFiles } from '../../../wizard/repository/files.js';
import { ownershipOf } from '../../../wizard/terraform/marker.js';
import { foreignPackages, foreignSettings } from '../../../wizard/repository/packages.js';
import { pipelineFiles } from '../../../wizard/repository/pipelines/pipeline-hosts.js';
import { workflowLinters } from '../../workflow-linters.js';
import { identified } from '../../deployment/identified.js';

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
  readonly if?: string;
  readonly permissions: Record<string, string>;
  readonly environment?: string;
  readonly 'timeout-minutes': number;
  readonly concurrency?: unknown;
  readonly env?: Record<string, string>;
  readonly steps: readonly { readonly uses?: string; readonly run?: string; readonly with?: Record<string, unknown> }[];
}
interface Workflow {
  readonly permissions: Record<string, string>;
  readonly env: Record<string, string>;
  readonly on: Record<string, { readonly branches?: string[]; readonly inputs?: object } | null>;
  readonly jobs: Record<string, Job>;
}

const pin = { source: 'entra-workspaces@1.2.3', integrity: `sha512-${Buffer.alloc(64, 7).toString('base64')}` };
const textOf = (deployment: Deployment, from: Parameters<typeof pipelineFiles>[1] = pin): string =>
  pipelineFiles(deployment, from)[0]?.text ?? '';
const workflowOf = (deployment: Deployment): Workflow => parse(textOf(deployment)) as Workflow;
const withGithub = (over: Partial<GithubSettings>): Deployment => {
  return { ...full, pipeline: { github: { ...identified(full.pipeline!.github), ...over } } };
};
const refused = withGithub({
  level: 'refused',
  aws: { mainPlan: 'arn:aws:iam::111122223333:role/plan' },
  entra: { mainPlan: '6e7f8091-a2b3-4c4d-95e6-f708192a3b4c' },
});
const confirmed = withGithub({ level: 'confirmed' });
const planned = withGithub({
  pullRequests: 'plan',
  aws: { ...identified(full.pipeline!.github).aws, pullRequestPlan: 'arn:aws:iam::111122223333:role/look' },
  entra: { ...identified(full.pipeline!.github).entra, pullRequestPlan: '8091a2b3-c4d5-4e6f-8708-192a3b4c5d6e' },
});
const all = { full, azure, refused, confirmed, planned };

test('a pipeline that only checks is the check of the others and nothing else: no token, no clock, nothing handed on', () => {
  const { aws: _aws, entra: _entra, ...settings } = full.pipeline!.github!;
  const deployment: Deployment = { ...full, pipeline: { github: { ...settings, level: 'refused' } } };
  const workflow = workflowOf(deployment);
  const { steps, ...check } = workflow.jobs['check']!;
  const others = workflowOf(full).jobs['check']!;
  expect(Object.keys(workflow.jobs)).toEqual(['check']);
  expect([check.permissions, Object.keys(workflow.on)]).toEqual([
    { contents: 'read' },
    ['pull_request', 'merge_group', 'push'],
  ]);
  expect(steps).toEqual(others.steps.filter(({ uses = '' }) => !uses.includes('upload-artifact')));
  expect(textOf(deployment)).not.toMatch(/id-token|AWS_|ARM_|secrets\./);
});

test('without a pipeline there is no file of one', () => {
  expect(pipelineFiles({ ...full, pipeline: null }, pin)).toEqual([]);
});

test('it belongs to the repository that is written, and is marked as ours until its owner changes it', () => {
  const files = repositoryFiles({ input: full as never, deployment: full, exists: () => true });
  const file = files.find(({ path }) => path === '.github/workflows/desktops.yml');
  expect(file?.kind).toBe('generated');
  expect(ownershipOf(file?.path ?? '', file?.text)).toBe('generated');
  expect(ownershipOf(file?.path ?? '', file?.text.replace('name: Apply that plan', 'name: Mine'))).toBe('edited');
});

describe.each(Object.entries(all))('the workflow of %s', (_what, deployment) => {
  const workflow = workflowOf(deployment);
  const jobs = Object.entries(workflow.jobs);
  const steps = jobs.flatMap(([, job]) => job.steps);
  const withIdentity = jobs.filter(([, { permissions }]) => permissions['id-token'] === 'write');

  test('nothing is given to all; each job has its own least rights and ends some day', () => {
    expect(workflow.permissions).toEqual({});
    for (const [id, { permissions, 'timeout-minutes': minutes }] of jobs) {
      const { contents, 'id-token': token, 'pull-requests': pulls, issues, actions, ...others } = permissions;
      expect([id, contents, others]).toEqual([id, 'read', {}]);
      expect([id, token]).toEqual([id, id === 'check' ? undefined : 'write']);
      const ofPulls = { apply: deployment === confirmed ? 'read' : undefined, 'pull-request-plan': 'write' };
      expect([id, pulls]).toEqual([id, ofPulls[id as 'apply']]);
      expect([id, issues, actions]).toEqual([id, ...(id === 'report' ? ['write', 'read'] : [undefined, undefined])]);
      expect(minutes).toBeGreaterThan(0);
    }
  });

  test('no job keeps the token of its clone where what it runs could read it', () => {
    const clones = steps.filter(({ uses }) => uses?.startsWith('actions/checkout'));
    expect(clones.length).toBeGreaterThan(0);
    for (const { with: how } of clones) expect(how?.['persist-credentials']).toBe(false);
  });

  test('actions are pinned by commit, the release beside it', () => {
    const uses = textOf(deployment)
      .split('\n')
      .filter((line) => line.includes('uses:'));
    expect(uses.length).toBeGreaterThan(8);
    for (const line of uses) expect(line).toMatch(/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  test('it runs for pull requests, main and the clock; by hand with nothing but a digest; never for tags or for strangers', () => {
    expect(workflow.on).toMatchObject({
      pull_request: { branches: ['main'] },
      merge_group: { branches: ['main'] },
      push: { branches: ['main'] },
    });
    const { pull_request: _pull, merge_group: _group, push, schedule: _schedule, ...others } = workflow.on;
    expect(Object.keys(push ?? {})).toEqual(['branches']);
    const inputs = Object.keys(workflow.on['workflow_dispatch']?.inputs ?? {});
    expect([Object.keys(others), inputs]).toEqual(
      deployment === confirmed ? [['workflow_dispatch'], ['digest']] : [[], []],
    );
  });

  test('there is no static secret, and text of strangers reaches a script as a variable alone', () => {
    expect(textOf(deployment)).not.toMatch(/secrets\.|CLIENT_SECRET|ACCESS_KEY/);
    for (const { run = '' } of steps) expect(run).not.toContain('${{');
  });

  test('a job with an identity keeps no packages, reads no package of the repository, and runs nothing but the pinned package', () => {
    for (const [id, job] of withIdentity) {
      // But for the words of the line that stops where the content is not known.
      const said = job.steps.map(({ run = '' }) => run.replace(/echo "::error.*/, '')).join('\n');
      expect([id, /npm (ci|install|run)|npx/.test(said)]).toEqual([id, false]);
      expect(said).toContain('sha512sum --check --strict');
      const node = job.steps.find(({ uses }) => uses?.startsWith('actions/setup-node'));
      expect(node?.with?.['package-manager-cache']).toBe(false);
    }
    expect(workflow.env['PACKAGE_SHA512']).toBe('07'.repeat(64));
  });

  test('each identity is the one that the deployment names for the job; none waits to be pushed out', () => {
    const { github } = deployment.pipeline ?? {};
    const of = {
      'main-plan': 'mainPlan',
      report: 'mainPlan',
      apply: 'apply',
      'pull-request-plan': 'pullRequestPlan',
    } as const;
    for (const [id, job] of withIdentity) {
      const identity = of[id as keyof typeof of];
      expect(job.env).toMatchObject({
        AWS_ROLE_ARN: github?.aws?.[identity],
        ARM_CLIENT_ID: github?.entra?.[identity],
        ARM_TENANT_ID: deployment.entra.tenantId,
        ARM_USE_OIDC: 'true',
      });
      const environments = { apply: github?.environment, pullRequestPlan: 'pull-request-plan', mainPlan: undefined };
      expect([id, job.environment]).toEqual([id, environments[identity]]);
    }
    for (const [, job] of jobs) expect(job.concurrency).toBeUndefined();
    expect('apply' in workflow.jobs).toBe(deployment !== refused);
    expect('pull-request-plan' in workflow.jobs).toBe(deployment === planned);
  });
});

const said = (deployment: Deployment, id: string): string[] =>
  workflowOf(deployment).jobs[id]?.steps.flatMap(({ run }) => run ?? []) ?? [];
/** What a job does once it has this package. */
const calls = (deployment: Deployment, id: string): string[] =>
  said(deployment, id)
    .slice(1)
    .map((run) => run.replace('node "$RUNNER_TEMP/entra-workspaces/bin/entra-workspaces.cjs"', 'entra-workspaces'));

test('it holds no program: beside getting the package each job is one call of it', () => {
  for (const deployment of Object.values(all)) {
    for (const id of Object.keys(workflowOf(deployment).jobs)) expect(calls(deployment, id)).toHaveLength(1);
  }
  expect(['check', 'main-plan', 'apply', 'report'].map((id) => calls(full, id)[0])).toEqual([
    'entra-workspaces pipeline check',
    'entra-workspaces pipeline plan',
    'exec entra-workspaces pipeline apply "$DIGEST"',
    'entra-workspaces pipeline report',
  ]);
  expect(calls(planned, 'pull-request-plan')).toEqual(['entra-workspaces pipeline plan --pull-request']);
  expect(textOf(full).split('\n').length).toBeLessThan(200);
});

test('a check has main beside it, a plan all commits; an apply needs its own alone', () => {
  const { jobs } = workflowOf(full);
  const depth = (id: string): unknown => jobs[id]?.steps[0]?.with?.['fetch-depth'];
  expect(['check', 'main-plan', 'report', 'apply'].map(depth)).toEqual([2, 0, 0, undefined]);
});

test('without a right to apply there is no job that could: with the level refused a laptop applies', () => {
  const { jobs, on } = workflowOf(refused);
  expect(Object.keys(jobs)).toEqual(['check', 'main-plan', 'report']);
  expect(JSON.stringify(jobs)).not.toMatch(/pipeline apply/);
  expect([on['workflow_dispatch'], Object.values(jobs).some(({ environment }) => environment)]).toEqual([
    undefined,
    false,
  ]);
});

test('a package whose content is not known stops every job, with what to do', () => {
  const workflow = parse(textOf(full, { source: 'entra-workspaces@1.2.3' })) as Workflow;
  expect(workflow.env['PACKAGE_SHA512']).toBe('');
  const got = workflow.jobs['check']?.steps.find(({ run }) => run?.includes('PACKAGE_SHA512'))?.run ?? '';
  const end = spawnSync('/bin/bash', ['-e', '-c', got], {
    encoding: 'utf8',
    env: { PATH: '/nowhere', PACKAGE_SHA512: '' },
  });
  expect([end.status, end.stdout]).toEqual([1, expect.stringContaining('npx entra-workspaces init')]);
});

test('a packed file of the repository is taken from the clone', () => {
  expect((parse(textOf(full, { source: './vendor/x.tgz' })) as Workflow).env['PACKAGE']).toBe(
    '${{ github.workspace }}/vendor/x.tgz',
  );
});

test('a subscription is named where a provider or the state needs one', () => {
  const of = (deployment: Deployment) => workflowOf(deployment).jobs['main-plan']?.env?.['ARM_SUBSCRIPTION_ID'];
  expect(of(full)).toBe(full.monitoring?.subscriptionId);
  expect(of(azure)).toBe('0b1f6471-1bf0-4dda-aec3-cb9272f09590');
});

describe('what npm would fetch and run', () => {
  test.each([
    ['registry=https://npm.contoso.com/', []],
    ['; a comment\n@contoso:registry=https://npm.contoso.com/\n', []],
    ['git=./script.sh', ['git=./script.sh']],
    ['# a note\rgit=./script.sh', ['git=./script.sh']],
    ['registry=http://npm.contoso.com/', ['registry=http://npm.contoso.com/']],
    ['registry=https://x/\nscript-shell = ./sh', ['script-shell = ./sh']],
    ['//npm.contoso.com/:_authToken=${NPM_TOKEN}', ['//npm.contoso.com/:_authToken=${NPM_TOKEN}']],
  ])('.npmrc %j', (npmrc, foreign) => expect(foreignSettings(npmrc)).toEqual(foreign));

  test('is a package by https with an integrity, or inside such a one', () => {
    const integrity = 'sha512-abc';
    expect(
      foreignPackages({
        '': {},
        'node_modules/good': { resolved: 'https://npm.contoso.com/good.tgz', integrity },
        'node_modules/good/node_modules/inside': { inBundle: true },
        'node_modules/packed': { resolved: 'file:./packed.tgz', integrity },
        'node_modules/from-git': { resolved: 'git+ssh://git@host/x.git#1', integrity },
        'node_modules/plain': { resolved: 'http://npm.contoso.com/x.tgz', integrity },
        'node_modules/unknown': { resolved: 'https://npm.contoso.com/x.tgz' },
        'node_modules/linked': { resolved: 'elsewhere', link: true },
      }),
    ).toEqual([
      'from-git (git+ssh://git@host/x.git#1): must come by https',
      'plain (http://npm.contoso.com/x.tgz): must come by https',
      'unknown (https://npm.contoso.com/x.tgz): must have an integrity',
      'linked (elsewhere): a link to a folder',
    ]);
  });
});

for (const { name, lint: lintFiles } of workflowLinters) {
  (lintFiles === undefined ? test.skip : test)(`${name} finds nothing (left out where it is not installed)`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'entra-workspaces-lint-'));
    try {
      const lint = (text: string) => {
        const file = join(folder, 'desktops.yml');
        writeFileSync(file, text);
        return lintFiles!([file]);
      };
      for (const deployment of Object.values(all)) expect(lint(textOf(deployment))).toMatchObject({ status: 0 });
      // It does look: an action by its tag, in a job that needs one that does not exist.
      const broken = textOf(full)
        .replace('needs: main-plan', 'needs: nobody')
        .replace(/actions\/checkout@[0-9a-f]{40} # v5.0.0/, 'actions/checkout@${{ github.head_ref }}');
      expect(lint(broken).status).not.toBe(0);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
}
