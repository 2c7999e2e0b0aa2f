import { request } from 'node:https';
import { X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Tenant } from '../../../twin/entra/tenant.js';
import { Bench, newWorld } from './world.js';

describe('the tenant itself', () => {
  test('shows its name, domains and licences', async () => {
    const bench = new Bench({ verifiedDomains: ['contoso.onmicrosoft.com', 'contoso.com'] });
    bench.tenant.addUser('ada@contoso.com');
    const [organization] = (await bench.expect(200, 'GET', '/v1.0/organization')).value;
    expect(organization).toMatchObject({ id: bench.tenant.id, displayName: 'Contoso' });
    expect(
      organization.verifiedDomains.map((domain: { name: string; isDefault: boolean }) => [
        domain.name,
        domain.isDefault,
      ]),
    ).toEqual([
      ['contoso.onmicrosoft.com', true],
      ['contoso.com', false],
    ]);
    expect((await bench.expect(200, 'GET', `/v1.0/organization/${bench.tenant.id}`)).displayName).toBe('Contoso');
    expect((await bench.expect(200, 'GET', '/v1.0/domains')).value.map((domain: { id: string }) => domain.id)).toEqual([
      'contoso.onmicrosoft.com',
      'contoso.com',
    ]);
    const skus = (await bench.expect(200, 'GET', '/v1.0/subscribedSkus')).value;
    expect(
      skus.map((sku: { skuPartNumber: string; consumedUnits: number }) => [sku.skuPartNumber, sku.consumedUnits]),
    ).toEqual([
      ['SPE_E3', 1],
      ['E3_VDA_only', 1],
    ]);
  });

  test('shows what a user is licensed for, with what is switched off', async () => {
    const bench = new Bench();
    const ada = bench.tenant.addUser('ada@contoso.com', { licences: ['SPE_E3'] });
    const intune = 'c1ec4a95-1f05-45b3-a911-aa3fa01094f5';
    ada.assignedLicenses = ada.assignedLicenses.map((licence) => ({ ...licence, disabledPlans: [intune] }));
    const [details] = (await bench.expect(200, 'GET', '/v1.0/users/ada@contoso.com/licenseDetails')).value;
    expect(
      details.servicePlans.find((plan: { servicePlanId: string }) => plan.servicePlanId === intune).provisioningStatus,
    ).toBe('Disabled');
    const user = await bench.expect(200, 'GET', '/v1.0/users/ada@contoso.com?$select=id,assignedPlans');
    expect(user.assignedPlans.map((plan: { servicePlanId: string }) => plan.servicePlanId)).not.toContain(intune);
  });

  test('shows eleven properties of a user unless more are selected', async () => {
    const bench = new Bench();
    bench.tenant.addUser('ada@contoso.com');
    expect(Object.keys(await bench.expect(200, 'GET', '/v1.0/users/ada@contoso.com'))).toHaveLength(12);
    expect(await bench.expect(200, 'GET', '/v1.0/users/ADA@contoso.com?$select=userType,accountEnabled')).toMatchObject(
      { userType: 'Member', accountEnabled: true },
    );
  });

  test('a UPN must be on a verified domain and free', async () => {
    const bench = new Bench();
    bench.tenant.addUser('ada@contoso.com');
    bench.tenant.addUser('grace@contoso.com');
    const rename = async (userPrincipalName: string): Promise<number> =>
      (await bench.graph('PATCH', '/v1.0/users/ada@contoso.com', { userPrincipalName })).status;
    expect(await rename('ada@example.com')).toBe(400);
    expect(await rename('grace@contoso.com')).toBe(400);
    expect(await rename('countess@contoso.com')).toBe(204);
  });

  test('a directory role is activated once, given and taken; both ways to see it agree', async () => {
    const bench = new Bench();
    const ada = bench.tenant.addUser('ada@contoso.com');
    const intuneAdministrator = '3a2c62db-5318-420d-8d74-23affee5d9d5';
    const role = await bench.expect(201, 'POST', '/v1.0/directoryRoles', { roleTemplateId: intuneAdministrator });
    expect((await bench.graph('POST', '/v1.0/directoryRoles', { roleTemplateId: intuneAdministrator })).status).toBe(
      409,
    );
    const given = await bench.expect(201, 'POST', '/v1.0/roleManagement/directory/roleAssignments', {
      principalId: ada.id,
      roleDefinitionId: intuneAdministrator,
      directoryScopeId: '/',
    });
    expect((await bench.expect(200, 'GET', `/v1.0/directoryRoles/${role.id}/members`)).value).toHaveLength(1);
    await bench.expect(204, 'DELETE', `/v1.0/roleManagement/directory/roleAssignments/${given.id}`);
    expect((await bench.expect(200, 'GET', `/v1.0/directoryRoles/${role.id}/members`)).value).toHaveLength(0);
  });

  test('lets a device join: fifty a user, everybody', async () => {
    const bench = new Bench();
    expect(await bench.expect(200, 'GET', '/v1.0/policies/deviceRegistrationPolicy')).toMatchObject({
      userDeviceQuota: 50,
      azureADJoin: { allowedToJoin: { '@odata.type': '#microsoft.graph.allDeviceRegistrationMembership' } },
    });
  });

  test('/me is the user of a delegated token and nobody else', async () => {
    const bench = new Bench();
    bench.tenant.addUser('ada@contoso.com');
    const token = bench.tenant.userToken('ada@contoso.com', ['User.Read']);
    expect((await bench.graph('GET', '/v1.0/me', undefined, { token })).body.userPrincipalName).toBe('ada@contoso.com');
    expect((await bench.graph('GET', '/v1.0/me')).status).toBe(400);
  });

  test('a restored application is back; what Microsoft brings cannot be deleted', async () => {
    const bench = new Bench();
    const { applicationId } = await bench.galleryApp();
    await bench.expect(204, 'DELETE', `/v1.0/applications/${applicationId}`);
    await bench.expect(200, 'POST', `/v1.0/directory/deletedItems/${applicationId}/restore`, {});
    expect((await bench.expect(200, 'GET', `/v1.0/applications/${applicationId}`)).deletedDateTime).toBeNull();
    const [graph] = (await bench.expect(200, 'GET', "/v1.0/servicePrincipals?$filter=displayName eq 'Microsoft Graph'"))
      .value;
    expect((await bench.graph('DELETE', `/v1.0/servicePrincipals/${graph.id}`)).status).toBe(403);
  });
});

describe('looking into a tenant', () => {
  test('two tenants that were given the same are equal, whatever their ids; one more assignment shows', async () => {
    const fill = async (): Promise<Bench> => {
      const bench = new Bench();
      const ada = bench.tenant.addUser('ada@contoso.com');
      const group = bench.tenant.addGroup('users', { members: [ada.id] });
      await bench.tenant.addEnterpriseApp({ assigned: [group.id] });
      return bench;
    };
    const [one, two] = [await fill(), await fill()];
    expect(one.tenant.snapshot()).toEqual(two.tenant.snapshot());
    expect(one.tenant.counts()).toEqual(two.tenant.counts());
    two.tenant.addMember([...two.tenant.state.groups.keys()][0] ?? '', two.tenant.addUser('grace@contoso.com').id);
    expect(one.tenant.snapshot()['groups']).not.toEqual(two.tenant.snapshot()['groups']);
  });

  test('no secret is in a snapshot', async () => {
    const bench = new Bench();
    await bench.tenant.addEnterpriseApp({
      scim: { endpoint: 'https://scim.eu-central-1.amazonaws.com/x/scim/v2', token: 'very-secret-token' },
    });
    const text = JSON.stringify(bench.tenant.snapshot());
    expect(text).not.toContain('very-secret-token');
    expect(text).not.toContain(bench.admin.clientSecret);
  });

  test('an enterprise app that is in use already is whole: SAML, certificate, addresses, job', async () => {
    const bench = new Bench();
    const serviceProvider = {
      entityId: 'https://eu-central-1.signin.aws.amazon.com/platform/saml/d-1',
      acsUrls: ['https://eu-central-1.signin.aws/platform/saml/acs/1'],
      signInUrl: 'https://d-1.awsapps.com/start',
    };
    const app = await bench.tenant.addEnterpriseApp({
      serviceProvider,
      scim: { endpoint: 'https://scim.eu-central-1.amazonaws.com/x/scim/v2', token: 't' },
      userNameFrom: 'mail',
    });
    const principal = await bench.expect(200, 'GET', `/v1.0/servicePrincipals/${app.servicePrincipalObjectId}`);
    expect(principal).toMatchObject({
      preferredSingleSignOnMode: 'saml',
      loginUrl: serviceProvider.signInUrl,
      servicePrincipalNames: [app.appId, serviceProvider.entityId],
    });
    expect((await bench.world.network.request(app.metadataUrl)).body).toContain(app.certificate);
    const job = await bench.expect(
      200,
      'GET',
      `/v1.0/servicePrincipals/${app.servicePrincipalObjectId}/synchronization/jobs/${app.jobId}`,
    );
    expect(job.schedule.state).toBe('Active');
  });

  test('an unknown role, user or principal is a mistake of the test and says so', async () => {
    const tenant = new Tenant(newWorld());
    expect(() => tenant.addServicePrincipal('a', { roles: ['No.Such.Role'] })).toThrow('No.Such.Role');
    expect(() => tenant.assignDirectoryRole('x', 'King')).toThrow('King');
    expect(() => tenant.userToken('nobody@contoso.com', [])).toThrow('nobody@contoso.com');
    await expect(tenant.addEnterpriseApp({ assigned: ['x'] })).rejects.toThrow('nobody in the tenant has the id x');
  });
});

describe('the doors on loopback', () => {
  const bench = new Bench();
  let doors: Awaited<ReturnType<Tenant['listen']>>;
  beforeAll(async () => {
    doors = await bench.tenant.listen();
  });
  afterAll(() => doors.close());

  const metadata = (path: string): Promise<{ status: number; body: Record<string, unknown> }> =>
    new Promise((resolve, reject) => {
      request(`https://${doors.metadataHost}${path}`, { ca: doors.certificatePem }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            body: JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>,
          }),
        );
      })
        .on('error', reject)
        .end();
    });

  test('the metadata host answers over TLS that its certificate proves, and leads to Graph and login', async () => {
    const { status, body } = await metadata('/metadata/endpoints?api-version=2022-09-01');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      resourceManager: doors.graph.url,
      microsoftGraphResourceId: doors.graph.url,
      authentication: { loginEndpoint: doors.graph.url },
    });
    expect(doors.graph.url).not.toMatch(/\/$/);
    expect(new X509Certificate(doors.certificatePem).checkHost('localhost')).toBe('localhost');
    expect((await metadata('/other')).status).toBe(404);
  });

  test('the metadata has every field that azuread and azurerm demand, none empty and none with a slash at its end', async () => {
    const { body } = await metadata('/metadata/endpoints?api-version=2022-09-01');
    const { name, resourceManager, microsoftGraphResourceId, authentication, suffixes } = body as Record<
      string,
      Record<string, unknown>
    >;
    const demanded = {
      name,
      resourceManager,
      microsoftGraphResourceId,
      loginEndpoint: authentication?.['loginEndpoint'],
      keyVaultDns: suffixes?.['keyVaultDns'],
    };
    for (const [field, value] of Object.entries(demanded)) {
      expect([field, value]).toEqual([field, expect.stringMatching(/[^/]$/)]);
    }
  });

  test('discovery leads to the token endpoint, whose token names its caller by oid', async () => {
    const get = async (url: string): Promise<Record<string, string>> => {
      const answer = await fetch(url);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([
        200,
        expect.stringContaining('application/json'),
      ]);
      return (await answer.json()) as Record<string, string>;
    };
    const instance = await get(`${doors.graph.url}/common/discovery/instance?api-version=1.1`);
    const { token_endpoint: endpoint = '' } = await get(instance['tenant_discovery_endpoint'] ?? '');
    expect(endpoint).toBe(`${doors.graph.url}/${bench.tenant.id}/oauth2/v2.0/token`);
    const body = new URLSearchParams({
      client_id: bench.admin.appId,
      client_secret: bench.admin.clientSecret,
      grant_type: 'client_credentials',
      scope: `${doors.graph.url}/.default`,
    });
    const answer = await fetch(endpoint, { method: 'POST', body });
    const token = (await answer.json()) as Record<string, string>;
    expect([answer.status, token['token_type'], typeof token['expires_in']]).toEqual([200, 'Bearer', 'number']);
    const parts = (token['access_token'] ?? '').split('.');
    expect(parts).toHaveLength(3);
    expect(JSON.parse(Buffer.from(parts[1] ?? '', 'base64url').toString())).toMatchObject({
      oid: bench.admin.objectId,
    });
  });

  test('a client that goes that way gets a token and answers whose links lead back there', async () => {
    const body = new URLSearchParams({
      client_id: bench.admin.appId,
      client_secret: bench.admin.clientSecret,
      grant_type: 'client_credentials',
      scope: `${doors.graph.url}/.default`,
    });
    const token = (await (
      await fetch(`${doors.graph.url}/${bench.tenant.id}/oauth2/v2.0/token`, { method: 'POST', body })
    ).json()) as { access_token: string };
    for (const name of ['one', 'two']) bench.tenant.addGroup(name);
    const groups = await fetch(`${doors.graph.url}/v1.0/groups?$top=1`, {
      headers: { authorization: `Bearer ${token.access_token}` },
    });
    const page = (await groups.json()) as Record<string, string>;
    expect(groups.headers.get('content-type')).toContain('application/json');
    expect(page['@odata.context']).toBe(`${doors.graph.url}/v1.0/$metadata#groups`);
    expect(page['@odata.nextLink']).toContain(`${doors.graph.url}/v1.0/groups?`);
  });
});
