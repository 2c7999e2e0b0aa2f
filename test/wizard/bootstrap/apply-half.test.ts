/** One half of a bootstrap by a terraform that answers from a script: which of its commands are run. */
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { present } from '../../../domain/present.js';
import { Half } from '../../../wizard/bootstrap/apply-half.js';
import type { StateLock } from '../../../wizard/bootstrap/half-lock.js';
import type { CommandContext } from '../../../wizard/command.js';
import { Interrupts } from '../../../wizard/terminal/interrupts.js';
import type { PlanJson, TerraformAction } from '../../../wizard/terraform/plan-json.js';
import type { BootstrapHalf } from '../../../wizard/terraform/synth.js';
import { Stage } from '../commands/fake-terraform.js';
import { change } from '../terraform/plans.js';

const role = 'arn:aws:iam::111122223333:role/contoso-main-plan';
const half: BootstrapHalf = {
  aws: {
    ...{ name: 'contoso', mark: 'mark', accountId: '111122223333', region: 'eu-central-1', path: '/', tags: {} },
    state: { path: 'bootstrap.tfstate' },
    roles: { mainPlan: { name: 'contoso-main-plan', description: 'plans', policies: [] } },
  },
};
const planned = (output: TerraformAction, changes: PlanJson['resource_changes'] = []): PlanJson => ({
  format_version: '1.2',
  resource_changes: changes,
  output_changes: { 'mainPlan-role': { actions: [output] } },
  ...(output === 'no-op' ? { planned_values: { outputs: { 'mainPlan-role': { value: role } } } } : {}),
});
const roleThat = (action: TerraformAction) =>
  change('aws_iam_role', 'main-plan', [action], { after: { name: 'contoso-main-plan' } });

describe('a half of the bootstrap', () => {
  let stage: Stage;
  beforeEach(() => {
    stage = new Stage();
  });
  afterEach(() => stage.remove());

  const bring = async (plan: PlanJson, killed?: string, locks: readonly StateLock[] = []) => {
    const outputs = { 'mainPlan-role': { sensitive: false, value: role } };
    stage.plays({ plan, outputs, ...present({ killed }) });
    const context = {
      cwd: stage.folder,
      env: { PATH: process.env['PATH'], ENTRA_WORKSPACES_TERRAFORM: join(stage.folder, 'terraform') },
      interrupts: new Interrupts(),
      terminal: { lines: () => undefined, say: () => undefined, warn: () => undefined },
    } as unknown as CommandContext;
    const home = { lockOf: async () => locks[0] };
    const state = { s3: { bucket: 'contoso-state', key: 'bootstrap/contoso-aws.tfstate', region: 'eu-central-1' } };
    const inBucket = { aws: { ...half.aws, state } };
    return new Half(context, 'aws', false, home).bring(locks.length > 0 ? inBucket : half, []);
  };

  test('of which nothing changes is not applied: its state is not written, and what it gives out stands in the plan', async () => {
    const done = await bring(planned('no-op', [roleThat('no-op')]));
    expect(done).toEqual({ changes: [], outputs: { 'mainPlan-role': role } });
    expect(stage.commands).toEqual(['init', 'plan', 'show']);
  });

  test.each([
    ['a role is made', planned('create', [roleThat('create')]), ['the role contoso-main-plan']],
    ['an output alone is another one', planned('update'), []],
  ])('is applied where %s', async (_what, plan, changes) => {
    const done = await bring(plan);
    expect(done).toEqual({ changes, outputs: { 'mainPlan-role': role } });
    expect(stage.commands).toEqual(['init', 'plan', 'show', 'apply', 'output']);
  });

  test('whose terraform alone was killed while it planned: the next run takes away the lock that it left, and no other', async () => {
    const plan = planned('no-op', [roleThat('no-op')]);
    const before = { ID: 'before', Who: `ada@${hostname()}`, Created: new Date(Date.now() - 60_000).toISOString() };
    await expect(bring(plan, 'plan')).rejects.toThrow(/plan was killed by SIGKILL/);
    const left = { ID: 'left', Who: `ada@${hostname()}`, Created: new Date().toISOString() };
    await bring(plan, undefined, [left]);
    expect(stage.calls.map(({ words }) => words).filter(([word]) => word === 'force-unlock')).toEqual([
      ['force-unlock', '-force', 'left'],
    ]);
    // Nothing is open any more.
    await bring(plan, undefined, [left]);
    await expect(bring(plan, 'plan')).rejects.toThrow(/plan was killed/);
    await bring(plan, undefined, [before]);
    expect(stage.commands.filter((word) => word === 'force-unlock')).toHaveLength(1);
  });

  test('of which a lock that was left cannot be taken away stops there, and the next run does it', async () => {
    const plan = planned('no-op', [roleThat('no-op')]);
    await expect(bring(plan, 'plan')).rejects.toThrow(/plan was killed/);
    const left = { ID: 'left', Who: `ada@${hostname()}`, Created: new Date().toISOString() };
    await expect(bring(plan, 'force-unlock', [left])).rejects.toThrow(/lock of the state .* could not be taken away/);
    await bring(plan, undefined, [left]);
    expect(stage.commands.slice(-4)).toEqual(['init', 'force-unlock', 'plan', 'show']);
  });
});
