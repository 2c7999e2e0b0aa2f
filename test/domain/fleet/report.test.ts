import { describe, expect, test } from '@jest/globals';
import {
  countsOf,
  membersOf,
  reportLines,
  type ReportedDesktop,
  type ReportKind,
} from '../../../domain/fleet/report.js';
import { day } from '../../../domain/day.js';

const now = Date.UTC(2026, 10, 29);
const daysAgo = (days: number): number => now - days * day;
const price = { alwaysOnMonth: 80, autoStopMonth: 20, autoStopHour: 0.5, breakEvenHours: 120 };
const well: ReportedDesktop = {
  id: 'ws-ada',
  upn: 'ada@contoso.com',
  state: 'AVAILABLE',
  runningMode: 'AUTO_STOP',
  lastConnected: daysAgo(2),
  usedHours: 100,
  isMember: true,
  enabled: true,
  licensed: true,
  phase: 'present',
  price,
};
const findingsOf = (change: Partial<ReportedDesktop>): readonly ReportKind[] =>
  reportLines([{ ...well, ...change }], now, 60)[0]!.findings;

describe('a report', () => {
  test.each<[string, Partial<ReportedDesktop>, ReportKind[]]>([
    ['a desktop at work', {}, []],
    ['not used for as long as was said', { lastConnected: daysAgo(61) }, ['unused']],
    ['used on the last day before', { lastConnected: daysAgo(59) }, []],
    ['never used', { lastConnected: 'never' }, ['never-signed-in']],
    ['without a licence', { licensed: false }, ['no-licence']],
    ['of a disabled account', { enabled: false }, ['disabled']],
    ['in AutoStop above the break-even', { usedHours: 121 }, ['auto-stop-above-break-even']],
    ['in AutoStop at the break-even', { usedHours: 120 }, []],
    ['AlwaysOn, used as long', { usedHours: 400, runningMode: 'ALWAYS_ON' }, []],
    ['held: its person has left, which is known', { phase: 'held', isMember: false }, ['held']],
    ['of nobody in the group', { isMember: false }, ['not-in-group']],
  ])('says of one %s', (_name, change, expected) => {
    expect(findingsOf(change)).toEqual(expected);
  });

  test('takes nothing that is not known for a finding', () => {
    const [line] = reportLines([{ id: 'ws-x', upn: 'x@contoso.com', state: 'AVAILABLE' }], now, 60);
    expect(line).toEqual({ id: 'ws-x', upn: 'x@contoso.com', state: 'AVAILABLE', findings: [] });
  });

  test('counts a month by the mode and the hours', () => {
    const months = reportLines([well, { ...well, runningMode: 'ALWAYS_ON' }], now, 60).map(({ month }) => month);
    expect(months).toEqual([70, 80]);
  });

  test('counts each kind', () => {
    const lines = reportLines([well, { ...well, licensed: false, lastConnected: 'never' }], now, 60);
    expect(countsOf(lines)).toMatchObject({ 'no-licence': 1, 'never-signed-in': 1, unused: 0 });
  });
});

describe('whose desktop it is', () => {
  const person = (userId: string, upn: string) => ({ userId, upn, enabled: true });
  const of = membersOf(
    [person('1', 'ada.king@contoso.com'), person('2', 'grace@contoso.com'), person('3', 'linus@contoso.com')],
    new Map([
      ['ws-ada', { userId: '1' }],
      ['ws-old', { userId: '9' }],
    ]),
  );

  test.each([
    ['of somebody who was renamed', 'ws-ada', 'ada@contoso.com', 'ada.king@contoso.com'],
    ['by name, where the engine knows nothing of it', 'ws-grace', 'Grace@contoso.com', 'grace@contoso.com'],
    ['of nobody, where somebody else has the name by now', 'ws-old', 'linus@contoso.com', undefined],
  ])('%s', (_, id, userName, upn) => {
    expect(of({ id, userName })?.upn).toBe(upn);
  });
});
