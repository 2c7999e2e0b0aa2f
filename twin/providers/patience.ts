import type { Clock } from '../clock.js';

/**
 * Waiting in the twin's time with an end. What counts is the time spent waiting, not the time gone by: the twin's clock
 * runs fast, and a busy machine must not look like a slow cloud.
 */
export class Patience {
  private spent = 0;

  /** `seconds`: how long may be waited in all. */
  constructor(
    private readonly clock: Clock,
    private readonly seconds: number,
    private readonly stopped?: AbortSignal,
  ) {}

  /** Waits; false when the time is up or terraform is asked to stop, without waiting any longer. */
  async wait(seconds: number): Promise<boolean> {
    const left = this.seconds - this.spent;
    if (left <= 0 || this.stopped?.aborted) return false;
    const now = Math.min(seconds, left);
    this.spent += now;
    await pause(this.clock, now);
    return seconds <= left;
  }
}

/** Lets seconds of the twin's time go by. */
export async function pause(clock: Clock, seconds: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, (seconds * 1000) / clock.speed));
  await clock.settle();
}

/** `"1h30m"`, as in a timeouts block, in seconds; undefined when it is no duration. */
export function durationSeconds(text: string): number | undefined {
  const units = { h: 3600, m: 60, s: 1, ms: 0.001 } as const;
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|h|m|s)/g)];
  if (parts.length === 0 || parts.map((part) => part[0]).join('') !== text) return undefined;
  return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * units[unit as keyof typeof units], 0);
}
