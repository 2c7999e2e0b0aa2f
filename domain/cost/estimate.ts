import { counted } from '../counted.js';
import { present } from '../present.js';
import type { RunningMode } from '../bundle-options.js';
import type { DesktopPrice } from './desktop-price.js';

/** AWS asks for so many desktops with an own licence in a Region (docs/facts/prices.md 3). */
export const byolFloor = 50;

/** Desktops of the same price. */
export interface PricedGroup {
  readonly count: number;
  readonly runningMode: RunningMode;
  /** Undefined: the price list could not be read. */
  readonly price?: DesktopPrice;
}

/** Dollars a month: with nobody at work, and with everybody so long that another hour costs no more. */
export interface Estimate {
  readonly desktops: number;
  /** Undefined where a price is not known: never 0 for it. */
  readonly least?: number;
  readonly most?: number;
  /** With fewer desktops than AWS asks for: how many are meant, and what they cost at least. */
  readonly floor?: { readonly desktops: number; readonly least?: number };
}

/** What desktops of one Region cost a month, without what is on top of a desktop (applications, traffic, keys). */
export function estimate(groups: readonly PricedGroup[]): Estimate {
  const desktops = groups.reduce((sum, { count }) => sum + count, 0);
  const least = total(groups, leastOf);
  const most = total(groups, mostOf);
  const ofFloor = least === undefined ? undefined : (least / desktops) * byolFloor;
  const isBelow = desktops > 0 && desktops < byolFloor;
  const floor = isBelow ? present({ desktops: byolFloor, least: ofFloor }) : undefined;
  return present({ desktops, least, most, floor });
}

const leastOf = ({ runningMode, price }: PricedGroup): number | undefined =>
  runningMode === 'ALWAYS_ON' ? price?.alwaysOnMonth : price?.autoStopMonth;

/** In AutoStop the dearest sensible month is that of AlwaysOn: above it the mode would be changed. */
const mostOf = ({ price }: PricedGroup): number | undefined => price?.alwaysOnMonth;

function total(groups: readonly PricedGroup[], of: (group: PricedGroup) => number | undefined): number | undefined {
  let sum = 0;
  for (const group of groups) {
    const each = of(group);
    if (each === undefined && group.count > 0) return undefined;
    sum += group.count * (each ?? 0);
  }
  return sum;
}

/** `$1,234` or `unknown`. */
export const inDollars = (value: number | undefined): string =>
  value === undefined
    ? 'unknown'
    : `$${value.toLocaleString('en-US', value < 100 ? { minimumFractionDigits: 2, maximumFractionDigits: 2 } : { maximumFractionDigits: 0 })}`;

const without = 'without tax, traffic and licences of Microsoft';

/** An estimate in a sentence, with its floor named as one. */
export function estimateInWords({ desktops, least, most, floor }: Estimate): string {
  const range =
    least === undefined || most === undefined
      ? 'unknown, the price list could not be read, or does not have them.'
      : least === most
        ? `${inDollars(least)} a month, ${without}.`
        : `${inDollars(least)} (nobody works) to ${inDollars(most)} (all work as much as AlwaysOn pays for) a month, ${without}.`;
  const named =
    floor === undefined
      ? ''
      : ` The floor: AWS asks for ${floor.desktops} desktops with an own licence in a Region${floor.least === undefined ? '' : `, ${inDollars(floor.least)} a month at the least`}.`;
  return `${counted(desktops, 'desktop')}: ${range}${named}`;
}
