import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { playThrottled } from '../../../bench/throttled-calls.js';
import {
  desktopsWithin,
  howLong,
  inHours,
  parallelismFor,
  pipelineLimitMinutes,
  waitingInWords,
} from '../../../wizard/terraform/how-long.js';

const played = (minutesEach: number, parallelism: number) =>
  playThrottled({ desktops: 300, parallelism, minutesEach, rate: 2 });

describe('300 desktops at two calls a second', () => {
  test('with what is chosen no desktop is lost and none comes near its time limit of 120 minutes', () => {
    for (const [encrypted, minutes] of [
      [false, 20],
      [true, 60],
    ] as const) {
      const outcome = played(minutes, parallelismFor({ encrypted }));
      expect([outcome.failed, outcome.slowest < 90]).toEqual([0, true]);
    }
  });

  test('a hundred at a time loses some, which is why it is not chosen', () => {
    expect(played(20, 100).failed).toBeGreaterThan(0);
    expect(played(60, 100).failed).toBeGreaterThan(0);
  });

  test.each([10, 14, 20, 40])('the estimate for %i at a time is what is played, within a fifth', (parallelism) => {
    const estimate = howLong({ make: 300, remove: 0, encrypted: true, parallelism });
    for (const [said, minutes] of [
      [estimate?.least, 20],
      [estimate?.most, 60],
    ] as const) {
      expect(Math.abs((said ?? 0) / played(minutes, parallelism).minutes - 1)).toBeLessThan(0.2);
    }
  });
});

test('nothing is estimated where no desktop is touched', () => {
  expect(howLong({ make: 0, remove: 0, encrypted: true })).toBeUndefined();
});

test('one desktop: its own time and nothing of the rate', () => {
  expect(howLong({ make: 1, remove: 0, encrypted: true })).toMatchObject({ least: 20, most: 60 });
});

test('what a job of the pipeline can be given fits into its limit', () => {
  for (const encrypted of [true, false]) {
    const make = desktopsWithin(pipelineLimitMinutes, encrypted);
    expect(howLong({ make, remove: 0, encrypted })?.most).toBeLessThanOrEqual(pipelineLimitMinutes);
    expect(howLong({ make: make + 20, remove: 0, encrypted })?.most).toBeGreaterThan(pipelineLimitMinutes);
  }
});

test('minutes in words', () => {
  expect([1, 20, 58, 60, 163, 300, 1325].map(inHours)).toEqual([
    ...['1 minute', '20 minutes', '58 minutes', 'an hour', '2 h 40 min', '5 hours', '22 hours'],
  ]);
});

test('a laptop is told how long the sign-in must last, a job how many desktops fit', () => {
  const work = { make: 300, remove: 0, encrypted: true };
  const estimate = howLong(work);
  if (!estimate) throw new Error('300 desktops take time');
  const said = (pipeline: boolean, fixedKeys = false): string =>
    waitingInWords(work, estimate, { pipeline, fixedKeys }).join(' ');
  expect(said(false)).toContain('300 desktops to make, 14 at a time, 20 to 60 minutes each (encrypted)');
  expect(said(false)).toContain('aws sso login first, with a session of more than 22 hours');
  expect(said(false, true)).toContain('are not renewed: they must be valid that long');
  expect(said(true)).toContain('A job is ended after 355 minutes: merge at most 70 more desktops at a time');
});

test('a destroy that ends early is gone on with by a destroy: an apply would make new, empty desktops', () => {
  const work = { make: 0, remove: 303, encrypted: true };
  const estimate = howLong(work)!;
  const said = (command: 'apply' | 'destroy'): string =>
    waitingInWords(work, estimate, { pipeline: false, fixedKeys: false, command }).join(' ');
  expect(said('destroy')).toContain('run entra-workspaces destroy again: it goes on');
  expect(said('destroy')).not.toContain('apply again');
  expect(said('apply')).toContain('run entra-workspaces apply again: it goes on');
});

test('docs/facts/workspaces.md has the minutes that are estimated and played', () => {
  const rows = [10, 20, 40, 100].map((parallelism) => {
    const said = howLong({ make: 300, remove: 0, encrypted: true, parallelism });
    const cells = [20, 60].flatMap((minutes) => {
      const outcome = played(minutes, parallelism);
      return [minutes === 20 ? said?.least : said?.most, Math.round(outcome.minutes), outcome.failed];
    });
    return `| ${[parallelism, ...cells].join(' | ')} |`;
  });
  expect(readFileSync('docs/facts/workspaces.md', 'utf8')).toContain(rows.join('\n'));
});
