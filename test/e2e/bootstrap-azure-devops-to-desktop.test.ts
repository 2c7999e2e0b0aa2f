import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { keptOutBy } from '../../twin/azure-devops/jobs.js';
import { AzureWorld, reviewer } from './bootstrap/azure-devops.js';
import { expectEnded, Pipeline } from './bootstrap/pipeline.js';
import { connectIn, expectNothingSecret, expectWorks } from './bootstrap/to-desktop.js';

// As bootstrap-to-desktop, on Azure DevOps: from an empty repository to a pull request that gave a person a desktop. Each stage is
// let in by the checks that bootstrap set on its connection, and has the tokens that the twin's host signs for it.

const patience = 600_000;
let azure: AzureWorld;
let pipeline: Pipeline | undefined;
beforeAll(async () => {
  azure = await AzureWorld.start();
});
afterAll(async () => {
  expect(azure.world.twin.azureDevOps.unknownCalls).toEqual([]);
  await pipeline?.stop();
  await azure.stop();
});
const ended = { check: 'success', main_plan: 'success', apply: 'success' };

describe('one command makes it from an empty repository of Azure Repos, an account and a tenant', () => {
  test(
    '--print says what it makes, that AWS is experimental there, and makes nothing',
    async () => {
      const { exitCode, stderr } = await azure.bootstrap('--print');
      expect([exitCode, stderr]).toEqual([0, expect.stringContaining('service connection contoso-apply')]);
      expect(stderr.replaceAll(/\s+/g, ' ')).toContain('retires the issuer vstoken.dev.azure.com on 1 July 2027');
      expect(azure.world.twin.azureDevOps.writes).toEqual([]);
    },
    patience,
  );

  test(
    'a level that Azure DevOps does not have is refused, and why',
    async () => {
      const { exitCode, stderr } = await azure.bootstrap('--level', 'confirmed');
      expect([exitCode, stderr.replaceAll(/\s+/g, ' ')]).toEqual([
        2,
        expect.stringContaining('Azure DevOps keeps approvals on every plan'),
      ]);
    },
    patience,
  );

  test(
    'rules, state, identities, connections, and the trust last; the deployment names them',
    async () => {
      const { exitCode, stderr } = await azure.bootstrap('--entra-rights', 'whole');
      expect([exitCode, stderr]).toEqual([0, expect.stringContaining('wrote deployment.json')]);
      // Lines are broken between words.
      const made = stderr.slice(stderr.indexOf('Level: approved')).replaceAll(/\s+/g, ' ');
      const order = [
        'the policy that a pull request for main has a reviewer',
        'pipeline (apply)"',
        'the service connection contoso-apply',
        'approval by grace@contoso.com',
        'the identity provider arn:',
        'the trust of the role contoso-apply',
      ].map((text) => made.indexOf(text));
      expect([order, made]).toEqual([[...order].sort((one, other) => one - other), made]);
      expect(order).not.toContain(-1);
      const { connections, level, aws, entra } = await azure.settings();
      expect(level ?? 'approved').toBe('approved');
      const { id, name } = azure.connection('contoso-apply');
      expect(connections.apply).toMatchObject({
        ...{ id, name, issuer: `https://login.microsoftonline.com/${azure.world.twin.entra.id}/v2.0` },
        subject: expect.stringMatching(new RegExp(`/${id}$`)),
      });
      expect(azure.connection('contoso-apply').parameters['serviceprincipalid']).toBe(entra.apply);
      expect(aws.apply).toContain(':role/');
    },
    patience,
  );

  test(
    'again, nothing is made or changed',
    async () => {
      const writes = azure.world.twin.azureDevOps.writes.length;
      const { exitCode, stderr } = await azure.bootstrap();
      expect([exitCode, stderr]).toEqual([0, expect.stringContaining('nothing was made or changed')]);
      expect(azure.world.twin.azureDevOps.writes).toHaveLength(writes);
    },
    patience,
  );

  test(
    'each connection is let in as its own identity by both clouds, and as no other',
    async () => {
      const { azureDevOps } = azure.world.twin;
      expect(await azure.letIn('contoso-main-plan')).toEqual(['aws mainPlan', 'entra mainPlan']);
      expect(await azure.letIn('contoso-apply')).toEqual(['aws apply', 'entra apply']);
      const [definition = 0] = [...azure.project.definitions.keys()];
      const run = { definition, ref: 'refs/heads/main', startedBy: 'somebody' };
      expect(keptOutBy(azureDevOps, azure.project, azure.connection('contoso-main-plan'), run)).toBeUndefined();
      expect(keptOutBy(azureDevOps, azure.project, azure.connection('contoso-apply'), run)).toBe('not approved');
    },
    patience,
  );
});

test(
  'a pull request is checked without any identity; its merge is planned, approved and applied, and a person has a desktop',
  async () => {
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
