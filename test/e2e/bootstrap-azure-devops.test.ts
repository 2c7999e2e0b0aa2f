import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { keptOutBy, connectionToken } from '../../twin/azure-devops/jobs.js';
import type { Connection, Project } from '../../twin/azure-devops/objects.js';
import { World } from './bootstrap/world.js';

// An empty repository of Azure Repos, an account and a tenant: one command, and what it made lets in whom it should.

const patience = 600_000;
let world: World;
let project: Project;
let admin = '';
beforeAll(async () => {
  world = await World.start();
  const { azureDevOps } = world.twin;
  project = azureDevOps.addProject('Desktops', { empty: true });
  admin = azureDevOps.addPerson('ada@contoso.com');
  azureDevOps.addPerson('grace@contoso.com', 'contributor');
  world.as = { AZURE_DEVOPS_EXT_PAT: admin };
});
afterAll(async () => {
  expect(world.twin.azureDevOps.unknownCalls).toEqual([]);
  await world.stop();
});

const bootstrap = (...words: string[]) =>
  world.run(
    'bootstrap',
    ...['--host', 'azureDevOps', '--repository', 'contoso/Desktops', '--reviewer', 'grace@contoso.com'],
    ...['--auto-approve', ...words],
  );
const connection = (name: string): Connection => {
  const found = [...project.connections.values()].find((each) => each.name === name);
  if (found === undefined) throw new Error(`no connection ${name}`);
  return found;
};
const settings = async () => (await world.deployment()).pipeline!.azureDevOps!;

describe('from nothing', () => {
  test(
    '--print says what it makes, that AWS is experimental there, and makes nothing',
    async () => {
      const { exitCode, stderr } = await bootstrap('--print');
      expect([exitCode, stderr]).toEqual([0, expect.stringContaining('service connection contoso-apply')]);
      expect(stderr.replaceAll(/\s+/g, ' ')).toContain('retires the issuer vstoken.dev.azure.com on 1 July 2027');
      expect(world.twin.azureDevOps.writes).toEqual([]);
    },
    patience,
  );

  test(
    'a level that Azure DevOps does not have is refused, and why',
    async () => {
      const { exitCode, stderr } = await bootstrap('--level', 'confirmed');
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
      const { exitCode, stderr } = await bootstrap();
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
      const { connections, level, aws, entra } = await settings();
      expect(level ?? 'approved').toBe('approved');
      const { id, name } = connection('contoso-apply');
      expect(connections.apply).toMatchObject({
        ...{ id, name, issuer: `https://login.microsoftonline.com/${world.twin.entra.id}/v2.0` },
        subject: expect.stringMatching(new RegExp(`/${id}$`)),
      });
      expect(connection('contoso-apply').parameters['serviceprincipalid']).toBe(entra.apply);
      expect(aws.apply).toContain(':role/');
    },
    patience,
  );

  test(
    'again, nothing is made or changed',
    async () => {
      const writes = world.twin.azureDevOps.writes.length;
      const { exitCode, stderr } = await bootstrap();
      expect([exitCode, stderr]).toEqual([0, expect.stringContaining('nothing was made or changed')]);
      expect(world.twin.azureDevOps.writes).toHaveLength(writes);
    },
    patience,
  );

  test(
    'each connection is let in as its own identity by both clouds, and as no other',
    async () => {
      const { aws, entra } = await settings();
      const { azureDevOps } = world.twin;
      for (const [name, own, other] of [
        ['contoso-main-plan', 'mainPlan', 'apply'],
        ['contoso-apply', 'apply', 'mainPlan'],
      ] as const) {
        const token = (): string => connectionToken(azureDevOps, project, connection(name));
        expect([name, await world.awsOf(token(), aws[own] ?? '')]).toEqual([name, undefined]);
        expect([name, await world.awsOf(token(), aws[other] ?? '')]).toEqual([name, 'AccessDenied']);
        expect([name, await world.entraOf(token(), entra[own] ?? '')]).toEqual([name, undefined]);
        expect([name, await world.entraOf(token(), entra[other] ?? '')]).toEqual([
          name,
          expect.stringMatching(/AADSTS70021/),
        ]);
      }
      const [definition = 0] = [...project.definitions.keys()];
      const run = { definition, ref: 'refs/heads/main', startedBy: 'somebody' };
      expect(keptOutBy(azureDevOps, project, connection('contoso-main-plan'), run)).toBeUndefined();
      expect(keptOutBy(azureDevOps, project, connection('contoso-apply'), run)).toBe('not approved');
    },
    patience,
  );

  test(
    'undone: trust first, then everything but branch, bucket and key',
    async () => {
      const { exitCode, stderr } = await world.run('bootstrap', '--undo', '--auto-approve');
      expect([exitCode, stderr]).toEqual([0, expect.stringContaining('Nobody is trusted any more.')]);
      expect([project.connections.size, project.policies.size, project.definitions.size]).toEqual([0, 0, 0]);
      expect(stderr.indexOf('Nobody is trusted')).toBeLessThan(stderr.indexOf('the service connection contoso-apply'));
      expect((await world.deployment()).pipeline).toBeNull();
      expect(
        [...world.twin.entra.state.applications.values()].map(({ displayName }) => displayName),
      ).not.toContainEqual(expect.stringContaining('pipeline ('));
    },
    patience,
  );
});
