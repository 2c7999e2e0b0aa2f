/** Kept back to end well: the slowest call with its retries, and the answer. */
const reserveMilliseconds = 45_000;
const longestPause = 15_000;
/** Before a look out of the reserve. */
const restMilliseconds = 3_000;
/** To answer, once nothing is looked at any more. */
const answerMilliseconds = 2_000;

/** How long an invocation may still wait: what its step allows, and what Lambda leaves. */
export class Deadline {
  private readonly started: number;
  private readonly end: number;
  private readonly limit: number;
  private pauses = 0;

  /**
   * @param seconds how long the step may wait
   * @param remaining milliseconds until Lambda ends the invocation
   */
  constructor(
    seconds: number,
    remaining: number,
    private readonly time: Time = realTime,
  ) {
    this.started = time.now();
    this.end = this.started + Math.max(0, Math.min(seconds * 1000, remaining - reserveMilliseconds));
    this.limit = this.started + remaining - answerMilliseconds;
  }

  /** Whether there is time for another look. */
  get passed(): boolean {
    return this.time.now() >= this.end;
  }

  /** Milliseconds since the invocation began. */
  get elapsed(): number {
    return this.time.now() - this.started;
  }

  /** Whether Lambda leaves a rest and a look that takes so long. */
  roomFor(milliseconds: number): boolean {
    return this.time.now() + restMilliseconds + milliseconds <= this.limit;
  }

  /** Whether the invocation began less than so many seconds ago. */
  within(seconds: number): boolean {
    return this.elapsed < seconds * 1000;
  }

  /**
   * Waits before the next look: a second at first, then ever longer, for AWS takes two calls a second. `beyond` lets a
   * step wait that may not wait itself.
   */
  async pause(beyond = false): Promise<void> {
    const wanted = Math.min(longestPause, 1000 * 1.5 ** this.pauses);
    this.pauses += 1;
    await this.time.sleep(beyond ? wanted : Math.max(0, Math.min(wanted, this.end - this.time.now())));
  }

  /** Waits before a last look, out of the reserve. */
  async rest(): Promise<void> {
    await this.time.sleep(restMilliseconds);
  }
}

/** The time that an invocation lives in; tests have one of their own. */
export interface Time {
  /** Milliseconds since 1970. */
  now(): number;
  sleep(milliseconds: number): Promise<void>;
}

const realTime: Time = {
  now: () => Date.now(),
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
};
