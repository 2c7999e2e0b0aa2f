import { expect, test } from '@jest/globals';
import { summarizePlan } from '../../../wizard/terraform/plan-summary.js';
import { change, desktop, plan } from './plans.js';

test.each([
  ['a desktop', desktop('ada@contoso.com', ['update'], { tags: { team: 'a' }, timeouts: { create: '180m' } })],
  ['a key', change('aws_kms_key', 'k', ['update'], { after: { deletion_window_in_days: 30 } })],
])('what an import sets of how a provider goes about %s interrupts nobody', (_what, each) => {
  expect(summarizePlan(plan([each], ['ada@contoso.com'])).risk).toBe('none');
});
