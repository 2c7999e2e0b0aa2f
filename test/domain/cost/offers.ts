import type { Offer } from '../../../domain/cost/offer.js';

/** Prices in the form of the public list; the numbers are made up. */
export type Row = readonly [bundle: string, runningMode: string, unit: string, dollars: string, storage: string];

export const power = { computeType: 'POWER', rootVolumeGib: 175, userVolumeGib: 100 };
const volumes = 'Root:175 GB,User:100 GB';

/** A list of products with an own licence, beside one with a licence of AWS. */
export function offerOf(rows: readonly Row[]): Offer {
  const products = rows.map(([bundle, runningMode, , , storage], at) => {
    const license = 'Bring Your Own License';
    return [`sku${at}`, { attributes: { resourceType: 'Hardware', license, bundle, runningMode, storage } }] as const;
  });
  const terms = rows.map(([, , unit, dollars], at) => {
    const dimension = { unit, pricePerUnit: { USD: dollars } };
    return [`sku${at}`, { term: { priceDimensions: { one: dimension } } }] as const;
  });
  return { products: Object.fromEntries(products), terms: { OnDemand: Object.fromEntries(terms) } };
}

export const workspacesOffer = offerOf([
  ['Power-4', 'AlwaysOn', 'Month', '80', volumes],
  ['Power-4', 'AutoStop', 'Month', '20', volumes],
  ['Power-4', 'AutoStop', 'Hour', '0.70', volumes],
  ['Standard-2', 'AlwaysOn', 'Month', '30', 'Root:80 GB,User:50 GB'],
]);
