/** The public price list of AWS: no credentials, and nothing of it is shipped (docs/facts/prices.md 1). */
// A list may be larger than memory: a parser that hands out members as they come, and keeps nothing else.
import { JSONParser } from '@streamparser/json';
import { isOfEngine } from '../../domain/cost/engine-cost.js';
import { isOwnLicence } from '../../domain/cost/desktop-price.js';
import type { Offer } from '../../domain/cost/offer.js';
import { Addresses, sandboxVariable } from './addresses.js';
import { CloudError } from './cloud-error.js';
import type { NetworkRequest } from './network.js';

const origin = 'https://pricing.us-east-1.amazonaws.com';

/** Services of which a list is read, as the price list calls them. */
export type OfferCode = 'AmazonWorkSpaces' | 'AmazonStates' | 'AWSLambda' | 'AmazonDynamoDB';

type Product = NonNullable<Offer['products']>[string];
type Attributes = NonNullable<Product['attributes']>;
type Terms = NonNullable<NonNullable<Offer['terms']>['OnDemand']>[string];

/** Of which products somebody asks. */
const isPriced: Readonly<Record<OfferCode, (attributes: Attributes) => boolean>> = {
  AmazonWorkSpaces: isOwnLicence,
  AmazonStates: isOfEngine,
  AWSLambda: isOfEngine,
  AmazonDynamoDB: isOfEngine,
};

/** A list, or why it could not be read. */
export type ReadOffer = { readonly offer: Offer } | { readonly unknown: string };

interface RegionIndex {
  readonly regions?: Readonly<Record<string, { readonly currentVersionUrl?: string }>>;
}

/**
 * The present list of a service in a Region: of what may be asked for alone, since a list may have any size. It never fails: a
 * price that cannot be fetched is unknown.
 * @param seconds for each of the two files
 */
export async function readOffer(
  env: NodeJS.ProcessEnv,
  code: OfferCode,
  region: string,
  seconds = 20,
): Promise<ReadOffer> {
  try {
    const { regions = {} } = JSON.parse(
      (await get(env, `/offers/v1.0/aws/${code}/current/region_index.json`, { seconds })).toString('utf8'),
    ) as RegionIndex;
    const path = regions[region]?.currentVersionUrl;
    if (path === undefined || !path.startsWith('/')) return { unknown: `the price list of ${code} has no ${region}` };
    return { offer: await offerAt(env, path, isPriced[code], seconds) };
  } catch (error) {
    const why = error instanceof CloudError ? error.message : 'it is no JSON';
    return { unknown: `the price list of ${code} could not be read: ${why}` };
  }
}

async function get(env: NodeJS.ProcessEnv, path: string, request: NetworkRequest): Promise<Buffer> {
  const addresses = new Addresses(env);
  const { status, bytes } = await addresses.network.send(addresses.of(`${origin}${path}`), request);
  if (status !== 200)
    throw new CloudError('error', env[sandboxVariable] ? 'a sandbox has none' : `the price list answered ${status}`);
  return bytes;
}

/** Products that fit, with their terms. In the lists of today products come first; terms before them are kept until then. */
async function offerAt(
  env: NodeJS.ProcessEnv,
  path: string,
  fits: (attributes: Attributes) => boolean,
  seconds: number,
): Promise<Offer> {
  let products: Record<string, Product> = {};
  let terms: Record<string, Terms> = {};
  let reader: JSONParser | undefined;
  const sink = (): ((part: Uint8Array) => void) => {
    let hasProducts = false;
    [products, terms] = [{}, {}];
    let kept = 0;
    const parser = new JSONParser({ paths: ['$.products.*', '$.terms.OnDemand.*'], keepStack: false });
    parser.onValue = ({ value, key, stack }) => {
      const sku = String(key);
      if (stack.length > 2) {
        if (hasProducts && !(sku in products)) return;
        mustBeFew((kept += 1));
        terms[sku] = value as unknown as Terms;
        return;
      }
      hasProducts = true;
      const { attributes = {} } = value as unknown as Product;
      if (!fits(attributes)) return;
      mustBeFew((kept += 1));
      products[sku] = { attributes };
    };
    reader = parser;
    return (part) => parser.write(part);
  };
  await get(env, path, { seconds, sink });
  // What ends early is no list either.
  if (!reader?.isEnded) throw new SyntaxError('the list ends early');
  return { products, terms: { OnDemand: terms } };
}

/** A Region has some hundred prices of what is asked for. */
function mustBeFew(kept: number): void {
  if (kept > 20_000) throw new SyntaxError('more prices than any list has');
}
