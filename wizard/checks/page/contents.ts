/** What a page shows: told by a report and by what was seen of the people. */
import type { Report } from '../report/model.js';

/** How a part or a step stands. `none`: nothing was asked about it. */
export type Standing = 'good' | 'warning' | 'error' | 'unknown' | 'none';

/** One of the steps from a person's account to their managed desktop. */
export interface Step {
  readonly title: string;
  readonly standing: Standing;
  /** What was seen, where it is not good. */
  readonly says?: string;
}

export interface Person {
  readonly upn: string;
  readonly site: string;
  readonly steps: readonly Step[];
}

export interface PictureSite {
  readonly key: string;
  readonly region: string;
  readonly directory: string;
  /** Desktops that the deployment lists. */
  readonly desktops: number;
}

export interface Contents {
  readonly report: Report;
  readonly sites: readonly PictureSite[];
  readonly people: readonly Person[];
  /** Version of this package. */
  readonly version: string;
}

/** The worst of several; what nobody asked about says nothing. */
export function worst(standings: readonly Standing[]): Standing {
  return (['error', 'warning', 'unknown', 'good'] as const).find((each) => standings.includes(each)) ?? 'none';
}
