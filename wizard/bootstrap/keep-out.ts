/** What a host that protects nothing any more means for jobs that were trusted. */
import { hasIdentities, pipelineOf } from '../../deployment/pipeline-of.js';
import type { Clouds } from '../clouds/lookup.js';
import { AzureHome } from './azure-home.js';
import type { Bootstrap } from './bootstrap.js';
import type { Part } from './describe.js';
import type { HandOver } from './hand-over.js';
import { homeOf } from './home-of.js';
import { settingsIn } from './hosts/index.js';
import { identitiesAt } from './identities.js';
import { withdraw } from './withdraw.js';

/** The clouds of this run. */
export const ofParts = (
  { aws, graph }: Pick<Clouds, 'aws' | 'graph'>,
  parts: readonly Part[],
): Partial<Pick<Clouds, 'aws' | 'graph'>> => ({
  ...(parts.includes('aws') ? { aws } : {}),
  ...(parts.includes('entra') ? { graph } : {}),
});

/**
 * Nothing trusts a repository whose main branch nobody protects. At the level `refused` it may have been trusted before: a plan
 * of its owner that protects nothing any more. Then both jobs lose what they have, before it is said why. Any other failure takes
 * nothing away: a rule that lacks a part is put back, and a call that was refused says nothing of the branch.
 */
export async function keepOut(
  bootstrap: Bootstrap,
  clouds: Pick<Clouds, 'aws' | 'graph'>,
  handOver: HandOver,
  say: (things: readonly string[]) => void,
): Promise<void> {
  const { deployment, host, context } = bootstrap;
  const { parts, level } = bootstrap.intended;
  const pipeline = pipelineOf(deployment.pipeline);
  const named = settingsIn(host, deployment)?.name.toLowerCase();
  if (level !== 'refused' || pipeline === undefined || named !== bootstrap.hosted?.name.toLowerCase()) return;
  const home = homeOf(bootstrap, deployment);
  const making = {
    ...{ deployment, host, mark: (await home?.knownMark()) ?? handOver.mark, alsoMarks: [handOver.mark] },
    identities: identitiesAt('approved'),
  };
  const left = await withdraw(ofParts(clouds, parts), making, {
    known: { ...pipeline.entra, ...handOver.entra?.clients },
    azure: home instanceof AzureHome ? { arm: home.arm, deployment } : undefined,
    say,
  });
  if (left !== undefined) context.terminal.warn(left);
  if (hasIdentities(deployment.pipeline))
    context.terminal.say(
      'What is left of both jobs: entra-workspaces bootstrap --undo takes it away, and bootstrap makes a pipeline that only checks after it.',
    );
}
