/** A list of AWS's public price list, of one service in one Region (docs/facts/prices.md 1). */
export interface Offer {
  readonly products?: Readonly<Record<string, { readonly attributes?: Readonly<Record<string, string>> }>>;
  readonly terms?: { readonly OnDemand?: Readonly<Record<string, Readonly<Record<string, OfferTerm>>>> };
}

interface OfferTerm {
  readonly priceDimensions?: Readonly<Record<string, PriceDimension>>;
}

interface PriceDimension {
  readonly unit?: string;
  readonly beginRange?: string;
  readonly pricePerUnit?: Readonly<Record<string, string>>;
}

/** What one unit costs. */
export interface Price {
  readonly attributes: Readonly<Record<string, string>>;
  readonly unit: string;
  /** Dollars. */
  readonly dollars: number;
}

/** Prices of the products that fit, on demand; one that the list gives no price for is left out, and never 0. */
export function pricesIn(offer: Offer, fits: (attributes: Readonly<Record<string, string>>) => boolean): Price[] {
  return Object.entries(offer.products ?? {}).flatMap(([sku, { attributes = {} }]) => {
    if (!fits(attributes)) return [];
    return Object.values(offer.terms?.OnDemand?.[sku] ?? {})
      .flatMap(({ priceDimensions = {} }) => Object.values(priceDimensions))
      .flatMap(({ unit, pricePerUnit }) => {
        const dollars = Number(pricePerUnit?.['USD'] ?? Number.NaN);
        return unit === undefined || !Number.isFinite(dollars) ? [] : [{ attributes, unit, dollars }];
      });
  });
}
