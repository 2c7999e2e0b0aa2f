import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { callTable, notSent, rowTests } from './call-table.js';
import { bench, call, closeTenant, loopback, openTenant, sent } from './provider-calls.js';
import { galleryTemplate, userRole } from './world.js';

/**
 * The calls of the azuread provider, one test for each of its resources, over HTTP as it makes them. The recordings show
 * what it sent in one life of each; here are all the calls that its source can make, and what each answer must carry.
 * What each row of the table in docs/facts names must have been sent by the tests of that row (call-table.ts).
 */
const table = callTable(readFileSync('docs/facts/azuread-calls.md', 'utf8'));

beforeEach(openTenant);
afterEach(closeTenant);

const filter = (text: string): string => `$filter=${encodeURIComponent(text)}`;

async function samlApp(): Promise<{ applicationId: string; appId: string; principalId: string }> {
  const app = await bench.galleryApp();
  await call(204, 'PATCH', `v1.0/servicePrincipals/${app.principalId}`, { preferredSingleSignOnMode: 'saml' });
  return app;
}

async function plainApp(displayName = 'a'): Promise<{ id: string; appId: string }> {
  return (await call(201, 'POST', 'v1.0/applications', { displayName })) as { id: string; appId: string };
}

describe('applications', () => {
  test('a template is found by its name and by its id', async () => {
    const { value } = await call(
      200,
      'GET',
      `v1.0/applicationTemplates?${filter("displayName eq 'AWS IAM Identity Center (successor to AWS Single Sign-On)'")}`,
    );
    expect(value).toHaveLength(1);
    expect((await call(200, 'GET', `v1.0/applicationTemplates/${value[0].id}`)).id).toBe(galleryTemplate);
  });

  test('a template becomes an application that is read, changed and deleted', async () => {
    const made = await call(201, 'POST', `v1.0/applicationTemplates/${galleryTemplate}/instantiate`, {
      displayName: 'b',
    });
    const app = `v1.0/applications/${made.application.id}`;
    await call(204, 'PATCH', app, { displayName: 'c' });
    const seen = await call(200, 'GET', app);
    expect([seen.displayName, seen.applicationTemplateId]).toEqual(['c', galleryTemplate]);
    const ofTemplate = filter(`applicationTemplateId eq '${galleryTemplate}' and displayName eq 'c'`);
    expect((await call(200, 'GET', `v1.0/applications?${ofTemplate}`)).value).toHaveLength(1);
    const ofApp = filter(`appId eq '${made.application.appId}'`);
    expect((await call(200, 'GET', `v1.0/servicePrincipals?${ofApp}`)).value[0].id).toBe(made.servicePrincipal.id);
    await call(204, 'DELETE', app);
    await call(404, 'GET', app);
    await call(404, 'GET', `v1.0/servicePrincipals/${made.servicePrincipal.id}`);
  });

  test('an application begins with its owner and a passing name, and is found by id and in the list', async () => {
    const owner = bench.tenant.addUser('owner@contoso.com').id;
    const made = await call(201, 'POST', 'v1.0/applications', {
      displayName: 'TERRAFORM_UPDATE_1',
      'owners@odata.bind': [`${loopback.graph.url}/v1.0/directoryObjects/${owner}`],
    });
    const app = `v1.0/applications/${made.id}`;
    await call(204, 'PATCH', app, { displayName: 'TERRAFORM_UPDATE_2' });
    await call(204, 'PATCH', app, { displayName: 'd' });
    expect((await call(200, 'GET', `v1.0/applications?${filter("displayName eq 'd'")}`)).value[0].id).toBe(made.id);
    expect((await call(200, 'GET', `${app}/owners`)).value.map((each: { id: string }) => each.id)).toEqual([owner]);
    const second = bench.tenant.addUser('second@contoso.com').id;
    await call(204, 'POST', `${app}/owners/$ref`, {
      '@odata.id': `${loopback.graph.url}/v1.0/directoryObjects/${second}`,
    });
    await call(204, 'DELETE', `${app}/owners/${owner}/$ref`);
    expect((await call(200, 'GET', `${app}/owners`)).value.map((each: { id: string }) => each.id)).toEqual([second]);
    await call(204, 'DELETE', app);
    await call(404, 'GET', app);
  });

  test('that an application answers by POST is set and shown in beta alone', async () => {
    const { id } = await plainApp();
    const asked = `beta/applications/${id}?$select=oauth2RequirePostResponse`;
    expect((await call(200, 'GET', asked)).oauth2RequirePostResponse).toBe(false);
    await call(204, 'PATCH', `beta/applications/${id}`, { oauth2RequirePostResponse: true });
    expect((await call(200, 'GET', asked)).oauth2RequirePostResponse).toBe(true);
    expect(await call(200, 'GET', `v1.0/applications/${id}`)).not.toHaveProperty('oauth2RequirePostResponse');
  });

  test('identifiers and reply URLs are set on the application', async () => {
    const { id } = await plainApp();
    await call(204, 'PATCH', `v1.0/applications/${id}`, {
      identifierUris: ['https://app.contoso.com/x'],
      web: { redirectUris: ['https://app.contoso.com/acs'] },
    });
    expect(await call(200, 'GET', `v1.0/applications/${id}`)).toMatchObject({
      identifierUris: ['https://app.contoso.com/x'],
      web: { redirectUris: ['https://app.contoso.com/acs'] },
    });
  });

  test('a password is shown when it is added, listed without its value, and gone once removed', async () => {
    const { id } = await plainApp();
    const added = await call(200, 'POST', `v1.0/applications/${id}/addPassword`, {
      passwordCredential: { displayName: 'WorkSpaces A' },
    });
    expect(added).toMatchObject({ keyId: expect.any(String), secretText: expect.any(String) });
    const { passwordCredentials } = await call(200, 'GET', `v1.0/applications/${id}`);
    expect(passwordCredentials).toMatchObject([{ keyId: added.keyId, secretText: null }]);
    await call(204, 'POST', `v1.0/applications/${id}/removePassword`, { keyId: added.keyId });
    expect((await call(200, 'GET', `v1.0/applications/${id}`)).passwordCredentials).toEqual([]);
  });
});

describe('data sources of applications and service principals', () => {
  test('both are found by name and application id, and read by id', async () => {
    const { id, appId } = await plainApp('to be found');
    const principal = (await call(201, 'POST', 'v1.0/servicePrincipals', { appId })).id as string;
    for (const [kind, object] of [
      ['applications', id],
      ['servicePrincipals', principal],
    ]) {
      for (const text of ["displayName eq 'to be found'", `appId eq '${appId}'`]) {
        const { value } = await call(200, 'GET', `v1.0/${kind}?${filter(text)}`);
        expect([text, value.map((each: { id: string }) => each.id)]).toEqual([text, [object]]);
      }
      expect((await call(200, 'GET', `v1.0/${kind}?${filter("displayName eq 'nobody'")}`)).value).toEqual([]);
      expect((await call(200, 'GET', `v1.0/${kind}/${object}`)).appId).toBe(appId);
    }
  });
});

describe('service principals', () => {
  test('one is looked for, made, changed, read with its owners, and deleted', async () => {
    const { appId } = await plainApp();
    const ofApp = `v1.0/servicePrincipals?${filter(`appId eq '${appId}'`)}`;
    expect((await call(200, 'GET', ofApp)).value).toEqual([]);
    const { id } = await call(201, 'POST', 'v1.0/servicePrincipals', { appId });
    const principal = `v1.0/servicePrincipals/${id}`;
    await call(204, 'PATCH', principal, { notes: 'made by a test' });
    expect((await call(200, 'GET', principal)).notes).toBe('made by a test');
    const owner = bench.tenant.addUser('owner@contoso.com').id;
    await call(204, 'POST', `${principal}/owners/$ref`, {
      '@odata.id': `${loopback.graph.url}/v1.0/directoryObjects/${owner}`,
    });
    expect((await call(200, 'GET', `${principal}/owners`)).value).toHaveLength(1);
    await call(204, 'DELETE', `${principal}/owners/${owner}/$ref`);
    expect((await call(200, 'GET', `${principal}/owners`)).value).toEqual([]);
    await call(204, 'DELETE', principal);
    await call(404, 'GET', principal);
  });

  test('the metadata URL of a SAML app is selected in beta', async () => {
    const { principalId, appId } = await samlApp();
    const { samlMetadataUrl } = await call(200, 'GET', `beta/servicePrincipals/${principalId}?$select=samlMetadataUrl`);
    expect(samlMetadataUrl).toContain(`appid=${appId}`);
  });

  test('a certificate is added, listed as a key that signs and one that verifies, and taken away', async () => {
    const { principalId } = await samlApp();
    const principal = `v1.0/servicePrincipals/${principalId}`;
    const added = await call(200, 'POST', `${principal}/addTokenSigningCertificate`, { displayName: 'CN=AWS' });
    const { keyCredentials } = await call(200, 'GET', principal);
    const both = keyCredentials.filter(
      (each: { customKeyIdentifier: string }) => each.customKeyIdentifier === added.customKeyIdentifier,
    );
    expect(both.map((each: { usage: string }) => each.usage).sort()).toEqual(['Sign', 'Verify']);
    const selected = await call(200, 'GET', `${principal}?$select=keyCredentials`);
    const { key } = selected.keyCredentials.find((each: { usage: string }) => each.usage === 'Verify');
    const certificate = new X509Certificate(Buffer.from(String(key), 'base64'));
    expect(certificate.fingerprint.replaceAll(':', '')).toBe(added.thumbprint);
    await call(204, 'PATCH', principal, { keyCredentials: [], passwordCredentials: [] });
    expect((await call(200, 'GET', principal)).keyCredentials).toEqual([]);
  });

  test('a role is assigned on the resource, read by its id and deleted', async () => {
    const { principalId } = await samlApp();
    const group = bench.tenant.addGroup('Contoso users').id;
    await call(200, 'GET', `v1.0/servicePrincipals/${principalId}`);
    const assigned = `v1.0/servicePrincipals/${principalId}/appRoleAssignedTo`;
    const { id } = await call(201, 'POST', assigned, {
      appRoleId: userRole,
      principalId: group,
      resourceId: principalId,
    });
    expect((await call(200, 'GET', `${assigned}/${id}`)).principalId).toBe(group);
    await call(204, 'DELETE', `${assigned}/${id}`);
    await call(404, 'GET', `${assigned}/${id}`);
  });
});

describe('groups', () => {
  test('one is looked for by name, made and changed twice in beta, read with owners, members and parents, and deleted', async () => {
    const byName = `beta/groups?${filter("displayName eq 'Contoso users'")}`;
    expect((await call(200, 'GET', byName)).value).toEqual([]);
    const { id } = await call(201, 'POST', 'beta/groups', {
      displayName: 'Contoso users',
      mailEnabled: false,
      mailNickname: 'contoso-users',
      securityEnabled: true,
    });
    const group = `beta/groups/${id}`;
    await call(204, 'PATCH', group, { description: 'TERRAFORM_UPDATE_1' });
    await call(204, 'PATCH', group, { description: 'people' });
    expect((await call(200, 'GET', group)).description).toBe('people');
    expect((await call(200, 'GET', byName)).value).toHaveLength(1);
    for (const relation of ['owners', 'members', 'memberOf']) {
      expect((await call(200, 'GET', `${group}/${relation}`)).value).toEqual(expect.any(Array));
    }
    expect((await call(200, 'GET', `v1.0/directoryObjects/${id}`))['@odata.type']).toBe('#microsoft.graph.group');
    await call(204, 'DELETE', group);
    await call(404, 'GET', group);
  });
});

describe('relations of groups', () => {
  test('beta lists owners, members and parents of a group with the type of each, which v1.0 reads by id', async () => {
    const member = bench.tenant.addUser('member@contoso.com').id;
    const reference = (id: string): string => `${loopback.graph.url}/beta/directoryObjects/${id}`;
    const { id } = await call(201, 'POST', 'beta/groups', {
      displayName: 'inner',
      mailEnabled: false,
      mailNickname: 'inner',
      securityEnabled: true,
      'owners@odata.bind': [reference(bench.admin.objectId)],
      'members@odata.bind': [reference(member)],
    });
    const outer = bench.tenant.addGroup('outer', { members: [id] });
    for (const [relation, type, object] of [
      ['owners', '#microsoft.graph.servicePrincipal', bench.admin.objectId],
      ['members', '#microsoft.graph.user', member],
      ['memberOf', '#microsoft.graph.group', outer.id],
    ]) {
      const expected = { '@odata.type': type, id: object };
      expect((await call(200, 'GET', `beta/groups/${id}/${relation}`)).value).toMatchObject([expected]);
      expect(await call(200, 'GET', `v1.0/directoryObjects/${object}`)).toMatchObject(expected);
    }
    await call(204, 'DELETE', `beta/groups/${id}`);
    for (const relation of ['owners', 'members', 'memberOf']) await call(404, 'GET', `beta/groups/${id}/${relation}`);
    await call(404, 'GET', `v1.0/directoryObjects/${id}`);
  });
});

describe('synchronization', () => {
  test('secrets are put and listed without being told; those put empty are gone', async () => {
    const { principalId } = await bench.galleryApp();
    const secrets = `v1.0/servicePrincipals/${principalId}/synchronization/secrets`;
    const put = (BaseAddress: string, SecretToken: string): Promise<unknown> =>
      call(204, 'PUT', secrets, {
        value: [
          { key: 'BaseAddress', value: BaseAddress },
          { key: 'SecretToken', value: SecretToken },
        ],
      });
    await put('https://scim.eu-central-1.amazonaws.com/x/scim/v2/', 'a-token-of-the-test');
    const listed = await call(200, 'GET', secrets);
    expect(listed.value.map((each: { key: string }) => each.key).sort()).toEqual(['BaseAddress', 'SecretToken']);
    expect(JSON.stringify(listed)).not.toContain('a-token-of-the-test');
    await put('', '');
    expect((await call(200, 'GET', secrets)).value).toEqual([]);
  });

  test('a job is made from a template with a schedule, started, paused and deleted', async () => {
    const { principalId } = await bench.galleryApp();
    const jobs = `v1.0/servicePrincipals/${principalId}/synchronization/jobs`;
    const templates = await call(200, 'GET', `v1.0/servicePrincipals/${principalId}/synchronization/templates`);
    const { id } = await call(201, 'POST', jobs, { templateId: templates.value[0].id });
    const stateOf = async (): Promise<unknown> => (await call(200, 'GET', `${jobs}/${id}`)).schedule.state;
    await call(204, 'POST', `${jobs}/${id}/start`);
    expect(await stateOf()).toBe('Active');
    await call(204, 'POST', `${jobs}/${id}/pause`);
    expect(await stateOf()).toBe('Disabled');
    await call(204, 'DELETE', `${jobs}/${id}`);
    await call(404, 'GET', `${jobs}/${id}`);
  });

  test('a job takes one user on demand; one that is not there takes none', async () => {
    const { principalId } = await bench.galleryApp();
    const jobs = `v1.0/servicePrincipals/${principalId}/synchronization/jobs`;
    const { id } = await call(201, 'POST', jobs, { templateId: 'aWSSingleSignon' });
    await call(200, 'GET', `v1.0/servicePrincipals/${principalId}`);
    await call(200, 'GET', `${jobs}/${id}`);
    const subjects = [{ objectId: bench.tenant.addUser('ada@contoso.com').id, objectTypeName: 'User' }];
    const body = { parameters: [{ ruleId: '03f7d90d-bf71-41b1-bda6-aaf0ddbee5d8', subjects }] };
    const answer = await call(200, 'POST', `${jobs}/${id}/provisionOnDemand`, body);
    expect(answer).toMatchObject({ key: expect.any(String), value: expect.any(String) });
    await call(404, 'POST', `${jobs}/none/provisionOnDemand`, body);
  });
});

describe('the table of docs/facts/azuread-calls.md', () => {
  test('each of its rows has tests here, and nothing else has', () => {
    expect(Object.keys(rowTests).sort()).toEqual(table.map(({ name }) => name).sort());
  });

  test('the tests of a row sent what it names', () => {
    const callsOf = (name: string): string[] =>
      [...sent].filter(([by]) => rowTests[name]?.some((each) => by.endsWith(each))).flatMap(([, calls]) => calls);
    expect(table.map((row) => [row.name, notSent(row, callsOf(row.name))])).toEqual(
      table.map(({ name }) => [name, []]),
    );
  });

  test('each test that a row names is here and made calls', () => {
    const missing = Object.values(rowTests)
      .flat()
      .filter((name) => ![...sent.keys()].some((by) => by.endsWith(name)));
    expect(missing).toEqual([]);
  });
});
