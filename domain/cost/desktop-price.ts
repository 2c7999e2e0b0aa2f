import { present } from '../present.js';
import { pricesIn, type Offer, type Price } from './offer.js';

/** What a desktop is, as far as its price depends on it. */
export interface PricedDesktop {
  /** As the API calls it: `POWERPRO`. */
  readonly computeType: string;
  readonly rootVolumeGib: number;
  readonly userVolumeGib: number;
}

/** What a desktop with an own licence costs, in dollars. What the list does not tell is undefined. */
export interface DesktopPrice {
  readonly alwaysOnMonth?: number;
  /** Of a desktop in AutoStop, used or not. */
  readonly autoStopMonth?: number;
  readonly autoStopHour?: number;
  /** Hours a month from which AlwaysOn is cheaper. */
  readonly breakEvenHours?: number;
}

/** `POWERPRO` and `PowerPro-8`, `GRAPHICS_G4DN` and `Graphics.g4dn`: the list writes sizes in its own way. */
const sizeKey = (text: string): string =>
  text
    .replace(/-\d+$/, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '');

/** Whether this is a desktop with an own licence: of no other is the price asked for. */
export const isOwnLicence = ({ resourceType, license }: Readonly<Record<string, string>>): boolean =>
  resourceType === 'Hardware' && license === 'Bring Your Own License';

/**
 * The price of a desktop at exactly these volumes; the nearest size is never taken for it. An hour of use may be listed
 * without volumes (docs/facts/prices.md 2): then it holds for all.
 */
export function desktopPrice(offer: Offer, desktop: PricedDesktop): DesktopPrice {
  const ofSize = pricesIn(
    offer,
    (attributes) => isOwnLicence(attributes) && sizeKey(attributes['bundle'] ?? '') === sizeKey(desktop.computeType),
  );
  const exact = ofSize.filter(({ attributes }) => hasVolumes(attributes, desktop));
  const withoutVolumes = ofSize.filter(({ attributes }) => namesNoVolumes(attributes));
  const alwaysOnMonth = only(exact, 'AlwaysOn', /month/i);
  const autoStopMonth = only(exact, 'AutoStop', /month/i);
  const hour = /^h/i;
  const autoStopHour = only(exact, 'AutoStop', hour) ?? only(withoutVolumes, 'AutoStop', hour);
  const breakEvenHours = breakEven(alwaysOnMonth, autoStopMonth, autoStopHour);
  return present({ alwaysOnMonth, autoStopMonth, autoStopHour, breakEvenHours });
}

/** Two prices for the same thing are no price: which of them is meant is not known. */
function only(prices: readonly Price[], mode: string, unit: RegExp): number | undefined {
  const found = new Set(
    prices
      .filter((each) => each.attributes['runningMode'] === mode && unit.test(each.unit))
      .map(({ dollars }) => dollars),
  );
  return found.size === 1 ? [...found][0] : undefined;
}

function hasVolumes(attributes: Readonly<Record<string, string>>, desktop: PricedDesktop): boolean {
  const { storage = '', rootvolume, uservolume } = attributes;
  const [, root = rootvolume, user = uservolume] = /Root:\s*(\d+)[^,]*,\s*User:\s*(\d+)/i.exec(storage) ?? [];
  return (
    Number.parseInt(root ?? '', 10) === desktop.rootVolumeGib &&
    Number.parseInt(user ?? '', 10) === desktop.userVolumeGib
  );
}

const namesNoVolumes = ({ storage, rootvolume, uservolume }: Readonly<Record<string, string>>): boolean =>
  !/\d/.test(`${storage ?? ''}${rootvolume ?? ''}${uservolume ?? ''}`);

function breakEven(
  always: number | undefined,
  month: number | undefined,
  hour: number | undefined,
): number | undefined {
  if (always === undefined || month === undefined || hour === undefined || hour <= 0) return undefined;
  return Math.max(0, Math.ceil((always - month) / hour));
}
