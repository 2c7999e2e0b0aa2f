import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { Pace } from '../../../function/fleet/pace.js';

// WorkSpaces takes two calls a second in an account and Region: the engine leaves one of them to everybody else.

beforeEach(() => void jest.useFakeTimers({ now: 0 }));
afterEach(() => void jest.useRealTimers());

async function times(pace: Pace, calls: number): Promise<number[]> {
  const at: number[] = [];
  const all = Array.from({ length: calls }, () => pace.call(async () => at.push(Date.now()), true));
  await jest.advanceTimersByTimeAsync(10_000);
  await Promise.all(all);
  return at;
}

test('one call a second goes out', async () => {
  expect(await times(new Pace(), 4)).toEqual([0, 1000, 2000, 3000]);
});

test('the next part goes on where the last one stopped', async () => {
  const pace = new Pace();
  pace.after(0);
  expect(await times(pace, 2)).toEqual([1000, 2000]);
});
