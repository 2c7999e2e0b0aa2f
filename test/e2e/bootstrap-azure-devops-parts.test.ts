import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { AzureWorld } from './bootstrap/azure-devops.js';

// Three persons, each with rights in one place alone: a connection needs the application, and trust needs the connection, so the
// file between them goes to and fro. At the level refused there is nothing that applies.

const patience = 600_000;
const plain = (text: string): string => text.replaceAll(/\s+/g, ' ');

describe('each part by somebody else', () => {
  let azure: AzureWorld;
  beforeAll(async () => {
    azure = await AzureWorld.start();
  });
  afterAll(async () => azure.stop());
  const part = async (name: string) => {
    azure.world.as = name === 'repository' ? { AZURE_DEVOPS_EXT_PAT: azure.admin } : {};
    const { exitCode, stderr } = await azure.world.run(
      ...['bootstrap', '--host', 'azureDevOps', '--only', name, '--auto-approve'],
      ...['--repository', 'contoso/Desktops', ...(name === 'repository' ? ['--reviewer', 'grace@contoso.com'] : [])],
    );
    return { exitCode, said: plain(stderr) };
  };
  const left = (said: string): string[] =>
    [...said.slice(said.indexOf('What is left')).matchAll(/--only (\w+)/g)].map(([, name = '']) => name);

  test(
    'nobody is trusted before the connections are there; what comes next is said each time',
    async () => {
      const rules = await part('repository');
      // The last part of all stands in the list only where nothing of it is left before.
      expect([rules.exitCode, left(rules.said)]).toEqual([0, ['entra', 'repository', 'aws', 'entra']]);
      expect(azure.project.connections.size).toBe(0);
      const apps = await part('entra');
      expect([apps.exitCode, left(apps.said)]).toEqual([0, ['repository', 'aws', 'entra']]);
      const credentials = [...azure.world.twin.entra.state.federatedCredentials.values()];
      expect(credentials.every(({ size }) => size === 0)).toBe(true);
      const connected = await part('repository');
      expect([connected.exitCode, connected.said]).toEqual([
        0,
        expect.stringContaining('the service connection contoso-apply'),
      ]);
      expect(left(connected.said)).toEqual(['aws', 'entra', 'repository']);
    },
    patience,
  );

  test(
    'a hand-over that names the connection of another project is refused by whoever would trust it',
    async () => {
      const file = join(azure.world.folder, 'bootstrap.json');
      const before = readFileSync(file, 'utf8');
      const replaced = (pattern: RegExp, text: string): string => {
        const foreign = before.replace(pattern, text);
        expect(foreign).not.toBe(before);
        return foreign;
      };
      const must = 'repository.connections.mainPlan: must be of a service connection of contoso/Desktops';
      for (const foreign of [
        replaced(/"subject": "\/eid1[^"]*"/, '"subject": "sc://fabrikam/Other/apply"'),
        replaced(
          /login\.microsoftonline\.com\/[0-9a-f-]+/,
          'login.microsoftonline.com/99999999-2222-3333-4444-555555555555',
        ),
        // Subjects beside them stand for nothing.
        replaced(/"subject": "\/eid1[^"]*"/, '"subject": "sc://fabrikam/Other/apply"').replace(
          '"subjects": {}',
          '"subjects": { "mainPlan": "mine", "apply": "mine-too" }',
        ),
      ]) {
        writeFileSync(file, foreign);
        const { exitCode, said } = await part('aws');
        expect([exitCode, said]).toEqual([1, expect.stringContaining(must)]);
      }
      writeFileSync(file, before);
    },
    patience,
  );

  test(
    'with a token of Azure DevOps the checks are looked at before a cloud trusts',
    async () => {
      const { checks } = azure.connection('contoso-apply');
      const approval = checks.splice(1, 1);
      azure.world.as = { AZURE_DEVOPS_EXT_PAT: azure.admin };
      const { exitCode, stderr } = await azure.world.run(
        ...['bootstrap', '--host', 'azureDevOps', '--only', 'aws', '--auto-approve'],
        ...['--repository', 'contoso/Desktops'],
      );
      expect([exitCode, plain(stderr)]).toEqual([
        1,
        expect.stringContaining('the service connection contoso-apply is approved by nobody'),
      ]);
      checks.push(...approval);
    },
    patience,
  );

  test(
    'then each cloud trusts what the connections show, and whoever comes last writes the deployment',
    async () => {
      const aws = await part('aws');
      expect([aws.exitCode, left(aws.said)]).toEqual([0, ['entra', 'repository']]);
      const entra = await part('entra');
      expect([entra.exitCode, entra.said]).toEqual([0, expect.stringContaining('wrote deployment.json')]);
      const again = await part('repository');
      expect([again.exitCode, again.said]).toEqual([0, expect.stringContaining('nothing was made or changed')]);
      expect(await azure.letIn('contoso-main-plan')).toEqual(['aws mainPlan', 'entra mainPlan']);
      expect(await azure.letIn('contoso-apply')).toEqual(['aws apply', 'entra apply']);
    },
    patience,
  );
});

describe('at the level refused', () => {
  let azure: AzureWorld;
  beforeAll(async () => {
    azure = await AzureWorld.start();
  });
  afterAll(async () => azure.stop());

  test(
    'there is one connection, which plans; main is protected all the same; an older issuer is trusted as it is shown',
    async () => {
      azure.world.twin.azureDevOps.issuer = 'vstoken';
      const { exitCode, stderr } = await azure.bootstrap('--level', 'refused');
      expect([exitCode, stderr]).toEqual([0, expect.stringContaining('wrote deployment.json')]);
      expect([...azure.project.connections.values()].map(({ name }) => name)).toEqual(['contoso-main-plan']);
      const { connections, level, aws } = await azure.settings();
      expect(connections.mainPlan).toMatchObject({
        ...{ issuer: expect.stringMatching(/^https:\/\/vstoken\.dev\.azure\.com\//) },
        subject: 'sc://contoso/Desktops/contoso-main-plan',
      });
      expect([Object.keys(connections), level, Object.keys(aws)]).toEqual([['mainPlan'], 'refused', ['mainPlan']]);
      expect(azure.project.policies.size).toBe(3);
      expect(await azure.letIn('contoso-main-plan')).toEqual(['aws mainPlan', 'entra mainPlan']);
    },
    patience,
  );
});

describe('with the state in Azure', () => {
  let azure: AzureWorld;
  beforeAll(async () => {
    azure = await AzureWorld.start(true);
  });
  afterAll(async () => azure.stop());

  test(
    'the jobs are let in to it as well; again nothing changes; undone with its name, nobody is, and it is gone',
    async () => {
      const made = await azure.bootstrap('--location', 'westeurope');
      expect([made.exitCode, made.stderr]).toEqual([0, expect.stringContaining('wrote deployment.json')]);
      expect(await azure.letIn('contoso-main-plan')).toEqual(['aws mainPlan', 'entra mainPlan']);
      expect(await azure.letIn('contoso-apply')).toEqual(['aws apply', 'entra apply']);
      const again = await azure.bootstrap();
      expect([again.exitCode, again.stderr]).toEqual([0, expect.stringContaining('nothing was made or changed')]);
      const environment = await azure.bootstrap('--environment', 'production');
      expect([environment.exitCode, plain(environment.stderr)]).toEqual([
        2,
        expect.stringContaining('Azure DevOps goes without --environment'),
      ]);
      const { accounts } = azure.world.twin.azure;
      const undo = ['bootstrap', '--undo', '--delete-state', 'contosostate', '--auto-approve'];
      const undone = await azure.world.run(...undo);
      expect([undone.exitCode, plain(undone.stderr)]).toEqual([
        0,
        expect.stringMatching(/Nobody is trusted any more.*the resource group desktops is gone/),
      ]);
      expect([azure.project.connections.size, accounts.all.size]).toEqual([0, 0]);
    },
    patience,
  );
});
