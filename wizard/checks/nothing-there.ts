/** A deployment of which nothing is in either cloud: each rule would speak of what the first apply makes. */
import type { Deployment } from '../../deployment/schema.js';
import type { Seen } from '../clouds/lookup.js';
import type { Facts } from './facts.js';

/** Not applied yet, or destroyed. False where one thing is there, and where one could not be seen. */
export async function nothingIsThere({ entra, sites }: Deployment, facts: Facts): Promise<boolean> {
  const made: Promise<Seen<unknown>>[] = [
    ...('create' in entra.enterpriseApp ? [facts.of('app')] : []),
    ...('create' in entra.registrationApp ? [facts.of('registrationApp')] : []),
    ...sites.map((site) => facts.at(site, 'directory')),
  ];
  return (await Promise.all(made)).every((each) => 'seen' in each && each.seen === undefined);
}
