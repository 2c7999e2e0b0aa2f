import { expect, test } from '@jest/globals';
import type { DeploymentInput } from '../../deployment/schema.js';
import { isOfSandbox } from '../../wizard/clouds/sandbox-credentials.js';
import { expectEnded, Pipeline } from './bootstrap/pipeline.js';
import { World } from './bootstrap/world.js';
import { shakeHands } from './handshake.js';
import { placesWith } from './pipeline/left-to-read.js';

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
    const outputs = Object.entries(pipeline.state().outputs).map(([name, { value }]) => [name, value] as const);
    const connected = await shakeHands(world.twin, await world.deployment(), Object.fromEntries(outputs));
    pipeline.generate(connected as unknown as DeploymentInput);
    const second = await pipeline.bring('Connected', 2);
    expectEnded(second.merged, { check: 'success', 'main-plan': 'success', apply: 'success' });
    await world.twin.advance(120);
    expect(await world.twin.signIn('ada@contoso.com')).toMatchObject({ works: true });
    const isSecret = (text: string): boolean => isOfSandbox(text) || /SANDBOX[A-Z2-7]{20}/.test(text);
    expect(placesWith(pipeline.leftToRead(), isSecret)).toEqual([]);
    expect(isSecret(pipeline.stateText())).toBe(true);
  } finally {
    await pipeline?.stop();
    await world.stop();
  }
}, 900_000);
