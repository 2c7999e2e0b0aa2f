import { site, setUp, handshake, handshakePath, accountInstance, type Case } from './case.js';
import { existingFederation } from '../sample.js';

export const identityCases: readonly Case[] = [
  {
    rule: 'enterpriseAppFollowsFederation',
    refuses: 'a second app for a federation that exists',
    from: existingFederation,
    change: (d) => (d.entra.enterpriseApp = { create: { notificationEmails: ['identity@contoso.com'] } }),
    path: 'entra.enterpriseApp',
    says: /an instance takes users from one app/,
    accepts: () => undefined,
  },
  {
    rule: 'enterpriseAppFollowsFederation',
    refuses: 'to set up a federation on an existing app',
    change: (d) =>
      (d.entra.enterpriseApp = { existing: { servicePrincipalObjectId: '7c9e6679-7425-40de-944b-e07fc1f90ae7' } }),
    path: 'entra.enterpriseApp',
    says: /an existing app is never changed/,
    accepts: () => undefined,
  },
  {
    rule: 'enterpriseAppFollowsFederation',
    refuses: 'a federation that exists on an instance that does not',
    from: existingFederation,
    change: (d) => (d.identityCenter.instance = { create: 'account' }),
    path: 'identityCenter.federation',
    says: /no federation yet/,
    nearest: 'setUp',
    accepts: () => undefined,
  },
  {
    rule: 'replacingAnIdentitySourceIsMeant',
    refuses: 'to replace an identity source without being told so',
    change: (d) => delete setUp(d).replaceIdentitySource,
    path: 'identityCenter.federation.setUp.replaceIdentitySource',
    says: /must repeat the id of the instance, ssoins-69870a1b2c3d4e5f/,
    accepts: () => undefined,
  },
  {
    rule: 'replacingAnIdentitySourceIsMeant',
    refuses: 'the id of another instance',
    change: (d) => (setUp(d).replaceIdentitySource = 'ssoins-0000000000000000'),
    path: 'identityCenter.federation.setUp.replaceIdentitySource',
    says: /must repeat the id/,
    accepts: () => undefined,
  },
  {
    rule: 'replacingAnIdentitySourceIsMeant',
    refuses: 'an existing account instance without the guard: its present source is unknown, too',
    change: (d) => {
      d.identityCenter.instance = accountInstance;
      delete setUp(d).replaceIdentitySource;
    },
    path: 'identityCenter.federation.setUp.replaceIdentitySource',
    says: /must repeat the id/,
    accepts: (d) => (d.identityCenter.instance = accountInstance),
  },
  {
    rule: 'replacingAnIdentitySourceIsMeant',
    refuses: 'the guard where there is nothing to replace',
    change: (d) => (d.identityCenter.instance = { create: 'account' }),
    path: 'identityCenter.federation.setUp.replaceIdentitySource',
    says: /must be left out/,
    accepts: (d) => {
      d.identityCenter.instance = { create: 'account' };
      delete setUp(d).replaceIdentitySource;
    },
  },
  {
    rule: 'handshakeIsOfThisInstance',
    refuses: "Entra's own entity id in the place of that of AWS",
    change: (d) =>
      (handshake(d).serviceProvider.entityId = 'https://sts.windows.net/3f2504e0-4f89-41d3-9a0c-0305e82c3301/'),
    path: `${handshakePath}.serviceProvider.entityId`,
    says: /must be an address such as https:\/\/eu-central-1\.signin\.aws\.amazon\.com\/platform\/saml\//,
    accepts: () => undefined,
  },
  {
    rule: 'handshakeIsOfThisInstance',
    refuses: 'an entity id of another Region',
    change: (d) =>
      (handshake(d).serviceProvider.entityId = 'https://us-east-1.signin.aws.amazon.com/platform/saml/d-1'),
    path: `${handshakePath}.serviceProvider.entityId`,
    says: /must be of eu-central-1/,
    accepts: () => undefined,
  },
  {
    rule: 'handshakeIsOfThisInstance',
    refuses: 'an entity id in the place of an ACS URL',
    change: (d) =>
      (handshake(d).serviceProvider.acsUrls = ['https://eu-central-1.signin.aws.amazon.com/platform/saml/d-1']),
    path: `${handshakePath}.serviceProvider.acsUrls[0]`,
    says: /platform\/saml\/acs\//,
    accepts: (d) =>
      (handshake(d).serviceProvider.acsUrls = ['https://eu-central-1.sso.signin.aws/platform/saml/acs/d-1']),
  },
  {
    rule: 'handshakeIsOfThisInstance',
    refuses: 'ACS URLs of other Regions alone',
    change: (d) => (handshake(d).serviceProvider.acsUrls = ['https://us-east-1.signin.aws/platform/saml/acs/d-1']),
    path: `${handshakePath}.serviceProvider.acsUrls`,
    says: /must hold one of eu-central-1/,
    accepts: (d) =>
      handshake(d).serviceProvider.acsUrls.push('https://us-east-1.signin.aws/platform/saml/acs/2f6f1b9e'),
  },
  {
    rule: 'handshakeIsOfThisInstance',
    refuses: 'the same ACS URL twice',
    change: (d) => handshake(d).serviceProvider.acsUrls.push(handshake(d).serviceProvider.acsUrls[0]),
    path: `${handshakePath}.serviceProvider.acsUrls[1]`,
    says: /another URL/,
    accepts: () => undefined,
  },
  {
    rule: 'handshakeIsOfThisInstance',
    refuses: 'a sign-in URL that is not the portal',
    change: (d) => (handshake(d).serviceProvider.signInUrl = 'https://portal.contoso.com/'),
    path: `${handshakePath}.serviceProvider.signInUrl`,
    says: /must be an address such as/,
    accepts: (d) =>
      (handshake(d).serviceProvider.signInUrl =
        'https://portal.sso.eu-central-1.amazonaws.com/saml/assertion/MTExMTIyMjI='),
  },
  {
    rule: 'handshakeIsOfThisInstance',
    refuses: 'a SCIM endpoint of another Region',
    change: (d) => (handshake(d).scimEndpoint = 'https://scim.us-east-1.amazonaws.com/b1a2c3d4/scim/v2'),
    path: `${handshakePath}.scimEndpoint`,
    says: /must be of eu-central-1/,
    accepts: (d) => (handshake(d).scimEndpoint = 'https://scim.eu-central-1.api.aws/b1a2c3d4/scim/v2/'),
  },
  {
    rule: 'activeCertificateExists',
    refuses: 'a certificate that is not there',
    change: (d) => (handshake(d).activeCertificate = '3'),
    path: `${handshakePath}.activeCertificate`,
    says: /must be one of entra\.enterpriseApp\.create\.certificates: 1, 2/,
    nearest: '1',
    accepts: (d) => (handshake(d).activeCertificate = '1'),
  },
  {
    rule: 'registrationSecretFollowsItsApp',
    refuses: 'to create a secret for the password of an existing app',
    change: (d) => (d.entra.registrationApp = { existing: { applicationId: '9b2d1c3e-6f70-4b7e-8a21-5d3f0c9e7a64' } }),
    path: 'sites[0].registrationSecret',
    says: /nobody here knows the password/,
    accepts: () => undefined,
  },
  {
    rule: 'registrationSecretFollowsItsApp',
    refuses: 'an existing secret that the new password would never reach',
    change: (d) =>
      (site(d).registrationSecret = {
        existing: { arn: 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:registration-AbCdEf' },
      }),
    path: 'sites[0].registrationSecret',
    says: /would not reach an existing secret/,
    accepts: () => undefined,
  },
];
