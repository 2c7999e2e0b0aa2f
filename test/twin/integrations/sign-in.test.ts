import { describe, expect, test } from '@jest/globals';
import { days, joinedClouds, type JoinedClouds } from './clouds.js';

async function withDesktop(): Promise<JoinedClouds> {
  const clouds = await joinedClouds();
  clouds.addUser('ada@contoso.com');
  await clouds.cycle();
  await clouds.desktop('ada@contoso.com');
  return clouds;
}

const application = ({ app }: JoinedClouds): string => `/v1.0/applications/${app.applicationId}`;
const principal = ({ app }: JoinedClouds): string => `/v1.0/servicePrincipals/${app.principalId}`;
const newCertificate = async (clouds: JoinedClouds): Promise<{ key: string; thumbprint: string }> =>
  (await clouds.bench.expect(200, 'POST', `${principal(clouds)}/addTokenSigningCertificate`, {
    displayName: 'CN=AWS IdC 2',
  })) as { key: string; thumbprint: string };

describe('who may open a desktop', () => {
  test('a synced and assigned user, when every wire is right', async () => {
    const clouds = await withDesktop();
    expect(clouds.integrations.maySignIn('ADA@contoso.com')).toEqual({
      userPrincipalName: 'ADA@contoso.com',
      works: true,
    });
  });

  test.each<[string, (clouds: JoinedClouds) => unknown, string]>([
    ['a stranger', ({ bench }) => bench.tenant.deleteUser('ada@contoso.com'), 'Entra knows no user'],
    [
      'a disabled user',
      (c) => c.bench.expect(204, 'PATCH', '/v1.0/users/ada@contoso.com', { accountEnabled: false }),
      'AADSTS50057',
    ],
    ['a user whose assignment has ended', (c) => c.bench.tenant.state.members.set(c.groupId, []), 'AADSTS50105'],
    [
      'nobody without the identifier',
      (c) => c.bench.expect(204, 'PATCH', application(c), { identifierUris: [] }),
      'AADSTS700016',
    ],
    [
      'nobody without the reply URL',
      (c) => c.bench.expect(204, 'PATCH', application(c), { web: { redirectUris: ['https://example.com/acs'] } }),
      'AADSTS50011',
    ],
    [
      'nobody with a wrong sign-on URL',
      (c) => c.bench.expect(204, 'PATCH', principal(c), { loginUrl: 'https://example.com/start' }),
      'the sign-on URL of the application is https://example.com/start',
    ],
    [
      'nobody out of SAML mode',
      (c) => c.bench.expect(204, 'PATCH', principal(c), { preferredSingleSignOnMode: null }),
      'not in SAML mode',
    ],
    [
      'nobody with the application disabled',
      (c) => c.bench.expect(204, 'PATCH', principal(c), { accountEnabled: false }),
      'AADSTS7000112',
    ],
    [
      'nobody without an active certificate',
      (c) => c.bench.expect(204, 'PATCH', principal(c), { preferredTokenSigningKeyThumbprint: null }),
      'no signing certificate of the application is active',
    ],
    [
      'nobody after the certificate has run out',
      (c) => c.bench.world.clock.advance(days(3 * 365 + 1)),
      'the active signing certificate expired',
    ],
    [
      'somebody deactivated in Identity Center',
      (c) => Object.assign(userInStore(c) ?? {}, { active: false }),
      'is deactivated in Identity Center',
    ],
    [
      'somebody without the application',
      (c) => c.aws.closedTo.add(userInStore(c)?.userId ?? ''),
      'requires an assignment',
    ],
    ['somebody without a desktop', (c) => c.aws.desktops.splice(0), 'has no desktop'],
  ])('not %s', async (_who, breakWire, broken) => {
    const clouds = await withDesktop();
    await breakWire(clouds);
    const result = clouds.integrations.maySignIn('ada@contoso.com');
    expect(result.works).toBe(false);
    expect(result.broken).toContain(broken);
  });

  test('swapped identifier and reply URL are caught', async () => {
    const clouds = await withDesktop();
    const { entityId = '', acsUrls = [] } = clouds.aws.serviceProvider() ?? {};
    await clouds.bench.expect(204, 'PATCH', application(clouds), {
      identifierUris: [acsUrls[0]],
      web: { redirectUris: [entityId] },
    });
    expect(clouds.integrations.maySignIn('ada@contoso.com').broken).toContain('AADSTS700016');
  });

  test('without required assignment anybody who is synced', async () => {
    const clouds = await withDesktop();
    clouds.bench.tenant.state.members.set(clouds.groupId, []);
    await clouds.bench.expect(204, 'PATCH', principal(clouds), { appRoleAssignmentRequired: false });
    expect(clouds.integrations.maySignIn('ada@contoso.com').works).toBe(true);
  });

  test('a user in a group in the assigned group is not assigned', async () => {
    const clouds = await withDesktop();
    const { tenant } = clouds.bench;
    const ada = tenant.state.userByName('ada@contoso.com')?.id ?? '';
    tenant.state.members.set(clouds.groupId, [tenant.addGroup('inner', { members: [ada] }).id]);
    expect(clouds.integrations.maySignIn('ada@contoso.com').broken).toContain('AADSTS50105');
  });

  test('nobody before the SAML exchange', async () => {
    const clouds = await withDesktop();
    const source = clouds.aws.identityCenter.identityCenter.instances[0]?.source;
    if (source) source.trusted = undefined;
    expect(clouds.integrations.maySignIn('ada@contoso.com').broken).toContain('has no external identity provider');
  });

  test('a changed UPN is out of reach of the desktop until it is changed back', async () => {
    const clouds = await withDesktop();
    const { tenant } = clouds.bench;
    tenant.changeUserPrincipalName('ada@contoso.com', 'countess@contoso.com');
    expect(clouds.integrations.maySignIn('countess@contoso.com').broken).toBe(
      'Identity Center knows no user named countess@contoso.com',
    );
    await clouds.cycle();
    expect(clouds.integrations.maySignIn('countess@contoso.com').broken).toBe('countess@contoso.com has no desktop');
    tenant.changeUserPrincipalName('countess@contoso.com', 'ada@contoso.com');
    await clouds.cycle();
    expect(clouds.integrations.maySignIn('ada@contoso.com').works).toBe(true);
  });

  test('no guest, although SCIM brings one', async () => {
    const clouds = await withDesktop();
    const guest = 'bob_fabrikam.com#EXT#@contoso.onmicrosoft.com';
    clouds.addUser(guest, { userType: 'Guest', givenName: 'Bob', surname: 'B', displayName: 'Bob' });
    await clouds.cycle();
    await clouds.desktop(guest);
    expect(clouds.integrations.maySignIn(guest).broken).toContain('rejects a NameID with #EXT#');
  });

  test('the desktop of the directory that is asked for', async () => {
    const clouds = await withDesktop();
    expect(clouds.integrations.maySignIn('ada@contoso.com', 'Desktops Berlin').works).toBe(true);
    expect(clouds.integrations.maySignIn('ada@contoso.com', 'Desktops Paris').broken).toBe(
      'ada@contoso.com has no desktop in the directory Desktops Paris',
    );
  });
});

describe('a new signing certificate', () => {
  const activate = (clouds: JoinedClouds, thumbprint: string): Promise<unknown> =>
    clouds.bench.expect(204, 'PATCH', principal(clouds), { preferredTokenSigningKeyThumbprint: thumbprint });

  test('that Entra activates before AWS has it locks everybody out', async () => {
    const clouds = await withDesktop();
    await activate(clouds, (await newCertificate(clouds)).thumbprint);
    expect(clouds.integrations.maySignIn('ada@contoso.com').broken).toContain('has not imported the certificate');
  });

  test('changes nobody when AWS has it first', async () => {
    const clouds = await withDesktop();
    const made = await newCertificate(clouds);
    expect(clouds.integrations.maySignIn('ada@contoso.com').works).toBe(true);
    clouds.aws.identityCenter.console.importCertificate(made.key);
    expect(clouds.integrations.maySignIn('ada@contoso.com').works).toBe(true);
    await activate(clouds, made.thumbprint);
    expect(clouds.integrations.maySignIn('ada@contoso.com').works).toBe(true);
  });

  test("AWS that was given the tenant's own certificate trusts none of the application's", async () => {
    const clouds = await withDesktop();
    const { tenant, world } = clouds.bench;
    const url = `https://login.microsoftonline.com/${tenant.id}/federationmetadata/2007-06/federationmetadata.xml`;
    const source = clouds.aws.identityCenter.identityCenter.instances[0]?.source;
    if (source) source.trusted = undefined;
    clouds.aws.identityCenter.console.trustEntra((await world.network.request(url)).body?.toString() ?? '');
    expect(clouds.integrations.maySignIn('ada@contoso.com').broken).toContain('has not imported the certificate');
  });
});

test('sign-ins are in the log with their error codes, newest first', async () => {
  const clouds = await withDesktop();
  clouds.integrations.maySignIn('ada@contoso.com');
  clouds.bench.tenant.state.members.set(clouds.groupId, []);
  clouds.integrations.maySignIn('ada@contoso.com');
  const log = await clouds.bench.expect(
    200,
    'GET',
    `/v1.0/auditLogs/signIns?$filter=${encodeURIComponent("userPrincipalName eq 'ada@contoso.com'")}`,
  );
  expect(
    log.value.map((entry: { status: { errorCode: number }; appId: string }) => [entry.status.errorCode, entry.appId]),
  ).toEqual([
    [50105, clouds.app.appId],
    [0, clouds.app.appId],
  ]);
});

function userInStore({ aws }: JoinedClouds): { userId: string; active: boolean } | undefined {
  return [...(aws.identityCenter.identityCenter.instances[0]?.store.users.values() ?? [])].find(
    (user) => user.userName === 'ada@contoso.com',
  );
}
