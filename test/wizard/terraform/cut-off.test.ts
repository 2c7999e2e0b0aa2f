import { describe, expect, test } from '@jest/globals';
import { noAllowances, refusalsOf } from '../../../wizard/terraform/plan-guards.js';
import { summarizePlan } from '../../../wizard/terraform/plan-summary.js';
import { change, plan } from './plans.js';

const people = (count: number): string[] => Array.from({ length: count }, (_, at) => `user${at}@contoso.com`);

describe('a desktop that an apply did not bring to its end', () => {
  const tainted = (state: string) =>
    summarizePlan(
      plan(
        [
          {
            ...change('aws_workspaces_workspace', 'd', ['delete', 'create'], {
              before: { user_name: 'ada@contoso.com', state, tags: {} },
            }),
            action_reason: 'replace_because_tainted',
          },
        ],
        people(9),
      ),
    );
  test.each(['AVAILABLE', 'STOPPED', 'PENDING'])('%s: AWS made it, and apply takes it as it is', (state) => {
    const [refusal, ...others] = refusalsOf(tainted(state), noAllowances);
    expect(others).toEqual([]);
    expect(refusal?.reason).toContain('AWS made it all the same: nobody has to lose it');
    expect(refusal?.flags).toBe('entra-workspaces apply');
  });
  test.each(['ERROR', 'UNHEALTHY', ''])('"%s": it never came up, and may go by name', (state) => {
    const [refusal, ...others] = refusalsOf(tainted(state), noAllowances);
    expect(others).toEqual([]);
    expect(refusal?.reason).toContain('never used, and nothing is on it');
    expect(refusal?.flags).toBe('--allow-replace ada@contoso.com');
    expect(refusalsOf(tainted(state), { remove: [], replace: ['ADA@contoso.com'] })).toEqual([]);
  });
});
