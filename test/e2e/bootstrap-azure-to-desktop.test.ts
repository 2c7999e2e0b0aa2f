import { expect, test } from '@jest/globals';
import { expectEnded, Pipeline } from './bootstrap/pipeline.js';
import { connectIn, expectNothingSecret, expectWorks } from './bootstrap/to-desktop.js';
import { World } from './bootstrap/world.js';

// As bootstrap-to-desktop, with the state in a storage account: each job through terraform's own azurerm backend, with the
// roles and conditions that bootstrap gave.

test('a merge is planned by a job that takes no lock, applied after approval, and gives a person a desktop', async () => {
  const world = await World.start({ empty: true, inAzure: true });
  let pipeline: Pipeline | undefined;
  try {
    const made = await world.bootstrap('--location', 'westeurope', '--entra-rights', 'whole');
    expect([made.exitCode, made.stderr]).toEqual([0, expect.stringContaining('wrote deployment.json')]);
    const { azure } = world.twin;
    for (const each of azure.assignments.all.values()) each.pending = 0;
    // An address of this machine has no names below it: there the backend asks the account where its blobs are.
    for (const job of ['mainPlan', 'apply'] as const) azure.grant(await world.principalOf(job), 'reader');
    pipeline = await Pipeline.start(world);
    const { proposed, merged } = await pipeline.bring('Desktops', 1);
    expectEnded(proposed, { check: 'success', 'main-plan': 'skipped', apply: 'skipped' });
    expectEnded(merged, { check: 'success', 'main-plan': 'success', apply: 'success' });
    expect(pipeline.approvals).toEqual(['production']);
    expect(world.twin.world.rules.leanedOn('azure-role-condition')).toBe(true);
    await connectIn(world, pipeline);
    const second = await pipeline.bring('Connected', 2);
    expectEnded(second.merged, { check: 'success', 'main-plan': 'success', apply: 'success' });
    await expectWorks(world);
    expectNothingSecret(pipeline);
  } finally {
    await pipeline?.stop();
    await world.stop();
  }
}, 900_000);
