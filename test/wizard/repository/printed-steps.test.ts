import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readDeployment } from '../../../deployment/load.js';
import type { Deployment } from '../../../deployment/schema.js';
import { stateAccessOf } from '../../../wizard/permissions/azure-state-access.js';
import { pipelineSteps } from '../../../wizard/repository/pipelines/pipeline-hosts.js';
import { contextOf } from '../../../domain/pipeline-subjects.js';
import { identified } from '../../deployment/identified.js';

const { deployment: full } = readDeployment(resolve('examples/everything-on.json'));
const github = identified(full.pipeline!.github);
const withGithub = (over: Partial<typeof github>): Deployment => ({
  ...full,
  pipeline: { github: { ...github, ...over } },
});
const confirmed = withGithub({ level: 'confirmed' });
const planned = withGithub({
  pullRequests: 'plan',
  aws: { ...github.aws, pullRequestPlan: 'arn:aws:iam::111122223333:role/look' },
  entra: { ...github.entra, pullRequestPlan: '8091a2b3-c4d5-4e6f-8708-192a3b4c5d6e' },
});

describe('the printed steps', () => {
  const text = (deployment: Deployment): string => pipelineSteps(deployment).join('\n');
  const runSteps = (deployment: Deployment, stubs: string, folder: string): void => {
    const steps = pipelineSteps(deployment).flatMap((step) =>
      [...step.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, lines = '']) => lines.replaceAll(/^ {3}/gm, '')),
    );
    const end = spawnSync('bash', ['-e', '-c', stubs + steps.join('\n')], { cwd: folder, encoding: 'utf8' });
    expect([end.status, end.stderr]).toEqual([0, '']);
  };

  test('let the main branch alone into the environment, before any cloud trusts it', () => {
    const steps = text(full);
    expect(steps).toContain('"protected_branches": false, "custom_branch_policies": true');
    expect(steps).toContain("deployment-branch-policies' -f name='main' -f type=branch");
    expect(steps.indexOf('deployment-branch-policies')).toBeLessThan(steps.indexOf('update-assume-role-policy'));
    expect(pipelineSteps({ ...full, pipeline: null })).toEqual([]);
  });

  test('give each job its role on a state in Azure, as the shell writes it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'entra-workspaces-steps-'));
    try {
      const azurerm = {
        resourceGroupName: "o'g",
        storageAccountName: 'account',
        containerName: 'state',
        key: "a'b.tfstate",
      };
      const inAzure: Deployment = { ...full, state: { azurerm } };
      const stubs =
        'gh() { echo 8; }; aws() { :; }; az() { case "$2" in assignment) printf "%s\\n" "$@" >> given;; sp|*) echo id;; esac; }\n';
      runSteps(inAzure, stubs, folder);
      const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
      expect(JSON.parse(read('state-main-plan.json'))).toEqual(stateAccessOf(inAzure, 'mainPlan')?.definition);
      expect(read('state-apply.txt').trim()).toBe(stateAccessOf(inAzure, 'apply')?.condition);
      expect(read('given')).toContain(`\n${stateAccessOf(inAzure, 'mainPlan')!.scope}\n`);
      expect(read('given')).toContain(`\n${stateAccessOf(inAzure, 'mainPlan')!.condition}\n`);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('show both forms of a subject, with the command that says which one the repository sends', () => {
    expect(text(full)).toContain('`repo:contoso/desktops:environment:production`');
    expect(text(full)).toContain('`repo:contoso@OWNER_ID/desktops@REPOSITORY_ID:environment:production`');
    expect(text(full)).toContain("gh api 'repos/contoso/desktops/actions/oidc/customization/sub'");
    expect(text(full)).toContain('--jq .id,.owner.id');
  });

  // Where jq is not installed, gh has it built in.
  (spawnSync('jq', ['--version']).status === 0 ? test : test.skip).each([
    ['{"sub_claim_prefix": "repo:contoso@5/desktops@8"}', 'repo:contoso@5/desktops@8'],
    ['{"sub_claim_prefix": ""}', 'repo:contoso/desktops'],
    ['{"use_default": true}', 'repo:contoso/desktops'],
  ])('take the prefix of %s for %s: an empty one is none (left out where jq is not installed)', (answer, prefix) => {
    const [line = ''] = /prefix=\$\(gh api .*/.exec(text(full)) ?? [];
    const stub = `gh() { printf '%s' '${answer}' | jq -r "$4"; }\n`;
    const { stdout } = spawnSync('bash', ['-e', '-c', `${stub}${line}\nprintf %s "$prefix"`], { encoding: 'utf8' });
    expect(stdout).toBe(prefix);
  });

  test.each([['prod: eu-central'], ["a'b`$(touch x)`"]])(
    'write trusts that hold as the shell writes them, environment %s',
    (environment) => {
      const folder = mkdtempSync(join(tmpdir(), 'entra-workspaces-steps-'));
      try {
        const stubs =
          'gh() { case "$2" in *customization*) echo "repo:contoso@5/desktops@8";; *) echo 8;; esac; }; aws() { :; }; az() { :; }\n';
        runSteps(withGithub({ environment }), stubs, folder);
        const read = (name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8'));
        const subject = `repo:contoso@5/desktops@8:${contextOf('apply', environment)}`;
        expect(read('trust-apply.json').Statement[0].Condition).toEqual({
          StringEquals: {
            'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com',
            'token.actions.githubusercontent.com:sub': subject,
            'token.actions.githubusercontent.com:repository_id': '8',
            'token.actions.githubusercontent.com:ref': 'refs/heads/main',
          },
        });
        expect(read('credential-apply.json')).toMatchObject({ subject, audiences: ['api://AzureADTokenExchange'] });
        expect(read('trust-main-plan.json').Statement[0].Condition.StringEquals).toMatchObject({
          'token.actions.githubusercontent.com:sub': 'repo:contoso@5/desktops@8:ref:refs/heads/main',
        });
        expect(readdirSync(folder).sort()).toEqual(
          [
            ...['apply', 'main-plan'].flatMap((name) => [`credential-${name}.json`, `trust-${name}.json`]),
            ...['bucket-policy.json', 'lifecycle.json'],
          ].sort(),
        );
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  );

  test('make the environment of planned pull requests by commands: its reviewers and its rule first, the trust after them', () => {
    const folder = mkdtempSync(join(tmpdir(), 'entra-workspaces-steps-'));
    try {
      // Notes each call, with what it is given on standard input.
      const stubs = [
        'gh() { echo "gh $*" >> calls; case "$*" in *--input*) cat >> calls;; *customization*) echo "repo:contoso@5/desktops@8";; *teams*) echo 4711;; *) echo 8;; esac; }',
        'aws() { echo "aws $*" >> calls; }; az() { echo "az $*" >> calls; }\n',
      ].join('\n');
      runSteps(planned, stubs, folder);
      const calls = readFileSync(join(folder, 'calls'), 'utf8').split('\n');
      const environment = 'repos/contoso/desktops/environments/pull-request-plan';
      const at = calls.indexOf(`gh api --method PUT ${environment} --input -`);
      expect(JSON.parse(calls[at + 1] ?? '')).toEqual({
        prevent_self_review: true,
        reviewers: [{ type: 'Team', id: 4711 }],
        deployment_branch_policy: { protected_branches: false, custom_branch_policies: true },
      });
      expect(calls[at + 2]).toBe(
        `gh api --method POST ${environment}/deployment-branch-policies -f name=refs/pull/*/merge -f type=branch`,
      );
      expect(calls.slice(at + 3, at + 5).map((call) => call.split(' --jq')[0])).toEqual([
        `gh api ${environment}/deployment-branch-policies`,
        `gh api ${environment}`,
      ]);
      const trusted = calls.findIndex((call) => call.startsWith('aws iam update-assume-role-policy'));
      expect(at).toBeGreaterThan(-1);
      expect(trusted).toBeGreaterThan(at + 4);
      expect(JSON.parse(readFileSync(join(folder, 'trust-pull-request-plan.json'), 'utf8'))).toMatchObject({
        Statement: [
          {
            Condition: {
              StringEquals: {
                'token.actions.githubusercontent.com:sub': 'repo:contoso@5/desktops@8:environment:pull-request-plan',
              },
            },
          },
        ],
      });
      expect(pipelineSteps(full).join('')).not.toContain('pull-request-plan');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('ask for signed commits where a person confirms', () => {
    expect(text(confirmed)).toContain('"required_signatures"');
    expect(text(full)).not.toContain('required_signatures');
  });

  test('make the boundary before the rights, where the deployment names none', () => {
    const { permissionsBoundaryArn: _, ...aws } = full.aws;
    const steps = text({ ...full, aws });
    const policy = 'contoso-everything-control-plane-boundary';
    expect(steps).toContain(`aws iam create-policy --policy-name '${policy}' --policy-document file://boundary.json`);
    expect(steps).toContain(`"permissionsBoundaryArn": "arn:aws:iam::111122223333:policy/${policy}"`);
    expect(steps.indexOf('create-policy')).toBeLessThan(steps.indexOf('update-assume-role-policy'));
    expect(text(full)).not.toContain('create-policy');
  });

  test('name no subject with a colon in the name of an environment', () => {
    expect(text(withGithub({ environment: 'prod: eu-central' }))).toContain('environment:prod%3A eu-central');
  });
});
