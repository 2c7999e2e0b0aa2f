/** The hosts whose jobs run the commands `pipeline …`, and what is asked of whichever it is. */
import { mainBranch } from '../../../domain/pipeline-subjects.js';
import { Failure, UsageError } from '../../terminal/failure.js';
import type { Commit } from '../commit.js';
import type { JobHost } from '../../clouds/job-hosts/job-host.js';
import { jobHosts } from '../../clouds/job-hosts/index.js';
import { git } from '../../terraform/process.js';

/** The host that runs this, where one does. */
export function jobHost(env: NodeJS.ProcessEnv): JobHost | undefined {
  return jobHosts.find((host) => host.runs(env));
}

/** @throws UsageError outside of a job */
export function jobHostOf(env: NodeJS.ProcessEnv, command: string, instead: string): JobHost {
  const host = jobHost(env);
  if (host !== undefined) return host;
  throw new UsageError(`pipeline ${command} runs in a job: ${jobHosts.map(({ name }) => name).join(', ')}.`, [
    `On a laptop: ${instead}`,
  ]);
}

/**
 * Makes sure that the commit is what the main branch is now: a plan of an older one says what nobody wants any more. Nothing
 * outside of a job.
 * @throws Failure when it moved, or the host cannot be asked
 */
export async function assertMainIsAt({ commit }: Commit, env: NodeJS.ProcessEnv): Promise<void> {
  const tip = await jobHost(env)?.mainIsAt(env, git);
  if (jobHost(env) === undefined || tip === commit) return;
  throw new Failure(`The branch ${mainBranch} has moved: this run is superseded.`, [
    `this run: ${commit}, ${mainBranch} is at: ${tip ?? 'nothing that was said'}`,
    'Nothing is lost: the run of the newest commit plans all of it. Look at that plan and approve that one.',
  ]);
}
