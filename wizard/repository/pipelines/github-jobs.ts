/** The jobs of the workflow of GitHub Actions, and how a job is written. */
import type { GithubSettings } from '../../../deployment/pipeline-of.js';
import type { Deployment } from '../../../deployment/schema.js';
import { checkName, pullRequestEnvironment, type Identity } from '../../../domain/pipeline-subjects.js';
import { getPackage, identityVariables, indented, mapping, quoted } from './parts.js';
import { actions, versions } from './versions.js';

/** Whose workflow it is. */
interface Place {
  readonly deployment: Deployment;
  readonly github: GithubSettings;
}

/** Where the jobs lay the package: beside the clone, never in it. */
const program = 'node "$RUNNER_TEMP/entra-workspaces/bin/entra-workspaces.cjs"';
/** What a job without an identity synthesized, for those that come after it: laid beside the clone as well. */
export const artifact = 'synthesized';

/** @param handed Name of the artifact by which later jobs get what it synthesized; without it there is none of them */
export function checkJob(handed?: string): string[] {
  return job({
    id: 'check',
    name: checkName,
    minutes: 15,
    steps: [
      // A pull request is compared with the first parent of what its merge would make.
      ...setUp({ commits: 2 }),
      ...run('Check, and say what differs from main', `${program} pipeline check`),
      ...(handed === undefined
        ? []
        : uses(actions.upload, {
            ...{ name: handed, path: 'cdktf.out' },
            ...{ 'if-no-files-found': 'error', 'retention-days': 1 },
          })),
    ],
  });
}

export function pullRequestPlanJob(place: Place): string[] {
  return job({
    id: 'pull-request-plan',
    name: 'Plan the pull request, once a person has released it',
    when: "github.event_name == 'pull_request'",
    needs: 'check',
    minutes: 120,
    identity: identityLines('pullRequestPlan', place),
    environment: pullRequestEnvironment,
    // One comment, written anew by each run.
    alsoMay: ['pull-requests: write'],
    steps: [
      ...setUp({ commits: 0 }),
      ...takeSynthesized(),
      ...run('Plan, keep nothing, and say so on the pull request', `${program} pipeline plan --pull-request`, {
        env: { GITHUB_TOKEN: '${{ github.token }}' },
      }),
    ],
  });
}

export function mainPlanJob(place: Place): string[] {
  return job({
    id: 'main-plan',
    name: 'Plan what is on main',
    when: "github.event_name == 'push'",
    needs: 'check',
    minutes: 120,
    identity: identityLines('mainPlan', place),
    outputs: { digest: '${{ steps.plan.outputs.digest }}', changes: '${{ steps.plan.outputs.changes }}' },
    steps: [
      ...setUp({ commits: 0 }),
      ...takeSynthesized(),
      ...run('Plan and keep the plan', `${program} pipeline plan`, {
        id: 'plan',
        env: { GITHUB_TOKEN: '${{ github.token }}' },
      }),
    ],
  });
}

export function applyJob(place: Place): string[] {
  const confirmed = place.github.level === 'confirmed';
  return job({
    id: 'apply',
    name: 'Apply that plan',
    when: confirmed ? "github.event_name == 'workflow_dispatch'" : "needs.main-plan.outputs.changes == 'true'",
    needs: confirmed ? 'check' : 'main-plan',
    // GitHub ends a job after six hours.
    minutes: 355,
    identity: identityLines('apply', place),
    // Who started it is compared with who wrote the change.
    ...(confirmed ? { alsoMay: ['pull-requests: read'] } : {}),
    environment: place.github.environment,
    steps: [
      ...setUp({}),
      ...takeSynthesized(),
      // A job that is stopped stops the program, not the shell around it.
      ...run('Apply', `exec ${program} pipeline apply "$DIGEST"`, {
        env: {
          DIGEST: confirmed ? '${{ inputs.digest }}' : '${{ needs.main-plan.outputs.digest }}',
          GITHUB_TOKEN: '${{ github.token }}',
        },
      }),
    ],
  });
}

export function reportJob(place: Place): string[] {
  return job({
    id: 'report',
    name: 'Still as the deployment says? What is about to end?',
    when: "github.event_name == 'schedule'",
    needs: 'check',
    minutes: 120,
    identity: identityLines('mainPlan', place),
    // doctor reads the environments and how the repository's tokens name it.
    alsoMay: ['actions: read', 'issues: write'],
    steps: [
      ...setUp({ commits: 0 }),
      ...takeSynthesized(),
      ...run('Compare, look, and keep one issue', `${program} pipeline report`, {
        env: { GITHUB_TOKEN: '${{ github.token }}' },
      }),
    ],
  });
}

interface JobRequest {
  readonly id: string;
  readonly name: string;
  readonly when?: string;
  readonly needs?: string;
  readonly minutes: number;
  /** Environment of a job that may be somebody in the clouds; without it the job reads the repository and no more. */
  readonly identity?: readonly string[];
  readonly alsoMay?: readonly string[];
  readonly environment?: string;
  readonly outputs?: Readonly<Record<string, string>>;
  readonly steps: readonly string[];
}

function job({ id, name, when, needs, minutes, identity, alsoMay = [], environment, outputs, steps }: JobRequest) {
  return [
    `${id}:`,
    ...indented(2, [
      `name: ${quoted(name)}`,
      `runs-on: ${versions.runner}`,
      `timeout-minutes: ${minutes}`,
      ...(needs === undefined ? [] : [`needs: ${needs}`]),
      ...(when === undefined ? [] : [`if: ${when}`]),
      'permissions:',
      '  contents: read',
      ...(identity === undefined ? [] : ['  id-token: write']),
      ...indented(2, alsoMay),
      ...(environment === undefined ? [] : [`environment: ${quoted(environment)}`]),
      ...(outputs === undefined
        ? []
        : ['outputs:', ...Object.entries(outputs).map(([key, value]) => `  ${key}: ${value}`)]),
      ...(identity === undefined ? [] : ['env:', ...indented(2, identity)]),
      'steps:',
      ...indented(2, steps),
    ]),
  ];
}

/** Who the job is. */
function identityLines(identity: Identity, { deployment }: Place): string[] {
  const { AWS_ROLE_ARN: role = '', ...others } = identityVariables(identity, deployment);
  return [`AWS_ROLE_ARN: ${role}`, 'AWS_ROLE_SESSION_NAME: entra-workspaces-${{ github.run_id }}', ...mapping(others)];
}

/**
 * The package is laid beside the clone and never looked up in it: npm reads no `.npmrc` of the repository, runs no script and
 * resolves nothing, and what it fetched has to be what this workflow names.
 * @param commits how many are fetched; 0: all
 */
function setUp({ commits = 1 }: { readonly commits?: number }): string[] {
  return [
    ...uses(actions.checkout, { 'persist-credentials': false, ...(commits === 1 ? {} : { 'fetch-depth': commits }) }),
    // By itself this action keeps packages between runs, those of branches too.
    ...uses(actions.node, { 'node-version': '${{ env.NODE_VERSION }}', 'package-manager-cache': false }),
    '- name: Get entra-workspaces, known by its content',
    '  working-directory: ${{ runner.temp }}',
    '  run: |',
    ...indented(4, [...getPackage('::error::')]),
  ];
}

function takeSynthesized(): string[] {
  return uses(actions.download, { name: artifact, path: '${{ runner.temp }}/synthesized' });
}

function uses(
  { pin, release }: { readonly pin: string; readonly release: string },
  given: Readonly<Record<string, string | number | boolean>>,
): string[] {
  const values = Object.entries(given).map(([name, value]) => `    ${name}: ${value}`);
  return [`- uses: ${pin} # ${release}`, '  with:', ...values];
}

function run(
  name: string,
  line: string,
  { id, env }: { readonly id?: string; readonly env?: Readonly<Record<string, string>> } = {},
): string[] {
  return [
    `- name: ${quoted(name)}`,
    ...(id === undefined ? [] : [`  id: ${id}`]),
    ...(env === undefined ? [] : ['  env:', ...Object.entries(env).map(([key, value]) => `    ${key}: ${value}`)]),
    `  run: ${line}`,
  ];
}
