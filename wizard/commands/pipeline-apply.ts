import { readDeployment } from '../../deployment/load.js';
import { jobHostOf } from '../repository/pipelines/job-hosts.js';
import { usePinnedTerraform } from '../repository/pipelines/terraform-pin.js';
import * as apply from './apply.js';
import { refuseUnnamedIdentity } from './one-identity.js';
import { valuesFor } from './option-values.js';
import { deploymentFile } from './places.js';
import { waitForTheState } from './pipeline-plan.js';
import type { Run } from './table.js';

/** `pipeline apply DIGEST`: exactly the plan that somebody looked at; where it fails, how it goes on. */
export const run: Run<'pipeline apply'> = async (options, [digest], context) => {
  const { env, terminal } = context;
  const host = jobHostOf(env, 'apply', 'entra-workspaces apply');
  // A host that starts the job by hand starts it after a plan without changes, too.
  if (digest === '' && env['changes'] === 'false') {
    terminal.good('The plan has no changes: there is nothing to apply.');
    return 0;
  }
  refuseUnnamedIdentity(readDeployment(deploymentFile(options, context)).deployment);
  await usePinnedTerraform(env, host.scratch(env));
  try {
    const values = {
      deployment: options.deployment,
      stored: digest,
      synthesized: host.handed(env),
      skipPreflight: true,
    };
    return await apply.run(valuesFor('apply', values), [waitForTheState], context);
  } catch (error) {
    const said = `The log of this job says what happened. What was done is in the state and nothing of it is lost; PENDING means that it only needs time. To go on: ${host.planAgain}. It plans anew.`;
    await host.summarize(said, context).catch(() => undefined);
    throw error;
  }
};
