/**
 * The pipeline of GitLab CI/CD. What protects is said by the subject of the tokens, which names the protected environment, and
 * by the environment itself; a rule here only spares a job that would be refused anyway. See
 * docs/decisions/0008-main-plans-and-nobody-else.md. Source of the keywords: https://docs.gitlab.com/ci/yaml.
 */
import { gitlabFile } from '../../../domain/pipeline-files.js';
import { pipelineHosts } from '../../../deployment/pipeline-hosts/index.js';
import { onlyChecks, type SettingsOf } from '../../../deployment/pipeline-of.js';
import type { Deployment } from '../../../deployment/schema.js';
import { audiences, mainBranch, type Identity } from '../../../domain/pipeline-subjects.js';
import { gitlabAwsToken, gitlabFolder, gitlabJob } from '../../clouds/job-hosts/gitlab.js';
import {
  getPackage,
  identityVariables,
  indented,
  packageVariables,
  quoted,
  type FilesRequest,
  type PipelineFile,
} from './parts.js';
import { unapproved } from './gitlab-approval.js';
import { assertSomebodyElseStarts, startedWithoutApproval } from './gitlab-second-person.js';
import { aboutFile, checksOnlyStep, laptopAlone, laptopApplies, type PipelineOn } from './pipeline-on.js';
import { gitlabSteps } from './gitlab-steps.js';
import { versions } from './versions.js';

/** Beside the clone. */
const place = '$CI_PROJECT_DIR.entra-workspaces';
const program = `node "${place}/entra-workspaces/bin/entra-workspaces.cjs"`;

export const gitlab: PipelineOn<'gitlab'> = {
  others: { at: gitlabFile, reader: async () => (await import('./gitlab-includes.js')).includesOfOthers },
  files: gitlabFiles,
  steps: (deployment, settings) =>
    onlyChecks(settings) ? [checksOnlyStep('merge request')] : gitlabSteps(deployment, settings),
  protection: ({ environment, level, ...identities }) =>
    ({
      approved: `Approvers of the protected environment ${environment} approve; the job asks GitLab whether one did, and no cloud compares that.`,
      confirmed: `Nobody approves here: the environment ${environment} asks for no approval. The rule of the branch ${mainBranch} alone keeps others out, and that whoever starts the apply had no part in it is looked at by the job itself, which whoever may merge may rewrite.`,
      refused: laptopAlone(onlyChecks(identities)),
    })[level],
  bootstrapped: ({ url, project, environment, level }) => ({
    signIn: ', `az login` and `glab auth login`',
    repository: project,
    remote: `${url}/${project}.git`,
    propose: 'glab mr create --fill',
    proposal: 'merge request',
    apply: {
      approved: `look at \`summary.md\` of *main-plan*, approve \`${environment}\`, and start *apply*`,
      confirmed: 'somebody who had no part in it looks at `summary.md` of *main-plan* and starts *apply*',
      refused: laptopApplies,
    }[level],
    again: 'run the newest pipeline of `main` again',
    besides: `Once, before the first merge: a token of the project (*Settings, Access tokens*: role Reporter, scope api) in the masked and protected variable \`ENTRA_WORKSPACES_GITLAB_TOKEN\`, with which ${level === 'refused' ? '' : '*apply* asks who approved, and '}the report keeps one issue; and a schedule for the report: \`glab api --method POST 'projects/${encodeURIComponent(project)}/pipeline_schedules' -f description='Each working day' -f ref=${mainBranch} -f cron='23 5 * * 1-5'\`.`,
  }),
  job: gitlabJob,
  secondPerson: {
    counts: startedWithoutApproval,
    assert: async (range, env) => assertSomebodyElseStarts(await range(), env),
    unapproved,
  },
};

/** One file. */
function gitlabFiles(request: FilesRequest<SettingsOf<'gitlab'>>): readonly PipelineFile[] {
  return [
    {
      path: pipelineHosts.gitlab.home,
      about: aboutFile(onlyChecks(request.settings), 'merge request'),
      text: gitlabPipeline(request),
    },
  ];
}

function gitlabPipeline({ deployment, settings, pin }: FilesRequest<SettingsOf<'gitlab'>>): string {
  const checksOnly = onlyChecks(settings);
  const check = job('check', 'check', '15 minutes', [
    'script:',
    `  - ${program} pipeline check --out ${gitlabFolder}/handed`,
    'artifacts:',
    `  paths: [${checksOnly ? '' : `${gitlabFolder}/handed, `}${gitlabFolder}/summary.md]`,
    '  expire_in: 1 week',
  ]);
  const others = (): string[][] => [
    job('main-plan', 'plan', '2 hours', [
      ...onlyFor('push'),
      'needs: [check]',
      ...identityOf('mainPlan', deployment),
      `  - ${program} pipeline plan`,
      'artifacts:',
      `  paths: [${gitlabFolder}/summary.md]`,
      '  expire_in: 1 week',
      '  reports:',
      `    dotenv: ${gitlabFolder}/answer.env`,
    ]),
    ...(settings.level === 'refused'
      ? []
      : [
          job('apply', 'apply', '3 hours', [
            ...onlyFor('push', ['when: manual', 'allow_failure: true']),
            'needs: [check, main-plan]',
            'environment:',
            `  name: ${quoted(settings.environment)}`,
            ...identityOf('apply', deployment),
            // What main-plan answered; a job that is stopped stops the program, not the shell around it.
            `  - exec ${program} pipeline apply "$digest"`,
          ]),
        ]),
    job('report', 'report', '2 hours', [
      ...onlyFor('schedule'),
      'needs: [check]',
      ...identityOf('mainPlan', deployment),
      `  - ${program} pipeline report`,
      'artifacts:',
      `  paths: [${gitlabFolder}/summary.md]`,
      '  expire_in: 1 week',
    ]),
  ];
  const jobs = checksOnly ? [check] : [check, ...others()];
  return [
    'workflow:',
    '  rules:',
    `    - if: $CI_PIPELINE_SOURCE == "merge_request_event" && $CI_MERGE_REQUEST_TARGET_BRANCH_NAME == "${mainBranch}"`,
    `    - if: $CI_PIPELINE_SOURCE == "push" && $CI_COMMIT_BRANCH == "${mainBranch}"`,
    // What looks each working day looks into both clouds.
    ...(checksOnly ? [] : [`    - if: $CI_PIPELINE_SOURCE == "schedule" && $CI_COMMIT_BRANCH == "${mainBranch}"`]),
    '',
    `stages: [${checksOnly ? 'check' : 'check, plan, apply, report'}]`,
    '',
    'variables:',
    '  GIT_DEPTH: "0"',
    "  # Anew for each job: a runner of one's own keeps the folder, and a branch could leave a configuration of git in it.",
    '  GIT_STRATEGY: clone',
    '',
    'default:',
    `  image: ${quoted(versions.image)}`,
    '  # Nothing is kept between jobs: branches could leave something in it.',
    '  cache: []',
    '  interruptible: false',
    '  before_script:',
    '    # What every job runs, whatever the lock file of the repository says: entra-workspaces init renews both lines. They are',
    '    # said here, since variables of a project or a group would beat those of this file.',
    ...indented(4, exported(packageVariables(pin, '$CI_PROJECT_DIR'))),
    '    - unset NODE_OPTIONS NODE_PATH',
    `    - rm -rf "${place}" && mkdir "${place}" && cd "${place}"`,
    ...getPackage('').map((line) => `    - ${quoted(line)}`),
    '    - cd "$CI_PROJECT_DIR"',
    '',
    ...jobs.flatMap((each, at) => [...(at > 0 ? [''] : []), ...each]),
    '',
  ].join('\n');
}

function job(name: string, stage: string, timeout: string, lines: readonly string[]): string[] {
  // A token of a job is good for as long as its timeout: five minutes where none is said.
  return [`${name}:`, ...indented(2, [`stage: ${stage}`, `timeout: ${timeout}`, ...lines])];
}

function onlyFor(source: string, more: readonly string[] = []): string[] {
  return ['rules:', `  - if: $CI_PIPELINE_SOURCE == "${source}"`, ...indented(4, more)];
}

/** Who a job is, and the begin of its script. */
function identityOf(identity: Identity, deployment: Deployment): string[] {
  return [
    'id_tokens:',
    `  ${gitlabAwsToken}:`,
    `    aud: ${audiences.aws}`,
    '  ARM_OIDC_TOKEN:',
    `    aud: ${audiences.entra}`,
    'script:',
    ...indented(
      2,
      exported({
        AWS_ROLE_SESSION_NAME: 'entra-workspaces-$CI_PIPELINE_ID',
        ...identityVariables(identity, deployment),
      }),
    ),
  ];
}

/** Lines of shell that set them, whatever they were before; what GitLab says of the job (`$CI_…`) is filled in. */
function exported(values: Readonly<Record<string, string>>): string[] {
  const word = (text: string): string =>
    text
      .split(/(\$CI_[A-Z_]+)/)
      .map((part, at) => (at % 2 === 1 ? `"${part}"` : part === '' ? '' : `'${quotedInShell(part)}'`))
      .join('');
  return ['- |', ...Object.entries(values).map(([key, value]) => `  export ${key}=${word(value)}`)];
}

/** To stand in single quotes of a shell. */
const quotedInShell = (text: string): string => text.replaceAll("'", `'\\''`);
