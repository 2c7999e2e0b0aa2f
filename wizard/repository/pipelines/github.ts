/**
 * The workflow of GitHub Actions. What protects is said by the clouds (subject, branch, repository), by the rule of the
 * environment and by the commands that the jobs call; an `if:` here only spares a run that would be refused anyway, since
 * whoever may write a branch may write another workflow. See docs/decisions/0008-main-plans-and-nobody-else.md.
 */
import type { Deployment } from '../../../deployment/schema.js';
import { mainBranch } from '../../../domain/pipeline-subjects.js';
import { onlyChecks, type GithubSettings } from '../../../deployment/pipeline-of.js';
import { githubJob } from '../../clouds/job-hosts/github.js';
import { applyJob, artifact, checkJob, mainPlanJob, pullRequestPlanJob, reportJob } from './github-jobs.js';
import { githubSteps } from './next-steps.js';
import {
  indented,
  mapping,
  packageVariables,
  quoted,
  type FilesRequest,
  type PackagePin,
  type PipelineFile,
} from './parts.js';
import { aboutFile, checksOnlyStep, laptopAlone, laptopApplies, type PipelineOn } from './pipeline-on.js';
import { assertSomebodyElse } from './second-person.js';
import { versions } from './versions.js';

/** Where GitHub looks for it. */
export const githubWorkflowPath = '.github/workflows/desktops.yml';

export const github: PipelineOn<'github'> = {
  others: { at: '.github/workflows', reader: async () => (await import('./github-triggers.js')).tokensOfOthers },
  files: githubFiles,
  steps: (deployment, github) =>
    onlyChecks(github) ? [checksOnlyStep('pull request')] : githubSteps(deployment, github),
  protection: ({ environment, level, ...identities }) =>
    ({
      approved: `Reviewers of the environment ${environment} approve. That no other branch gets there rests in Entra on its branch rule alone: the subject of a job in an environment names no branch. AWS compares the branch besides.`,
      confirmed: `Nobody approves here: this host keeps no reviewers. In Entra the branch rule of the environment ${environment} alone keeps other branches out (AWS compares the branch besides), and that whoever starts the apply had no part in it is looked at by the job itself, whose file lies on ${mainBranch}.`,
      refused: laptopAlone(onlyChecks(identities)),
    })[level],
  bootstrapped: ({ repository, environment, level }) => ({
    signIn: ', `az login` and `gh auth login --scopes repo,workflow`',
    repository,
    remote: `https://github.com/${repository}.git`,
    propose: 'gh pr create --fill',
    proposal: 'pull request',
    apply: {
      approved: `look at the plan of the run of \`main\`, and approve \`${environment}\``,
      confirmed:
        'somebody who had no part in it starts the apply with the digest of the plan (Actions, *Run workflow*)',
      refused: laptopApplies,
    }[level],
    again: '*Re-run all jobs* in the newest run of `main`',
  }),
  job: githubJob,
  secondPerson: {
    counts: (env) => env['GITHUB_EVENT_NAME'] === 'workflow_dispatch',
    assert: async (range, env) => assertSomebodyElse(await range(), env),
  },
};

/** The workflow, one file. */
function githubFiles({ deployment, settings: github, pin }: FilesRequest<GithubSettings>): readonly PipelineFile[] {
  const text = githubWorkflow(deployment, github, pin);
  const about = aboutFile(onlyChecks(github), 'pull request');
  return [{ path: githubWorkflowPath, about, text }];
}

/** The workflow as YAML. */
export function githubWorkflow(deployment: Deployment, github: GithubSettings, pin: PackagePin): string {
  const place = { deployment, github };
  const confirmed = github.level === 'confirmed';
  const checksOnly = onlyChecks(github);
  const jobs = checksOnly
    ? [checkJob()]
    : [
        checkJob(artifact),
        ...(github.pullRequests === 'plan' ? [pullRequestPlanJob(place)] : []),
        mainPlanJob(place),
        ...(github.level === 'refused' ? [] : [applyJob(place)]),
        reportJob(place),
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
    // What looks each working day looks into both clouds.
    ...(checksOnly ? [] : ['  schedule:', '    - cron: "23 5 * * 1-5"']),
    '',
    '# Each job says what it may do; nothing is given to all.',
    'permissions: {}',
    '',
    'env:',
    `  NODE_VERSION: ${versions.node}`,
    '  # What every job runs, whatever the lock file of the repository says. entra-workspaces init renews both lines.',
    ...indented(2, mapping(packageVariables(pin, '${{ github.workspace }}'))),
    '',
    'jobs:',
    ...jobs.flatMap((job, at) => [...(at > 0 ? [''] : []), ...indented(2, job)]),
    '',
  ].join('\n');
}
