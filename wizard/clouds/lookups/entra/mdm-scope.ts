import { deploymentLookup } from '../../lookup.js';

/** Id of Intune's policy: that of its application. [Not confirmed by a page: a wrong id ends in "not found".] */
const intunePolicy = '0000000a-0000-0000-c000-000000000000';

/** Who enrols into Intune by joining Entra. Graph tells it to people alone, never to an application. */
export const mdmScope = deploymentLookup({
  id: 'mdm-scope',
  what: 'the MDM user scope',
  needs: {
    graph: ['Policy.Read.All'],
    delegatedOnly: true,
    notByAzureCli: true,
    byHand: 'entra.microsoft.com, Mobility (MDM and WIP), Microsoft Intune: MDM user scope, All',
  },
  seconds: 10,
  async look({ graph }, _at: void) {
    const path = `policies/mobileDeviceManagementPolicies/${intunePolicy}`;
    const { appliesTo } = await graph.get<{ appliesTo: 'none' | 'all' | 'selected' }>(path, { version: 'beta' });
    const groups =
      appliesTo === 'selected' ? await graph.list<{ id: string }>(`${path}/includedGroups`, { version: 'beta' }) : [];
    return { appliesTo, groupIds: groups.map(({ id }) => id) };
  },
});
