import { callsPerSecond } from '../../domain/fleet/settings.js';
import { isPassing } from '../errors.js';

/** Lets one call after the other through, no faster than the engine's pace. */
export class Pace {
  private next = 0;

  /** When the last call was made. */
  get last(): number {
    return this.next - gap;
  }

  /** Goes on where another function stopped. Its clock may be ahead: it is not waited for longer than a call. */
  after(last: number | undefined): void {
    this.next = Math.max(this.next, Math.min(last ?? 0, Date.now()) + gap);
  }

  /** A call; with `again`, one that changes nothing is repeated when it was throttled or cut. */
  async call<T>(make: () => Promise<T>, again: boolean): Promise<T> {
    for (let tried = 1; ; tried += 1) {
      await this.turn();
      try {
        return await make();
      } catch (error) {
        // Throttled is not done, whatever it was; what was cut may have been done.
        const throttled = /^(Throttl|TooManyRequests)/.test(error instanceof Error ? error.name : '');
        if (tried >= mostTries || !(throttled || (again && isPassing(error)))) throw error;
        await new Promise((resolve) => setTimeout(resolve, 1000 * 2 ** tried));
      }
    }
  }

  private async turn(): Promise<void> {
    const now = Date.now();
    const at = Math.max(now, this.next);
    this.next = at + gap;
    if (at > now) await new Promise((resolve) => setTimeout(resolve, at - now));
  }
}

const gap = 1000 / callsPerSecond;
const mostTries = 6;
