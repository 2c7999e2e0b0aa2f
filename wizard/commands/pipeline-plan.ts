import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readDeployment } from '../../deployment/load.js';
import { mainBranch } from '../../domain/pipeline-subjects.js';
import type { JobHost } from '../clouds/job-hosts/job-host.js';
import type { CommandContext } from '../command.js';
import { jobHostOf } from '../repository/pipelines/job-hosts.js';
import { usePinnedTerraform } from '../repository/pipelines/terraform-pin.js';
import { appliedLast } from './applied-last.js';
import { refuseTwoIdentities, refuseUnnamedIdentity } from './one-identity.js';
import { valuesFor } from './option-values.js';
import { deploymentFile } from './places.js';
import * as plan from './plan.js';
import type { Run } from './table.js';

/** One terraform at a time works on a state; the next one waits for it. */
export const waitForTheState = '-lock-timeout=30m';

/** `pipeline plan`: what is on main, marked, kept beside the state; or a pull request, of which nothing is kept. */
export const run: Run<'pipeline plan'> = async (options, _args, context) => {
  const host = jobHostOf(context.env, 'plan', 'entra-workspaces plan');
  const { deployment, pullRequest } = options;
  const read = readDeployment(deploymentFile(options, context)).deployment;
  refuseUnnamedIdentity(read);
  await refuseTwoIdentities(read, context);
  await usePinnedTerraform(context.env, host.scratch(context.env));
  const folder = await mkdtemp(join(tmpdir(), 'entra-workspaces-plan-'));
  const markdown = join(folder, 'summary.md');
  try {
    const values = valuesFor('plan', {
      deployment,
      store: !pullRequest,
      since: appliedLast,
      synthesized: host.handed(context.env),
      markdown,
    });
    // The identity of a pull request reads: it takes no lock. In Azure a lock is a lease, and whoever may take one may replace
    // the state: no job that plans may. A plan of a state that an apply changes meanwhile is stale, and refused.
    const reads = pullRequest || 'azurerm' in read.state;
    return await plan.run(values, [reads ? '-lock=false' : waitForTheState], context);
  } finally {
    const summary = await readFile(markdown, 'utf8').catch(() => undefined);
    if (summary !== undefined) await host.summarize(summary, context);
    if (pullRequest) await commented(host, read.name, summary, context);
    await rm(folder, { recursive: true, force: true });
  }
};

/** The summary on the pull request itself. It is a convenience: the summary of the run says the same, so nothing fails without. */
async function commented(
  host: JobHost,
  name: string,
  summary: string | undefined,
  { env, terminal }: CommandContext,
): Promise<void> {
  const address = host.address(env);
  const lines = [
    `**Plan of this pull request (${name}). It is not what is applied**: \`${mainBranch}\` is planned anew after the merge.`,
    ...(address === undefined ? [] : [`By ${address}`]),
    summary ?? 'It could not be planned: the log of that run says why.',
  ];
  await host.comment?.(lines.join('\n\n'), name, env).catch((error: Error) => {
    terminal.warn(`The plan stands in the summary of the run, not on the pull request. ${error.message}`);
  });
}
