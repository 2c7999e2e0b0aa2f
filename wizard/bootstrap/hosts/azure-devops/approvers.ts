/**
 * People and groups as Azure DevOps knows them. Source:
 * https://learn.microsoft.com/en-us/rest/api/azure/devops/ims/identities/read-identities.
 */
import type { AzureDevOpsApi } from '../../../clouds/azure-devops.js';
import { Failure } from '../../../terminal/failure.js';

/** Somebody who approves, and owns code. */
export interface Approver {
  readonly id: string;
  /** As it was typed. */
  readonly name: string;
  readonly group: boolean;
}

interface IdentityAnswer {
  readonly id: string;
  readonly providerDisplayName?: string;
  readonly isActive?: boolean;
  readonly isContainer?: boolean;
  readonly properties?: {
    readonly Account?: { readonly $value?: string };
    readonly Mail?: { readonly $value?: string };
  };
}

/** Those whom ids stand for, by the names that they are found by; one that is gone is left out. */
export async function approversNumbered(api: AzureDevOpsApi, ids: readonly string[]): Promise<readonly Approver[]> {
  if (ids.length === 0) return [];
  const query = `identityIds=${ids.join(',')}&queryMembership=None`;
  const all = await api.list<IdentityAnswer | null>(`_apis/identities?${query}`, { host: 'vssps.dev.azure.com' });
  return all.flatMap((each) => {
    if (each === null) return [];
    const { id, providerDisplayName, properties, isContainer } = each;
    const group = isContainer === true;
    const account = group ? undefined : (properties?.Account?.$value ?? properties?.Mail?.$value);
    return [{ id, name: account ?? providerDisplayName ?? id, group }];
  });
}

/** The person or group that a name stands for. @throws Failure when the organization knows none, or several */
export async function approverNamed(api: AzureDevOpsApi, name: string): Promise<Approver> {
  const query = `searchFilter=General&filterValue=${encodeURIComponent(name)}&queryMembership=None`;
  const all = await api.list<IdentityAnswer>(`_apis/identities?${query}`, { host: 'vssps.dev.azure.com' });
  const active = all.filter(({ isActive }) => isActive !== false);
  // The search may find more than it was asked for: the whole name counts.
  const exact = active.filter(({ providerDisplayName, properties }) =>
    [providerDisplayName, properties?.Account?.$value, properties?.Mail?.$value].some(
      (each) => each?.toLowerCase() === name.toLowerCase(),
    ),
  );
  const [found, second] = exact.length > 0 ? exact : active;
  if (found !== undefined && second === undefined) return { id: found.id, name, group: found.isContainer === true };
  throw new Failure(
    found === undefined
      ? 'Azure DevOps knows nobody of this name who could approve.'
      : 'Azure DevOps knows several of this name.',
    [
      `--reviewer must be the address of a person, or a group such as [PROJECT]\\Contributors, got: ${name}`,
      ...(found === undefined
        ? []
        : [found, second!].map(({ providerDisplayName, id }) => `${providerDisplayName ?? ''}: ${id}`)),
    ],
  );
}
