import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { AzureWorld, reviewer } from './bootstrap/azure-devops.js';
import { expectEnded, Pipeline } from './bootstrap/pipeline.js';
import { connectIn, expectNothingSecret, expectWorks } from './bootstrap/to-desktop.js';

// As bootstrap-to-desktop, on Azure DevOps: from an empty repository to a pull request that gave a person a desktop. Each stage is
// let in by the checks that bootstrap set on its connection, and has the tokens that the twin's host signs for it.

let azure: AzureWorld;
let pipeline: Pipeline | undefined;
beforeAll(async () => {
  azure = await AzureWorld.start();
});
afterAll(async () => {
  await pipeline?.stop();
  await azure.stop();
});
const patience = 600_000;
const ended = { check: 'success', main_plan: 'success', apply: 'success' };

test(
  'a pull request is checked without any identity; its merge is planned, approved and applied, and a person has a desktop',
  async () => {
    const made = await azure.bootstrap('--entra-rights', 'whole');
    expect([made.exitCode, made.stderr]).toEqual([0, expect.stringContaining('wrote deployment.json')]);
    const { world } = azure;
    pipeline = await Pipeline.start(world);
    const { proposed, merged } = await pipeline.bring('Desktops', 1);
    expectEnded(proposed, { check: 'success', main_plan: 'skipped', apply: 'skipped' });
    expectEnded(merged, ended);
    expect(pipeline.approvals).toEqual(['production']);
    await connectIn(world, pipeline);
    const second = await pipeline.bring('Connected', 2);
    expectEnded(second.merged, ended);
    await expectWorks(world);
  },
  patience,
);

test(
  'a run that its only approver started is applied by nobody; started by somebody else, it is',
  async () => {
    const { world } = azure;
    const changed = await world.deployment();
    const [site] = changed.sites as unknown as [{ desktops: { users: { list: { upn: string }[] } } }];
    world.twin.entra.addUser('dorothy@contoso.com');
    site.desktops.users.list.push({ upn: 'dorothy@contoso.com' });
    pipeline!.generate(changed);
    pipeline!.azure!.startedBy = reviewer;
    const { merged } = await pipeline!.bring('Dorothy', 3);
    expect([merged['main_plan']?.result, merged['apply']]).toMatchObject([
      'success',
      { result: 'failure', log: 'contoso-apply: not approved' },
    ]);
    pipeline!.azure!.startedBy = 'ada@contoso.com';
    expectEnded(await pipeline!.again(), { main_plan: 'success', apply: 'success' });
    await expectWorks(world, 'dorothy@contoso.com');
  },
  patience,
);

test('nothing that others can read holds a token, a key or a secret of the state', () => {
  expectNothingSecret(pipeline!);
});
