import { json, type CloudResponse } from '../network.js';
import { rule } from '../rules.js';
import { Refused } from './call.js';
import type { Host } from './objects.js';

const general = rule(
  'azure-devops-identities-general',
  'https://learn.microsoft.com/en-us/rest/api/azure/devops/ims/identities/read-identities: searchFilter General, DisplayName, MailAddress, AccountName; that General takes a whole name or mail: guess',
  'People and groups are found by the whole of their account or display name.',
);

/** `GET ORGANIZATION/_apis/identities`. */
export function identitiesNamed(host: Host, method: string, path: string, query: URLSearchParams): CloudResponse {
  if (method !== 'GET' || path !== '_apis/identities') {
    host.unknownCalls.push(`${method} ${path}`);
    throw new Refused(404, 'The resource cannot be found.');
  }
  const ids = query.get('identityIds')?.split(',');
  if (ids === undefined) host.world.rules.leanOn(general);
  if (ids === undefined && query.get('searchFilter') !== 'General')
    throw new Refused(500, 'twin: people are searched by General alone');
  const wanted = (query.get('filterValue') ?? '').toLowerCase();
  const value = [...host.people.values(), ...host.groups]
    .filter(
      ({ id, account, displayName }) =>
        ids?.includes(id) ?? [account, displayName].some((each) => each.toLowerCase() === wanted),
    )
    .map(({ id, account, displayName, group }) => ({
      ...{ id, providerDisplayName: displayName, isActive: true, isContainer: group },
      properties: { Account: { $type: 'System.String', $value: account } },
    }));
  return json(200, { count: value.length, value });
}
