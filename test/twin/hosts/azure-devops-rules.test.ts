import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { branchGaps, connectionGaps } from '../../../domain/azure-devops-rules.js';
import { approvalBy, branchControl, requiredTemplate } from '../../../twin/azure-devops/checks.js';
import type { Check, Project } from '../../../twin/azure-devops/objects.js';
import { policyKinds } from '../../../twin/azure-devops/policies.js';
import type { Listener } from '../../../twin/network.js';
import { startTwin, type Twin } from '../../../twin/twin.js';
import { cloudsVariable } from '../../../wizard/clouds/addresses.js';
import { openClouds } from '../../../wizard/clouds/clouds.js';
import { see } from '../../../wizard/clouds/lookup.js';
import { lookups } from '../../../wizard/clouds/lookups/index.js';

// What Azure DevOps keeps of a project, as its API tells it to whoever has signed in.

let twin: Twin;
let network: Listener;
let project: Project;
beforeAll(async () => {
  twin = await startTwin();
  network = await twin.world.network.listen();
  project = twin.azureDevOps.addProject('Desktops');
});
afterAll(async () => {
  expect(twin.azureDevOps.unknownCalls).toEqual([]);
  await network.close();
  await twin.stop();
});

const clouds = (env: NodeJS.ProcessEnv) =>
  openClouds({ ...twin.terraform.env, [cloudsVariable]: `${network.url}/_host`, ...env });
const id = '0a1b2c3d-0000-4000-8000-000000000002';
const rules = async (env: NodeJS.ProcessEnv) =>
  see(lookups.azureDevOpsRules, clouds(env), { organization: 'contoso', project: 'Desktops', connections: [id] });
const gaps = async (checks: Omit<Check, 'id'>[], everyPipeline = false): Promise<string[]> => {
  twin.azureDevOps.addConnection(project, { id, checks, everyPipeline });
  const found = await rules({ AZURE_DEVOPS_EXT_PAT: twin.azureDevOps.addToken() });
  if (!('seen' in found)) throw new Error(JSON.stringify(found));
  return connectionGaps('apply', true, found.seen[0]).map(({ got }) => got);
};

test('a connection without checks lets every branch in, approved by nobody; with both it lacks nothing', async () => {
  expect(await gaps([], true)).toEqual([
    'must let refs/heads/main alone in (branch control), lets in: every branch',
    'is approved by nobody',
    'is open to every pipeline of the project',
  ]);
  expect(await gaps([approvalBy(1), branchControl('refs/heads/main')])).toEqual([]);
  expect(await gaps([approvalBy(1, true), branchControl('refs/heads/main, refs/heads/release')])).toEqual([
    'must let refs/heads/main alone in (branch control), lets in: refs/heads/main, refs/heads/release',
    'lets whoever started the run approve it',
  ]);
});

test('a check that somebody disabled does not count; a required template does', async () => {
  const disabled = { ...approvalBy(1), isDisabled: true };
  expect(await gaps([disabled, branchControl('refs/heads/main')])).toEqual(['is approved by nobody']);
  const template = await gaps([approvalBy(2), branchControl('refs/heads/main'), requiredTemplate('base.yml')]);
  expect(template).toEqual([expect.stringContaining('the template base.yml')]);
});

test('a reader to whom a connection, or what it is made of, is not shown judges its checks alone', async () => {
  twin.azureDevOps.addConnection(project, { id, checks: [branchControl('refs/heads/main')] });
  const seen = async (): Promise<unknown> => rules({ AZURE_DEVOPS_EXT_PAT: twin.azureDevOps.addToken() });
  const checked = { id, branches: [['refs/heads/main']] };
  const shows = { subject: expect.stringContaining(id) };
  expect(await seen()).toMatchObject({ seen: [{ ...checked, shows, isShared: false }] });
  twin.azureDevOps.issuer = 'none';
  expect(await seen()).toMatchObject({ seen: [{ ...checked, shows: undefined, isShared: false }] });
  twin.azureDevOps.issuer = 'entra';
  const connection = twin.azureDevOps.addConnection(project, {
    ...{ id, hidden: true, checks: [branchControl('refs/heads/main')] },
  });
  const unseen = await seen();
  expect(unseen).toMatchObject({ seen: [checked] });
  expect(JSON.stringify(unseen)).not.toMatch(/shows|isShared/);
  connection.checks.splice(0);
  expect(await seen()).toEqual({ seen: [] });
});

test('a connection that signs in with a secret is told by its kind', async () => {
  twin.azureDevOps.addConnection(project, {
    id,
    scheme: 'ServicePrincipal',
    checks: [branchControl('refs/heads/main')],
  });
  const found = await rules({ AZURE_DEVOPS_EXT_PAT: twin.azureDevOps.addToken() });
  expect(found).toMatchObject({ seen: [{ otherKind: 'azurerm, ServicePrincipal', shows: undefined }] });
});

test.each([
  ['checks', 'pipelines/checks', { approvals: [], everyPipeline: true, shows: expect.anything() }],
  ['permissions', 'pipelinepermissions', { branches: [['refs/heads/main']], shows: expect.anything() }],
  ['connection', 'serviceendpoint', { branches: [['refs/heads/main']], everyPipeline: true }],
])(
  'who may not read %s of a connection is told so, and sees the rest of it and the other one',
  async (part, path, rest) => {
    const other = id.replace(/2$/, '3');
    for (const each of [id, other])
      twin.azureDevOps.addConnection(project, {
        id: each,
        everyPipeline: true,
        checks: [branchControl('refs/heads/main')],
      });
    const refused = new RegExp(`^azure-devops GET .*${path}.*`);
    twin.world.faults.inject(refused, { status: 403 });
    const at = { organization: 'contoso', project: 'Desktops', connections: [id, other] };
    const found = await see(
      lookups.azureDevOpsRules,
      clouds({ AZURE_DEVOPS_EXT_PAT: twin.azureDevOps.addToken() }),
      at,
    );
    const unseen = [{ part, why: expect.stringMatching(/answered 403/) }];
    if (!('seen' in found)) throw new Error(JSON.stringify(found));
    // Which of the two asked first is left open.
    const [partly, whole] = [...found.seen].sort((one) => (one.unseen === undefined ? 1 : -1));
    expect(partly).toMatchObject({ ...rest, unseen });
    expect(whole).toMatchObject({ branches: [['refs/heads/main']], everyPipeline: true, shows: expect.anything() });
    expect(JSON.stringify(found).match(/answered 403/g)).toHaveLength(1);
    project.connections.delete(other);
  },
);

test('who may read no part of one sees the other one, and of none is denied', async () => {
  twin.azureDevOps.addConnection(project, { id, checks: [branchControl('refs/heads/main')] });
  const asked = async (...connections: string[]) => {
    const env = { AZURE_DEVOPS_EXT_PAT: twin.azureDevOps.addToken() };
    return see(lookups.azureDevOpsRules, clouds(env), { organization: 'contoso', project: 'Desktops', connections });
  };
  twin.world.faults.inject(/^azure-devops GET /, { status: 403 }, 3);
  expect(await asked(id)).toMatchObject({ unknown: 'denied', message: expect.stringContaining('answered 403') });
  const other = id.replace(/2$/, '3');
  twin.azureDevOps.addConnection(project, { id: other, checks: [branchControl('refs/heads/main')] });
  twin.world.faults.inject(new RegExp(`^azure-devops GET .*${other}$`), { status: 403 }, 2);
  twin.world.faults.inject(/^azure-devops GET .*checks\/configurations$/, { status: 403 }, 2);
  const parts = [{ part: 'permissions' }, { part: 'connection' }];
  expect(await asked(id, other)).toMatchObject({
    seen: [{ shows: {} }, { unseen: expect.arrayContaining(parts.map((each) => expect.objectContaining(each))) }],
  });
  project.connections.delete(other);
});

test('every pipeline of the file is found, and no other one of the repository', async () => {
  const [repository] = [...project.repositories.values()];
  const other = twin.azureDevOps.addProject('Other');
  const made = (id: number, yamlFilename: string, of = repository!.id): void =>
    void project.definitions.set(id, {
      ...{ id, name: `pipeline ${id}`, path: '\\', process: { type: 2, yamlFilename } },
      ...{ repository: { id: of, type: 'TfsGit' }, variables: { [`OF_${id}`]: {} } },
    });
  made(1, 'azure-pipelines.yml');
  // As the page of Azure DevOps writes it.
  made(2, '/azure-pipelines.yml');
  made(3, 'build/azure-pipelines.yml');
  made(4, 'azure-pipelines.yml', [...other.repositories.keys()][0]);
  const at = { organization: 'contoso', project: 'Desktops', repository: 'Desktops' };
  const found = await see(lookups.azureDevOpsRuns, clouds({ AZURE_DEVOPS_EXT_PAT: twin.azureDevOps.addToken() }), at);
  project.definitions.clear();
  expect(found).toMatchObject({
    seen: {
      pipelines: [
        { name: 'pipeline 1', variables: ['OF_1'] },
        { name: 'pipeline 2', variables: ['OF_2'] },
      ],
    },
  });
});

test('a page to sign in is no answer', async () => {
  const found = await rules({ AZURE_DEVOPS_EXT_PAT: 'gone' });
  expect(found).toMatchObject({ unknown: 'denied', message: expect.stringContaining('set AZURE_DEVOPS_EXT_PAT') });
  expect(await rules({})).toMatchObject({ message: expect.stringContaining('set AZURE_DEVOPS_EXT_PAT') });
});

test('policies that block, are enabled and reach main count, whatever else the project has', async () => {
  const [repository] = [...project.repositories.values()];
  const scope = [{ repositoryId: repository!.id, refName: 'refs/heads/main', matchKind: 'Exact' }];
  const put = (kind: keyof typeof policyKinds, settings: object, over: object = {}): void => {
    const policy = {
      id: twin.azureDevOps.newId(),
      type: { id: policyKinds[kind] },
      isEnabled: true,
      isBlocking: true,
    };
    project.policies.set(policy.id, { ...policy, settings: { scope, ...settings }, ...over });
  };
  const open = async (): Promise<string[]> => {
    const at = { organization: 'contoso', project: 'Desktops', repository: 'Desktops' };
    const found = await see(
      lookups.azureDevOpsBranch,
      clouds({ AZURE_DEVOPS_EXT_PAT: twin.azureDevOps.addToken() }),
      at,
    );
    if (!('seen' in found)) throw new Error(JSON.stringify(found));
    return branchGaps('Desktops', found.seen).map(({ got }) => got);
  };
  const none = ['is merged to without a reviewer', 'asks no owner of the code'];
  const unchecked = 'is merged to without the check of the pull request';
  expect(await open()).toEqual([...none, unchecked]);
  const strict = { minimumApproverCount: 1, resetOnSourcePush: true, blockLastPusherVote: true };
  put('reviewers', strict, { isBlocking: false });
  put('reviewers', strict, { isEnabled: false });
  put('reviewers', { ...strict, scope: [{ ...scope[0], refName: 'refs/heads/release' }] });
  put('reviewers', { ...strict, scope: [{ ...scope[0], repositoryId: 'another' }] });
  expect(await open()).toEqual([...none, unchecked]);
  put('owners', { requiredReviewerIds: ['ada'], scope: [{ matchKind: 'DefaultBranch' }] });
  put('build', { buildDefinitionId: 7, scope: [{ refName: 'refs/heads/', matchKind: 'Prefix' }] });
  expect(await open()).toEqual(['is merged to without a reviewer']);
  put('reviewers', { minimumApproverCount: 1, creatorVoteCounts: true, blockLastPusherVote: true });
  expect(await open()).toEqual([
    'lets the author of a pull request approve it',
    'keeps the approval of what is pushed after it',
  ]);
  put('reviewers', strict);
  expect(await open()).toEqual([]);
});
