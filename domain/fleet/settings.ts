import type { EarlierFleet } from './groups.js';
import type { FleetBundle, FleetPolicy } from './types.js';

/** The policy of a site with all that its desktops are made of; Terraform hands it over, each pass reads it anew. */
export interface FleetSettings extends FleetPolicy, FleetBundle {
  /** Key of the site: what the rows of this fleet are kept under. */
  readonly site: string;
  readonly computeType: string;
  readonly directoryId: string;
  readonly identityStoreId: string;
  /** Region of Identity Center, where it is another one than that of the engine: the store answers in its own alone. */
  readonly identityCenterRegion?: string;
  /** Id of the group in the identity store. */
  readonly groupId: string;
  /** Role in the account of Identity Center. */
  readonly roleArn?: string;
  /** Fleets whose members have their desktop there, and not here as well. */
  readonly earlier?: readonly EarlierFleet[];
  /** Whole hours, in minutes. */
  readonly autoStopMinutes: number;
  readonly encryption?: { readonly root: boolean; readonly user: boolean; readonly keyArn: string };
  /** On each desktop, beside the two of the fleet. */
  readonly tags: Readonly<Record<string, string>>;
  /** Topic that is told of what waits for a person. */
  readonly topicArn?: string;
}

/** What the state machine hands to `observe`, which hands it on with what there is to do. */
export interface PassState {
  /** Actions that `act` has to do. */
  readonly actions: number;
  /** The same under the name by which a machine of an earlier version asks: a pass keeps the definition that it began with. */
  readonly deeds?: number;
  /** Removals that `remove` has to do. */
  readonly removals: number;
  /** Whether something is left for another round. */
  readonly more: boolean;
  /** By site, the sum of the versions of all rows: kept outside the table, it shows that the table went back. Not there where a pass looked at none. */
  readonly written?: Readonly<Record<string, number>> | undefined;
  /** When WorkSpaces was called last, in milliseconds since 1970: the parts share one pace. */
  readonly lastCall?: number;
}

/** What Terraform asks `observe` for. */
export type FleetStep =
  | { readonly step: 'policy'; readonly settings: FleetSettings }
  | {
      readonly step: 'claim';
      readonly site: string;
      readonly directoryId: string;
      readonly tf?: { readonly action: string };
    };

/** Seconds that the parts of the engine may take (Lambda's limit is 900); `act` and `remove` work for 10 minutes of theirs. */
export const fleetSeconds = { observe: 840, work: 600, function: 720 } as const;

/** Minutes between two passes: most of them only look at what is under way. */
export const passMinutes = 5;

/** The engine's own pace: half of what WorkSpaces takes in an account and Region, so that others get through. */
export const callsPerSecond = 1;
