import { describe, expect, test } from '@jest/globals';
import { Bench } from './world.js';

describe('the token endpoint', () => {
  test('gives an unsigned token of three parts that says who calls and with which roles', async () => {
    const bench = new Bench();
    const who = bench.tenant.addServicePrincipal('reader', { roles: ['User.Read.All'] });
    const parts = (await bench.token(who)).split('.');
    const claims = JSON.parse(Buffer.from(parts[1] ?? '', 'base64url').toString());
    expect(parts).toHaveLength(3);
    expect(claims).toMatchObject({
      oid: who.objectId,
      appid: who.appId,
      tid: bench.tenant.id,
      roles: ['User.Read.All'],
    });
    expect(claims.exp * 1000).toBeGreaterThan(Date.now());
  });

  test.each([
    [
      'the id of the secret in the place of its value',
      { client_secret: 'c0ffee00-0000-4000-8000-000000000000' },
      401,
      'AADSTS7000215',
    ],
    ['an unknown application', { client_id: 'c0ffee00-0000-4000-8000-000000000000' }, 400, 'AADSTS700016'],
    ['no credential', { client_secret: '' }, 401, 'AADSTS7000218'],
    ['another grant', { grant_type: 'password' }, 400, 'AADSTS70003'],
    ['a scope that is no resource', { scope: 'User.Read' }, 400, 'AADSTS1002012'],
  ])('refuses %s', async (_what, change, status, code) => {
    const bench = new Bench();
    const answer = await bench.login({
      client_id: bench.admin.appId,
      client_secret: bench.admin.clientSecret,
      ...change,
    });
    expect([answer.status, String(answer.body.error_description).split(':')[0]]).toEqual([status, code]);
  });

  test('refuses another tenant and takes a verified domain as its name', async () => {
    const bench = new Bench();
    const form = { client_id: bench.admin.appId, client_secret: bench.admin.clientSecret };
    expect((await bench.login(form, '00000000-0000-0000-0000-000000000000')).body.error_description).toMatch(
      /^AADSTS90002/,
    );
    expect((await bench.login(form, 'contoso.com')).status).toBe(200);
  });

  test('a secret ends on its day, and another one of the same application still works', async () => {
    const bench = new Bench();
    const made = await bench.expect(200, 'POST', `/v1.0/applications/${bench.admin.applicationObjectId}/addPassword`, {
      passwordCredential: { displayName: 'short', endDateTime: '2026-11-23T00:00:00Z' },
    });
    const short = { client_id: bench.admin.appId, client_secret: made.secretText };
    expect((await bench.login(short)).status).toBe(200);
    await bench.world.clock.advance(24 * 60);
    const answer = await bench.login(short);
    expect([answer.status, answer.body.error]).toEqual([401, 'invalid_client']);
    expect(answer.body.error_description).toMatch(/^AADSTS7000222/);
    expect((await bench.login({ ...short, client_secret: bench.admin.clientSecret })).status).toBe(200);
  });

  test('a workload signs in by its federated credential, and only with that issuer, subject and audience', async () => {
    const bench = new Bench();
    const federated = {
      issuer: 'https://token.actions.githubusercontent.com',
      subject: 'repo:contoso/desktops:environment:prod',
    };
    const who = bench.tenant.addServicePrincipal('pipeline', { federated });
    const assertion = (claims: object): string =>
      ['{}', JSON.stringify(claims), 's'].map((part) => Buffer.from(part).toString('base64url')).join('.');
    const right = { iss: federated.issuer, sub: federated.subject, aud: 'api://AzureADTokenExchange' };
    const signIn = async (claims: object): Promise<number> =>
      (
        await bench.login({
          client_id: who.appId,
          client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
          client_assertion: assertion(claims),
        })
      ).status;
    expect(await signIn(right)).toBe(200);
    expect(await signIn({ ...right, sub: 'repo:contoso/desktops:environment:dev' })).toBe(401);
    expect(await signIn({ ...right, aud: 'api://other' })).toBe(401);
    expect(await signIn({ ...right, iss: 'https://example.com' })).toBe(401);
  });
});

describe('who may call Graph', () => {
  test('nobody without a token, and nobody with one of another tenant or one that has run out', async () => {
    const bench = new Bench();
    const claim = (change: object): string => {
      const payload = {
        oid: bench.admin.objectId,
        appid: bench.admin.appId,
        tid: bench.tenant.id,
        roles: [],
        exp: Date.now() / 1000 + 60,
        ...change,
      };
      return `e30.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.x`;
    };
    const code = async (token: string): Promise<string> =>
      (await bench.graph('GET', '/v1.0/users', undefined, { token })).body.error.message as string;
    expect(await code('')).toBe('Access token is empty.');
    expect(await code(claim({ tid: 'other' }))).toMatch(/Invalid issuer/);
    expect(await code(claim({ exp: Date.now() / 1000 - 1 }))).toMatch(/expired/);
    expect(await code('nonsense')).toMatch(/parsing failed/);
  });

  test('a role that is missing is refused with the recorded text, before anything is looked up', async () => {
    const bench = new Bench();
    const token = await bench.token(bench.tenant.addServicePrincipal('reader', { roles: ['User.Read.All'] }));
    expect((await bench.graph('GET', '/v1.0/users', undefined, { token })).status).toBe(200);
    const refused = await bench.graph('GET', '/v1.0/applications/unknown', undefined, { token });
    expect([refused.status, refused.body.error.code, refused.body.error.message]).toEqual([
      403,
      'Authorization_RequestDenied',
      'Insufficient privileges to complete the operation.',
    ]);
  });

  test('Intune names the permissions that would do', async () => {
    const bench = new Bench();
    const token = await bench.token(bench.tenant.addServicePrincipal('reader', { roles: ['User.Read.All'] }));
    const refused = await bench.graph('GET', '/v1.0/deviceManagement/managedDevices', undefined, { token });
    expect([refused.status, refused.body.error.code]).toEqual([403, 'Forbidden']);
    expect(refused.body.error.message).toContain('DeviceManagementManagedDevices.Read.All');
  });

  test('consent shows in the next token and not in the one that is held', async () => {
    const bench = new Bench();
    const who = bench.tenant.addServicePrincipal('app');
    const before = await bench.token(who);
    bench.tenant.grantRoles(who.objectId, ['Group.Read.All']);
    expect((await bench.graph('GET', '/v1.0/groups', undefined, { token: before })).status).toBe(403);
    expect((await bench.graph('GET', '/v1.0/groups', undefined, { token: await bench.token(who) })).status).toBe(200);
    bench.tenant.revokeRoles(who.objectId, ['Group.Read.All']);
    expect((await bench.graph('GET', '/v1.0/groups', undefined, { token: await bench.token(who) })).status).toBe(403);
  });

  test('Application.ReadWrite.OwnedBy changes what the caller owns and nothing else', async () => {
    const bench = new Bench();
    const who = bench.tenant.addServicePrincipal('owner', { roles: ['Application.ReadWrite.OwnedBy'] });
    const token = await bench.token(who);
    const owners = [`https://graph.microsoft.com/v1.0/directoryObjects/${who.objectId}`];
    const mine = await bench.graph(
      'POST',
      '/v1.0/applications',
      { displayName: 'mine', 'owners@odata.bind': owners },
      { token },
    );
    const others = await bench.expect(201, 'POST', '/v1.0/applications', { displayName: 'not mine' });
    expect((await bench.graph('PATCH', `/v1.0/applications/${mine.body.id}`, { notes: 'n' }, { token })).status).toBe(
      204,
    );
    expect((await bench.graph('PATCH', `/v1.0/applications/${others.id}`, { notes: 'n' }, { token })).status).toBe(403);
  });

  test('with a delegated token the directory roles of the user decide too', async () => {
    const bench = new Bench();
    const user = bench.tenant.addUser('ada@contoso.com');
    const scopes = ['Group.ReadWrite.All'];
    const create = async (): Promise<number> =>
      (
        await bench.graph(
          'POST',
          '/v1.0/groups',
          { displayName: 'g', mailEnabled: false, mailNickname: 'g', securityEnabled: true },
          { token: bench.tenant.userToken('ada@contoso.com', scopes) },
        )
      ).status;
    expect(await create()).toBe(403);
    bench.tenant.assignDirectoryRole(user.id, 'Groups Administrator');
    expect(await create()).toBe(201);
    const me = await bench.graph('GET', '/v1.0/me/transitiveMemberOf/microsoft.graph.directoryRole', undefined, {
      token: bench.tenant.userToken('ada@contoso.com', scopes),
    });
    expect(me.body.value.map((role: { displayName: string }) => role.displayName)).toEqual(['Groups Administrator']);
  });

  test('the MDM user scope is changed by people alone', async () => {
    const bench = new Bench();
    const ada = bench.tenant.addUser('ada@contoso.com');
    bench.tenant.assignDirectoryRole(ada.id, 'Intune Administrator');
    const token = bench.tenant.userToken('ada@contoso.com', ['Policy.ReadWrite.MobilityManagement']);
    const path = '/beta/policies/mobileDeviceManagementPolicies/0000000a-0000-0000-c000-000000000000';
    expect((await bench.graph('PATCH', path, { appliesTo: 'none' })).status).toBe(403);
    expect((await bench.graph('PATCH', path, { appliesTo: 'none' }, { token })).status).toBe(204);
    expect((await bench.graph('GET', path, undefined, { token })).body.appliesTo).toBe('none');
  });
});
