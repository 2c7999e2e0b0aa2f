/** What the jobs of a pipeline may do with a state in Azure, by the roles that are printed: asked of an emulated container. */
import { beforeAll, afterAll, describe, expect, test } from '@jest/globals';
import type { Deployment } from '../../../deployment/schema.js';
import { Azure } from '../../../twin/azure/azure.js';
import { holds } from '../../../twin/azure/condition.js';
import { Clock } from '../../../twin/clock.js';
import type { Credentials } from '../../../twin/entra/given-applications.js';
import { Tenant } from '../../../twin/entra/tenant.js';
import { Faults } from '../../../twin/faults.js';
import { Network, type Listener } from '../../../twin/network.js';
import { RuleBook } from '../../../twin/rules.js';
import { Addresses, cloudsVariable } from '../../../wizard/clouds/addresses.js';
import { tokensFrom } from '../../../wizard/clouds/entra-credential.js';
import { stateAccessOf } from '../../../wizard/permissions/azure-state-access.js';
import { terraformRights } from '../../../wizard/permissions/terraform-rights.js';
import { BlobStore, storageScope } from '../../../wizard/plan-store/blob-store.js';

const subscriptionId = '0b1f6471-1bf0-4dda-aec3-cb9272f09590';
const key = 'entra-workspaces/contoso.tfstate';
const azurerm = {
  subscriptionId,
  resourceGroupName: 'desktops',
  storageAccountName: 'contosostate',
  containerName: 'tfstate',
};
const deployment = { name: 'contoso', state: { azurerm } } as unknown as Deployment;

let azure: Azure;
let tenant: Tenant;
let listener: Listener;
beforeAll(async () => {
  const world = { network: new Network(), clock: new Clock(), faults: new Faults(), rules: new RuleBook() };
  tenant = new Tenant(world);
  azure = new Azure(world, tenant.context, subscriptionId);
  listener = await world.network.listen();
});
afterAll(() => listener.close());

/** A job with its printed role, and the container with a state, a plan of another run and somebody's blob in it. */
function job(name: 'mainPlan' | 'apply' | 'pullRequestPlan') {
  const { definition, condition, scope } = stateAccessOf(deployment, name)!;
  const account = azure.accounts.plant('contosostate', 'desktops');
  azure.accounts.all.set('contosostate', { ...account, id: scope.replace(/\/blobServices.*/, '') });
  const blob = (text: string) => ({ bytes: Buffer.from(text), metadata: {}, lease: undefined, versions: 1 });
  const blobs = new Map(
    [key, `${key}.plans/one`, `${key}.applied`, `${key}2`, 'theirs'].map((each) => [each, blob(each)]),
  );
  account.containers.set('tfstate', { properties: {}, blobs });
  azure.assignments.definitions.custom.set(name, { actions: definition.Actions, data: definition.DataActions });
  const who: Credentials = tenant.addServicePrincipal(name);
  azure.assignments.give(scope, who.objectId, name, name, { condition });
  const env = {
    [cloudsVariable]: `${listener.url}/_host`,
    ...{ ARM_TENANT_ID: tenant.id, ARM_CLIENT_ID: who.appId, ARM_CLIENT_SECRET: who.clientSecret },
  };
  const addresses = new Addresses(env);
  const tokens = tokensFrom(env, addresses, tenant.id, storageScope);
  const store = new BlobStore(tokens, addresses, 'contosostate', 'tfstate');
  const call = async (path: string, headers: Record<string, string> = {}): Promise<number> => {
    const answer = await fetch(addresses.of(`https://contosostate.blob.core.windows.net/tfstate/${path}`), {
      method: 'PUT',
      headers: { ...headers, 'x-ms-version': '2021-08-06', authorization: `Bearer ${await tokens()}` },
    });
    return answer.status;
  };
  const overwrite = async (blob: string): Promise<number> => call(blob, { 'x-ms-blob-type': 'BlockBlob' });
  const lock = async (): Promise<number> =>
    call(`${key}?comp=lease`, { 'x-ms-lease-action': 'acquire', 'x-ms-lease-duration': '-1' });
  const versionOf = async (blob: string, by: 'versionid' | 'snapshot' = 'versionid'): Promise<number> => {
    const url = addresses.of(`https://contosostate.blob.core.windows.net/tfstate/${blob}?${by}=1`);
    const headers = { 'x-ms-version': '2021-08-06', authorization: `Bearer ${await tokens()}` };
    return (await fetch(url, { headers })).status;
  };
  return { store, overwrite, lock, versionOf };
}

const refused = { reason: 'denied' };

describe('main-plan', () => {
  test('reads the state and what lies beside it, lists, and keeps a plan that is new', async () => {
    const { store } = job('mainPlan');
    expect(Buffer.from((await store.get(key)) ?? '').toString()).toBe(key);
    expect(await store.get(`${key}.applied`)).toBeDefined();
    expect(await store.list(`${key}.plans/`)).toEqual([`${key}.plans/one`]);
    expect(await store.putNew(`${key}.plans/two`, Buffer.from('plan'))).toBe(true);
  });

  test('writes no state, takes no lock, replaces and removes nothing, and sees nothing of others', async () => {
    const { store, overwrite, lock } = job('mainPlan');
    expect(await overwrite(key)).toBe(403);
    expect(await lock()).toBe(403);
    expect(await overwrite(`${key}.plans/one`)).toBe(403);
    await expect(store.remove(`${key}.plans/one`)).rejects.toMatchObject(refused);
    await expect(store.putNew(`${key}.applied.new`, Buffer.from('x'))).rejects.toMatchObject(refused);
    await expect(store.putNew('new', Buffer.from('x'))).rejects.toMatchObject(refused);
    await expect(store.get('theirs')).rejects.toMatchObject(refused);
    await expect(store.get(`${key}2`)).rejects.toMatchObject(refused);
  });
});

test('no job reads what was replaced or taken away, nor a snapshot: those hold secrets of before', async () => {
  const { store, overwrite, versionOf } = job('apply');
  await overwrite(key);
  await store.remove(`${key}.plans/one`);
  expect([await versionOf(key), await versionOf(`${key}.plans/one`), await versionOf(key, 'snapshot')]).toEqual([
    403, 403, 403,
  ]);
  // What is there now is read, and what is not there is told to be missing.
  expect([await store.get(key), await store.get(`${key}.plans/one`)]).toEqual([expect.anything(), undefined]);
});

test('a planned pull request reads, and keeps nothing', async () => {
  const { store, overwrite, lock } = job('pullRequestPlan');
  expect(await store.get(key)).toBeDefined();
  await expect(store.putNew(`${key}.plans/two`, Buffer.from('x'))).rejects.toMatchObject(refused);
  expect([await overwrite(key), await lock()]).toEqual([403, 403]);
});

test('apply writes the state and its lock, removes plans, and reaches nothing of others', async () => {
  const { store, overwrite, lock } = job('apply');
  expect(await overwrite(key)).toBe(201);
  expect(await lock()).toBe(201);
  await store.remove(`${key}.plans/one`);
  expect(await store.list(`${key}.plans/`)).toEqual([]);
  expect(await overwrite('theirs')).toBe(403);
  await expect(store.get('theirs')).rejects.toMatchObject(refused);
});

test('a key whose name would be a pattern, or end the condition, opens no more than its own length', () => {
  const odd = { name: 'contoso', state: { azurerm: { ...azurerm, key: "a'*/b?" } } } as unknown as Deployment;
  const { condition } = stateAccessOf(odd, 'pullRequestPlan')!;
  const action = 'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read';
  const asked = (path: string) => ({ action, resource: { path, isCurrentVersion: 'true' } });
  expect(holds(condition, asked("a'*/b?"))).toBe(true);
  expect(holds(condition, asked('theirs'))).toBe(false);
});

test('permissions names the role of each job; without a pipeline that plans whoever does takes a lock, which is a write', () => {
  const named = (pipeline: object | null): Record<string, readonly string[] | undefined> => {
    const of = { ...deployment, pipeline, sites: [], identityCenter: { federation: { existing: {} } } };
    const { plan, apply, destroy } = terraformRights({ blocks: [], deployment: of as unknown as Deployment });
    return { plan: plan.azure, apply: apply.azure, destroy: destroy.azure };
  };
  const on = (role: string): string[] => [`${role} (scope: container tfstate of contosostate)`];
  const contributor = on('Storage Blob Data Contributor');
  expect(named({ github: { entra: { mainPlan: 'an application' } } })).toEqual({
    ...{ plan: on('contoso state main-plan'), apply: on('contoso state apply') },
    destroy: contributor,
  });
  for (const pipeline of [null, { github: { level: 'refused' } }])
    expect(named(pipeline)).toEqual({ plan: contributor, apply: contributor, destroy: contributor });
});
