import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Between } from './bootstrap/between.js';
import { afterEveryCall, changing, runUntilEnded } from './bootstrap/killed.js';
import { AzureWorld } from './bootstrap/azure-devops.js';
import { madeInClouds } from './bootstrap/made.js';
import { bucketName } from './bootstrap/world.js';
import { say } from './worlds.js';

// The command line is killed (kill -9), and its terraform with it, right after each kind of call to Azure DevOps, and each time
// that a cloud is told to trust: whoever runs it again ends with everything, and with nothing twice. Then it is taken back again.

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

const trustInAws = /^aws iam:UpdateAssumeRolePolicy/;
const trustInEntra = /^graph POST .*federatedIdentityCredentials/;
const provider = /^aws iam:CreateOpenIDConnectProvider/;

test('killed after each kind of call, the next run goes on, and nothing is made twice', async () => {
  const { twin } = azure.world;
  const trusted: boolean[] = [];
  const between = new Between(azure.world, () => {
    const { policies, connections, limitsVariables } = azure.project;
    const guarded = [...connections.values()].map(({ name, checks, pipelines, everyPipeline }) => ({
      ...{ name, checks, pipelines, everyPipeline },
    }));
    return { policies, limitsVariables, guarded };
  });
  const code = await runUntilEnded(azure.world, azure.words, {
    arm: ({ withTerraform: meanwhile }) => {
      if (afterEveryCall) return twin.faults.injectAtEach(changing, { meanwhile });
      twin.faults.inject(trustInAws, { meanwhile });
      twin.faults.inject(trustInEntra, { meanwhile });
      twin.faults.injectOnceAt(provider, { meanwhile });
      twin.faults.injectOnceAt(/^azure-devops (PUT|POST|PATCH) /, { meanwhile });
    },
    // Whatever it was killed at: nothing is trusted before its checks stand.
    after: async () => {
      if ([...twin.entra.state.federatedCredentials.values()].some(({ size }) => size > 0))
        trusted.push(
          [...azure.project.connections.values()].every(
            ({ checks, pipelines }) => checks.length > 0 && pipelines.size === 1,
          ),
        );
      await between.look();
    },
    most: afterEveryCall ? 200 : 40,
  });
  if (afterEveryCall) say(between.told);
  expect(code).toBe(0);
  expect(twin.faults.met.length).toBeGreaterThanOrEqual(9);
  expect(new Set(trusted)).toEqual(new Set([true]));
  expect(between.trusted.at(-1)).toEqual(['aws main-plan', 'entra main-plan', 'aws apply', 'entra apply']);
  const { project } = azure;
  expect([project.definitions.size, project.policies.size, project.connections.size]).toEqual([1, 3, 2]);
  expect([...project.connections.values()].map(({ name, checks }) => [name, checks.length])).toEqual([
    ['contoso-main-plan', 1],
    ['contoso-apply', 2],
  ]);
  expect(await azure.letIn('contoso-main-plan')).toEqual(['aws mainPlan', 'entra mainPlan']);
  expect(await azure.letIn('contoso-apply')).toEqual(['aws apply', 'entra apply']);
  twin.faults.clear();
  const again = await azure.bootstrap();
  expect([again.exitCode, again.stderr]).toEqual([0, expect.stringContaining('nothing was made or changed')]);
}, 7_200_000);

test('undone, trust first, both clouds and the project are as before but for branch, bucket and key; with --delete-state the bucket goes, too', async () => {
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
}, 600_000);
