import type { World } from '../../clouds.js';
import type { Call } from '../provider.js';
import { durationSeconds, Patience } from '../patience.js';
import { block, text, type Values } from '../value.js';
import type { Graph } from './graph.js';

/** What the handlers of azuread are given. */
export type AzureadCall = Call<Graph>;

/** Seconds that an operation may take: the configuration's `timeouts`, else the provider's default in minutes. */
export function secondsFor(
  values: Values,
  operation: 'create' | 'read' | 'update' | 'delete',
  minutes: number,
): number {
  return durationSeconds(text(block(values, 'timeouts'), operation) ?? '') ?? minutes * 60;
}

interface Consistency {
  readonly clock: World['clock'];
  readonly stopped: AbortSignal;
  /** Seconds to wait in all. */
  readonly within: number;
  /** Consecutive good answers that are needed, 5 with nearly everything. */
  readonly answers?: number;
  /** Seconds between two looks. */
  readonly every: number;
  /** Seconds between two looks once one was bad: 10 after 5, 4 after 1 (recordings, "Waiting"). */
  readonly slowest: number;
}

/**
 * The provider's wait for Graph's eventual consistency: several good answers in a row, counted anew after a bad one. It
 * passes in the twin's time, with all its requests. False when the time is up.
 */
export async function untilConsistent(wait: Consistency, look: () => Promise<boolean>): Promise<boolean> {
  const patience = new Patience(wait.clock, wait.within, wait.stopped);
  let good = 0;
  let gap = wait.every;
  for (;;) {
    if (await look()) good += 1;
    else {
      good = 0;
      gap = Math.min(gap * 2, wait.slowest);
    }
    if (good >= (wait.answers ?? 5)) return true;
    if (!(await patience.wait(gap))) return false;
  }
}

export function every5Seconds(call: AzureadCall, within: number): Consistency {
  return { clock: call.world.clock, stopped: call.stopped, within, every: 5, slowest: 10 };
}

export function everySecond(call: AzureadCall, within: number): Consistency {
  return { clock: call.world.clock, stopped: call.stopped, within, every: 1, slowest: 4 };
}
