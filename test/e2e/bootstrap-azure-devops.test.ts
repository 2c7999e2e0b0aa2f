import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { connectionToken, keptOutBy } from '../../twin/azure-devops/jobs.js';
import { runUntilEnded } from './bootstrap/killed.js';
import { AzureWorld } from './bootstrap/azure-devops.js';
import { madeInClouds } from './bootstrap/made.js';
import { bucketName } from './bootstrap/world.js';

// An empty repository of Azure Repos, an account and a tenant: one command, what it made lets in whom it should, and is taken
// back again.

type Settings = Awaited<ReturnType<AzureWorld['settings']>>;

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

  /** Tokens of apply as they were signed before its connection went. */
  const applyTokens = () => {
    const { twin } = azure.world;
    const connection = azure.connection('contoso-apply');
    return [1, 2].map(() => connectionToken(twin.azureDevOps, azure.project, connection));
  };
  /** Which clouds let apply in with them. */
  const trusting = async ([inAws = '', inEntra = '']: readonly string[], { aws, entra }: Settings) => [
    ...((await azure.world.awsOf(inAws, aws.apply ?? '')) === undefined ? ['aws'] : []),
    ...((await azure.world.entraOf(inEntra, entra.apply ?? '')) === undefined ? ['entra'] : []),
  ];
  const names = () => [...azure.project.connections.values()].map(({ name }) => name);

  test(
    'lowered to refused: said by --print; then apply is nobody any more, its connection is gone, and main-plan is what it was',
    async () => {
      const [tokens, before] = [applyTokens(), await azure.settings()];
      const printed = await azure.bootstrap('--level', 'refused', '--print', '--json');
      const { things } = JSON.parse(printed.stdout) as { things: { what: string; why: string }[] };
      expect(things.filter(({ why }) => why.startsWith('TAKEN AWAY')).map(({ what }) => what)).toEqual(
        expect.arrayContaining(['role contoso-apply', 'application "Contoso pipeline (apply)"']),
      );
      expect(await trusting(tokens, before)).toEqual(['aws', 'entra']);
      const lowered = await azure.bootstrap('--level', 'refused');
      expect([lowered.exitCode, lowered.stderr.replaceAll(/\s+/g, ' ')]).toEqual([
        0,
        expect.stringContaining('the trust of the role contoso-apply, taken away'),
      ]);
      expect([await trusting(tokens, before), names()]).toEqual([[], ['contoso-main-plan']]);
      expect(await azure.letIn('contoso-main-plan')).toEqual(['aws mainPlan', 'entra mainPlan']);
      const { level, connections, aws } = await azure.settings();
      expect([level, Object.keys(connections), Object.keys(aws)]).toEqual(['refused', ['mainPlan'], ['mainPlan']]);
      const writes = azure.world.twin.azureDevOps.writes.length;
      const again = await azure.bootstrap();
      expect([again.exitCode, again.stderr]).toEqual([0, expect.stringContaining('nothing was made or changed')]);
      expect(azure.world.twin.azureDevOps.writes).toHaveLength(writes);
    },
    patience,
  );

  test(
    'and back: apply is made anew, with the checks of its connection, trusted last, and gets in',
    async () => {
      const raised = await azure.bootstrap('--level', 'approved');
      expect([raised.exitCode, raised.stderr]).toEqual([0, expect.stringContaining('wrote deployment.json')]);
      expect(await azure.letIn('contoso-apply')).toEqual(['aws apply', 'entra apply']);
      expect(azure.connection('contoso-apply').checks).toHaveLength(2);
      expect((await azure.bootstrap()).stderr).toContain('nothing was made or changed');
    },
    patience,
  );

  test('lowered and killed (kill -9) at each kind of call that changes something: apply is trusted before the first alone, and the next run ends it', async () => {
    const { twin } = azure.world;
    const [tokens, before] = [applyTokens(), await azure.settings()];
    const lower = [...azure.words, '--level', 'refused'];
    const changing = /^aws iam:(Update|Detach|Delete)|^graph DELETE |^azure-devops (PUT|POST|PATCH|DELETE) /;
    const trusted: string[][] = [];
    const code = await runUntilEnded(azure.world, lower, {
      arm: ({ alone }) => twin.faults.injectOnceAt(changing, { meanwhile: alone }),
      after: async () => void trusted.push(await trusting(tokens, before)),
      most: 40,
    });
    expect([code, twin.faults.met.length > 3, names()]).toEqual([0, true, ['contoso-main-plan']]);
    // The first call takes the trust in AWS away, the second one that in Entra.
    expect(trusted.map(String).filter((each) => each.includes('aws'))).toEqual([]);
    expect(trusted.slice(2).flat()).toEqual([]);
    twin.faults.clear();
    expect((await azure.bootstrap('--level', 'approved')).exitCode).toBe(0);
  }, 900_000);

  test(
    'undone, trust first, both clouds and the project are as before but for branch, bucket and key',
    async () => {
      const { exitCode, stderr } = await azure.world.run('bootstrap', '--undo', '--auto-approve');
      expect([exitCode, stderr]).toEqual([0, expect.stringContaining('Nobody is trusted any more.')]);
      expect(stderr.indexOf('Nobody is trusted')).toBeLessThan(stderr.indexOf('the service connection contoso-apply'));
      expect((await azure.world.deployment()).pipeline).toBeNull();
      expect(everything()).toEqual({ ...before, buckets: [bucketName] });
    },
    patience,
  );
});
