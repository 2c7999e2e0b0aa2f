import { expect, test } from '@jest/globals';
import { summarizePlan } from '../../../wizard/terraform/plan-summary.js';
import { change, plan } from './plans.js';

// Turning a fleet on is one step of the control plane for terraform, and the day on which people lose desktops for people.

const policy = (mode: string, more: object = {}) => ({
  input: JSON.stringify({ step: 'policy', settings: { site: 'berlin', mode, ...more } }),
});
const turning = (before: object, after: object) =>
  plan([
    change('aws_lambda_invocation', 'sites_berlin_fleet_policy', ['delete', 'create'], {
      before: before as Record<string, unknown>,
      after: after as Record<string, unknown>,
    }),
  ]);

test.each([
  ['report', 'apply', 'goes from report to apply: from its next pass on the engine makes, holds and removes desktops'],
  ['apply', 'report', 'goes from apply to report: from its next pass on the engine only says what it would do'],
])('from %s to %s is a sentence beside the plan', (was, is, said) => {
  expect(summarizePlan(turning(policy(was), policy(is))).notes).toEqual([
    expect.stringContaining(`The fleet of berlin ${said}`),
  ]);
});

test.each([
  ['other settings of it', policy('apply', { everyMinutes: 15 }), policy('apply', { everyMinutes: 30 })],
  ['a mode that is not known yet', policy('report'), {}],
  ['another step', { input: '{"step":"claim","site":"berlin"}' }, { input: '{"step":"claim","site":"munich"}' }],
  ['what is no JSON', { input: 'x' }, policy('apply')],
])('%s says nothing', (_what, before, after) => {
  expect(summarizePlan(turning(before, after)).notes).toEqual([]);
});
