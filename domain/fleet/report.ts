/** What is to be looked at in a fleet: nothing here is done by machine. Pure. */
import type { RunningMode } from '../bundle-options.js';
import { day } from '../day.js';
import type { DesktopPrice } from '../cost/desktop-price.js';
import { present } from '../present.js';
import { userNameKey } from '../user-name.js';
import type { FleetDesktop, FleetRow, Person, Phase } from './types.js';

/** A desktop of the directory with all that is known of it; undefined is not known, and never taken for well. */
export interface ReportedDesktop {
  readonly id: string;
  readonly upn: string;
  readonly state: string;
  readonly runningMode?: RunningMode | 'MANUAL';
  /** `never`: nobody has ever connected. */
  readonly lastConnected?: number | 'never';
  /** Hours of the last 30 days in which somebody was connected. */
  readonly usedHours?: number;
  readonly isMember?: boolean;
  /** Of the account in Entra, as Identity Center has it. */
  readonly enabled?: boolean;
  readonly licensed?: boolean;
  readonly phase?: Phase;
  readonly holdUntil?: number;
  readonly price?: DesktopPrice;
}

export const reportKinds = [
  'unused',
  'never-signed-in',
  'no-licence',
  'disabled',
  'auto-stop-above-break-even',
  'held',
  'not-in-group',
] as const;
export type ReportKind = (typeof reportKinds)[number];

export interface ReportLine extends ReportedDesktop {
  readonly findings: readonly ReportKind[];
  /** Dollars of this month, by what it did in the last 30 days; undefined: not known. */
  readonly month?: number;
}

/** Whose desktop it is: by the engine's row, since somebody who was renamed has another name than their desktop. */
export function membersOf(
  members: readonly Person[],
  rowOf: ReadonlyMap<string, Pick<FleetRow, 'userId'>>,
): (desktop: Pick<FleetDesktop, 'id' | 'userName'>) => Person | undefined {
  const byId = new Map(members.map((each) => [each.userId, each]));
  const byName = new Map(members.map((each) => [userNameKey(each.upn), each]));
  return ({ id, userName }) => {
    const row = rowOf.get(id);
    return row ? byId.get(row.userId) : byName.get(userNameKey(userName));
  };
}

/** @param unusedDays days without a connection after which a desktop counts as unused */
export function reportLines(desktops: readonly ReportedDesktop[], now: number, unusedDays: number): ReportLine[] {
  return desktops.map((desktop) => {
    const month = monthOf(desktop);
    const findings = reportKinds.filter((kind) => tests[kind](desktop, now - unusedDays * day));
    return { ...desktop, findings, ...present({ month }) };
  });
}

const tests: Readonly<Record<ReportKind, (desktop: ReportedDesktop, since: number) => boolean>> = {
  unused: ({ lastConnected }, since) => typeof lastConnected === 'number' && lastConnected < since,
  'never-signed-in': ({ lastConnected }) => lastConnected === 'never',
  'no-licence': ({ licensed }) => licensed === false,
  disabled: ({ enabled }) => enabled === false,
  'auto-stop-above-break-even': ({ runningMode, usedHours, price }) =>
    runningMode === 'AUTO_STOP' &&
    usedHours !== undefined &&
    price?.breakEvenHours !== undefined &&
    usedHours > price.breakEvenHours,
  held: ({ phase }) => phase === 'held',
  'not-in-group': ({ isMember, phase }) => isMember === false && phase !== 'held' && phase !== 'removing',
};

function monthOf({ runningMode, usedHours, price }: ReportedDesktop): number | undefined {
  if (runningMode === 'ALWAYS_ON') return price?.alwaysOnMonth;
  const { autoStopMonth, autoStopHour } = price ?? {};
  if (autoStopMonth === undefined || autoStopHour === undefined || usedHours === undefined) return undefined;
  return autoStopMonth + usedHours * autoStopHour;
}

/** How many of each, in the order of the kinds. */
export function countsOf(lines: readonly ReportLine[]): Readonly<Record<ReportKind, number>> {
  return Object.fromEntries(
    reportKinds.map((kind) => [kind, lines.filter(({ findings }) => findings.includes(kind)).length]),
  ) as Record<ReportKind, number>;
}
