/** What bootstrap makes in a project of Azure DevOps, against the twin's: found again, put back, and nobody else's touched. */
import { describe, expect, test } from '@jest/globals';
import { approvalBy, branchControl } from '../../../twin/azure-devops/checks.js';
import { keptOutBy, type Run } from '../../../twin/azure-devops/jobs.js';
import type { Project } from '../../../twin/azure-devops/objects.js';
import { policyKinds } from '../../../twin/azure-devops/policies.js';
import { approverNamed } from '../../../wizard/bootstrap/hosts/azure-devops/approvers.js';
import { dropPolicies } from '../../../wizard/bootstrap/hosts/azure-devops/branch-policies.js';
import { dropConnection, setConnection } from '../../../wizard/bootstrap/hosts/azure-devops/connections.js';
import { dropDefinition } from '../../../wizard/bootstrap/hosts/azure-devops/pipeline-definition.js';
import { ofRemote } from '../../../wizard/bootstrap/hosts/azure-devops/names.js';
import { lookAtProject } from '../../../wizard/bootstrap/hosts/azure-devops/project.js';
import { cloudsVariable } from '../../../wizard/clouds/addresses.js';
import { AzureDevOpsApi } from '../../../wizard/clouds/azure-devops.js';
import { Failure } from '../../../wizard/terminal/failure.js';
import { AnAzureProject, bootstrap, clientId, deployment, ofApply, tenantId, wanted } from './an-azure-project.js';

const world = new AnAzureProject();
const admin = (): AzureDevOpsApi => world.as();

describe('everything that bootstrap makes', () => {
  test('is made in the order that is safe; again, nothing is made or changed', async () => {
    const api = admin();
    expect(await bootstrap(api)).toEqual([
      'the branch main, with .azuredevops/README.md',
      'the pipeline desktops-contoso of azure-pipelines.yml',
      'the policy that the pipeline checks each pull request for main',
      'the policy that owners approve code: grace@contoso.com',
      'the policy that a pull request for main has a reviewer who did not write it',
      'the setting of the project Desktops that limits variables at queue time',
      'the service connection contoso-apply',
      'branch control for main on contoso-apply',
      'approval by grace@contoso.com, not by who started the run, on contoso-apply',
      'the one pipeline that may use contoso-apply',
    ]);
    const writes = world.twin.azureDevOps.writes.length;
    expect(await bootstrap(api)).toEqual([]);
    expect(world.twin.azureDevOps.writes).toHaveLength(writes);
  });

  test('a run that was killed after any of its calls is finished by the next one, and nothing is there twice', async () => {
    const api = admin();
    await bootstrap(api);
    const calls = world.twin.azureDevOps.writes.map((each) => each.replace(/^(\w+) .*_apis\//, '$1 '));
    const whole = shapeOf(world.project);
    // Nothing that is asked for after the last call that took effect is heard any more.
    for (let at = 1; at < calls.length; at += 1) {
      const other = world.twin.azureDevOps.addProject('Desktops', { empty: true });
      world.twin.azureDevOps.projects.splice(0, world.twin.azureDevOps.projects.length, other);
      world.project = other;
      const writing = /^azure-devops (POST|PUT|PATCH|DELETE) /;
      world.twin.world.faults.inject(writing, { meanwhile: () => undefined }, at);
      world.twin.world.faults.inject(writing, { status: 403 }, 1000);
      await expect(bootstrap(api)).rejects.toThrow();
      world.twin.world.faults.clear();
      await bootstrap(api);
      expect([at, shapeOf(world.project)]).toEqual([at, whole]);
    }
  });

  test('an answer that was lost is no second thing', async () => {
    const api = admin();
    world.twin.world.faults.injectOnceAt(/^azure-devops POST .*(definitions|endpoints)$/, { lose: true });
    await bootstrap(api);
    expect([world.project.definitions.size, world.project.connections.size]).toEqual([1, 1]);
    expect(world.twin.world.faults.met).toHaveLength(2);
  });

  test('what somebody weakened is put back, and what somebody added stays', async () => {
    const api = admin();
    await bootstrap(api);
    const [review] = world.policy('reviewers');
    review!.settings = { ...review!.settings, creatorVoteCounts: true };
    world.policy('build')[0]!.isEnabled = false;
    world.made.everyPipeline = true;
    world.made.checks.splice(0, 1);
    world.made.checks.push({ id: 9000, ...approvalBy(1) });
    expect(await bootstrap(api)).toEqual([
      'the policy that the pipeline checks each pull request for main, put back',
      'the policy that a pull request for main has a reviewer who did not write it, put back',
      'branch control for main on contoso-apply',
      'the one pipeline that may use contoso-apply',
    ]);
    expect(world.made.checks.map(({ id }) => id)).toContain(9000);
  });

  test('a connection of another application gets ours, and keeps its subject', async () => {
    const api = admin();
    await bootstrap(api);
    world.made.parameters = { ...world.made.parameters, serviceprincipalid: 'another' };
    const at = await lookAtProject(api, wanted);
    const { connection, done } = await setConnection(api, at, { ...ofApply, tenantId, clientId });
    expect(done).toEqual(['the service connection contoso-apply, put back']);
    expect(connection).toMatchObject({
      clientId,
      issuer: `https://login.microsoftonline.com/${tenantId}/v2.0`,
      subject: expect.stringMatching(new RegExp(`^/eid1/c/pub/t/.*/sc/.*/${world.made.id}$`)),
    });
  });

  test('then a run of main that somebody else approves gets in, and no other', async () => {
    await bootstrap(admin());
    const idOf = (account: string): string =>
      [...world.twin.azureDevOps.people.values()].find((each) => each.account === account)?.id ?? '';
    const [ada, grace] = [idOf('ada@contoso.com'), idOf('grace@contoso.com')];
    const [definition = 0] = [...world.project.definitions.keys()];
    const run = { ref: 'refs/heads/main', definition, startedBy: ada, approvedBy: [grace] };
    const kept = (over: Partial<Run>): string | undefined =>
      keptOutBy(world.twin.azureDevOps, world.project, world.made, { ...run, ...over });
    expect(kept({})).toBeUndefined();
    expect(kept({ approvedBy: [] })).toBe('not approved');
    expect(kept({ approvedBy: [ada] })).toBe('not approved');
    expect(kept({ startedBy: grace })).toBe('not approved');
    expect(kept({ ref: 'refs/heads/feature' })).toBe('branch control');
    expect(kept({ ref: 'refs/pull/7/merge' })).toBe('branch control');
    expect(kept({ definition: definition + 1 })).toBe('the pipeline is not authorized');
    world.project.policies.clear();
    expect(kept({})).toBe('the branch is not protected');
  });

  test('undone, the project is as before but for the branch', async () => {
    const api = admin();
    await bootstrap(api);
    const at = await lookAtProject(api, wanted);
    expect(await dropConnection(api, at, ofApply)).toEqual({
      gone: ['the service connection contoso-apply'],
      stays: [],
    });
    expect(await dropPolicies(api, at, deployment)).toMatchObject({ stays: [] });
    expect(await dropDefinition(api, at, deployment)).toEqual(['the pipeline desktops-contoso']);
    expect([world.project.connections.size, world.project.policies.size, world.project.definitions.size]).toEqual([
      0, 0, 0,
    ]);
  });
});

describe('what is somebody else’s', () => {
  const reviewers = (settings: object): void => {
    const [repository] = [...world.project.repositories.values()];
    const scope = [{ repositoryId: repository!.id, refName: 'refs/heads/main', matchKind: 'Exact' }];
    const type = { id: policyKinds.reviewers };
    world.project.policies.set(7, { id: 7, type, isEnabled: true, isBlocking: true, settings: { scope, ...settings } });
  };
  const refused = async (): Promise<string> => {
    const error: unknown = await bootstrap(admin()).catch((each: unknown) => each);
    expect(error).toBeInstanceOf(Failure);
    return [(error as Failure).message, ...(error as Failure).fix].join('\n');
  };

  test('a policy that does not protect main stops it before anything is made', async () => {
    reviewers({ minimumApproverCount: 1, creatorVoteCounts: true, resetOnSourcePush: true, blockLastPusherVote: true });
    expect(await refused()).toMatch(/lets the author of a pull request approve it[\s\S]*Raise policy 7/);
    expect(world.twin.azureDevOps.writes).toEqual([]);
  });

  test('one that asks for more is enough, and outlives an undo', async () => {
    reviewers({ minimumApproverCount: 2, resetOnSourcePush: true, blockLastPusherVote: true });
    const api = admin();
    expect(await bootstrap(api)).not.toContain(
      'the policy that a pull request for main has a reviewer who did not write it',
    );
    const { stays } = await dropPolicies(api, await lookAtProject(api, wanted), deployment);
    expect([[...world.project.policies.keys()], stays]).toEqual([
      [7],
      ["policy 7 of main (reviewers), which may be somebody's"],
    ]);
  });

  test('the policies of another deployment', async () => {
    await bootstrap(admin());
    for (const each of world.project.policies.values()) {
      const { message, displayName } = each.settings as { message?: string; displayName?: string };
      if (displayName !== undefined) each.settings = { ...each.settings, displayName: 'entra-workspaces fabrikam' };
      if (message !== undefined) each.settings = { ...each.settings, message: 'entra-workspaces fabrikam: x' };
    }
    expect(await refused()).toContain('belongs to another deployment');
  });

  test('a second pipeline of the same file stops it before a policy is made', async () => {
    const [repository] = [...world.project.repositories.values()];
    world.project.definitions.set(5, {
      ...{ id: 5, name: 'Desktops', path: '\\', process: { type: 2, yamlFilename: '/azure-pipelines.yml' } },
      repository: { id: repository!.id, type: 'TfsGit' },
    });
    expect(await refused()).toMatch(/already: Desktops, number 5[\s\S]*plan each merge once more/);
    expect([world.project.policies.size, world.project.connections.size]).toEqual([0, 0]);
  });

  test('a connection and a pipeline of the same name are not taken over', async () => {
    const [repository] = [...world.project.repositories.values()];
    world.project.definitions.set(5, {
      ...{ id: 5, name: 'desktops-contoso', path: '\\', process: { type: 2, yamlFilename: 'azure-pipelines.yml' } },
      repository: { id: repository!.id, type: 'TfsGit' },
    });
    expect(await refused()).toMatch(/pipeline "desktops-contoso" already[\s\S]*there: {2}number 5/);
    world.project.definitions.clear();
    world.twin.azureDevOps.addConnection(world.project, {
      name: 'contoso-apply',
      checks: [branchControl('refs/heads/main')],
    });
    expect(await refused()).toMatch(
      /service connection "contoso-apply" already[\s\S]*Nothing is taken over by its name/,
    );
    expect(world.made.pipelines.size).toBe(0);
  });
});

describe('who may not, and what is not there', () => {
  const looked = async (api: AzureDevOpsApi, over: Partial<typeof wanted> = {}): Promise<string> => {
    const error: unknown = await lookAtProject(api, { ...wanted, ...over }).catch((each: unknown) => each);
    return error instanceof Error ? error.message : 'it was there';
  };

  test('a project or repository that nobody shows', async () => {
    expect(await looked(admin(), { project: 'Other' })).toContain('shows no project Other');
    expect(await looked(admin(), { repository: 'other' })).toContain('has no repository other');
    expect(await looked(world.as(world.twin.azureDevOps.addPerson('eve@contoso.com', 'stranger')))).toContain(
      'shows no project',
    );
    world.twin.azureDevOps.projects[0] = world.twin.azureDevOps.addProject('Desktops', { defaultBranch: 'master' });
    expect(await looked(admin())).toContain('default branch of Desktops is not main');
  });

  test('a token that opens nothing is no project that is not there', async () => {
    expect(await looked(world.as('gone'))).toContain('set AZURE_DEVOPS_EXT_PAT');
    expect(await looked(AzureDevOpsApi.from({ [cloudsVariable]: `${world.network.url}/_host` }, 'contoso'))).toContain(
      'nobody is signed in to Azure DevOps',
    );
  });

  test('somebody who does not administer the project is told the call and the permission', async () => {
    const error: unknown = await bootstrap(
      world.as(world.twin.azureDevOps.addPerson('linus@contoso.com', 'contributor')),
    ).catch((each: unknown) => each);
    expect(String(error)).toMatch(/POST Desktops\/_apis\/policy\/configurations answered 403: TF401027.*EditPolicies/);
  });

  test('an approver whom nobody knows, or whom several are', async () => {
    await expect(approverNamed(admin(), 'nobody@contoso.com')).rejects.toThrow('knows nobody');
    const group = world.twin.azureDevOps.addGroup('[Desktops]\\Platform');
    expect(await approverNamed(admin(), '[Desktops]\\Platform')).toMatchObject({ id: group.id, group: true });
    world.twin.azureDevOps.addPerson('grace@fabrikam.com');
    await expect(approverNamed(admin(), 'grace')).rejects.toThrow('several');
  });

  test('a connection of another kind, though the deployment names it', async () => {
    const api = admin();
    const at = await lookAtProject(api, wanted);
    const { id } = world.twin.azureDevOps.addConnection(world.project, {
      ...{ scheme: 'ServicePrincipal', parameters: { serviceprincipalid: clientId, tenantid: tenantId } },
    });
    await expect(setConnection(api, at, { ...ofApply, known: id, tenantId, clientId })).rejects.toThrow(
      'of another kind',
    );
  });

  test('a connection of another deployment, though a copied file names it: nothing of it is changed', async () => {
    const api = admin();
    const at = await lookAtProject(api, wanted);
    const other = await setConnection(api, at, {
      ...ofApply,
      deployment: 'fabrikam',
      mark: 'of-fabrikam',
      tenantId,
      clientId,
    });
    const before = JSON.stringify(world.project.connections.get(other.connection.id));
    const known = { ...ofApply, known: other.connection.id };
    await expect(setConnection(api, at, { ...known, tenantId, clientId: tenantId })).rejects.toThrow(
      'is of another deployment',
    );
    expect(JSON.stringify(world.project.connections.get(other.connection.id))).toBe(before);
    expect(await dropConnection(api, at, known)).toEqual({ gone: [], stays: [] });
    expect(world.project.connections.has(other.connection.id)).toBe(true);
  });

  test('a connection that does not show whom to trust: call and field are named', async () => {
    const api = admin();
    const at = await lookAtProject(api, wanted);
    world.twin.azureDevOps.issuer = 'none';
    const error: unknown = await setConnection(api, at, { ...ofApply, tenantId, clientId }).catch(
      (each: unknown) => each,
    );
    expect((error as Failure).fix[0]).toBe(
      `GET serviceendpoint/endpoints/${world.made.id}: authorization.parameters.workloadIdentityFederationIssuer must be there, got: nothing`,
    );
  });
});

/** What there is, without ids. */
function shapeOf({ definitions, connections, policies }: Project): object {
  return {
    definitions: [...definitions.values()].map(({ name }) => name),
    policies: [...policies.values()].map(({ type }) => type.id),
    connections: [...connections.values()].map(({ name, checks, pipelines }) => [name, checks.length, pipelines.size]),
  };
}

test.each([
  ['https://contoso@dev.azure.com/contoso/My%20Project/_git/desktops', 'contoso/My Project/desktops'],
  ['https://contoso.visualstudio.com/DefaultCollection/My%20Project/_git/desktops', 'contoso/My Project/desktops'],
  ['https://contoso.visualstudio.com/_git/desktops', 'contoso/desktops/desktops'],
  ['contoso@vs-ssh.visualstudio.com:v3/contoso/IT/desktops', 'contoso/IT/desktops'],
  // A host that only looks like it.
  ['https://contoso.visualstudio.com.fabrikam.com/IT/_git/desktops', undefined],
])('the remote %s is %s', (remote, name) => expect(ofRemote(remote)?.name).toBe(name));
