/** What a hand-over says is still to be done. */
import type { Deployment } from '../../deployment/schema.js';
import type { Part } from './describe.js';
import type { HandOver } from './hand-over.js';
import type { BootstrapHost } from './hosts/host.js';
import { missingWhereSettled } from './settle.js';
import { partOfState } from './state-place.js';

/** Parts that nobody has done yet, in the order in which they are done. */
export function missingIn(
  handOver: HandOver,
  { state }: Pick<Deployment, 'state'>,
  host: Pick<BootstrapHost, 'settles'>,
): readonly Part[] {
  const { repository, aws, azure, entra } = handOver;
  const inAzure = partOfState(state) === 'azure';
  if (host.settles === true) return missingWhereSettled(handOver, inAzure);
  const letIn = azure !== undefined && JSON.stringify(azure.principals) === JSON.stringify(entra?.principals);
  // What was made for another level is made anew: an identity that applies is there, or is not, in both clouds.
  const applies = repository?.level !== 'refused';
  const madeFor = (clients: { readonly apply?: string | undefined } | undefined): boolean =>
    clients !== undefined && (clients.apply !== undefined) === applies;
  const inAws = madeFor(aws?.roles);
  return [
    ...(repository?.protected === true ? [] : (['repository'] as const)),
    ...(!inAzure && !inAws ? (['aws'] as const) : []),
    ...(madeFor(entra?.clients) ? [] : (['entra'] as const)),
    ...(inAzure && !letIn ? (['azure'] as const) : []),
    ...(inAzure && !inAws ? (['aws'] as const) : []),
  ];
}
