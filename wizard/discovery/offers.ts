/** What was seen, as the questions take it: only what can be chosen, and ways to search while a person types. */
import { present } from '../../domain/present.js';
import { lookups } from '../clouds/lookups/index.js';
import { see, type Clouds } from '../clouds/lookup.js';
import type { Discovered, Search, SeenByol } from './discovered.js';
import type { DiscoveryFacts } from './facts.js';
import { allSeen, firstUnknown, joined, mapped } from './together.js';

/** From facts to offers. */
export function offersFrom(facts: DiscoveryFacts, clouds: Clouds): Discovered {
  const { account, tenant, person } = facts;
  const inEntra = 'seen' in person;
  return {
    account,
    enabledRegions: facts.enabledRegions,
    instances: facts.instances,
    byol: byolOf(facts),
    images: mapped(joined([...facts.images.values()]), (images) => images.filter(({ state }) => state === 'AVAILABLE')),
    bundles: mapped(joined([...facts.bundles.values()]), (bundles) =>
      bundles
        .filter(({ state }) => state === 'AVAILABLE')
        .map(({ computeType, ...rest }) => ({ ...rest, ...present({ computeType }) })),
    ),
    networks: joined([...facts.networks.values()]),
    serviceRole: mapped(facts.serviceRole, (role) => role !== undefined),
    tenant:
      'seen' in tenant || !inEntra
        ? tenant
        : // The token names the tenant even where its name may not be read.
          { seen: { id: person.seen.tenantId, displayName: '', defaultDomain: '', verifiedDomains: [] } },
    person,
    galleryApps: facts.galleryApps,
    autopilotProfiles: facts.autopilotProfiles,
    ...(inEntra ? { searchGroups: groupSearch(clouds), searchUsers: userSearch(clouds) } : {}),
  };
}

function byolOf({ byol, account }: DiscoveryFacts): Discovered['byol'] {
  if (!('seen' in account)) return account;
  const looks = [...byol.values()];
  const seen: SeenByol[] = allSeen(looks).map(({ region, enabled, managementCidr }) => ({
    region,
    enabled,
    ...present({ managementCidr }),
  }));
  const unknown = firstUnknown(looks);
  return unknown && !seen.some(({ enabled }) => enabled) ? unknown : { seen };
}

const groupSearch =
  (clouds: Clouds): NonNullable<Discovered['searchGroups']> =>
  async (term, signal) =>
    allSeen([await see(lookups.groupSearch, bounded(clouds, signal), { term })]).flat();

const userSearch =
  (clouds: Clouds): Search<{ readonly upn: string; readonly displayName: string }> =>
  async (term, signal) =>
    allSeen([await see(lookups.userSearch, bounded(clouds, signal), { term })]).flat();

/** A search ends with the next key. */
function bounded(clouds: Clouds, signal: AbortSignal): Clouds {
  return { ...clouds, graph: clouds.graph.within(signal) };
}
