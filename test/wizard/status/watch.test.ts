import { describe, expect, test } from '@jest/globals';
import type { Status, StatusLine } from '../../../wizard/status/people.js';
import { watched } from '../../../wizard/status/watch.js';

const line = (upn: string, desktop: string, waits?: string): StatusLine => ({
  upn,
  site: 'berlin',
  desktop,
  enrolled: 'no',
  signedIn: 'never',
  ...(waits === undefined ? {} : { waits }),
});
const seen = (...people: StatusLine[]): Status => ({ people, unknown: [] });

/** Looks one after the other; what is not a status is a look that failed. */
async function watching(looks: readonly (Status | Error)[], each = false) {
  const told: string[] = [];
  let pauses = 0;
  const end = await watched({
    each,
    look: async () => {
      const next = looks[Math.min(pauses, looks.length - 1)];
      if (!next || next instanceof Error) throw next ?? new Error('no more');
      return next;
    },
    show: (_, changed) => void told.push(...(changed ?? ['first'])),
    failed: (why) => void told.push(`failed: ${why}`),
    pause: async () => void (pauses += 1),
  });
  return { ...end, told, pauses };
}

describe('watching', () => {
  test('ends when nobody waits for a desktop any more, and says what changed on the way', async () => {
    const { told, over, pauses } = await watching([
      seen(line('ada', 'PENDING', 'a desktop that is being made')),
      seen(line('ada', 'AVAILABLE', 'the first sign-in')),
    ]);
    expect([over, pauses]).toEqual([true, 1]);
    expect(told).toEqual([
      'first',
      'berlin ada: desktop AVAILABLE, enrolled no, signed in never, waits for the first sign-in',
    ]);
  });

  const people = Array.from({ length: 300 }, (_, at) => `user-${at}`);
  const made = [
    seen(...people.map((upn) => line(upn, 'PENDING', 'a desktop that is being made'))),
    seen(...people.map((upn) => line(upn, 'AVAILABLE', 'the first sign-in'))),
  ];

  test('a look in which 300 desktops came up is a line, not 300', async () => {
    const { told } = await watching(made);
    expect(told).toEqual([
      'first',
      'berlin 300 people: desktop AVAILABLE, enrolled no, signed in never, waits for the first sign-in',
    ]);
  });

  test('says it of each of the 300 where each was asked for', async () => {
    const { told } = await watching(made, true);
    expect(told.slice(1).map((change) => change.split(':')[0])).toEqual(people.map((upn) => `berlin ${upn}`));
  });

  test('leaves out nothing of a change, however many kinds there are', async () => {
    const { told } = await watching([
      made[0]!,
      seen(...people.map((upn, at) => line(upn, at % 2 === 0 ? 'AVAILABLE' : 'ERROR', `held ${at % 60}`))),
    ]);
    expect(told.slice(1)).toHaveLength(60);
    expect(told.slice(1).every((change) => change.startsWith('berlin 5 people: desktop '))).toBe(true);
  });

  test('goes on after a look that failed, or that saw no desktops: nobody is taken for ready by it', async () => {
    const { told, over } = await watching([
      seen(line('ada', 'PENDING', 'a desktop that is being made')),
      new Error('no answer within 60 s'),
      { ...seen(line('ada', 'unknown')), blind: 'the desktops: no answer' },
      seen(line('ada', 'AVAILABLE', 'enrolment')),
    ]);
    expect(over).toBe(true);
    expect(told.slice(1, 3)).toEqual(['failed: no answer within 60 s', 'failed: the desktops: no answer']);
  });

  test('ends after ten minutes of looks that failed, with what was seen last', async () => {
    const first = seen(line('ada', 'PENDING', 'a desktop that is being made'));
    const { over, last, pauses } = await watching([first, new Error('offline')]);
    expect([over, last, pauses]).toEqual([false, first, 20]);
  });

  test('does not wait for what a fleet that only reports will never make', async () => {
    const { over, pauses } = await watching([seen(line('ada', 'none', 'nothing: the fleet only reports'))]);
    expect([over, pauses]).toEqual([true, 0]);
  });
});
