import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openSandbox, type Sandbox } from '../../twin/consoles/sandbox.js';
import { startTwin, type Twin } from '../../twin/twin.js';
import { open, press } from '../e2e/sandbox.js';

// A person asks for a desktop and somebody approves or refuses, on the pages of the sandbox.

let twin: Twin;
let sandbox: Sandbox;
let myAccess: string;
let groupId: string;
const asking = 'What for? <i>';

beforeAll(async () => {
  twin = await startTwin();
  sandbox = await openSandbox(twin);
  myAccess = `${sandbox.cloudsAt}/myaccess.microsoft.com/`;
  for (const name of ['asker', 'other', 'approver']) twin.entra.addUser(`${name}@contoso.com`);
});
afterAll(async () => {
  await sandbox.close();
  await twin.stop();
});

const idOf = (name: string): string => twin.entra.state.userByName(`${name}@contoso.com`)?.id ?? '';
const as = (name: string): string => `${myAccess}?as=${idOf(name)}`;
const members = (): readonly string[] => twin.entra.state.membersOf(groupId);
const request = { action: 'request', package: 'package', justification: 'A <b>project</b>', 'answer-0': 'Tests' };
const waits = (): string =>
  [...twin.entra.state.entitlement.requests.values()].find(({ state }) => state === 'pendingApproval')?.id ?? '';

/** A package, with a policy as azuread sends it for a deployment. */
function plant(): void {
  const { entitlement } = twin.entra.state;
  groupId = twin.entra.addGroup('Desktop people').id;
  const deciders = twin.entra.addGroup('Deciders', { members: [idOf('approver')] });
  const named = { displayName: 'Windows desktop', description: 'A desktop' };
  entitlement.packages.set('package', { id: 'package', catalogId: 'catalog', isHidden: false, ...named });
  entitlement.packages.set('hidden', { id: 'hidden', catalogId: 'catalog', isHidden: true, ...named });
  entitlement.roleScopes.set('scope', { id: 'scope', packageId: 'package', originId: groupId, role: 'Member' });
  const primaryApprovers = [{ '@odata.type': '#microsoft.graph.groupMembers', id: deciders.id, isBackup: false }];
  entitlement.policies.set('policy', {
    id: 'policy',
    accessPackageId: 'package',
    durationInDays: 30,
    ...named,
    requestorSettings: { scopeType: 'AllExistingDirectoryMemberUsers', acceptRequests: true, allowedRequestors: [] },
    requestApprovalSettings: {
      isApprovalRequired: true,
      isRequestorJustificationRequired: true,
      approvalStages: [{ primaryApprovers }],
    },
    questions: [{ isRequired: true, sequence: 1, text: { defaultText: asking } }],
  });
}

test('without an access package the sandbox names no My Access; with one it does', async () => {
  expect(await open(sandbox.page)).not.toContain('myaccess');
  expect(await open(myAccess)).toContain('There is no access package yet');
  plant();
  expect(await open(sandbox.page)).toContain(`href="${myAccess}"`);
  expect(await open(myAccess)).not.toContain('There is no access package yet');
});

test('a person finds what they may ask for, and is refused in the words of Entra', async () => {
  const page = await open(as('asker'));
  expect(page.match(/<h3>/g)).toHaveLength(1);
  expect(page).toContain('What for? &#60;i&#62;');
  expect(await press(as('asker'), { ...request, justification: ' ' })).toContain('A justification is required.');
  expect(await press(as('asker'), { ...request, 'answer-0': '' })).toContain('A required question was not answered.');
  expect(await press(as('asker'), { ...request, package: 'none' })).toContain('has no policy that allows this');
  twin.entra.state.userByName('asker@contoso.com')!.userType = 'Guest';
  expect(await open(as('asker'))).toContain('There is none that you may ask for.');
  expect(await press(as('asker'), request)).toContain('does not allow this request');
  twin.entra.state.userByName('asker@contoso.com')!.userType = 'Member';
  expect(twin.entra.state.entitlement.requests.size).toBe(0);
});

test('a request waits for an approver alone, is approved, and the group has the person', async () => {
  expect(await press(as('asker'), request)).toContain('waits for approval');
  expect(await open(as('asker'))).not.toContain('Request access');
  expect(await press(as('asker'), request)).toContain('waits for approval already');
  const unconcerned = await open(as('other'));
  expect(unconcerned).toContain('Nothing waits for you.');
  expect(unconcerned).not.toContain('asker@contoso.com');
  expect(await press(as('other'), { action: 'approve', request: waits() })).toContain('You are not an approver');
  expect(members()).toEqual([]);
  expect((await open(myAccess)).replace(/\s+/g, ' ')).toMatch(/approver@contoso.com<\/a><\/td> <td>1<\/td>/);
  const shown = await open(as('approver'));
  expect(shown).toContain('asker@contoso.com');
  expect(shown).toContain('A &#60;b&#62;project&#60;/b&#62;');
  const said = await press(as('approver'), { action: 'approve', request: waits() });
  expect(said).toContain('The request of asker@contoso.com was approved.');
  expect(said).toContain('Nothing waits for you.');
  expect(members()).toEqual([idOf('asker')]);
  expect(await open(as('asker'))).toMatch(/You have it until \d{4}-\d\d-\d\d\./);
});

test('a request that is denied gives nothing, and the person may ask again', async () => {
  await press(as('other'), request);
  const denied = waits();
  expect(await press(as('approver'), { action: 'deny', request: denied })).toContain('was denied.');
  expect(members()).not.toContain(idOf('other'));
  const page = await open(as('other'));
  expect(page).toContain('Your request was denied.');
  expect(page).toContain('Request access');
  expect(await press(as('approver'), { action: 'approve', request: denied })).toContain('does not wait for approval');
});

test('who is nobody, and a request that nobody can decide, are told', async () => {
  expect(await open(`${myAccess}?as=nobody`)).toContain('There is no such user.');
  const policy = twin.entra.state.entitlement.policies.get('policy')!;
  const manager = { '@odata.type': '#microsoft.graph.requestorManager' };
  Object.assign(policy['requestApprovalSettings'] as object, { approvalStages: [{ primaryApprovers: [manager] }] });
  expect(await open(myAccess)).not.toContain('nobody here can decide');
  await press(as('other'), request);
  expect((await open(myAccess)).replace(/\s+/g, ' ')).toContain('nobody here can decide');
});

test('a page of another site, or a name that leads here, is not listened to', async () => {
  const status = (headers: Record<string, string>): Promise<number | undefined> =>
    new Promise((done, reject) => {
      const sending = httpRequest(as('asker'), { method: 'POST', headers }, (answer) => {
        answer.resume();
        done(answer.statusCode);
      });
      sending.once('error', reject).end(new URLSearchParams(request).toString());
    });
  expect(await status({ origin: 'https://contoso.example' })).toBe(403);
  expect(await status({ host: `contoso.example:${new URL(myAccess).port}` })).toBe(403);
  expect(await status({})).toBe(200);
});
