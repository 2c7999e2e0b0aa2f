import { inDollars } from './estimate.js';
import { pricesIn, type Offer } from './offer.js';

/** Lists of the services that an engine is made of. Undefined: it could not be read. */
export interface EngineOffers {
  readonly states?: Offer;
  readonly lambda?: Offer;
  readonly dynamodb?: Offer;
}

/** How much an engine does. */
export interface EngineLoad {
  readonly people: number;
  /** Between two passes. */
  readonly passMinutes: number;
  /** Between two full comparisons. */
  readonly everyMinutes: number;
}

/** A part of the bill; dollars undefined: not known. */
export interface EngineCost {
  readonly what: string;
  readonly units: number;
  readonly dollars?: number;
}

const monthMinutes = 30 * 24 * 60;
/** Observe, a choice and the end: what a pass goes through that has nothing to do. */
const statesOfPass = 3;
/** Memory of the functions, in GB. */
const memory = 0.5;
/** DescribeWorkspaces gives 25 a call, and the engine makes one a second: docs/facts/fleet.md 1. */
const desktopsASecond = 25;

const groups = {
  transitions: 'SFN-StateTransitions',
  calls: 'AWS-Lambda-Requests',
  seconds: 'AWS-Lambda-Duration',
  reads: 'DDB-ReadUnits',
} as const;

/** Whether this is something that an engine uses. */
export const isOfEngine = ({ group }: Readonly<Record<string, string>>): boolean =>
  Object.values<string | undefined>(groups).includes(group);

/** What the engine costs a month while nothing changes; actions come on top and are few. Free tiers are not taken off. */
export function engineCost(
  offers: EngineOffers,
  { people, passMinutes, everyMinutes }: EngineLoad,
): readonly EngineCost[] {
  const passes = Math.ceil(monthMinutes / passMinutes);
  const full = Math.ceil(monthMinutes / everyMinutes);
  const seconds = passes * 1 + full * Math.ceil(people / desktopsASecond);
  return [
    part('state transitions', passes * statesOfPass, offers.states, groups.transitions),
    part('function calls', passes, offers.lambda, groups.calls),
    part('GB-seconds of functions', Math.round(seconds * memory), offers.lambda, groups.seconds),
    // The group is that of provisioned capacity as well, which is paid by the hour: the unit tells them apart.
    // A row is below 4 KB: one unit, consistent. A pass reads a policy and a control item for certain.
    part('read units of the table', passes * 4 + full * people, offers.dynamodb, groups.reads, /request/i),
  ];
}

/** Undefined where one of the parts is not known. */
export function sumOf(parts: readonly EngineCost[]): number | undefined {
  return parts.some(({ dollars }) => dollars === undefined)
    ? undefined
    : parts.reduce((sum, { dollars = 0 }) => sum + dollars, 0);
}

/** What the engine costs, in a sentence. */
export function engineInWords(dollars: number | undefined): string {
  return dollars === undefined
    ? 'The engine itself, a month: unknown, the price lists were not read or do not name all of it.'
    : `The engine itself, a month: ${inDollars(dollars)}, without alarms and logs; free tiers are not taken off.`;
}

/** The dearest of a group's prices above nothing: tiers for larger customers are cheaper, and free ones cost nothing. */
function part(what: string, units: number, offer: Offer | undefined, group: string, unit = /./): EngineCost {
  const all = offer === undefined ? [] : pricesIn(offer, (attributes) => attributes['group'] === group);
  const found = all.filter((each) => unit.test(each.unit));
  const dearest = Math.max(0, ...found.map(({ dollars }) => dollars));
  return dearest > 0 ? { what, units, dollars: units * dearest } : { what, units };
}
