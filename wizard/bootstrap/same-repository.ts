/** Whether a repository is still the one that the deployment names, where the deployment keeps its number. */
import { present } from '../../domain/present.js';
import { Failure } from '../terminal/failure.js';
import type { Hosted, HostWords } from './hosts/host.js';
import type { RepositoryRef } from '../repository/pipelines/tokens/token-host.js';

/**
 * What the subjects of a repository began with until it was renamed: by its number, where the deployment has that.
 * @throws Failure where another one has the name that the deployment names
 */
export function prefixBefore(
  known: Pick<RepositoryRef, 'name' | 'prefix' | 'url'> & { readonly id?: string },
  found: Pick<Hosted, 'name' | 'id' | 'url'>,
  { host, repository }: Pick<HostWords, 'host' | 'repository'>,
): string | undefined {
  if (known.id === undefined || known.url !== found.url) return undefined;
  if (known.id === found.id) return known.name === found.name ? undefined : known.prefix;
  if (known.name.toLowerCase() !== found.name.toLowerCase()) return undefined;
  throw new Failure(`${found.name} is another ${repository} than the one that this deployment was set up for.`, [
    `its number must be ${known.id}, got: ${found.id}`,
    `Somebody made it anew on ${host} under the name. Where no cloud compares the number (a host of somebody's own) its jobs are taken for those of the former one. Find out who did so.`,
    `If it is meant: take \`projectId\` out of the deployment, and run bootstrap again. If not: take the trust away in both clouds, and name another ${repository}.`,
  ]);
}

/** A repository as the clouds have to know it, with what it was called before: no hand-over carries that. */
export const asCalledBefore = <R extends object>(
  made: R,
  { formerly }: Pick<RepositoryRef, 'formerly'>,
): R & Pick<RepositoryRef, 'formerly'> => ({ ...made, ...present({ formerly }) });
