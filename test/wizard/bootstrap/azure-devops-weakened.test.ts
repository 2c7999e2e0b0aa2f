/** Azure DevOps, where somebody has weakened what bootstrap made, or its level was lowered: seen, and put right or refused. */
import { describe, expect, test } from '@jest/globals';
import { keptOutBy } from '../../../twin/azure-devops/jobs.js';
import { settle, settled } from '../../../wizard/bootstrap/hosts/azure-devops/all-connections.js';
import { approverNamed } from '../../../wizard/bootstrap/hosts/azure-devops/approvers.js';
import { policiesLack } from '../../../wizard/bootstrap/hosts/azure-devops/branch-policies.js';
import { checksLack } from '../../../wizard/bootstrap/hosts/azure-devops/connection-checks.js';
import { lookAtConnection, setConnection } from '../../../wizard/bootstrap/hosts/azure-devops/connections.js';
import { settingsLack } from '../../../wizard/bootstrap/hosts/azure-devops/general-settings.js';
import { dropDefinition } from '../../../wizard/bootstrap/hosts/azure-devops/pipeline-definition.js';
import { lookAtProject } from '../../../wizard/bootstrap/hosts/azure-devops/project.js';
import type { AzureDevOpsApi } from '../../../wizard/clouds/azure-devops.js';
import type { Failure } from '../../../wizard/terminal/failure.js';
import {
  AnAzureProject,
  bootstrap,
  clientId,
  deployment,
  mark,
  ofApply,
  tenantId,
  wanted,
} from './an-azure-project.js';

const world = new AnAzureProject();
const admin = (): AzureDevOpsApi => world.as();

describe('what somebody has weakened since', () => {
  test('who was added to the approval does not approve alone: another one asks those who were wanted', async () => {
    const api = admin();
    await bootstrap(api);
    const at = await lookAtProject(api, wanted);
    const grace = await approverNamed(api, 'grace@contoso.com');
    const eve = { id: 'eve' };
    const index = world.made.checks.findIndex(({ settings }) => settings?.['approvers'] !== undefined);
    const ours = world.made.checks[index]!;
    world.made.checks[index] = { ...ours, settings: { ...ours.settings, approvers: [{ id: grace.id }, eve] } };
    const [definition = 0] = [...world.project.definitions.keys()];
    const of = { connection: world.made, applies: true, approvers: [grace], definition };
    const must = 'the service connection contoso-apply must be approved by nobody but grace@contoso.com';
    expect(await checksLack(api, at, of)).toEqual([must]);
    const run = { ref: 'refs/heads/main', definition, startedBy: 'ada', approvedBy: [eve.id] };
    expect(keptOutBy(world.twin.azureDevOps, world.project, world.made, run)).toBeUndefined();
    expect(await bootstrap(api)).toEqual([
      'approval by grace@contoso.com, not by who started the run, on contoso-apply',
    ]);
    expect(keptOutBy(world.twin.azureDevOps, world.project, world.made, run)).toBe('not approved');
    expect(await checksLack(api, at, { ...of, definition: definition + 1 })).toEqual([
      `the service connection contoso-apply must be open to pipeline ${definition + 1} alone, got: ${definition}`,
    ]);
    expect(await checksLack(api, at, { ...of, definition: undefined })).toHaveLength(1);
  });

  test('owners who would approve what they wrote are put back; without their policy nothing stands', async () => {
    const api = admin();
    await bootstrap(api);
    const at = await lookAtProject(api, wanted);
    const lack = (): Promise<string[]> => policiesLack(api, at, { owners: [] }, deployment);
    expect(await lack()).toEqual([]);
    const [owners] = world.policy('owners');
    const noOwner = ['the branch main asks no owner of the code'];
    for (const weak of [{ creatorVoteCounts: true }, { minimumApproverCount: 0 }, { filenamePatterns: ['/docs/*'] }]) {
      owners!.settings = { ...owners!.settings, ...weak };
      expect([weak, await lack()]).toEqual([weak, noOwner]);
      expect(await bootstrap(api)).toEqual(['the policy that owners approve code: grace@contoso.com, put back']);
      expect(await lack()).toEqual([]);
    }
    world.project.policies.delete(owners!.id);
    expect(await lack()).toEqual(noOwner);
    expect(await policiesLack(api, at, { owners: [] })).toEqual([]);
  });

  test('a pipeline with variables of its own is refused, and taken away all the same', async () => {
    const api = admin();
    await bootstrap(api);
    const [[id, definition] = []] = [...world.project.definitions];
    world.project.limitsVariables = false;
    const at = await lookAtProject(api, wanted);
    expect(await settingsLack(api, at)).toEqual([
      expect.stringContaining('lets whoever starts a run set any variable'),
    ]);
    for (const more of [
      { variables: { NODE_OPTIONS: { value: '--require ./x' } } },
      { variableGroups: [{ id: 1, name: 'NODE_OPTIONS' }] },
    ]) {
      world.project.definitions.set(id!, { ...definition!, ...more });
      const error: unknown = await bootstrap(api).catch((each: unknown) => each);
      expect((error as Failure).fix[0]).toBe('must have none, got: NODE_OPTIONS');
    }
    expect(await dropDefinition(api, at, deployment)).toHaveLength(1);
  });

  test('a connection that another project shares is trusted by nobody', async () => {
    const api = admin();
    await bootstrap(api);
    const at = await lookAtProject(api, wanted);
    world.made.sharedWith = ['Other'];
    const shared = 'is shared with another project';
    await expect(setConnection(api, at, { ...ofApply, tenantId, clientId })).rejects.toThrow(shared);
    await expect(lookAtConnection(api, at, ofApply)).rejects.toThrow(shared);
  });

  test('a connection that was turned to a secret is trusted by nobody, and how it is turned back is said', async () => {
    const api = admin();
    await bootstrap(api);
    const at = await lookAtProject(api, wanted);
    world.made.scheme = 'ServicePrincipal';
    for (const look of [
      setConnection(api, at, { ...ofApply, tenantId, clientId }),
      lookAtConnection(api, at, ofApply),
    ]) {
      const error: unknown = await look.catch((each: unknown) => each);
      expect([(error as Failure).message, ...(error as Failure).fix].join('\n')).toMatch(
        /contoso-apply is of another kind[^]*got: azurerm, ServicePrincipal[^]*Turn it back/,
      );
    }
  });

  test('a connection with our name and mark that somebody else made is trusted by nobody, unless its id is known', async () => {
    const mallory = world.as(world.twin.azureDevOps.addPerson('mallory@contoso.com'));
    const at = await lookAtProject(mallory, wanted);
    const planted = await setConnection(mallory, at, { ...ofApply, tenantId, clientId });
    const api = admin();
    const theirs = 'was made by mallory, who administers it, so nothing may trust it';
    await expect(setConnection(api, at, { ...ofApply, tenantId, clientId })).rejects.toThrow(theirs);
    await expect(lookAtConnection(api, at, ofApply)).rejects.toThrow(theirs);
    expect(await lookAtConnection(api, at, { ...ofApply, known: planted.connection.id })).toBeDefined();
    expect(await lookAtConnection(mallory, at, ofApply)).toBeDefined();
  });

  test('at a level that was lowered the connection of apply is shown until no cloud trusts it, and then taken away', async () => {
    const api = admin();
    await bootstrap(api);
    const at = await lookAtProject(api, wanted);
    const [definition = 0] = [...world.project.definitions.keys()];
    const of = { deployment, level: 'refused', mark, tenantId, known: undefined, asserts: false } as const;
    const lowered = { ...of, clients: { mainPlan: clientId }, approvers: [], definition };
    const names = ({ connections }: Awaited<ReturnType<typeof settle>>): unknown =>
      [connections.mainPlan, connections.apply].map((each) => each?.name);
    const both = ['contoso-main-plan', 'contoso-apply'];
    expect(names(await settle(api, at, { ...lowered, untrusted: false }))).toEqual(both);
    const shown = await settled(api, at, of);
    expect(Object.keys(shown ?? {})).toEqual(['mainPlan', 'apply']);
    const gone = await settle(api, at, { ...lowered, untrusted: true });
    expect([names(gone), gone.done]).toEqual([
      ['contoso-main-plan', undefined],
      ['the service connection contoso-apply, taken away'],
    ]);
    world.twin.azureDevOps.addConnection(world.project, { name: 'contoso-apply' });
    expect(Object.keys((await settled(api, at, of)) ?? {})).toEqual(['mainPlan']);
  });
});
