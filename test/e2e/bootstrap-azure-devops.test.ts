import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { keptOutBy } from '../../twin/azure-devops/jobs.js';
import { AzureWorld } from './bootstrap/azure-devops.js';
import { madeInClouds } from './bootstrap/made.js';
import { bucketName } from './bootstrap/world.js';

// An empty repository of Azure Repos, an account and a tenant: one command, what it made lets in whom it should, and is taken
// back again.

const patience = 600_000;
let azure: AzureWorld;
let before: Record<string, unknown>;
beforeAll(async () => {
  azure = await AzureWorld.start();
  before = everything();
});
afterAll(async () => {
  expect(azure.world.twin.azureDevOps.unknownCalls).toEqual([]);
  await azure.stop();
});

/** Everything of both clouds and of the project that bootstrap could have made, by name. */
function everything(): Record<string, unknown> {
  const { connections, policies, definitions } = azure.project;
  return {
    ...madeInClouds(azure.world.twin),
    project: [...connections.keys(), ...policies.keys(), ...definitions.keys()],
  };
}

describe('from nothing', () => {
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
      const { exitCode, stderr } = await azure.bootstrap();
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

  test(
    'undone, trust first, both clouds and the project are as before but for branch, bucket and key; with --delete-state the bucket goes, too',
    async () => {
      const { exitCode, stderr } = await azure.world.run('bootstrap', '--undo', '--auto-approve');
      expect([exitCode, stderr]).toEqual([0, expect.stringContaining('Nobody is trusted any more.')]);
      expect(stderr.indexOf('Nobody is trusted')).toBeLessThan(stderr.indexOf('the service connection contoso-apply'));
      expect((await azure.world.deployment()).pipeline).toBeNull();
      expect(everything()).toEqual({ ...before, buckets: [bucketName] });
      const wrong = await azure.world.run('bootstrap', '--undo', '--delete-state', 'contoso', '--auto-approve');
      expect([wrong.exitCode, wrong.stderr.replaceAll(/\s+/g, ' ')]).toEqual([
        2,
        expect.stringContaining(`must repeat the name of the bucket, ${bucketName}, got: contoso`),
      ]);
      const gone = await azure.world.run('bootstrap', '--undo', '--delete-state', bucketName, '--auto-approve');
      expect([gone.exitCode, gone.stderr.replaceAll(/\s+/g, ' ')]).toEqual([
        0,
        expect.stringContaining(`the bucket ${bucketName} is gone`),
      ]);
      expect(everything()).toEqual(before);
    },
    patience,
  );
});
