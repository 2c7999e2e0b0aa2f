/** Before a pipeline plans: its job is one of the deployment, and must not be able to be the one that applies. */
import { hasIdentities, pipelineOf } from '../../deployment/pipeline-of.js';
import type { Deployment } from '../../deployment/schema.js';
import { inPipelineJob } from '../clouds/job-identity.js';
import { opensBeside } from '../clouds/other-identity.js';
import type { CommandContext } from '../command.js';
import { Failure } from '../terminal/failure.js';

/**
 * A job of a pipeline that only checks is nobody, and none of its jobs plans. What it may be told by the file alone: whoever takes
 * the identities out of it, and leaves the jobs theirs, would have a plan without the proof, the notes and the rules that hold for them.
 * @throws Failure where the deployment names no identity of its pipeline
 */
export function refuseUnnamedIdentity({ name, pipeline }: Pick<Deployment, 'name' | 'pipeline'>): void {
  if (hasIdentities(pipeline)) return;
  throw new Failure(`${name} names no identity of a pipeline, so this job is none of it.`, [
    pipeline === null
      ? 'pipeline: must name the roles and applications of its jobs, got: null'
      : 'pipeline: must name the roles and applications of its jobs, got: a pipeline that only checks',
    'Nothing was planned or applied. Put the identities back into the deployment, as main had them before.',
    'If it is meant, no job may have an identity: entra-workspaces bootstrap, run by a person, takes the trust away and writes the file of the pipeline without these jobs.',
  ]);
}

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
