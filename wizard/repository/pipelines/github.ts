/**
 * The workflow of GitHub Actions. What protects is said by the clouds (subject, branch, repository), by the rule of the
 * environment and by the commands that the jobs call; an `if:` here only spares a run that would be refused anyway, since
 * whoever may write a branch may write another workflow. See docs/decisions/0008-main-plans-and-nobody-else.md.
 */
import type { Deployment } from '../../../deployment/schema.js';
import { mainBranch, pullRequestEnvironment, type Identity } from '../../../domain/pipeline-subjects.js';
import { actions, versions } from './versions.js';

export type GithubSettings = NonNullable<Deployment['pipeline']>['github'];

/** Where GitHub looks for it. */
export const githubWorkflowPath = '.github/workflows/desktops.yml';

/** The package that the jobs run, known by its content. */
export interface PackagePin {
  /** As `npm pack` takes it: `entra-workspaces@1.2.3`, an https address, or a file in the repository (`./x.tgz`). */
  readonly source: string;
  /** As npm notes it, `sha512-…`. Unknown where npm did not install the running package: then no job runs. */
  readonly integrity?: string;
}

interface Place {
  readonly deployment: Deployment;
  readonly github: GithubSettings;
}

/** One terraform at a time works on a state; the next one waits for it. */
const waitForTheState = '-lock-timeout=30m';
/** Where the jobs lay the package, and what a job without an identity synthesized: beside the clone, never in it. */
const program = 'node "$RUNNER_TEMP/entra-workspaces/bin/entra-workspaces.cjs"';
const handed = '--synthesized "$RUNNER_TEMP/synthesized"';
const summary = '--markdown "$GITHUB_STEP_SUMMARY"';
const artifact = 'synthesized';
/** What was merged since then is marked, and of allow.json what changed since then counts. */
const since = '--since applied';

/** The workflow as YAML. */
export function githubWorkflow(deployment: Deployment, github: GithubSettings, pin: PackagePin): string {
  const place = { deployment, github };
  const confirmed = github.level === 'confirmed';
  const jobs = [
    checkJob(),
    ...(github.pullRequests === 'plan' ? [pullRequestPlanJob(place)] : []),
    mainPlanJob(place),
    ...(github.level === 'refused' ? [] : [applyJob(place)]),
    driftJob(place),
  ];
  return [
    `name: ${quoted(`Desktops (${deployment.name})`)}`,
    '',
    'on:',
    '  pull_request:',
    `    branches: [${mainBranch}]`,
    '  merge_group:',
    `    branches: [${mainBranch}]`,
    '  push:',
    `    branches: [${mainBranch}]`,
    ...(confirmed
      ? [
          '  workflow_dispatch:',
          '    inputs:',
          '      digest:',
          '        description: The digest of the plan to apply, from the summary of the run that planned',
          '        type: string',
          '        required: true',
        ]
      : []),
    '  schedule:',
    '    - cron: "23 5 * * 1-5"',
    '',
    '# Each job says what it may do; nothing is given to all.',
    'permissions: {}',
    '',
    'env:',
    `  NODE_VERSION: ${versions.node}`,
    `  TERRAFORM_VERSION: ${versions.terraform}`,
    '  # What every job runs, whatever the lock file of the repository says. entra-workspaces init renews both lines.',
    `  PACKAGE: ${quoted(pin.source.replace(/^\.\//, '${{ github.workspace }}/'))}`,
    `  PACKAGE_SHA512: ${quoted(hexOf(pin.integrity))}`,
    '',
    'jobs:',
    ...jobs.flatMap((job, at) => [...(at > 0 ? [''] : []), ...indented(2, job)]),
    '',
  ].join('\n');
}

function checkJob(): string[] {
  return job({
    id: 'check',
    name: 'Check, without any identity',
    minutes: 15,
    steps: [
      ...setUp({ terraform: false, commits: 2 }),
      ...mainsSide(),
      ...run('Look at what npm would fetch and run', `${program} packages`),
      ...run('Install what a changed main.ts needs', 'npm ci --ignore-scripts --no-audit --no-fund'),
      ...script('Synthesize, and say what differs from main', [
        `set -- ${summary} --compare "$RUNNER_TEMP/main"`,
        'test -d "$RUNNER_TEMP/main" || set --',
        `${program} synth "$@"`,
      ]),
      ...uses(actions.upload, { name: artifact, path: 'cdktf.out', 'if-no-files-found': 'error', 'retention-days': 1 }),
    ],
  });
}

function pullRequestPlanJob(place: Place): string[] {
  return job({
    id: 'pull-request-plan',
    name: 'Plan the pull request, once a person has released it',
    when: "github.event_name == 'pull_request'",
    needs: 'check',
    minutes: 120,
    identity: identityLines('pullRequestPlan', place),
    environment: pullRequestEnvironment,
    steps: [
      ...setUp({ terraform: true, commits: 0 }),
      ...takeSynthesized(),
      // No lock and nothing kept: this identity reads.
      ...run('Plan, and keep nothing', `${program} plan ${since} ${handed} ${summary} -- -lock=false`),
    ],
  });
}

function mainPlanJob(place: Place): string[] {
  return job({
    id: 'main-plan',
    name: 'Plan what is on main',
    when: "github.event_name == 'push'",
    needs: 'check',
    minutes: 120,
    identity: identityLines('mainPlan', place),
    outputs: { digest: '${{ steps.plan.outputs.digest }}', changes: '${{ steps.plan.outputs.changes }}' },
    steps: [
      ...setUp({ terraform: true, commits: 0 }),
      ...takeSynthesized(),
      ...run('Plan and keep the plan', `${program} plan --store ${since} ${handed} ${summary} -- ${waitForTheState}`, {
        id: 'plan',
        env: { GITHUB_TOKEN: '${{ github.token }}' },
      }),
    ],
  });
}

function applyJob(place: Place): string[] {
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
      ...setUp({ terraform: true }),
      ...takeSynthesized(),
      ...run('Apply', `exec ${program} apply --stored "$DIGEST" ${handed} --skip-preflight -- ${waitForTheState}`, {
        env: {
          DIGEST: confirmed ? '${{ inputs.digest }}' : '${{ needs.main-plan.outputs.digest }}',
          GITHUB_TOKEN: '${{ github.token }}',
        },
      }),
      '- name: Say how it goes on',
      '  if: failure()',
      '  env:',
      `    ADVICE: ${quoted('The step before says what happened. What was done is in the state and nothing of it is lost; PENDING means that it only needs time. To go on: open the newest run of the main branch and choose "Re-run all jobs". It plans anew.')}`,
      '  run: printf \'%s\\n\' "$ADVICE" >> "$GITHUB_STEP_SUMMARY"',
    ],
  });
}

function driftJob(place: Place): string[] {
  return job({
    id: 'drift',
    name: 'Still as the deployment says?',
    when: "github.event_name == 'schedule'",
    needs: 'check',
    minutes: 120,
    identity: identityLines('mainPlan', place),
    steps: [
      ...setUp({ terraform: true, commits: 0 }),
      ...takeSynthesized(),
      ...run(
        'Compare both clouds with the deployment',
        `${program} plan --detailed-exitcode ${since} ${handed} ${summary} -- ${waitForTheState}`,
      ),
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

/** Who the job is. The token of the job itself is the proof; entra-workspaces hands it to AWS and keeps it fresh. */
function identityLines(identity: Identity, { github, deployment }: Place): string[] {
  const { state, monitoring, entra, identityCenter } = deployment;
  const subscription = monitoring?.subscriptionId ?? ('azurerm' in state ? state.azurerm.subscriptionId : undefined);
  return [
    `AWS_ROLE_ARN: ${github.aws[identity]}`,
    `AWS_REGION: ${identityCenter.region}`,
    'AWS_ROLE_SESSION_NAME: entra-workspaces-${{ github.run_id }}',
    'ARM_USE_OIDC: "true"',
    `ARM_TENANT_ID: ${entra.tenantId}`,
    `ARM_CLIENT_ID: ${github.entra[identity]}`,
    ...(subscription === undefined ? [] : [`ARM_SUBSCRIPTION_ID: ${subscription}`]),
  ];
}

/**
 * The package is laid beside the clone and never looked up in it: npm reads no `.npmrc` of the repository, runs no script and
 * resolves nothing, and what it fetched has to be what this workflow names.
 * @param commits how many are fetched; 0: all
 */
function setUp({ terraform, commits = 1 }: { readonly terraform: boolean; readonly commits?: number }): string[] {
  return [
    ...uses(actions.checkout, { 'persist-credentials': false, ...(commits === 1 ? {} : { 'fetch-depth': commits }) }),
    // By itself this action keeps packages between runs, those of branches too.
    ...uses(actions.node, { 'node-version': '${{ env.NODE_VERSION }}', 'package-manager-cache': false }),
    ...(terraform
      ? uses(actions.terraform, {
          terraform_version: '${{ env.TERRAFORM_VERSION }}',
          // The wrapper would print what terraform says and hide how it ended.
          terraform_wrapper: false,
        })
      : []),
    '- name: Get entra-workspaces, known by its content',
    '  working-directory: ${{ runner.temp }}',
    '  run: |',
    ...indented(4, [
      `test -n "$PACKAGE_SHA512" || { echo "::error::This workflow does not know the content of entra-workspaces: npm install, then npx entra-workspaces init, then commit."; exit 1; }`,
      'npm pack --silent --ignore-scripts "$PACKAGE" > packed',
      'echo "$PACKAGE_SHA512  $(cat packed)" | sha512sum --check --strict -',
      'mkdir entra-workspaces && tar --extract --gzip --strip-components 1 --directory entra-workspaces --file "$(cat packed)"',
    ]),
  ];
}

/**
 * The main branch beside a pull request, synthesized by its own code before any of the pull request runs: the first parent of
 * what the merge would make. Where main cannot be synthesized (the first pull request of all) there is nothing to compare.
 */
function mainsSide(): string[] {
  return script(
    'Synthesize main beside it, by its own code',
    [
      'main="$RUNNER_TEMP/main"',
      'git worktree add --quiet --detach "$main" HEAD^1',
      `if (cd "$main" && ${program} packages && npm ci --ignore-scripts --no-audit --no-fund && ${program} synth)`,
      'then find "$main" -type f -exec chmod a-w {} +',
      'else git worktree remove --force "$main"; echo "::warning::main could not be synthesized: nothing is compared."',
      'fi',
    ],
    "github.event_name == 'pull_request' || github.event_name == 'merge_group'",
  );
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

/** A step of several lines. */
function script(name: string, lines: readonly string[], when?: string): string[] {
  return [
    `- name: ${quoted(name)}`,
    ...(when === undefined ? [] : [`  if: ${when}`]),
    '  run: |',
    ...indented(4, lines),
  ];
}

/** What `sha512sum` prints of a content that npm calls `sha512-…`. */
function hexOf(integrity: string | undefined): string {
  const base64 = /^sha512-([A-Za-z0-9+/=]+)$/.exec(integrity ?? '')?.[1];
  return base64 === undefined ? '' : Buffer.from(base64, 'base64').toString('hex');
}

/** A YAML string: JSON is YAML. */
function quoted(text: string): string {
  return /^[A-Za-z][A-Za-z0-9 _-]*$/.test(text) ? text : JSON.stringify(text);
}

function indented(by: number, lines: readonly string[]): string[] {
  return lines.map((line) => (line === '' ? '' : ' '.repeat(by) + line));
}
