/** Everything that a report of a fleet is made from; what could not be looked at is said, and stays unknown. */
import { desktopPrice } from '../../domain/cost/desktop-price.js';
import { engineCost, type EngineCost } from '../../domain/cost/engine-cost.js';
import { estimate, type Estimate } from '../../domain/cost/estimate.js';
import {
  countsOf,
  membersOf,
  reportLines,
  type ReportedDesktop,
  type ReportKind,
  type ReportLine,
} from '../../domain/fleet/report.js';
import { passMinutes, type FleetSettings } from '../../domain/fleet/settings.js';
import { lackingPlans } from '../../domain/licence-plans.js';
import { present } from '../../domain/present.js';
import { userNameKey } from '../../domain/user-name.js';
import { readOffer, type OfferCode } from '../clouds/price-list.js';
import { timeLimitVariable } from '../clouds/time-limit.js';
import { see, type Seen } from '../clouds/lookup.js';
import { lookups } from '../clouds/lookups/index.js';
import { Failure } from '../terminal/failure.js';
import type { Fleet } from './fleet.js';
import { connectionsOf } from './connections.js';
import { allowFor, longLookInWords, longLookSeconds } from './look-time.js';
import { usedHours } from './used-hours.js';

export interface FleetReport {
  readonly fleet: string;
  readonly region: string;
  readonly at: string;
  readonly unusedDays: number;
  readonly desktops: readonly ReportLine[];
  readonly counts: Readonly<Record<ReportKind, number>>;
  /** Members of the group; undefined: not readable. */
  readonly members?: number;
  readonly room: { readonly quota?: number; readonly inRegion?: number; readonly freeAddresses?: number };
  readonly estimate: Estimate;
  readonly engine: readonly EngineCost[];
  /** What could not be looked at, and why. */
  readonly unknown: readonly string[];
}

/** Reads with the rights of whoever calls; changes nothing. */
export async function fleetReport(
  fleet: Fleet,
  env: NodeJS.ProcessEnv,
  unusedDays: number,
  say: (step: string) => void = () => undefined,
): Promise<FleetReport> {
  const { clouds, site } = fleet;
  const { region } = site;
  const settings = await fleet.settings();
  const { group, rows } = await fleet.people();
  const now = fleet.now();
  const many = Math.max(rows.length, 'members' in group ? group.members.length : 0);
  allowFor(clouds.network, many);
  const seconds = longLookSeconds(many);
  const words = longLookInWords(many);
  if (words !== undefined) say(words);
  const unknown: string[] = [];
  const note = <T>(look: Seen<T>): T | undefined => {
    if ('seen' in look) return look.seen;
    unknown.push(look.message);
    return undefined;
  };
  // All of the Region at once: those of the directory are among them, and WorkSpaces takes two calls a second.
  const inRegion = await see(lookups.desktops, clouds, { region }, { seconds });
  if (!('seen' in inRegion)) {
    throw new Failure(`The desktops could not be looked at: ${inRegion.message}.`, [
      `Thousands of them take minutes; for more time: ${timeLimitVariable}=600`,
    ]);
  }
  const seen = inRegion.seen.filter(({ directoryId }) => directoryId === settings.directoryId);
  const ids = seen.map(({ id }) => id);
  const rowOf = new Map(rows.flatMap((row) => (row.desktopId === undefined ? [] : [[row.desktopId, row] as const])));
  const members = 'members' in group ? group.members : undefined;
  const memberOf = membersOf(members ?? [], rowOf);
  const upns = seen.map((each) => memberOf(each)?.upn ?? each.userName);
  // Three services with limits of their own: at the same time.
  const steps =
    words === undefined ? undefined : (looked: number): void => say(`Last used: ${looked} of ${ids.length}.`);
  const [connected, hours, inEntra] = await Promise.all([
    connectionsOf(clouds, region, ids, steps),
    usedHours(clouds, region, { desktopIds: ids, now }).catch((error: unknown) => {
      unknown.push(`the hours of use: ${error instanceof Error ? error.message : 'not read'}`);
      return undefined;
    }),
    see(lookups.entraUsers, clouds, { upns }, { seconds }),
  ]);
  const connections = note(connected);
  const people = note(inEntra);
  const bought = note(await see(lookups.licences, clouds, undefined));
  const quota = note(await see(lookups.quotas, clouds, { region }));
  const offers = await offersOf(env, region, unknown);
  if ('unreadable' in group) unknown.push(`the members of the group: ${group.unreadable}`);
  const entraOf = new Map(people?.map((each) => [userNameKey(each.upn), each]));

  const licensed = (upn: string): boolean | undefined => {
    const found = entraOf.get(userNameKey(upn));
    if (people === undefined || bought === undefined) return undefined;
    if (!found) return false;
    const plans = bought.filter(({ skuId }) => found.skuIds.includes(skuId)).flatMap((sku) => [sku.name, ...sku.plans]);
    return lackingPlans(plans).every(({ sure }) => !sure);
  };
  const desktops = seen.map((each): ReportedDesktop => {
    const row = rowOf.get(each.id);
    const member = memberOf(each);
    const upn = member?.upn ?? each.userName;
    const connection = connections?.find(({ desktopId }) => desktopId === each.id);
    const entra = entraOf.get(userNameKey(upn));
    const size = sizeOf(each, settings);
    return present({
      id: each.id,
      upn: each.userName,
      state: each.state,
      runningMode: each.runningMode,
      lastConnected: connection && (connection.lastConnected?.getTime() ?? ('never' as const)),
      usedHours: hours?.get(each.id) ?? (hours ? 0 : undefined),
      isMember: members && member !== undefined,
      enabled: entra?.enabled ?? member?.enabled,
      licensed: licensed(upn),
      phase: row?.phase,
      holdUntil: row?.holdUntil,
      price: offers.AmazonWorkSpaces && desktopPrice(offers.AmazonWorkSpaces, size),
    });
  });
  const lines = reportLines(desktops, now, unusedDays).sort((one, other) => (one.upn < other.upn ? -1 : 1));
  const groups = lines.map(({ runningMode, price }) => ({
    count: 1,
    runningMode: runningMode === 'ALWAYS_ON' ? runningMode : ('AUTO_STOP' as const),
    ...present({ price }),
  }));
  return {
    fleet: settings.fleet,
    region,
    at: new Date(now).toISOString(),
    unusedDays,
    desktops: lines,
    counts: countsOf(lines),
    ...present({ members: members?.length }),
    room: present({
      quota: quota?.desktops,
      inRegion: inRegion.seen.length,
      freeAddresses: await freeAddresses(fleet, settings, note),
    }),
    estimate: estimate(groups),
    engine: engineCost(
      present({ states: offers.AmazonStates, lambda: offers.AWSLambda, dynamodb: offers.AmazonDynamoDB }),
      { people: Math.max(members?.length ?? 0, lines.length), passMinutes, everyMinutes: settings.everyMinutes },
    ),
    unknown,
  };
}

async function freeAddresses(
  { clouds, site: { region } }: Fleet,
  { directoryId }: FleetSettings,
  note: <T>(look: Seen<T>) => T | undefined,
): Promise<number | undefined> {
  const directory = note(await see(lookups.directories, clouds, { region }))?.find(({ id }) => id === directoryId);
  const networks = note(await see(lookups.networks, clouds, { region }));
  if (!directory || !networks) return undefined;
  const subnets = networks.flatMap((each) => each.subnets).filter(({ id }) => directory.subnetIds.includes(id));
  return subnets.reduce((sum, each) => sum + each.freeAddresses, 0);
}

async function offersOf(
  env: NodeJS.ProcessEnv,
  region: string,
  unknown: string[],
): Promise<Partial<Record<OfferCode, Extract<Awaited<ReturnType<typeof readOffer>>, { offer: unknown }>['offer']>>> {
  const codes: readonly OfferCode[] = ['AmazonWorkSpaces', 'AmazonStates', 'AWSLambda', 'AmazonDynamoDB'];
  const read = await Promise.all(codes.map(async (code) => [code, await readOffer(env, code, region)] as const));
  return Object.fromEntries(
    read.flatMap(([code, answer]) => {
      if ('offer' in answer) return [[code, answer.offer]];
      unknown.push(answer.unknown);
      return [];
    }),
  );
}

function sizeOf(
  desktop: { readonly computeType?: string; readonly rootVolumeGib?: number; readonly userVolumeGib?: number },
  settings: FleetSettings,
) {
  return {
    computeType: desktop.computeType ?? settings.computeType,
    rootVolumeGib: desktop.rootVolumeGib ?? settings.rootVolumeGib,
    userVolumeGib: desktop.userVolumeGib ?? settings.userVolumeGib,
  };
}
