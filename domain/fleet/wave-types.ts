/** A wave as it lies in the table. Times are milliseconds since 1970. */
import type { WaveAction } from './wave-actions.js';

/** What becomes of one desktop in a wave. */
export interface WaveDesktop {
  readonly id: string;
  readonly upn: string;
  /** `asked`: the call was made, its end is not seen yet. `skipped`: not asked, see `why`. */
  readonly state: 'waits' | 'asked' | 'done' | 'bad' | 'skipped';
  /** When it was asked. */
  readonly at?: number;
  /** When its end was seen. */
  readonly endedAt?: number;
  readonly why?: string;
  /** Of `migrate`: the bundle that it goes to. */
  readonly bundleId?: string;
  /** Of `migrate`: the name of that bundle, where the deployment file says another of this person. */
  readonly own?: string;
  /** Of `migrate`: the id that it has in the end, where the answer came. */
  readonly target?: string;
}

export interface Wave {
  readonly id: string;
  readonly version: number;
  readonly action: WaveAction;
  /** Who called for it, as AWS names them. */
  readonly by: string;
  readonly at: number;
  /** Until when desktops are asked; who is connected all the time is left out in the end. */
  readonly until: number;
  /** How many of `desktops`, from the first, each stage reaches: the next one begins when the one before has ended well. */
  readonly stages: readonly number[];
  /** Percent of those that ended which may have ended badly. */
  readonly stopAtPercent: number;
  /** Also where somebody is connected. */
  readonly connectedToo: boolean;
  /** A desktop that is not stopped is left out when its last snapshot is older than so many hours; undefined: however old. */
  readonly snapshotHours?: number;
  /** Of `tag`. */
  readonly tags?: Readonly<Record<string, string>>;
  readonly desktops: readonly WaveDesktop[];
  /** Why it is over: `done`, cancelled by somebody, or stopped because too many ended badly. */
  readonly ended?: string;
}
