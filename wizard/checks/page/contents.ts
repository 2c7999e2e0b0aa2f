/** What a page shows: told by a report and by what was seen of the people. */
import type { Html } from './html.js';
import type { Report, RuleResult, StepStatus } from '../report/model.js';
import type { Person } from '../report/people.js';

/** How a part or a step stands. */
export type Status = StepStatus;

export interface PictureSite {
  readonly key: string;
  readonly region: string;
  readonly directory: string;
  /** Desktops that the deployment lists, or that the fleet has; undefined: of a fleet whose desktops could not be looked at. */
  readonly desktops: number | undefined;
  /** Whether they are those of a group, and listed nowhere. */
  readonly isFleet?: boolean;
}

export interface Contents {
  readonly report: Report;
  readonly sites: readonly PictureSite[];
  readonly people: readonly Person[];
  /** What else is shown, after the people: the fleets. */
  readonly more?: readonly { readonly title: string; readonly body: Html }[];
  /** Version of this package. */
  readonly version: string;
}

/** How a rule stands in a picture: what takes its time is neither good nor bad. */
export function statusOfRule({ state }: RuleResult): Status {
  return state === 'waits' ? 'none' : state;
}

/** The worst of several; what nobody asked about says nothing. */
export function worst(statuses: readonly Status[]): Status {
  return (['error', 'warning', 'unknown', 'waits', 'good'] as const).find((each) => statuses.includes(each)) ?? 'none';
}
