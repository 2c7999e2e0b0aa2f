import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { explain } from '../../wizard/terraform/provider-errors.js';
import { greenfield, Scenario, type DeploymentFile } from './harness.js';
import type { Finished } from './terraform.js';

// Scenario 5, what goes wrong with the state: two applies at once, and a saved plan that has gone stale.

describe('the state', () => {
  let scenario: Scenario;
  let deployment: DeploymentFile;

  beforeAll(async () => {
    scenario = await Scenario.start({}, 'file');
    deployment = greenfield(scenario.twin);
    await scenario.write(deployment);
  });
  afterAll(async () => scenario.stop());

  test('two applies at once: the second is refused by the lock and told what to do, the first comes through', async () => {
    let second: Finished | undefined;
    // The first stands still in the middle of a call until the second has ended, however busy the machine is.
    scenario.twin.faults.inject('aws iam:CreateRole', {
      meanwhile: async () => {
        second = await scenario.terraform('apply', '-no-color', '-auto-approve', '-lock-timeout=0s');
      },
    });
    const first = await scenario.terraform('apply', '-no-color', '-auto-approve');
    expect(first.code).toBe(0);
    expect(second).toMatchObject({ code: 1, output: expect.stringContaining('Error acquiring the state lock') });
    expect(explain({ summary: second!.output, detail: '' })?.id).toBe('state-locked');
    expect(await scenario.plan()).toEqual([]);
  });

  test('a saved plan that has gone stale is refused and changes nothing; planned again, it applies', async () => {
    await scenario.write({ ...deployment, tags: { 'cost-center': '4711' } });
    expect((await scenario.plan()).length).toBeGreaterThan(0);
    // Somebody else applies something in between.
    await scenario.must('apply', '-no-color', '-auto-approve');
    const { calls } = scenario.twin.aws;
    const before = calls.length;
    const { code, output } = await scenario.terraform('apply', '-no-color', 'plan');
    expect(code).toBe(1);
    expect(explain({ summary: output, detail: '' })?.id).toBe('stale-plan');
    expect(calls.slice(before).filter(({ operation }) => !/^(Get|List|Describe)/.test(operation))).toEqual([]);
    expect(await scenario.apply()).toEqual([]);
  });

  test('a plan that was applied in part is stale too: planned again, the rest is made', async () => {
    await scenario.write({ ...deployment, tags: { 'cost-center': '4712' } });
    const planned = await scenario.plan();
    scenario.twin.faults.inject('aws iam:TagRole', { status: 400, code: 'ValidationError', message: 'No.' });
    expect((await scenario.terraform('apply', '-no-color', 'plan')).code).toBe(1);
    const again = await scenario.terraform('apply', '-no-color', 'plan');
    expect(again.code).toBe(1);
    expect(explain({ summary: again.output, detail: '' })?.id).toBe('stale-plan');
    const rest = await scenario.apply();
    expect(rest.length).toBeLessThan(planned.length);
    expect(await scenario.plan()).toEqual([]);
    await scenario.destroy();
  });
});
