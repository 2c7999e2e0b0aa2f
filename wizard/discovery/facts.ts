/** Everything that discovery looks at, side by side, in three rounds: who is there, where things are, what is there. */
import { present } from '../../domain/present.js';
import { awsRegions, supportsEntraDirectories } from '../../domain/regions.js';
import { partitionOf } from '../../domain/partitions.js';
import { lookups } from '../clouds/lookups/index.js';
import { see, type Clouds, type SeenBy } from '../clouds/lookup.js';
import type { Seen } from '../clouds/lookup.js';
import type { FoundInstance } from '../clouds/lookups/identity-center/identity-center-instances.js';
import type { SeenInstance } from './discovered.js';
import { allSeen, joined, type Unknown } from './together.js';

type What<L extends keyof typeof lookups> = Seen<SeenBy<(typeof lookups)[L]>>;
/** By Region. */
type Regional<L extends keyof typeof lookups> = ReadonlyMap<string, What<L>>;

/** What was seen of both clouds. */
export interface DiscoveryFacts {
  readonly account: What<'account'>;
  readonly enabledRegions: What<'enabledRegions'>;
  readonly instances: Seen<readonly SeenInstance[]>;
  readonly byol: Regional<'byol'>;
  /** Only of Regions with BYOL. */
  readonly images: Regional<'images'>;
  readonly bundles: Regional<'bundles'>;
  readonly networks: Regional<'networks'>;
  readonly quotas: Regional<'quotas'>;
  readonly serviceRole: What<'serviceRole'>;
  readonly person: What<'person'>;
  readonly tenant: What<'tenant'>;
  readonly licences: What<'licences'>;
  readonly galleryApps: What<'galleryApps'>;
  readonly appManagementPolicy: What<'appManagementPolicy'>;
  readonly autopilotProfiles: What<'autopilotProfiles'>;
}

/** Looks at both clouds. Never throws, never writes. */
export async function lookAround(clouds: Clouds): Promise<DiscoveryFacts> {
  const [aws, entra] = await Promise.all([lookAtAws(clouds), lookAtEntra(clouds)]);
  return { ...aws, ...entra };
}

type OfEntra = 'person' | 'tenant' | 'licences' | 'galleryApps' | 'appManagementPolicy' | 'autopilotProfiles';

async function lookAtAws(clouds: Clouds): Promise<Omit<DiscoveryFacts, OfEntra>> {
  const account = await see(lookups.account, clouds, undefined);
  if (!('seen' in account)) return nothingOfAws(account);
  const [enabledRegions, serviceRole] = await Promise.all([
    see(lookups.enabledRegions, clouds, undefined),
    see(lookups.serviceRole, clouds, undefined),
  ]);
  const home = await clouds.aws.homeRegion();
  // Without the list every Region is asked: one that is not enabled answers with an error.
  const regions = 'seen' in enabledRegions ? enabledRegions.seen : awsRegions.filter(inPartitionOf(home));
  const possible = regions.filter(supportsEntraDirectories);
  const inEach = async <T>(names: readonly string[], look: (region: string) => Promise<T>): Promise<Map<string, T>> =>
    new Map(await Promise.all(names.map(async (region) => [region, await look(region)] as const)));

  const [instances, byol] = await Promise.all([
    lookForInstances(clouds, regions, home),
    inEach(possible, (region) => see(lookups.byol, clouds, { region })),
  ]);
  const licensed = possible.filter((region) => {
    const look = byol.get(region);
    return look !== undefined && 'seen' in look && look.seen.enabled;
  });
  const [images, bundles, networks, quotas] = await Promise.all([
    inEach(licensed, (region) => see(lookups.images, clouds, { region })),
    inEach(licensed, (region) => see(lookups.bundles, clouds, { region })),
    inEach(licensed, (region) => see(lookups.networks, clouds, { region })),
    inEach(licensed, (region) => see(lookups.quotas, clouds, { region })),
  ]);
  return { account, enabledRegions, instances, byol, images, bundles, networks, quotas, serviceRole };
}

const inPartitionOf = (home: string) => (region: string) => partitionOf(region) === partitionOf(home);

/** Nobody is signed in, or nothing is reachable: one look told, the others need not wait for the same. */
function nothingOfAws(account: Unknown<unknown>): Omit<DiscoveryFacts, OfEntra> {
  const none = new Map<string, never>();
  return {
    account,
    enabledRegions: account,
    instances: account,
    byol: none,
    images: none,
    bundles: none,
    networks: none,
    quotas: none,
    serviceRole: account,
  };
}

async function lookForInstances(
  clouds: Clouds,
  regions: readonly string[],
  home: string,
): Promise<Seen<readonly SeenInstance[]>> {
  const found = await instancesSeen(clouds, regions, home);
  if (!('seen' in found)) return found;
  const arns = [...new Set(found.seen.map(({ arn }) => arn))];
  const instances = await Promise.all(
    arns.map(async (arn) => {
      const places = found.seen.filter((each) => each.arn === arn);
      const [first] = places;
      if (!first) return undefined;
      const region = places.length > 1 ? await primaryRegionOf(clouds, arn, first.region) : first.region;
      const fed = await see(lookups.syncedUsers, clouds, {
        identityStoreId: first.identityStoreId,
        region,
        limit: 100,
      });
      return {
        arn,
        identityStoreId: first.identityStoreId,
        region,
        ...present({ kind: first.kind, name: first.name }),
        ...('seen' in fed ? { fedByScim: fed.seen.some(({ externalId }) => externalId !== undefined) } : {}),
      };
    }),
  );
  return { seen: instances.filter((each) => each !== undefined) };
}

/** By one call where AWS answers it for all Regions; else each Region is asked. */
async function instancesSeen(
  clouds: Clouds,
  regions: readonly string[],
  home: string,
): Promise<Seen<readonly FoundInstance[]>> {
  const everywhere = await see(lookups.identityCenterEverywhere, clouds, { region: home });
  if ('seen' in everywhere && everywhere.seen.whole) return { seen: everywhere.seen.instances };
  return joined(await Promise.all(regions.map((region) => see(lookups.identityCenterInstances, clouds, { region }))));
}

/** A replicated instance answers in several Regions; it is managed in one. */
async function primaryRegionOf(clouds: Clouds, instanceArn: string, region: string): Promise<string> {
  const look = await see(lookups.identityCenterInstance, clouds, { instanceArn, region });
  return allSeen([look])[0]?.primaryRegion ?? region;
}

async function lookAtEntra(clouds: Clouds): Promise<Pick<DiscoveryFacts, OfEntra>> {
  const person = await see(lookups.person, clouds, undefined);
  if (!('seen' in person)) {
    return {
      person,
      tenant: person,
      licences: person,
      galleryApps: person,
      appManagementPolicy: person,
      autopilotProfiles: person,
    };
  }
  const [tenant, licences, galleryApps, appManagementPolicy, autopilotProfiles] = await Promise.all([
    see(lookups.tenant, clouds, undefined),
    see(lookups.licences, clouds, undefined),
    see(lookups.galleryApps, clouds, undefined),
    see(lookups.appManagementPolicy, clouds, undefined),
    see(lookups.autopilotProfiles, clouds, undefined),
  ]);
  return { person, tenant, licences, galleryApps, appManagementPolicy, autopilotProfiles };
}
