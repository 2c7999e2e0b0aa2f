/** The files of GitLab and Azure DevOps, by the rules that GitHub's are held to (pipelines.test.ts). */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { gitlabComponents } from '../../../domain/gitlab-rules.js';
import { readDeployment } from '../../../deployment/load.js';
import type { SettingsOf } from '../../../deployment/pipeline-of.js';
import type { Deployment } from '../../../deployment/schema.js';
import { pipelineHosts } from '../../../deployment/pipeline-hosts/index.js';
import { pipelineSteps } from '../../../wizard/repository/pipelines/pipeline-hosts.js';
import { pipelineFiles } from '../../../wizard/repository/pipelines/pipeline-hosts.js';
import { credentialOf, trustOf } from '../../../wizard/repository/pipelines/trust.js';
import type { AzureFile, Stage } from '../../e2e/pipeline/azure.js';
import { gitlabClaims, gitlabKeywords } from '../../e2e/pipeline/gitlab.js';
import { bySchema } from '../../workflow-linters.js';
import { identified, type Identified } from '../../deployment/identified.js';

const { deployment: full } = readDeployment(resolve('examples/everything-on.json'));
const { aws, entra } = identified(full.pipeline!.github);
const only = <T extends { apply?: string | undefined }>({ apply: _left, ...others }: T): Omit<T, 'apply'> => others;
const pin = { source: './vendor/x.tgz', integrity: `sha512-${Buffer.alloc(64, 7).toString('base64')}` };
const textOf = (deployment: Deployment, from: Parameters<typeof pipelineFiles>[1] = pin): string =>
  pipelineFiles(deployment, from)[0]?.text ?? '';

const gitlab: SettingsOf<'gitlab'> = {
  ...{ url: 'https://gitlab.com', project: 'contoso/it/desktops', environment: 'production', level: 'approved' },
  ...{ entraRights: 'whole', aws, entra },
};
const connection = (name: string, id: string) => ({
  ...{ name, id, issuer: 'https://login.microsoftonline.com/3f2504e0-4f89-41d3-9a0c-0305e82c3301/v2.0' },
  subject: `/eid1/c/pub/t/x/a/y/sc/z/${id}`,
});
const azure: Identified<SettingsOf<'azureDevOps'>> = {
  ...{ organization: 'contoso', project: 'Desktops', level: 'approved', entraRights: 'whole', aws, entra },
  connections: {
    mainPlan: connection('desktops: plan', '6e7f8091-a2b3-4c4d-95e6-f708192a3b4c'),
    apply: connection('desktops: apply', '7f8091a2-b3c4-4d5e-86f7-08192a3b4c5d'),
  },
};
const refused = { level: 'refused' as const, aws: only(aws), entra: only(entra) };
const onGitlab = (over: Partial<SettingsOf<'gitlab'>> = {}): Deployment => ({
  ...full,
  pipeline: { gitlab: { ...gitlab, ...over } },
});
const onAzure = (over: Partial<SettingsOf<'azureDevOps'>> = {}): Deployment => ({
  ...full,
  pipeline: { azureDevOps: { ...azure, ...over } },
});
const { aws: _aws, entra: _entra, ...gitlabAlone } = gitlab;
const { connections: _connections, aws: _roles, entra: _apps, ...azureAlone } = azure;
const checksOnGitlab: Deployment = { ...full, pipeline: { gitlab: { ...gitlabAlone, level: 'refused' } } };
const checksOnAzure: Deployment = { ...full, pipeline: { azureDevOps: { ...azureAlone, level: 'refused' } } };
const refusedOnAzure = onAzure({ ...refused, connections: { mainPlan: azure.connections.mainPlan } });

/** What no file of a host may hold. */
const foreign = /npm (ci|install|run)|npx|CLIENT_SECRET|AWS_ACCESS_KEY|password/i;
/** Without the words of the line that stops where the content is not known. */
const said = (deployment: Deployment): string =>
  textOf(deployment).replaceAll('npm install, then npx entra-workspaces init', '');
/** Beside getting the package, each job is one call of it. */
const callIn = (lines: readonly string[]): string =>
  lines
    .filter((line) => line.includes('entra-workspaces.cjs'))
    .map((line) => line.replace(/node "[^"]+"/, 'entra-workspaces'))
    .join();

interface GitlabJob {
  readonly timeout: string;
  readonly id_tokens?: Readonly<Record<string, { readonly aud: string }>>;
  readonly environment?: { readonly name: string };
  readonly rules?: readonly { readonly if: string; readonly when?: string }[];
  readonly variables?: Readonly<Record<string, string>>;
  readonly script: readonly string[];
}

describe('GitLab', () => {
  const file = (deployment: Deployment): Record<string, unknown> =>
    parse(textOf(deployment)) as Record<string, unknown>;
  const jobsOf = (deployment: Deployment): [string, GitlabJob][] =>
    Object.entries(file(deployment)).filter(([name]) => !gitlabKeywords.file.includes(name)) as [string, GitlabJob][];

  test.each([['approved'], ['refused']])(
    'level %s: keywords that the schema has, an image by its digest, no program, no secret',
    (level) => {
      const deployment = level === 'refused' ? onGitlab(refused) : onGitlab();
      const { default: all, variables } = file(deployment) as Record<string, Record<string, unknown>>;
      expect(Object.keys(all ?? {}).filter((key) => !gitlabKeywords.default.includes(key))).toEqual([]);
      expect(all?.['image']).toMatch(/^node:[\d.]+-bookworm@sha256:[0-9a-f]{64}$/);
      // Variables of a project or its groups beat those of the file: what counts is said in the scripts (gitlab-script.test.ts).
      expect(variables).toEqual({ GIT_DEPTH: '0', GIT_STRATEGY: 'clone' });
      for (const [name, job] of jobsOf(deployment)) {
        expect([name, Object.keys(job).filter((key) => !gitlabKeywords.job.includes(key))]).toEqual([name, []]);
        expect([name, job.timeout]).toEqual([name, expect.stringMatching(/^\d+ (minutes|hours)$/)]);
        expect([name, job.script.length]).toEqual([name, name === 'check' ? 1 : 2]);
      }
      expect(said(deployment)).not.toMatch(foreign);
      expect(jobsOf(deployment).map(([name]) => name)).toEqual(
        level === 'refused' ? ['check', 'main-plan', 'report'] : ['check', 'main-plan', 'apply', 'report'],
      );
    },
  );

  test('only jobs on main get tokens, two each, and each is who the deployment says; the check gets none', () => {
    for (const [name, job] of jobsOf(onGitlab())) {
      const tokens = Object.values(job.id_tokens ?? {}).map(({ aud }) => aud);
      expect([name, tokens]).toEqual([
        name,
        name === 'check' ? [] : ['sts.amazonaws.com', 'api://AzureADTokenExchange'],
      ]);
      const identity = name === 'apply' ? 'apply' : 'mainPlan';
      if (name !== 'check') {
        expect(job.script[0]).toContain(`export AWS_ROLE_ARN='${aws[identity]}'\n`);
        expect(job.script[0]).toContain(`export ARM_CLIENT_ID='${entra[identity]}'\n`);
      }
      expect([name, job.environment?.name]).toEqual([name, name === 'apply' ? 'production' : undefined]);
    }
    const calls = Object.fromEntries(jobsOf(onGitlab()).map(([name, { script }]) => [name, callIn(script)]));
    expect(calls).toEqual({
      check: 'entra-workspaces pipeline check --out cdktf.out/handed',
      'main-plan': 'entra-workspaces pipeline plan',
      apply: 'exec entra-workspaces pipeline apply "$digest"',
      report: 'entra-workspaces pipeline report',
    });
    const [, apply] = jobsOf(onGitlab()).find(([name]) => name === 'apply')!;
    expect(apply.rules).toEqual([{ if: '$CI_PIPELINE_SOURCE == "push"', when: 'manual', allow_failure: true }]);
  });

  test('the subjects of the table are those that GitLab signs, with the components that the steps set', () => {
    const { url, project, environment } = gitlab;
    for (const identity of ['mainPlan', 'apply'] as const) {
      const { issuer, subject } = pipelineHosts.gitlab.trusted(identity, {
        url,
        project,
        id: '42',
        environment,
        isProtected: true,
      });
      const { iss, sub } = gitlabClaims('main', identity === 'apply' ? environment : undefined);
      expect([issuer, subject]).toEqual([iss, sub]);
    }
    const steps = pipelineSteps(onGitlab()).join('\n');
    expect(steps).toContain(`"ci_id_token_sub_claim_components":${JSON.stringify(gitlabComponents)}`);
    expect(steps).toContain('a code owner approves');
    // A fork may call its branch as it likes, and a merge request of it that runs here has the subject of that name.
    expect(steps).toContain('"ci_allow_fork_pipelines_to_run_in_parent_project":false');
    expect(steps).toContain(
      '"gitlab.com:sub": "project_path:contoso/it/desktops:ref_type:branch:ref:main:environment:production:environment_protected:true"',
    );
    expect(pipelineSteps(onGitlab(refused)).join('\n')).not.toMatch(/environment_protected|trust-apply/);
  });

  test('without approvers the steps ask for no rule of Premium, and say what the level is worth', () => {
    const steps = pipelineSteps(onGitlab({ level: 'confirmed' })).join('\n');
    expect(steps).not.toContain('a code owner approves');
    expect(steps).toContain('whoever may merge may change the job itself');
    expect(steps).toContain('environment:production:environment_protected:false');
  });
});

describe('Azure DevOps', () => {
  const stagesOf = (deployment: Deployment): readonly Stage[] => (parse(textOf(deployment)) as AzureFile).stages;
  const known = ['checkout', 'task', 'bash', 'publish', 'download'];

  test.each([
    ['approved', onAzure()],
    ['refused', refusedOnAzure],
  ] as const)('level %s: steps that are known, each job ends some day, no program, no secret', (level, deployment) => {
    for (const { stage, jobs, dependsOn } of stagesOf(deployment)) {
      const [{ steps, timeoutInMinutes, workspace }] = jobs;
      expect([stage, jobs.length, Number(timeoutInMinutes) > 0 && Number(timeoutInMinutes) < 360]).toEqual([
        stage,
        1,
        true,
      ]);
      expect(steps.map((step) => known.filter((kind) => kind in step).length)).toEqual(steps.map(() => 1));
      // Of an agent of one's own nothing is kept that a branch could have left.
      expect(steps[0]).toMatchObject({ checkout: 'self', persistCredentials: 'false', clean: 'true' });
      expect(workspace).toEqual({ clean: 'all' });
      // A stage without dependsOn waits for the one before it, whatever its name.
      expect([stage, dependsOn]).not.toEqual([stage, undefined]);
    }
    expect(said(deployment)).not.toMatch(foreign);
    expect(stagesOf(deployment).map(({ stage }) => stage)).toEqual(
      level === 'refused' ? ['check', 'main_plan', 'report'] : ['check', 'main_plan', 'apply', 'report'],
    );
  });

  test('a token of the job is given to the step of a connection alone, which is the one of its identity', () => {
    for (const { stage, jobs } of stagesOf(onAzure())) {
      const identity = stage === 'apply' ? 'apply' : 'mainPlan';
      for (const step of jobs[0].steps) {
        const named = step.inputs?.['azureSubscription'];
        expect([stage, 'SYSTEM_ACCESSTOKEN' in (step.env ?? {})]).toEqual([stage, named !== undefined]);
        if (named === undefined) continue;
        expect([stage, named]).not.toEqual(['check', named]);
        const { name, id } = azure.connections[identity]!;
        expect([named, step.env?.['ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID']]).toEqual([name, id]);
        expect(step.env).toMatchObject({ AWS_ROLE_ARN: aws[identity], ARM_CLIENT_ID: entra[identity] });
        expect(step.inputs?.['inlineScript']).not.toMatch(/\$\((?!Agent\.TempDirectory)/);
      }
    }
    const calls = stagesOf(onAzure()).map(({ jobs }) =>
      callIn(jobs[0].steps.flatMap(({ bash, inputs }) => bash ?? inputs?.['inlineScript'] ?? [])),
    );
    expect(calls).toEqual([
      'entra-workspaces pipeline check',
      'entra-workspaces pipeline plan',
      'exec entra-workspaces pipeline apply "$DIGEST"',
      'entra-workspaces pipeline report',
    ]);
  });

  test('both clouds are told issuer and subject as the connection shows them; that AWS is experimental is said', () => {
    const { issuer, subject } = azure.connections.apply!;
    const trusted = pipelineHosts.azureDevOps.trusted('apply', azure.connections.apply!);
    expect(credentialOf('azure-devops', 'apply', trusted)).toEqual({
      ...{ name: 'azure-devops-apply', issuer, subject, audiences: ['api://AzureADTokenExchange'] },
    });
    const provider = issuer.replace('https://', '');
    expect(trustOf(aws.apply!, trusted)).toMatchObject({
      Statement: [
        {
          Principal: { Federated: `arn:aws:iam::111122223333:oidc-provider/${provider}` },
          Condition: {
            StringEquals: { [`${provider}:sub`]: subject, [`${provider}:aud`]: 'api://AzureADTokenExchange' },
          },
        },
      ],
    });
    const steps = pipelineSteps(onAzure());
    expect(steps.join('\n')).toMatch(/AWS is experimental here[\s\S]*1 July 2027/);
    // The checks stand before any trust.
    const at = (words: string): number => steps.findIndex((step) => step.includes(words));
    expect(at('*Branch control*')).toBeLessThan(at('update-assume-role-policy'));
  });
});

describe.each([
  ['GitLab', checksOnGitlab, 'merge request'],
  ['Azure DevOps', checksOnAzure, 'pull request'],
])('a pipeline that only checks, on %s', (_host, deployment, change) => {
  test('is one job without a token and without a clock; its one step by hand says what it does and what it waits for', () => {
    const text = textOf(deployment);
    expect(text.match(/pipeline (check|plan|apply|report)/g)).toEqual(['pipeline check']);
    expect(text).not.toMatch(/id_tokens|azureSubscription|AWS_|ARM_|schedule|cron|SYSTEM_ACCESSTOKEN/i);
    const steps = pipelineSteps(deployment);
    expect(steps).toEqual([expect.stringContaining(`Each ${change} is checked without any identity`)]);
    expect(steps[0]).toContain('Once the host protects `main`, `npx entra-workspaces bootstrap`');
  });
});

const wrong = {
  'gitlab-ci': (text: string) => text.replace('expire_in: 1 week', 'expires: 1 week'),
  'azure-pipelines': (text: string) => text.replace('timeoutInMinutes:', 'timeout:'),
} as const;
(bySchema === undefined ? test.skip : test).each<['gitlab-ci' | 'azure-pipelines', readonly Deployment[]]>([
  ['gitlab-ci', [onGitlab(), onGitlab(refused), checksOnGitlab]],
  ['azure-pipelines', [onAzure(), refusedOnAzure, checksOnAzure]],
])(
  'the published schema of %s finds nothing (left out where check-jsonschema is not installed)',
  (schema, deployments) => {
    const folder = mkdtempSync(join(tmpdir(), 'entra-workspaces-schema-'));
    try {
      const check = (text: string) => {
        const file = join(folder, 'pipeline.yml');
        // Azure's schema knows the task UseNode@1 by its name and has no inputs for it; those of the one before it stand for them.
        writeFileSync(file, text.replaceAll(/UseNode@1(\s+inputs:\s+version)(?=:)/g, 'NodeTool@0$1Spec'));
        return bySchema!(schema, [file]);
      };
      for (const deployment of deployments) expect(check(textOf(deployment))).toMatchObject({ status: 0 });
      // It does look: a word that the host does not know.
      expect(check(wrong[schema](textOf(deployments[0]!))).status).toBe(1);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);
