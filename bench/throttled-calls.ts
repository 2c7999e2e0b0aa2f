/**
 * Terraform making desktops against an API that takes two calls a second, played event by event: what its parallelism is
 * good for, and from where on it breaks. No program runs and no time goes by.
 *
 * The provider (hashicorp/aws internal/service/workspaces/workspace.go, and retry.StateChangeConf of
 * terraform-plugin-sdk): one CreateWorkspaces, then DescribeWorkspaces after 0.1, 0.2, 0.4 … and at most 10 seconds, then
 * two reads. A throttled call is tried again by the SDK, 25 times, after a random part of 2^n and at most 300 seconds
 * (aws-sdk-go-v2 aws/retry ExponentialJitterBackoff; the 300 are the provider's, whose SDK stops at 20). A call that runs out of tries fails the desktop: Terraform marks it
 * tainted, and the next apply would make it again.
 */
export interface Throttled {
  readonly desktops: number;
  readonly parallelism: number;
  /** Minutes that AWS takes for one. */
  readonly minutesEach: number;
  /** Calls a second for everybody. */
  readonly rate: number;
  /** Tries a call has: `max_retries` of the provider. @default 25, its own default */
  readonly tries?: number;
  /** Another run of the dice. @default 0 */
  readonly seed?: number;
}

export interface Outcome {
  readonly minutes: number;
  /** Calls that were answered, and those that were throttled. */
  readonly answered: number;
  readonly throttled: number;
  /** Desktops whose call ran out of tries. */
  readonly failed: number;
  /** Most tries that one call took. */
  readonly mostTries: number;
  /** Minutes from the first call for a desktop to the last, for the slowest: the resource times out at 120. */
  readonly slowest: number;
}

/**
 * `maxBackoff` of the provider, which keeps the longest pause of the SDK before: 300 s.
 * Source: https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/conns/config.go.
 * What it does with it was measured: desktops-real-provider.ts.
 */
const longestPause = 300;
const longestPoll = 10;
const readsAfter = 2;

interface Event {
  readonly at: number;
  readonly run: () => void;
}

/** Plays one apply. The same numbers give the same outcome. */
export function playThrottled({
  desktops,
  parallelism,
  minutesEach,
  rate,
  tries: most = 25,
  seed = 0,
}: Throttled): Outcome {
  const queue = new Queue();
  const random = randomNumbers(desktops * 1000 + parallelism + seed * 7919);
  let now = 0;
  let tokens = rate;
  let filled = 0;
  let waiting = desktops;
  const seen = { answered: 0, throttled: 0, failed: 0, mostTries: 0, slowest: 0 };

  const call = (then: () => void, fail: () => void, tries = 1): void => {
    tokens = Math.min(rate, tokens + (now - filled) * rate);
    filled = now;
    seen.mostTries = Math.max(seen.mostTries, tries);
    if (tokens >= 1) {
      tokens -= 1;
      seen.answered += 1;
      then();
    } else if (tries >= most) {
      seen.failed += 1;
      fail();
    } else {
      seen.throttled += 1;
      const pause = Math.min(longestPause, random() * 2 ** (tries - 1));
      queue.add(now + pause, () => call(then, fail, tries + 1));
    }
  };
  const next = (): void => {
    if (waiting === 0) return;
    waiting -= 1;
    const began = now;
    call(() => {
      const ready = now + minutesEach * 60;
      const poll = (pause: number): void =>
        queue.add(now + pause, () =>
          call(() => (now >= ready ? read(readsAfter, began) : poll(Math.min(longestPoll, pause * 2))), next),
        );
      poll(0.1);
    }, next);
  };
  const read = (left: number, began: number): void => {
    if (left > 0) return call(() => read(left - 1, began), next);
    seen.slowest = Math.max(seen.slowest, (now - began) / 60);
    next();
  };
  for (let worker = 0; worker < parallelism; worker += 1) queue.add(0, next);
  for (let event = queue.take(); event; event = queue.take()) {
    now = event.at;
    event.run();
  }
  return { minutes: now / 60, ...seen };
}

/** Events by time: a binary heap. */
class Queue {
  private readonly heap: Event[] = [];

  add(at: number, run: () => void): void {
    const { heap } = this;
    heap.push({ at, run });
    for (let child = heap.length - 1; child > 0;) {
      const parent = (child - 1) >> 1;
      if (this.at(parent) <= this.at(child)) return;
      this.swap(parent, child);
      child = parent;
    }
  }

  take(): Event | undefined {
    const { heap } = this;
    const [first] = heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return first;
    heap[0] = last;
    for (let parent = 0; ;) {
      const [left, right] = [2 * parent + 1, 2 * parent + 2];
      const least = this.at(right) < this.at(left) ? right : left;
      if (this.at(least) >= this.at(parent)) return first;
      this.swap(parent, least);
      parent = least;
    }
  }

  private at(index: number): number {
    return this.heap[index]?.at ?? Number.POSITIVE_INFINITY;
  }

  private swap(one: number, other: number): void {
    const { heap } = this;
    [heap[one], heap[other]] = [heap[other] as Event, heap[one] as Event];
  }
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
