import { describe, expect, test } from '@jest/globals';
import { noAllowances, refusalsOf, takenOverAndDeleted } from '../../../wizard/terraform/plan-guards.js';
import { summarySentence } from '../../../wizard/terraform/plan-report.js';
import { summarizePlan } from '../../../wizard/terraform/plan-summary.js';
import { desktop, plan } from './plans.js';

const people = (count: number): string[] => Array.from({ length: count }, (_, at) => `user${at}@contoso.com`);

describe('desktops that a fleet takes over', () => {
  test('what leaves the state and stays is counted, and refused above the count that is allowed', () => {
    const forgetting = summarizePlan(
      plan(
        people(2).map((upn) => desktop(upn, ['forget'])),
        people(2),
      ),
    );
    expect(forgetting.counts.forget).toBe(2);
    expect(forgetting.desktops).toMatchObject({ forgotten: people(2), deleted: [] });
    expect(summarySentence(forgetting)).toContain('2 to forget');
    const [refusal, ...others] = refusalsOf(forgetting, { ...noAllowances, forget: 1 });
    expect(others).toEqual([]);
    expect(refusal).toMatchObject({ flags: '--allow-forget 2' });
    expect(refusalsOf(forgetting, { ...noAllowances, forget: 2 })).toEqual([]);
  });

  test('a destroy that would delete what a fleet is to take over is seen', () => {
    const all = summarizePlan(plan(people(2).map((upn) => desktop(upn, ['delete']))));
    const from = all.lines[0]?.address ?? '';
    expect(takenOverAndDeleted(all, { removed: [{ from }] })).toEqual(['user0@contoso.com']);
    expect(takenOverAndDeleted(all, {})).toEqual([]);
  });
});
