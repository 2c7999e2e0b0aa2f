import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openSandbox, type Sandbox } from '../../twin/consoles/sandbox.js';
import { startTwin, type Twin } from '../../twin/twin.js';
import { linksOf, open, press } from '../e2e/sandbox.js';

// What an Entra administrator does by hand where a deployment says `by-admin`, on the pages of the sandbox.

let twin: Twin;
let sandbox: Sandbox;
let entra: string;
beforeAll(async () => {
  twin = await startTwin();
  sandbox = await openSandbox(twin);
  entra = `${sandbox.cloudsAt}/entra.microsoft.com/`;
});
afterAll(async () => {
  await sandbox.close();
  await twin.stop();
});

test('consent to what an app registration asks for is one button, and shows', async () => {
  const { appId, objectId, applicationObjectId } = twin.entra.addServicePrincipal('Device registration');
  const graph = twin.entra.graphServicePrincipal();
  const wanted = 'DeviceManagementServiceConfig.ReadWrite.All';
  const role = graph.appRoles.find(({ value }) => value === wanted)!;
  Object.assign(twin.entra.state.applications.get(applicationObjectId)!, {
    requiredResourceAccess: [{ resourceAppId: graph.appId, resourceAccess: [{ id: role.id, type: 'Role' }] }],
  });
  const all = await open(entra);
  expect(all).toContain(appId);
  const [page = ''] = linksOf(all, entra).filter((link) => link.includes('registration='));
  expect(await open(page)).toContain('Not granted');
  expect(await press(page, { action: 'consent' })).toContain('Consent was granted for the whole tenant.');
  expect(await open(page)).not.toContain('Not granted');
  expect(twin.entra.state.grantedRoles(objectId, graph.id)).toEqual([wanted]);
});

test('a group is assigned to an enterprise app once, and to nothing else', async () => {
  const app = await twin.entra.addEnterpriseApp();
  const group = twin.entra.addGroup('Desktop people');
  const [page = ''] = linksOf(await open(entra), entra).filter((link) => link.includes(app.servicePrincipalObjectId));
  expect(await press(page, { action: 'assign', group: 'nobody' })).toContain('There is no such group.');
  expect(await press(page, { action: 'assign', group: group.id })).toContain('Desktop people was assigned');
  expect((await open(page)).replace(/\s+/g, ' ')).toContain('<td>Desktop people</td> <td>Group, assigned</td>');
  const assigned = [...twin.entra.state.appRoleAssignments.values()].filter(
    ({ principalId }) => principalId === group.id,
  );
  expect(assigned.map(({ resourceId }) => resourceId)).toEqual([app.servicePrincipalObjectId]);
});
