/** What both clouds are told, put together out of what was asked, what an earlier run left and what the deployment will be. */
import { present } from '../../domain/present.js';
import type { Identity } from '../repository/pipelines/tokens/token-host.js';
import type { Bootstrap } from './bootstrap.js';
import type { futureDeployment } from './future.js';
import type { HandOver } from './hand-over.js';
import { settingsIn } from './hosts/index.js';
import { rightsOf, type Making } from './identities.js';
import { asCalledBefore } from './same-repository.js';

/**
 * @param handed What the hand-over of this run says
 * @param future The deployment with all that is known by now
 */
export async function makingOf(
  { context, deployment, file, intended, asked, host }: Bootstrap,
  { mark, repository }: Pick<HandOver, 'mark'> & { readonly repository: NonNullable<HandOver['repository']> },
  future: ReturnType<typeof futureDeployment>,
  identities: readonly Identity[],
): Promise<Making> {
  const issuerSaid = (asked.issuer ?? (intended.repository.issuer === undefined ? asked.url : undefined)) !== undefined;
  const { connections: connectionsBefore } = settingsIn(host, deployment) ?? {};
  return {
    deployment: future.deployment,
    mark,
    identities,
    ...{ host, level: intended.level, environment: intended.environment },
    repository: { ...asCalledBefore(repository, intended.repository), ...present({ connectionsBefore }) },
    rights: await rightsOf(future.input, file, context.env),
    subjects: intended.subjects,
    trusting: true,
    ...{ issuerSaid, signedBefore: issuerSaid ? settingsIn(host, deployment) : undefined },
    repositorySaid: asked.repository !== undefined || asked.subjects.length > 0,
  };
}
