/** Before a pipeline plans: its job must not be able to be the one that applies. */
import { pipelineOf } from '../../deployment/pipeline-of.js';
import type { Deployment } from '../../deployment/schema.js';
import { inPipelineJob } from '../clouds/job-identity.js';
import { opensBeside } from '../clouds/other-identity.js';
import type { CommandContext } from '../command.js';
import { Failure } from '../terminal/failure.js';

/**
 * The proof that the trust is as it was made, by the clouds and the host themselves. Whatever is no clear refusal is no proof.
 * @throws Failure that names what this job opens besides its own, or what could not be asked
 */
export async function refuseTwoIdentities(
  { pipeline, entra }: Deployment,
  { env }: Pick<CommandContext, 'env'>,
): Promise<void> {
  const settings = pipelineOf(pipeline);
  const [roleArn, clientId] = [settings?.aws.apply, settings?.entra.apply];
  if (roleArn === undefined || clientId === undefined || !inPipelineJob(env)) return;
  const connection = pipeline?.azureDevOps?.connections?.apply?.id;
  const { open, unseen } = await opensBeside(env, { roleArn, clientId, tenantId: entra.tenantId, connection });
  if (open.length === 0 && unseen.length > 0) {
    throw new Failure('Whether the job that plans could be the one that applies could not be seen.', [
      ...unseen,
      'Nothing was planned: only a clear refusal shows that its token is not trusted there. Run it again when the cloud answers; an application or a role that is not there is made by entra-workspaces bootstrap, or by the steps of the README.',
    ]);
  }
  if (open.length === 0) return;
  throw new Failure('The job that plans can be the one that applies: nobody would have to approve.', [
    ...open.map((each) => `it must not get ${each}, and it did`),
    'Nothing was planned. Put the trust of the identity that applies right, for its own job alone: entra-workspaces bootstrap, or the steps of the README.',
  ]);
}
