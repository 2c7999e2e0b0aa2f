import { readFile } from 'node:fs/promises';
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

test('time goes on although nobody calls a cloud: schedules go off, and what takes minutes ends', async () => {
  // Resolved by the clock alone.
  await new Promise<void>((resolve) => twin.world.clock.after(1, 'a desktop comes up', resolve));
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

test('users: a list as Entra exports it brings a whole company, and nobody twice', async () => {
  const users = `${entra}?screen=users`;
  const list = await readFile('test/inputs/people-entra-export.csv', 'utf8');
  const before = twin.entra.state.users.size;
  expect(await press(users, { action: 'create', people: { file: list } })).toContain('300 users were created.');
  expect(twin.entra.state.users.size).toBe(before + 300);
  expect(await press(users, { action: 'create', people: { file: list } })).toContain('0 users were created.');
  expect(await press(users, { action: 'create', people: { file: 'name\nAda' } })).toContain(
    'no column userPrincipalName',
  );
  const disabled = 'userPrincipalName,displayName,accountEnabled\nlena@contoso.com,"Berg, Lena",False\n';
  expect(await press(users, { action: 'create', people: { file: disabled } })).toContain('1 user was created.');
  const lena = [...twin.entra.state.users.values()].find(({ userPrincipalName: upn }) => upn === 'lena@contoso.com');
  expect(lena).toMatchObject({ displayName: 'Berg, Lena', accountEnabled: false });
});

test('Service Quotas: asked for on its page, pending, and granted in half an hour', async () => {
  const [page = ''] = linksOf(await open(sandbox.page), sandbox.page).filter((link) => link.includes('servicequotas'));
  expect(await open(page)).toContain('Amazon WorkSpaces in eu-central-1');
  expect(await press(page, { quota: 'L-34278094', value: '50' })).toContain('greater than the current value');
  expect(await press(page, { quota: 'L-34278094', value: '400' })).toContain('Asked for 400 WorkSpaces');
  expect(await open(page)).toContain('Pending');
  await twin.advance(31);
  expect(await open(page)).toContain('Approved');
  expect(twin.aws.workspaces.region('eu-central-1').desktopQuota).toBe(400);
});

test('the sandbox says what time it is in there', async () => {
  const status = (await (await fetch(`${sandbox.page}status`)).json()) as { now: string };
  expect(Math.abs(Date.parse(status.now) - twin.world.clock.now().getTime())).toBeLessThan(86_400_000);
});
