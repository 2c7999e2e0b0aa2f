import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { refusalOf } from '../../../function/fleet/act.js';
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

const answer = (name: string, httpStatusCode?: number): Error =>
  Object.assign(new Error('no'), { name, ...(httpStatusCode === undefined ? {} : { $metadata: { httpStatusCode } }) });

test.each([
  ['InvalidResourceStateException', 400, 'InvalidResourceState'],
  ['AccessDeniedException', 403, 'AccessDenied'],
  // Of these nobody knows what was done, or they are asked again as a whole.
  ['InternalServerException', 500, undefined],
  ['ThrottlingException', 400, undefined],
  ['TimeoutError', undefined, undefined],
])('what AWS answers with %s (%s) counts as refused: %s', (name, status, code) => {
  const error = answer(name, status);
  if (code === undefined) expect(() => refusalOf(error)).toThrow(error);
  else expect(refusalOf(error)).toBe(code);
});
