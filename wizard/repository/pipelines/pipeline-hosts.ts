/** The one table of hosts: what is written for each, what its owner sets, and what its jobs know of it. */
import { pipelineOf, type SettingsOf } from '../../../deployment/pipeline-of.js';
import type { Deployment } from '../../../deployment/schema.js';
import type { HostName } from '../../../domain/pipeline-subjects.js';
import { azureDevOpsFiles, azureDevOpsSteps } from './azure-devops.js';
import { azureJob } from './azure-host.js';
import { githubJob } from './github-host.js';
import { githubFiles } from './github.js';
import { gitlabJob } from './gitlab-host.js';
import { assertSomebodyElseStarts, startedWithoutApproval } from './gitlab-second-person.js';
import { gitlabFiles, gitlabSteps } from './gitlab.js';
import type { JobHost } from './job-host.js';
import { githubSteps } from './next-steps.js';
import type { FilesRequest, PackagePin, PipelineFile } from './parts.js';
import { assertSomebodyElse } from './second-person.js';

interface PipelineHost<Settings> {
  readonly files: (request: FilesRequest<Settings>) => readonly PipelineFile[];
  /** As Markdown, one each. */
  readonly steps: (deployment: Deployment, settings: Settings) => readonly string[];
  readonly job: JobHost;
  /** Where a host may be without reviewers: who starts an apply had no part in it. */
  readonly secondPerson?: SecondPerson;
}

interface SecondPerson {
  /** Whether a person started this job, and nobody else was asked: whatever level the deployment says by now. */
  readonly counts: (env: NodeJS.ProcessEnv) => boolean | Promise<boolean>;
  /** @throws Failure when they had a part in it, or nobody knows */
  readonly assert: (
    range: { readonly commit: string; readonly since?: string | undefined },
    env: NodeJS.ProcessEnv,
  ) => Promise<void>;
}

const hosts: { readonly [Host in HostName]: PipelineHost<SettingsOf<Host>> } = {
  github: {
    files: githubFiles,
    steps: githubSteps,
    job: githubJob,
    secondPerson: { counts: (env) => env['GITHUB_EVENT_NAME'] === 'workflow_dispatch', assert: assertSomebodyElse },
  },
  gitlab: {
    files: gitlabFiles,
    steps: gitlabSteps,
    job: gitlabJob,
    secondPerson: { counts: startedWithoutApproval, assert: assertSomebodyElseStarts },
  },
  azureDevOps: { files: azureDevOpsFiles, steps: azureDevOpsSteps, job: azureJob },
};

/** How the host of this job makes sure of a second person, where it may be without reviewers. */
export const secondPersonOf = (env: NodeJS.ProcessEnv): SecondPerson | undefined =>
  Object.values(hosts as Record<HostName, Pick<PipelineHost<never>, 'job' | 'secondPerson'>>).find(({ job }) =>
    job.runs(env),
  )?.secondPerson;

/** What jobs know of the host that runs them. */
export const jobHosts: readonly JobHost[] = Object.values(hosts).map(({ job }) => job);

/** The files of the pipeline that a deployment asks for; none where a person plans and applies. */
export function pipelineFiles(deployment: Deployment, pin: PackagePin): readonly PipelineFile[] {
  const found = hostOf(deployment);
  return found ? found.host.files({ deployment, settings: found.settings, pin }) : [];
}

/** What a person does so that it runs; nothing without a pipeline. */
export function pipelineSteps(deployment: Deployment): readonly string[] {
  const found = hostOf(deployment);
  return found ? found.host.steps(deployment, found.settings) : [];
}

function hostOf({ pipeline }: Deployment) {
  const name = pipelineOf(pipeline)?.host;
  const settings = name && pipeline?.[name];
  // The table pairs each host with its own settings, which one name cannot tell the compiler.
  return settings && { host: hosts[name] as PipelineHost<typeof settings>, settings };
}
