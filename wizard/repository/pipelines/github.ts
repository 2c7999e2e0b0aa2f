/** The jobs in the language of GitHub Actions. */
import type { Deployment } from '../../../stacks/deployment/schema.js';
import type { AdviceOnFailure, Fact, Job, Occasion, Pipeline, Report, Script } from './job-model.js';
import { actions, versions } from './versions.js';

export type GithubSettings = NonNullable<Deployment['pipeline']>['github'];

/** Where GitHub looks for it. */
export const githubWorkflowPath = '.github/workflows/desktops.yml';

export const mainBranch = 'main';

interface Place {
  readonly pipeline: Pipeline;
  readonly deployment: Deployment;
  readonly github: GithubSettings;
}

/** The workflow as YAML. */
export function githubWorkflow(pipeline: Pipeline, deployment: Deployment, github: GithubSettings): string {
  const place = { pipeline, deployment, github };
  return [
    `name: Desktops (${deployment.name})`,
    '',
    'on:',
    '  pull_request:',
    `    branches: [${mainBranch}]`,
    '    # A changed text may allow a removal by name.',
    '    types: [opened, synchronize, reopened, edited]',
    '  push:',
    `    branches: [${mainBranch}]`,
    '  workflow_dispatch:',
    '    inputs:',
    '      allowances:',
    '        description: "What may go, such as: allow-remove: ada@contoso.com; max-removals: 5"',
    '        type: string',
    '        required: false',
    '  schedule:',
    '    - cron: "23 5 * * 1-5"',
    '',
    '# Each job says what it may do; nothing is given to all.',
    'permissions: {}',
    '',
    'env:',
    `  NODE_VERSION: ${versions.node}`,
    `  TERRAFORM_VERSION: ${versions.terraform}`,
    '',
    'jobs:',
    ...pipeline.jobs.flatMap((job, at) => [...(at > 0 ? [''] : []), ...indented(2, jobLines(job, place))]),
    '',
  ].join('\n');
}

/** When each occasion is. Expressions of GitHub, each one whole. */
const occasions: Readonly<Record<Occasion, string>> = {
  proposal:
    "github.event_name == 'pull_request' && github.event.pull_request.head.repo.full_name == github.repository && github.actor != 'dependabot[bot]'",
  'foreign-proposal':
    "github.event_name == 'pull_request' && (github.event.pull_request.head.repo.full_name != github.repository || github.actor == 'dependabot[bot]')",
  merge: "github.event_name == 'push'",
  'by-hand': `github.event_name == 'workflow_dispatch' && github.ref == 'refs/heads/${mainBranch}'`,
  schedule: "github.event_name == 'schedule'",
};

const facts: Readonly<Record<Fact, string>> = {
  description: '${{ github.event.pull_request.body || inputs.allowances }}',
};

function jobLines(job: Job, place: Place): string[] {
  const { github, pipeline } = place;
  const { identity } = job;
  return [
    `${job.id}:`,
    ...indented(2, [
      `name: ${quoted(job.title)}`,
      `runs-on: ${versions.runner}`,
      `timeout-minutes: ${job.minutes}`,
      ...(job.after === undefined ? [] : [`needs: ${job.after}`]),
      'if: >-',
      ...indented(2, conditionLines(job, github)),
      'permissions:',
      '  contents: read',
      ...(identity === 'none' ? [] : ['  id-token: write']),
      ...(job.comments ? ['  pull-requests: write'] : []),
      ...(job.approval ? [`environment: ${quoted(github.environment)}`] : []),
      // Between plans and applies the lock of the state decides, and waits; here a newer run would push out a waiting one.
      ...(identity === 'none'
        ? []
        : [
            'concurrency:',
            `  group: entra-workspaces-${pipeline.name}${identity === 'apply' ? '' : `-${job.id}-\${{ github.ref }}`}`,
            '  cancel-in-progress: false',
          ]),
      ...(job.answers === undefined
        ? []
        : [
            'outputs:',
            ...Object.entries(job.answers).map(
              ([name, title]) => `  ${name}: \${{ steps.${stepId(title)}.outputs.${name} }}`,
            ),
          ]),
      ...(identity === 'none' ? [] : ['env:', ...indented(2, identityLines(identity, place))]),
      'steps:',
      ...indented(2, [...setUpLines(identity !== 'none'), ...job.steps.flatMap((step) => stepLines(step, job, place))]),
    ]),
  ];
}

function conditionLines(job: Job, github: GithubSettings): string[] {
  const when = job.on
    .map((occasion) => `(${occasions[occasion]})`)
    .join('\n|| ')
    .split('\n');
  return [
    // A copy of the repository has no business with these clouds.
    `github.repository == '${github.repository}'`,
    // Without a word about it a job is left out when the one before it was left out.
    ...(job.after === undefined
      ? []
      : [`&& !cancelled() && needs.${job.after}.result != 'failure' && needs.${job.after}.result != 'cancelled'`]),
    ...(job.onlyIf === undefined ? [] : [`&& needs.${job.after}.outputs.${job.onlyIf} == 'true'`]),
    ...(when.length === 1 ? [`&& ${when[0]}`] : [`&& (${when[0]}`, ...when.slice(1, -1), `${when.at(-1)})`]),
  ];
}

/** Who the job is. The token of the job itself is the proof; entra-workspaces hands it to AWS and keeps it fresh. */
function identityLines(identity: 'plan' | 'apply', { github, deployment }: Place): string[] {
  const { state, monitoring, entra, identityCenter } = deployment;
  const role = identity === 'plan' ? github.aws.planRoleArn : github.aws.applyRoleArn;
  const client = identity === 'plan' ? github.entra.planClientId : github.entra.applyClientId;
  const subscription = monitoring?.subscriptionId ?? ('azurerm' in state ? state.azurerm.subscriptionId : undefined);
  return [
    `AWS_ROLE_ARN: ${role}`,
    `AWS_REGION: ${identityCenter.region}`,
    'AWS_ROLE_SESSION_NAME: entra-workspaces-${{ github.run_id }}',
    'ARM_USE_OIDC: "true"',
    `ARM_TENANT_ID: ${entra.tenantId}`,
    `ARM_CLIENT_ID: ${client}`,
    ...(subscription === undefined ? [] : [`ARM_SUBSCRIPTION_ID: ${subscription}`]),
  ];
}

function setUpLines(withTerraform: boolean): string[] {
  const uses = ({ pin, release }: { pin: string; release: string }): string => `- uses: ${pin} # ${release}`;
  return [
    uses(actions.checkout),
    '  with:',
    '    persist-credentials: false',
    uses(actions.node),
    '  with:',
    '    node-version: ${{ env.NODE_VERSION }}',
    ...(withTerraform
      ? [
          uses(actions.terraform),
          '  with:',
          '    terraform_version: ${{ env.TERRAFORM_VERSION }}',
          '    terraform_wrapper: false',
        ]
      : []),
    '- name: Install the exact versions',
    '  run: npm ci --ignore-scripts --no-audit --no-fund',
  ];
}

function stepLines(step: Script | Report | AdviceOnFailure, job: Job, place: Place): string[] {
  if (step.kind === 'report') return reportLines(step, job, place);
  if (step.kind === 'advice') {
    return [
      `- name: ${quoted(step.title)}`,
      '  if: failure()',
      '  env:',
      `    ADVICE: ${quoted(step.text)}`,
      '  run: printf \'%s\\n\' "$ADVICE" >> "$GITHUB_STEP_SUMMARY"',
    ];
  }
  const answers = Object.values(job.answers ?? {}).includes(step.title);
  return [
    `- name: ${quoted(step.title)}`,
    ...(answers ? [`  id: ${stepId(step.title)}`] : []),
    ...(step.facts
      ? ['  env:', ...Object.entries(step.facts).map(([name, fact]) => `    ${name}: ${facts[fact]}`)]
      : []),
    '  shell: bash',
    '  run: |',
    ...indented(4, [...(answers ? ['ANSWERS=$GITHUB_OUTPUT'] : []), ...step.lines]),
  ];
}

/** The summary of the run always; on a pull request also a comment, one that is kept up to date. */
function reportLines(step: Report, job: Job, { deployment, github }: Place): string[] {
  const mark = `<!-- entra-workspaces: ${deployment.name} -->`;
  const comment = [
    'if [ -z "$PULL_REQUEST" ]; then exit 0; fi',
    '# The token goes in by standard input, never as an argument.',
    'github() { curl --silent --show-error --fail-with-body --config - "$@" <<< "header = \\"Authorization: Bearer $GITHUB_TOKEN\\""; }',
    'comments="$GITHUB_API_URL/repos/$GITHUB_REPOSITORY/issues"',
    'earlier=""',
    'for page in 1 2 3 4 5; do',
    '  github "$comments/$PULL_REQUEST/comments?per_page=100&page=$page" > page.json',
    '  earlier=$(jq --raw-output --arg mark "$MARK" \'[.[] | select(.user.type == "Bot" and (.body | startswith($mark)))][0].id // empty\' page.json)',
    '  if [ -n "$earlier" ] || [ "$(jq length page.json)" -lt 100 ]; then break; fi',
    'done',
    '# GitHub takes 65536 characters.',
    'head --bytes=60000 report.md | iconv --from-code=UTF-8 --to-code=UTF-8 -c > short.md',
    'jq --null-input --arg mark "$MARK" --rawfile text short.md \'{body: ($mark + "\\n" + $text)}\' > comment.json',
    'if [ -n "$earlier" ]; then github --request PATCH --data @comment.json "$comments/comments/$earlier" > answer.json',
    'else github --request POST --data @comment.json "$comments/$PULL_REQUEST/comments" > answer.json; fi',
  ];
  return [
    `- name: ${quoted(step.title)}`,
    '  if: ${{ !cancelled() }}',
    '  env:',
    `    HEADING: ${quoted(`${step.heading}: ${deployment.name}`)}`,
    `    FOOTER: ${quoted(step.footer)}`,
    `    RUN: \${{ github.server_url }}/${github.repository}/actions/runs/\${{ github.run_id }}`,
    ...(job.comments
      ? [
          `    MARK: ${quoted(mark)}`,
          '    PULL_REQUEST: ${{ github.event.pull_request.number }}',
          '    COMMIT: ${{ github.event.pull_request.head.sha || github.sha }}',
          '    GITHUB_TOKEN: ${{ github.token }}',
        ]
      : ['    COMMIT: ${{ github.sha }}']),
    '  shell: bash',
    '  run: |',
    ...indented(4, [
      `if [ ! -s ${step.file} ]; then printf 'There is none: the log of this run says why.\\n' > ${step.file}; fi`,
      `{ printf '### %s\\n\\n' "$HEADING"; cat ${step.file}; printf '\\nCommit %s, [run](%s). %s\\n' "$COMMIT" "$RUN" "$FOOTER"; } > report.md`,
      'cat report.md >> "$GITHUB_STEP_SUMMARY"',
      ...(job.comments ? comment : []),
    ]),
  ];
}

function stepId(title: string): string {
  return title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
}

/** A YAML string: JSON is YAML. */
function quoted(text: string): string {
  return /^[A-Za-z][A-Za-z0-9 _-]*$/.test(text) ? text : JSON.stringify(text);
}

function indented(by: number, lines: readonly string[]): string[] {
  return lines.map((line) => (line === '' ? '' : ' '.repeat(by) + line));
}
