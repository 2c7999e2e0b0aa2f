/** The roles of jobs on a state in Azure, as bootstrap gives, compares and takes them away: against an emulated subscription. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Deployment } from '../../../deployment/schema.js';
import { Azure } from '../../../twin/azure/azure.js';
import { Clock } from '../../../twin/clock.js';
import type { Credentials } from '../../../twin/entra/given-applications.js';
import { Tenant } from '../../../twin/entra/tenant.js';
import { Faults } from '../../../twin/faults.js';
import { Network, type Listener } from '../../../twin/network.js';
import { RuleBook } from '../../../twin/rules.js';
import { Addresses, cloudsVariable } from '../../../wizard/clouds/addresses.js';
import { Arm } from '../../../wizard/clouds/arm.js';
import { keepJobsOut, letJobsIn, roleProblems } from '../../../wizard/bootstrap/state-roles.js';

const subscriptionId = '0b1f6471-1bf0-4dda-aec3-cb9272f09590';
const azurerm = {
  ...{ subscriptionId, resourceGroupName: 'desktops', storageAccountName: 'contosostate', containerName: 'tfstate' },
};
const deployment = { name: 'contoso', state: { azurerm } } as unknown as Deployment;
const principals = {
  mainPlan: '10000000-0000-4000-8000-000000000001',
  apply: '10000000-0000-4000-8000-000000000002',
};

const network = new Network();
const world = { network, clock: new Clock(), faults: new Faults(), rules: new RuleBook() };
const tenant = new Tenant(world);
const azure = new Azure(world, tenant.context, subscriptionId);
let listener: Listener;
let owner: Credentials;
let arm: Arm;
beforeAll(async () => {
  listener = await network.listen();
  owner = tenant.addServicePrincipal('owner');
  const env = {
    [cloudsVariable]: `${listener.url}/_host`,
    ...{ ARM_TENANT_ID: tenant.id, ARM_CLIENT_ID: owner.appId, ARM_CLIENT_SECRET: owner.clientSecret },
  };
  arm = Arm.from(env, new Addresses(env), tenant.id);
});
afterAll(() => listener.close());
beforeEach(() => {
  azure.assignments.all.clear();
  azure.assignments.definitions.custom.clear();
  azure.writes.length = 0;
  azure.grant(owner.objectId, 'owner');
});

test('given once they are as they have to be: the second time nothing is written', async () => {
  expect(await letJobsIn(arm, deployment, principals)).toEqual([
    'the role "contoso state main-plan"',
    '"contoso state main-plan" for its job, on the container',
    'the role "contoso state apply"',
    '"contoso state apply" for its job, on the container',
  ]);
  // Azure did not know them at once.
  expect(world.rules.leanedOn('azure-custom-role-takes-a-while')).toBe(true);
  expect(await roleProblems(arm, deployment, principals)).toEqual([]);
  const { length } = azure.writes;
  expect(await letJobsIn(arm, deployment, principals)).toEqual([]);
  expect(azure.writes).toHaveLength(length);
});

test('a role of our name that somebody made is not taken over: nobody is let in by it', async () => {
  azure.assignments.definitions.custom.set('theirs', { name: 'contoso state main-plan', actions: [], data: ['*'] });
  await expect(letJobsIn(arm, deployment, principals)).rejects.toMatchObject({
    message: expect.stringContaining('There is a role "contoso state main-plan" in this tenant already'),
    fix: expect.arrayContaining([expect.stringContaining('Nothing is taken over by its name.')]),
  });
  expect([...azure.assignments.all.values()].map(({ principalId }) => principalId)).toEqual([owner.objectId]);
});

test.each([
  ['reads blobs', 'blobDataReader', true],
  ['may give itself any role', 'owner', true],
  ['reads settings alone', 'reader', false],
] as const)('a job with another role that %s', async (_what, role, named) => {
  await letJobsIn(arm, deployment, principals);
  azure.grant(principals.mainPlan, role);
  expect(await roleProblems(arm, deployment, principals)).toEqual(
    named
      ? [
          `the job of "contoso state main-plan" must have no other role on blobs, got: ${role} on /subscriptions/${subscriptionId}`,
        ]
      : [],
  );
});

test('taken away from whoever has them, then themselves; what others gave stays', async () => {
  await letJobsIn(arm, deployment, principals);
  azure.grant(principals.apply, 'reader');
  expect(await keepJobsOut(arm, deployment)).toEqual([
    'the role "contoso state main-plan"',
    'the role "contoso state apply"',
  ]);
  expect(azure.assignments.definitions.custom.size).toBe(0);
  expect([...azure.assignments.all.values()].map(({ principalId }) => principalId)).toEqual([
    owner.objectId,
    principals.apply,
  ]);
  expect(await keepJobsOut(arm, deployment)).toEqual([]);
});
