import { describe, expect, test } from '@jest/globals';
import { skus } from '../../../twin/entra/catalogue.js';
import { Bench, userRole } from './world.js';
import { day } from '../../../domain/day.js';

const identifier = 'https://eu-central-1.signin.aws.amazon.com/platform/saml/d-1';

describe('the gallery app', () => {
  test('begins as the Graph tutorial says', async () => {
    const bench = new Bench();
    const made = await bench.expect(
      201,
      'POST',
      '/v1.0/applicationTemplates/21ed01d2-ec13-4e9e-86c1-cd546719ebc4/instantiate',
      { displayName: 'AWS' },
    );
    expect(made.application).toMatchObject({ identifierUris: [], web: { redirectUris: [] } });
    expect(made.servicePrincipal).toMatchObject({
      appRoleAssignmentRequired: true,
      preferredSingleSignOnMode: null,
      tags: ['WindowsAzureActiveDirectoryIntegratedApp'],
    });
    expect(
      made.servicePrincipal.appRoles.map((role: { displayName: string; value: null }) => [
        role.displayName,
        role.value,
      ]),
    ).toEqual([
      ['User', null],
      ['msiam_access', null],
    ]);
  });

  test('takes the identifier of AWS after it is in SAML mode and not before', async () => {
    const bench = new Bench();
    const { applicationId, principalId } = await bench.galleryApp();
    const early = await bench.graph('PATCH', `/v1.0/applications/${applicationId}`, { identifierUris: [identifier] });
    expect([early.status, early.body.error.code]).toEqual([400, 'HostNameNotOnVerifiedDomain']);
    await bench.expect(204, 'PATCH', `/v1.0/servicePrincipals/${principalId}`, { preferredSingleSignOnMode: 'saml' });
    await bench.expect(204, 'PATCH', `/v1.0/applications/${applicationId}`, {
      identifierUris: [identifier],
      web: { redirectUris: [`${identifier}/acs`] },
    });
    const principal = await bench.expect(200, 'GET', `/v1.0/servicePrincipals/${principalId}`);
    expect([principal.servicePrincipalNames, principal.replyUrls]).toEqual([
      [principal.appId, identifier],
      [`${identifier}/acs`],
    ]);
  });

  test('an identifier belongs to one application; a host of the tenant needs no SAML mode', async () => {
    const bench = new Bench();
    const first = await bench.expect(201, 'POST', '/v1.0/applications', {
      displayName: 'a',
      identifierUris: ['https://app.contoso.com/a'],
    });
    const again = await bench.graph('POST', '/v1.0/applications', {
      displayName: 'b',
      identifierUris: ['https://app.contoso.com/a'],
    });
    expect([first.identifierUris, again.status]).toEqual([['https://app.contoso.com/a'], 400]);
  });

  test('its metadata URL shows in beta alone, once it is in SAML mode', async () => {
    const bench = new Bench();
    const { principalId, appId } = await bench.galleryApp();
    const url = async (): Promise<unknown> =>
      (await bench.expect(200, 'GET', `/beta/servicePrincipals/${principalId}?$select=samlMetadataUrl`))
        .samlMetadataUrl;
    expect(await url()).toBeNull();
    await bench.expect(204, 'PATCH', `/v1.0/servicePrincipals/${principalId}`, { preferredSingleSignOnMode: 'saml' });
    expect(await url()).toBe(
      `https://login.microsoftonline.com/${bench.tenant.id}/federationmetadata/2007-06/federationmetadata.xml?appid=${appId}`,
    );
    expect((await bench.graph('GET', `/v1.0/servicePrincipals/${principalId}?$select=samlMetadataUrl`)).status).toBe(
      400,
    );
  });

  test('goes with its service principal, assignments, secrets and job; it can be restored or removed for good', async () => {
    const bench = new Bench();
    const { applicationId, principalId } = await bench.galleryApp();
    const group = bench.tenant.addGroup('users');
    await bench.expect(201, 'POST', `/v1.0/servicePrincipals/${principalId}/appRoleAssignedTo`, {
      appRoleId: userRole,
      principalId: group.id,
      resourceId: principalId,
    });
    await bench.expect(204, 'PUT', `/v1.0/servicePrincipals/${principalId}/synchronization/secrets`, {
      value: [{ key: 'SecretToken', value: 't' }],
    });
    await bench.expect(201, 'POST', `/v1.0/servicePrincipals/${principalId}/synchronization/jobs`, {
      templateId: 'aWSSingleSignon',
    });
    const before = bench.tenant.counts();
    await bench.expect(204, 'DELETE', `/v1.0/applications/${applicationId}`);
    const { applications, servicePrincipals, appRoleAssignments, synchronizationJobs, synchronizationSecrets } =
      bench.tenant.counts();
    expect([synchronizationJobs, synchronizationSecrets]).toEqual([0, 0]);
    expect([applications, servicePrincipals, appRoleAssignments]).toEqual([
      (before['applications'] ?? 0) - 1,
      (before['servicePrincipals'] ?? 0) - 1,
      (before['appRoleAssignments'] ?? 0) - 1,
    ]);
    expect(
      (await bench.expect(200, 'GET', '/v1.0/directory/deletedItems/microsoft.graph.application')).value,
    ).toHaveLength(1);
    await bench.expect(204, 'DELETE', `/v1.0/directory/deletedItems/${applicationId}`);
    expect((await bench.graph('GET', `/v1.0/directory/deletedItems/${applicationId}`)).status).toBe(404);
  });
});

describe('assignments and consent', () => {
  test('a group is assigned the role User of the gallery app, once', async () => {
    const bench = new Bench();
    const { principalId } = await bench.galleryApp();
    const group = bench.tenant.addGroup('users');
    const body = { appRoleId: userRole, principalId: group.id, resourceId: principalId };
    const path = `/v1.0/servicePrincipals/${principalId}/appRoleAssignedTo`;
    await bench.expect(201, 'POST', path, body);
    expect((await bench.graph('POST', path, body)).body.error.message).toBe(
      'Permission being assigned already exists on the object',
    );
    expect((await bench.expect(200, 'GET', `/v1.0/groups/${group.id}/appRoleAssignments`)).value).toHaveLength(1);
  });

  test.each([
    [
      'a role that the application does not have',
      { appRoleId: '00000000-0000-0000-0000-000000000000' },
      'Permission being assigned was not found on application',
    ],
    [
      'somebody who does not exist',
      { principalId: 'c0ffee00-0000-4000-8000-000000000000' },
      'Not a valid reference update.',
    ],
    [
      'another resource than the URL names',
      { resourceId: 'c0ffee00-0000-4000-8000-000000000000' },
      'The resourceId must be the object that the URL names.',
    ],
  ])('refuses %s', async (_what, change, message) => {
    const bench = new Bench();
    const { principalId } = await bench.galleryApp();
    const group = bench.tenant.addGroup('users');
    const answer = await bench.graph('POST', `/v1.0/servicePrincipals/${principalId}/appRoleAssignedTo`, {
      appRoleId: userRole,
      principalId: group.id,
      resourceId: principalId,
      ...change,
    });
    expect([answer.status, answer.body.error.message]).toEqual([400, message]);
  });

  test('a Graph permission goes to a service principal and not to a group; the app then holds it', async () => {
    const bench = new Bench();
    const app = bench.tenant.addServicePrincipal('registration');
    const group = bench.tenant.addGroup('users');
    const graph = await bench.expect(
      200,
      'GET',
      "/v1.0/servicePrincipals(appId='00000003-0000-0000-c000-000000000000')",
    );
    const consent = (principalId: string): Promise<{ status: number }> =>
      bench.graph('POST', `/v1.0/servicePrincipals/${graph.id}/appRoleAssignedTo`, {
        appRoleId: '5ac13192-7ace-4fcf-b828-1a26f28068ee',
        principalId,
        resourceId: graph.id,
      });
    expect((await consent(group.id)).status).toBe(400);
    expect((await consent(app.objectId)).status).toBe(201);
    expect(bench.tenant.state.grantedRoles(app.objectId, graph.id as string)).toEqual([
      'DeviceManagementServiceConfig.ReadWrite.All',
    ]);
  });

  test('a tenant without Entra ID P1 assigns no groups and has no dynamic ones', async () => {
    const bench = new Bench({ skus: [skus.intune] });
    const { principalId } = await bench.galleryApp();
    const group = bench.tenant.addGroup('users');
    const assigned = await bench.graph('POST', `/v1.0/servicePrincipals/${principalId}/appRoleAssignedTo`, {
      appRoleId: userRole,
      principalId: group.id,
      resourceId: principalId,
    });
    const dynamic = await bench.graph('POST', '/beta/groups', {
      displayName: 'd',
      mailEnabled: false,
      mailNickname: 'd',
      securityEnabled: true,
      groupTypes: ['DynamicMembership'],
      membershipRule: 'user.accountEnabled -eq true',
      membershipRuleProcessingState: 'On',
    });
    expect([assigned.status, dynamic.status]).toEqual([400, 400]);
  });
});

describe('credentials and owners', () => {
  test('a client secret is shown once and lives two years unless it is told otherwise', async () => {
    const bench = new Bench();
    const made = await bench.expect(200, 'POST', `/v1.0/applications/${bench.admin.applicationObjectId}/addPassword`, {
      passwordCredential: { displayName: 'a' },
    });
    expect(made.secretText).toMatch(/^\S{20,}$/);
    expect((Date.parse(made.endDateTime as string) - Date.parse(made.startDateTime as string)) / day).toBe(730);
    const listed = await bench.expect(200, 'GET', `/v1.0/applications/${bench.admin.applicationObjectId}`);
    expect(listed.passwordCredentials.map((each: { secretText: null }) => each.secretText)).toEqual([null, null]);
    await bench.expect(204, 'POST', `/v1.0/applications/${bench.admin.applicationObjectId}/removePassword`, {
      keyId: made.keyId,
    });
    expect(
      (
        await bench.graph('POST', `/v1.0/applications/${bench.admin.applicationObjectId}/removePassword`, {
          keyId: made.keyId,
        })
      ).status,
    ).toBe(400);
  });

  test('a tenant policy can forbid secrets or limit their life, and can be read', async () => {
    const bench = new Bench();
    const add = (endDateTime: string): Promise<Awaited<ReturnType<Bench['graph']>>> =>
      bench.graph('POST', `/v1.0/applications/${bench.admin.applicationObjectId}/addPassword`, {
        passwordCredential: { endDateTime },
      });
    bench.tenant.setAppManagementPolicy({ passwordMaxLifetimeDays: 180 });
    expect((await add('2027-11-22T00:00:00Z')).body.error.code).toBe('CredentialTypeNotAllowedAsPerAppPolicy');
    expect((await add('2027-03-01T00:00:00Z')).status).toBe(200);
    const policy = await bench.expect(200, 'GET', '/v1.0/policies/defaultAppManagementPolicy');
    expect(policy.applicationRestrictions.passwordCredentials[0]).toMatchObject({
      restrictionType: 'passwordLifetime',
      maxLifetime: 'P180D',
    });
    bench.tenant.setAppManagementPolicy({ passwordAdditionBlocked: true });
    expect((await add('2027-03-01T00:00:00Z')).status).toBe(403);
  });

  test('names, issuers and subjects of federated credentials are unique', async () => {
    const bench = new Bench();
    const path = `/v1.0/applications/${bench.admin.applicationObjectId}/federatedIdentityCredentials`;
    const body = { name: 'a', issuer: 'https://i', subject: 's', audiences: ['x'] };
    await bench.expect(201, 'POST', path, body);
    expect((await bench.graph('POST', path, { ...body, subject: 't' })).status).toBe(409);
    expect((await bench.graph('POST', path, { ...body, name: 'b' })).status).toBe(409);
    await bench.expect(201, 'POST', path, { ...body, name: 'b', subject: 't' });
  });

  test('the last owner of a group stays when it is a user; the same owner is not added twice', async () => {
    const bench = new Bench();
    const ada = bench.tenant.addUser('ada@contoso.com');
    const owner = `https://graph.microsoft.com/v1.0/directoryObjects/${ada.id}`;
    const group = await bench.expect(201, 'POST', '/beta/groups', {
      displayName: 'g',
      mailEnabled: false,
      mailNickname: 'g',
      securityEnabled: true,
      'owners@odata.bind': [owner],
    });
    expect((await bench.graph('DELETE', `/beta/groups/${group.id}/owners/${ada.id}/$ref`)).status).toBe(400);
    expect((await bench.graph('POST', `/beta/groups/${group.id}/owners/$ref`, { '@odata.id': owner })).status).toBe(
      400,
    );
    expect(
      (await bench.graph('POST', `/beta/groups/${group.id}/owners/$ref`, { '@odata.id': 'nonsense' })).status,
    ).toBe(400);
  });
});
