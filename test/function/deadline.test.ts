import { describe, expect, test } from '@jest/globals';
import { Deadline } from '../../function/deadline.js';

/** A time that stands still and notes how long it was asked to pass. */
const noting = (pauses: number[]) => ({
  now: () => 0,
  sleep: async (milliseconds: number) => void pauses.push(milliseconds),
});
const minutes = (count: number): number => count * 60_000;

describe('a deadline', () => {
  test('of no seconds has passed at once: its step looks once', () => {
    expect(new Deadline(0, minutes(5)).passed).toBe(true);
  });

  test('keeps back time to end well before Lambda ends the invocation', () => {
    expect(new Deadline(280, minutes(5)).passed).toBe(false);
    expect(new Deadline(280, 40_000).passed).toBe(true);
  });

  test('pauses ever longer, up to 15 seconds, for AWS takes two calls a second', async () => {
    const pauses: number[] = [];
    const deadline = new Deadline(280, minutes(6), noting(pauses));
    for (let turn = 0; turn < 9; turn += 1) await deadline.pause();
    expect(pauses[0]).toBe(1000);
    expect(pauses.slice(1).every((pause, index) => pause >= pauses[index]!)).toBe(true);
    expect(pauses.at(-1)).toBe(15_000);
  });

  test('never pauses beyond its end, but for a role that is new', async () => {
    const pauses: number[] = [];
    const deadline = new Deadline(0, minutes(6), noting(pauses));
    await deadline.pause();
    await deadline.pause(true);
    expect(pauses).toEqual([0, 1500]);
  });
});
