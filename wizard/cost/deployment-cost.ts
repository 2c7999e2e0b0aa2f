/** What the desktops of a deployment cost a month, from the price list of today. */
import { counted } from '../../domain/counted.js';
import type { RunningMode } from '../../domain/bundle-options.js';
import { desktopPrice, type DesktopPrice } from '../../domain/cost/desktop-price.js';
import { estimate, estimateInWords, inDollars, type PricedGroup } from '../../domain/cost/estimate.js';
import type { Deployment, Site } from '../../deployment/schema.js';
import { readOffer, type ReadOffer } from '../clouds/price-list.js';

/** Lines for people: one for each Region with a list, one for each fleet, whose size a plan does not know. */
export async function costInWords(deployment: Deployment, env: NodeJS.ProcessEnv, seconds = 5): Promise<string[]> {
  const regions = [...new Set(deployment.sites.map(({ region }) => region))].sort();
  const lines = await Promise.all(
    regions.map(async (region) => {
      const read = await readOffer(env, 'AmazonWorkSpaces', region, seconds);
      const sites = deployment.sites.filter((site) => site.region === region);
      return [...listsOf(region, sites, read), ...fleetsOf(sites, read)];
    }),
  );
  return lines.flat();
}

function listsOf(region: string, sites: readonly Site[], read: ReadOffer): string[] {
  const groups = sites.flatMap((site) =>
    site.desktops.users.map((user): PricedGroup => {
      const price = priceOf(site, user.bundle ?? site.desktops.bundle, read);
      return { count: 1, runningMode: user.runningMode ?? site.desktops.runningMode, price };
    }),
  );
  if (groups.length === 0) return [];
  if ('unknown' in read)
    return [`The price of ${counted(groups.length, 'desktop')} a month in ${region} is unknown: ${read.unknown}.`];
  return [`A month in ${region}, by the price list of today: ${estimateInWords(estimate(groups))}`];
}

function fleetsOf(sites: readonly Site[], read: ReadOffer): string[] {
  return sites
    .filter(({ desktops }) => desktops.fleet !== undefined)
    .map((site) => {
      const price = priceOf(site, site.desktops.bundle, read);
      if ('unknown' in read)
        return `The price of a desktop of the fleet of ${site.key} a month is unknown: ${read.unknown}.`;
      return `Each desktop of the fleet of ${site.key}, a month: ${eachInWords(site.desktops.runningMode, price)}. With fewer than 50 in the Region, count on the price of 50: what AWS asks for with an own licence is the floor.`;
    });
}

/** The price of one desktop in its running mode, in words. */
export function eachInWords(mode: RunningMode, price: DesktopPrice): string {
  if (mode === 'ALWAYS_ON') return inDollars(price.alwaysOnMonth);
  const { autoStopMonth, autoStopHour, breakEvenHours } = price;
  if (autoStopMonth === undefined || autoStopHour === undefined) return 'unknown';
  const turn = breakEvenHours === undefined ? '' : `; from ${counted(breakEvenHours, 'hour')} on AlwaysOn is cheaper`;
  return `${inDollars(autoStopMonth)} and ${inDollars(autoStopHour)} an hour${turn}`;
}

/** Only what the file says of a bundle is known without asking AWS. */
function priceOf(site: Site, bundle: string, read: ReadOffer): DesktopPrice {
  const made = site.bundles[bundle];
  if ('unknown' in read || made === undefined || !('fromImage' in made)) return {};
  return desktopPrice(read.offer, made.fromImage);
}
