/** The public price list of AWS: no credentials, and nothing of it is shipped (docs/facts/prices.md 1). */
import type { Offer } from '../../domain/cost/offer.js';
import { Addresses } from './addresses.js';
import { CloudError } from './cloud-error.js';

const origin = 'https://pricing.us-east-1.amazonaws.com';

/** Services of which a list is read, as the price list calls them. */
export type OfferCode = 'AmazonWorkSpaces' | 'AmazonStates' | 'AWSLambda' | 'AmazonDynamoDB';

/** A list, or why it could not be read. */
export type ReadOffer = { readonly offer: Offer } | { readonly unknown: string };

interface RegionIndex {
  readonly regions?: Readonly<Record<string, { readonly currentVersionUrl?: string }>>;
}

/**
 * The present list of a service in a Region. It never fails: a price that cannot be fetched is unknown.
 * @param seconds for each of the two files
 */
export async function readOffer(
  env: NodeJS.ProcessEnv,
  code: OfferCode,
  region: string,
  seconds = 20,
): Promise<ReadOffer> {
  const addresses = new Addresses(env);
  const read = async <T>(path: string): Promise<T> => {
    const answer = await addresses.network.fetch(addresses.of(`${origin}${path}`), { seconds });
    if (!answer.ok) throw new CloudError('error', `the price list answered ${answer.status}`);
    return (await answer.json()) as T;
  };
  try {
    const { regions = {} } = await read<RegionIndex>(`/offers/v1.0/aws/${code}/current/region_index.json`);
    const path = regions[region]?.currentVersionUrl;
    if (path === undefined || !path.startsWith('/')) return { unknown: `the price list of ${code} has no ${region}` };
    return { offer: await read<Offer>(path) };
  } catch (error) {
    const why = error instanceof CloudError ? error.message : 'it is no JSON';
    return { unknown: `the price list of ${code} could not be read: ${why}` };
  }
}
