import {
  GetGroupIdCommand,
  GetUserIdCommand,
  IdentitystoreClient,
  ListGroupMembershipsCommand,
} from '@aws-sdk/client-identitystore';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { ScimAccess } from '../../../twin/aws/console.js';
import type { Instance } from '../../../twin/aws/identity-center/instance.js';
import { refusalOf, region, startAccount, type StartedAccount } from './account-in-test.js';
import { day } from '../../../domain/day.js';

const metadata = (certificate: string, entityId = 'https://sts.windows.net/11111111-2222-3333-4444-555555555555/') =>
  `<?xml version="1.0"?><EntityDescriptor entityID="${entityId}" xmlns="urn:oasis:names:tc:SAML:2.0:metadata"><IDPSSODescriptor><KeyDescriptor use="signing"><KeyInfo><X509Data><X509Certificate>${certificate}</X509Certificate></X509Data></KeyInfo></KeyDescriptor><SingleSignOnService Binding="x" Location="https://login.microsoftonline.com/1/saml2"/></IDPSSODescriptor></EntityDescriptor>`;

describe('the console of Identity Center and its SCIM endpoint', () => {
  let started: StartedAccount;
  let instance: Instance;
  beforeEach(async () => {
    started = await startAccount();
    instance = started.account.identityCenter.enableOrganizationInstance(region);
  });
  afterEach(() => started.stop());

  describe('the console', () => {
    test('takes the metadata of Entra and hands out its own', () => {
      const { serviceProviderXml } = started.account.console.trustEntra(metadata('QUJD'));
      expect(started.account.trustedIdentityProvider()).toEqual({
        entityId: 'https://sts.windows.net/11111111-2222-3333-4444-555555555555/',
        signInUrl: 'https://login.microsoftonline.com/1/saml2',
        certificates: ['QUJD'],
      });
      expect(serviceProviderXml).toContain(
        `entityID="https://${region}.signin.aws.amazon.com/platform/saml/${instance.store.id}"`,
      );
      // Real metadata ends in two different ids.
      const [, tenant = ''] =
        new RegExp(`Location="https://${region}\\.signin\\.aws/platform/saml/acs/([^"]+)"`).exec(serviceProviderXml) ??
        [];
      expect(tenant).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
      expect(tenant).not.toBe(instance.store.id);
    });

    test('keeps the old certificate when a new one comes, until a person removes it', () => {
      const { console } = started.account;
      console.trustEntra(metadata('QUJD'));
      console.importCertificate('-----BEGIN CERTIFICATE-----\nREVG\n-----END CERTIFICATE-----\n');
      expect(console.trustedIdentityProvider()?.certificates).toEqual(['QUJD', 'REVG']);
      console.removeCertificate('QUJD');
      expect(console.trustedIdentityProvider()?.certificates).toEqual(['REVG']);
      console.trustEntra(metadata('R0hJ', 'https://sts.windows.net/other/'));
      expect(console.trustedIdentityProvider()?.certificates).toEqual(['R0hJ']);
    });

    test('offers one sign-in address a Region, in the form that is asked for', () => {
      instance.additionalRegions.push('eu-west-1');
      const xml = started.account.console.serviceProviderXml('dual-stack');
      expect([...xml.matchAll(/Location="([^"]+)"/g)].map(([, url]) => url)).toEqual([
        expect.stringMatching(`^https://${region}\\.sso\\.signin\\.aws/platform/saml/acs/[0-9a-f-]{36}$`),
        expect.stringMatching('^https://eu-west-1\\.sso\\.signin\\.aws/platform/saml/acs/[0-9a-f-]{36}$'),
      ]);
      expect(started.account.console.serviceProviderXml('classic')).toContain(
        `https://${region}.signin.aws.amazon.com/platform/saml/acs/`,
      );
    });

    test('refuses what is no metadata, and provisioning without an identity provider', () => {
      expect(() => started.account.console.trustEntra('<html>Sign in</html>')).toThrow(
        'describes no identity provider',
      );
      expect(() => started.account.console.enableScim()).toThrow('needs an external identity provider');
    });

    test('hands out two tokens at most, each for a year', () => {
      const { console } = started.account;
      console.trustEntra(metadata('QUJD'));
      const first = console.enableScim();
      expect(first.endpoint).toMatch(new RegExp(`^https://scim\\.${region}\\.amazonaws\\.com/[^/]+/scim/v2/$`));
      expect((first.expires.getTime() - started.world.clock.now().getTime()) / day).toBeCloseTo(365, 1);
      expect(console.newToken().endpoint).toBe(first.endpoint);
      expect(() => console.newToken()).toThrow('maximum of two access tokens');
      console.deleteToken(console.tokens()[0]?.id ?? '');
      expect(console.newToken().token).not.toBe(first.token);
    });
  });

  describe('the endpoint', () => {
    let access: ScimAccess;
    beforeEach(() => {
      started.account.console.trustEntra(metadata('QUJD'));
      access = started.account.console.enableScim();
    });
    const call = async (
      method: string,
      path: string,
      body?: object,
      token = access.token,
      endpoint = access.endpoint,
    ) => {
      const headers = { authorization: `Bearer ${token}` };
      const answer = await started.world.network.request(endpoint + path, {
        method,
        headers,
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      return {
        status: answer.status,
        body: answer.body ? (JSON.parse(String(answer.body)) as Record<string, never>) : undefined,
      };
    };
    test('is closed to addresses that the identity store does not allow, and with it the API to those outside of a VPC', async () => {
      const entra = '20.190.128.0/18';
      const ofPeople = new IdentitystoreClient(started.configuration());
      const read = () =>
        ofPeople
          .send(
            new GetUserIdCommand({
              IdentityStoreId: instance.store.id,
              AlternateIdentifier: { UniqueAttribute: { AttributePath: 'userName', AttributeValue: 'nobody' } },
            }),
          )
          .catch((error: unknown) => (error as Error).name);
      const answers = async () => [(await call('GET', 'Users')).status, await read()];
      expect(await answers()).toEqual([200, 'ResourceNotFoundException']);
      instance.store.network = { VpceAccessRequired: true };
      expect(await answers()).toEqual([403, 'AccessDeniedException']);
      instance.store.network = { VpceAccessRequired: true, ScimAllowSourceIps: [entra] };
      expect(await answers()).toEqual([200, 'AccessDeniedException']);
      instance.store.network = { VpceAccessRequired: false, ScimAllowSourceIps: ['203.0.113.0/24'] };
      expect(await answers()).toEqual([403, 'ResourceNotFoundException']);
      instance.store.network = { VpceAccessRequired: true, ApiAllowSourceIps: ['0.0.0.0/0'] };
      expect(await answers()).toEqual([403, 'ResourceNotFoundException']);
    });

    const ada = {
      userName: 'ada@contoso.com',
      displayName: 'Ada',
      name: { givenName: 'Ada', familyName: 'L' },
      active: true,
      externalId: 'entra-1',
      emails: [{ value: 'ada@contoso.com', type: 'work', primary: true }],
    };
    const search = (filter: string) => `Users?filter=${encodeURIComponent(filter)}`;

    test('takes users and groups, and the identity store has them', async () => {
      const user = await call('POST', 'Users', ada);
      expect(user).toMatchObject({ status: 201, body: { userName: 'ada@contoso.com', active: true } });
      const userId = user.body?.['id'] ?? '';
      const group = await call('POST', 'Groups', { displayName: 'Desktop users', externalId: 'entra-g' });
      const groupId = group.body?.['id'] ?? '';
      const add = { Operations: [{ op: 'add', path: 'members', value: [{ value: userId }] }] };
      expect((await call('PATCH', `Groups/${groupId}`, add)).status).toBe(204);
      const store = new IdentitystoreClient(started.configuration());
      const IdentityStoreId = instance.store.id;
      const byName = { UniqueAttribute: { AttributePath: 'userName', AttributeValue: 'ADA@contoso.com' } };
      expect((await store.send(new GetUserIdCommand({ IdentityStoreId, AlternateIdentifier: byName }))).UserId).toBe(
        userId,
      );
      const byDisplayName = { UniqueAttribute: { AttributePath: 'displayName', AttributeValue: 'Desktop users' } };
      expect(
        (await store.send(new GetGroupIdCommand({ IdentityStoreId, AlternateIdentifier: byDisplayName }))).GroupId,
      ).toBe(groupId);
      const { GroupMemberships } = await store.send(
        new ListGroupMembershipsCommand({ IdentityStoreId, GroupId: groupId }),
      );
      expect(GroupMemberships?.map(({ MemberId }) => MemberId?.UserId)).toEqual([userId]);
    });

    test('answers filters with eq and and, no others', async () => {
      await call('POST', 'Users', ada);
      expect((await call('GET', search('userName eq "ada@contoso.com"'))).body).toMatchObject({ totalResults: 1 });
      expect((await call('GET', search('userName eq "ada@contoso.com" and externalId eq "other"'))).body).toMatchObject(
        { totalResults: 0 },
      );
      expect((await call('GET', search('userName sw "ada"'))).status).toBe(400);
    });

    test.each([
      [
        'a missing first name',
        { ...ada, name: { familyName: 'L' } },
        400,
        "Value at 'name.givenName' failed to satisfy constraint",
      ],
      [
        'several mail addresses',
        { ...ada, emails: [{ value: 'a@b' }, { value: 'c@d' }] },
        400,
        'List attribute emails exceeds allowed limit of 1',
      ],
      ['a long user name', { ...ada, userName: 'x'.repeat(129) }, 400, 'length less than or equal to 128'],
    ])('refuses %s', async (_, body, status, words) => {
      const answer = await call('POST', 'Users', body);
      expect(answer.status).toBe(status);
      expect(answer.body?.['detail']).toContain(words);
    });

    test('refuses a duplicate', async () => {
      await call('POST', 'Users', ada);
      const again = await call('POST', 'Users', { ...ada, externalId: 'other' });
      expect(again).toMatchObject({ status: 409, body: { detail: 'Refused to create a new, duplicate resource' } });
    });

    test('changes, deactivates and removes a user', async () => {
      const id = (await call('POST', 'Users', ada)).body?.['id'] ?? '';
      await call('PATCH', `Users/${id}`, {
        Operations: [
          { op: 'replace', path: 'active', value: false },
          { op: 'Replace', value: { displayName: 'Ada L' } },
        ],
      });
      expect(started.account.identityCenterUser('ada@contoso.com')).toMatchObject({
        active: false,
        externalId: 'entra-1',
      });
      expect((await call('GET', `Users/${id}`)).body).toMatchObject({ displayName: 'Ada L', active: false });
      expect((await call('DELETE', `Users/${id}`)).status).toBe(204);
      expect(started.account.identityCenterUser('ada@contoso.com')).toBeUndefined();
    });

    test('takes 100 members in one request, removes single ones, replaces none', async () => {
      const groupId = (await call('POST', 'Groups', { displayName: 'G' })).body?.['id'] ?? '';
      const ids = Array.from(
        { length: 101 },
        (_, index) =>
          instance.store.addUser({
            userName: `u${index}@contoso.com`,
            displayName: 'U',
            givenName: 'U',
            familyName: 'U',
          }).userId,
      );
      const members = (op: string, of: string[]) => ({
        Operations: [{ op, path: 'members', value: of.map((value) => ({ value })) }],
      });
      expect((await call('PATCH', `Groups/${groupId}`, members('add', ids))).status).toBe(400);
      expect((await call('PATCH', `Groups/${groupId}`, members('add', ids.slice(0, 100)))).status).toBe(204);
      await call('PATCH', `Groups/${groupId}`, {
        Operations: [{ op: 'remove', path: `members[value eq "${ids[0] ?? ''}"]` }],
      });
      expect(instance.store.groups.get(groupId)?.memberships.size).toBe(99);
      expect((await call('PATCH', `Groups/${groupId}`, members('replace', []))).status).toBe(400);
    });

    test('knows wrong and expired tokens, and tenants that are not its own', async () => {
      expect((await call('GET', 'Users', undefined, 'wrong')).status).toBe(401);
      expect(
        (await call('GET', 'Users', undefined, access.token, access.endpoint.replace('/scim/v2', 'x/scim/v2'))).status,
      ).toBe(401);
      expect((await call('GET', 'Users', undefined, access.token, access.dualStackEndpoint)).status).toBe(200);
      await started.world.clock.advance(366 * 24 * 60);
      expect((await call('GET', 'Users')).status).toBe(401);
    });

    test('answers only for the Region of the instance', async () => {
      const elsewhere = access.endpoint.replace(region, 'eu-west-1');
      expect((await call('GET', 'Users', undefined, access.token, elsewhere)).status).toBe(401);
      expect((await refusalOf(started.world.network.request('https://scim.example.com/'))).message).toContain(
        'nobody answers',
      );
    });
  });
});
