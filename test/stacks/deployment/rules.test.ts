import { describe, expect, test } from '@jest/globals';
import { rules, warnings } from '../../../stacks/deployment/rules.js';
import { anotherSite, existingFederation, greenfield, load, problemsOf, type Loose } from './sample.js';

/** A rule in both ways: what it refuses, and the nearest thing that it lets through. */
interface Case {
  readonly rule: string;
  readonly refuses: string;
  readonly from?: () => Loose;
  readonly change: (deployment: Loose) => void;
  readonly path: string;
  readonly says: RegExp;
  readonly nearest?: string | undefined;
  readonly accepts: (deployment: Loose) => void;
}

const site = (deployment: Loose): Loose => deployment.sites[0];
const setUp = (deployment: Loose): Loose => deployment.identityCenter.federation.setUp;
const handshake = (deployment: Loose): Loose => setUp(deployment).handshake;
const users = (count: number): Loose => ({
  list: Array.from({ length: count }, (_, index) => ({ upn: `user-${index}@contoso.com` })),
});
const handshakePath = 'identityCenter.federation.setUp.handshake';
const accountInstance = { existing: { arn: 'arn:aws:sso:::instance/ssoins-69870a1b2c3d4e5f', kind: 'account' } };
const profile = (create: Loose): Loose => ({ profile: { create } });
const github = (over: Loose = {}): Loose => ({
  github: {
    repository: 'contoso/desktops',
    environment: 'production',
    aws: {
      planRoleArn: 'arn:aws:iam::111122223333:role/plan',
      applyRoleArn: 'arn:aws:iam::111122223333:role/apply',
      ...over.aws,
    },
    entra: {
      planClientId: '6e7f8091-a2b3-4c4d-95e6-f708192a3b4c',
      applyClientId: '7f8091a2-b3c4-4d5e-86f7-08192a3b4c5d',
      ...over.entra,
    },
  },
});

const cases: Case[] = [
  {
    rule: 'siteRegionSupportsEntraDirectories',
    refuses: 'a Region without Entra directories',
    change: (d) => (site(d).region = 'af-south-1'),
    path: 'sites[0].region',
    says: /must be a Region where WorkSpaces directories can join Microsoft Entra ID/,
    accepts: () => undefined,
  },
  {
    rule: 'siteRegionSupportsEntraDirectories',
    refuses: 'a misspelt Region, and names the one that was meant',
    change: (d) => (site(d).region = 'eu-centrall-1'),
    path: 'sites[0].region',
    says: /must be a Region/,
    nearest: 'eu-central-1',
    accepts: () => undefined,
  },
  {
    rule: 'siteIsWithinReachOfIdentityCenter',
    refuses: 'an account instance with a site in another Region',
    from: () => ({
      ...existingFederation(),
      sites: [site(existingFederation()), anotherSite({ region: 'eu-west-1' })],
    }),
    change: (d) => {
      d.identityCenter.instance = accountInstance;
      d.sites[1].network.create.availabilityZoneIds = ['euw1-az1', 'euw1-az2'];
    },
    path: 'sites[1].region',
    says: /account instance serves that Region only/,
    nearest: 'eu-central-1',
    accepts: (d) => (d.sites[1].network.create.availabilityZoneIds = ['euw1-az1', 'euw1-az2']),
  },
  {
    rule: 'siteIsWithinReachOfIdentityCenter',
    refuses: 'an account instance of our own with a site in another Region',
    change: (d) => {
      d.identityCenter.instance = { create: 'account' };
      d.identityCenter.federation = { setUp: {} };
      d.identityCenter.region = 'eu-west-1';
    },
    path: 'sites[0].region',
    says: /account instance/,
    accepts: (d) => {
      d.identityCenter.instance = { create: 'account' };
      d.identityCenter.federation = { setUp: {} };
    },
  },
  {
    rule: 'siteIsWithinReachOfIdentityCenter',
    refuses: 'two Regions in GovCloud',
    from: existingFederation,
    change: (d) => {
      d.identityCenter.region = 'us-gov-east-1';
      d.identityCenter.instance.existing.arn = 'arn:aws-us-gov:sso:::instance/ssoins-69870a1b2c3d4e5f';
      site(d).region = 'us-gov-west-1';
      site(d).network.create.availabilityZoneIds = ['usgw1-az1', 'usgw1-az2'];
    },
    path: 'sites[0].region',
    says: /GovCloud has no cross-Region/,
    accepts: (d) => {
      d.identityCenter.region = 'us-gov-west-1';
      d.identityCenter.instance.existing.arn = 'arn:aws-us-gov:sso:::instance/ssoins-69870a1b2c3d4e5f';
      site(d).region = 'us-gov-west-1';
      site(d).network.create.availabilityZoneIds = ['usgw1-az1', 'usgw1-az2'];
    },
  },
  {
    rule: 'siteIsWithinReachOfIdentityCenter',
    refuses: 'a site in another partition than Identity Center',
    from: existingFederation,
    change: (d) => {
      site(d).region = 'us-gov-west-1';
      site(d).network.create.availabilityZoneIds = ['usgw1-az1', 'usgw1-az2'];
    },
    path: 'sites[0].region',
    says: /partition of Identity Center/,
    accepts: (d) => (d.identityCenter.region = 'us-east-1'),
  },
  {
    rule: 'identityCenterRegionExists',
    refuses: 'a Region that does not exist',
    from: existingFederation,
    change: (d) => (d.identityCenter.region = 'eu-nort-1'),
    path: 'identityCenter.region',
    says: /must be an AWS Region/,
    nearest: 'eu-north-1',
    accepts: (d) => (d.identityCenter.region = 'eu-north-1'),
  },
  {
    rule: 'identityCenterRegionExists',
    refuses: 'a Region of China',
    from: existingFederation,
    change: (d) => (d.identityCenter.region = 'cn-north-1'),
    path: 'identityCenter.region',
    says: /outside China/,
    accepts: () => undefined,
  },
  {
    rule: 'zonesAreSupportedAndDifferent',
    refuses: 'a zone without WorkSpaces',
    change: (d) => (site(d).network.create.availabilityZoneIds = ['euc1-az1', 'euc1-az3']),
    path: 'sites[0].network.create.availabilityZoneIds[0]',
    says: /must be an Availability Zone id of eu-central-1 with WorkSpaces: euc1-az2, euc1-az3/,
    nearest: 'euc1-az2',
    accepts: () => undefined,
  },
  {
    rule: 'zonesAreSupportedAndDifferent',
    refuses: 'the name of a zone instead of its id',
    change: (d) => (site(d).network.create.availabilityZoneIds = ['euc1-az2', 'eu-central-1b']),
    path: 'sites[0].network.create.availabilityZoneIds[1]',
    says: /an id, not a name/,
    nearest: 'euc1-az3',
    accepts: () => undefined,
  },
  {
    rule: 'zonesAreSupportedAndDifferent',
    refuses: 'the same zone twice',
    change: (d) => (site(d).network.create.availabilityZoneIds = ['euc1-az3', 'euc1-az3']),
    path: 'sites[0].network.create.availabilityZoneIds[1]',
    says: /another zone than the first/,
    nearest: 'euc1-az2',
    accepts: (d) => (site(d).network.create.availabilityZoneIds = ['euc1-az3', 'euc1-az2']),
  },
  {
    rule: 'arnsFitTheDeployment',
    refuses: 'an instance of another partition',
    change: (d) => (d.identityCenter.instance.existing.arn = 'arn:aws-us-gov:sso:::instance/ssoins-69870a1b2c3d4e5f'),
    path: 'identityCenter.instance.existing.arn',
    says: /partition aws/,
    nearest: 'arn:aws:sso:::instance/ssoins-69870a1b2c3d4e5f',
    accepts: () => undefined,
  },
  {
    rule: 'arnsFitTheDeployment',
    refuses: 'a key of another Region than the site',
    change: (d) =>
      (site(d).desktops.encryption = {
        root: true,
        user: true,
        key: 'arn:aws:kms:us-east-1:111122223333:key/1f2e3d4c',
      }),
    path: 'sites[0].desktops.encryption.key',
    says: /in the Region of the site, eu-central-1/,
    accepts: (d) =>
      (site(d).desktops.encryption = {
        root: true,
        user: true,
        key: 'arn:aws:kms:eu-central-1:444455556666:key/1f2e3d4c',
      }),
  },
  {
    rule: 'arnsFitTheDeployment',
    refuses: 'a secret of another account',
    change: (d) => {
      d.entra.registrationApp = { existing: { applicationId: '9b2d1c3e-6f70-4b7e-8a21-5d3f0c9e7a64' } };
      site(d).registrationSecret = {
        existing: { arn: 'arn:aws:secretsmanager:eu-central-1:444455556666:secret:registration-AbCdEf' },
      };
    },
    path: 'sites[0].registrationSecret.existing.arn',
    says: /account of the desktops, 111122223333/,
    accepts: (d) => {
      d.entra.registrationApp = { existing: { applicationId: '9b2d1c3e-6f70-4b7e-8a21-5d3f0c9e7a64' } };
      site(d).registrationSecret = {
        existing: { arn: 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:registration-AbCdEf' },
      };
    },
  },
  {
    rule: 'functionVpcCoversTheRegionsInUse',
    refuses: 'a Region that nobody uses, and the want of one in use',
    change: (d) =>
      (d.aws.functionVpc = { 'eu-central-2': { subnetIds: ['subnet-0a1b2c3d'], securityGroupIds: ['sg-0a1b2c3d'] } }),
    path: 'aws.functionVpc.eu-central-2',
    says: /must be a Region in use: eu-central-1/,
    nearest: 'eu-central-1',
    accepts: (d) =>
      (d.aws.functionVpc = { 'eu-central-1': { subnetIds: ['subnet-0a1b2c3d'], securityGroupIds: ['sg-0a1b2c3d'] } }),
  },
  {
    rule: 'stateRegionExists',
    refuses: 'a bucket in a Region that does not exist',
    change: (d) => (d.state.s3.region = 'eu-cental-1'),
    path: 'state.s3.region',
    says: /must be an AWS Region/,
    nearest: 'eu-central-1',
    accepts: (d) => (d.state.s3.region = 'eu-south-2'),
  },
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
    rule: 'certificateNamesDiffer',
    refuses: 'two certificates of one name',
    change: (d) => (d.entra.enterpriseApp.create.certificates = ['2', '2']),
    path: 'entra.enterpriseApp.create.certificates[1]',
    says: /another name/,
    accepts: () => undefined,
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
  {
    rule: 'desktopUsersNameSurvivesScim',
    refuses: 'a group name that provisioning refuses',
    change: (d) => (d.entra.desktopUsers = { create: { displayName: 'Contoso: desktops' } }),
    path: 'entra.desktopUsers.create.displayName',
    says: /provisioning to Identity Center refuses/,
    nearest: 'Contoso desktops',
    accepts: (d) => (d.entra.desktopUsers = { create: { displayName: 'デスクトップ (Contoso)' } }),
  },
  {
    rule: 'profileNameIsValid',
    refuses: 'a hyphen in the name of the profile',
    change: (d) => (d.intune = profile({ displayName: 'Contoso-desktops' })),
    path: 'intune.profile.create.displayName',
    says: /must hold none of ! # % \^ \* \( \) - \+ ; ' < >/,
    nearest: 'Contoso desktops',
    accepts: (d) => (d.intune = profile({ displayName: 'Contoso desktops' })),
  },
  {
    rule: 'derivedNamesFit',
    refuses: 'nothing that the schema lets through: the longest names fit',
    change: (d) => (d.name = '1'),
    path: 'name',
    says: /must be 3 to 32/,
    accepts: (d) => {
      d.name = 'a'.repeat(32);
      site(d).key = 'b'.repeat(20);
      site(d).bundles = { ['c'.repeat(32)]: { existing: { id: 'wsb-1a2b3c4d5' } } };
      site(d).desktops.bundle = 'c'.repeat(32);
      d.intune = profile({ displayName: 'd'.repeat(120) });
    },
  },
  {
    rule: 'siteKeysDiffer',
    refuses: 'two sites under one key',
    from: () => ({ ...greenfield(), sites: [site(greenfield()), anotherSite()] }),
    change: (d) => (d.sites[1].key = 'berlin'),
    path: 'sites[1].key',
    says: /another key than that of sites\[0\]/,
    accepts: () => undefined,
  },
  {
    rule: 'directoryNamesDiffer',
    refuses: 'two directories of one name, even when the case differs',
    from: () => ({ ...greenfield(), sites: [site(greenfield()), anotherSite()] }),
    change: (d) => (d.sites[1].directoryName = 'Contoso-BERLIN'),
    path: 'sites[1].directoryName',
    says: /another name than that of sites\[0\]/,
    accepts: () => undefined,
  },
  {
    rule: 'directoryNameIsValid',
    refuses: 'a directory name with a character that AWS does not take',
    change: (d) => (site(d).directoryName = 'contoso/berlin'),
    path: 'sites[0].directoryName',
    says: /2 to 65 characters/,
    nearest: 'contoso-berlin',
    accepts: (d) => (site(d).directoryName = 'Contoso Berlin_1.a'),
  },
  {
    rule: 'directoryNameIsValid',
    refuses: 'a space at the end, which would make another group tag',
    change: (d) => (site(d).directoryName = 'contoso berlin '),
    path: 'sites[0].directoryName',
    says: /compared exactly as Autopilot group tag/,
    nearest: 'contoso berlin',
    accepts: (d) => (site(d).directoryName = 'contoso berlin'),
  },
  {
    rule: 'networkRangeIsValid',
    refuses: 'a range that does not begin at its first address',
    change: (d) => (site(d).network.create.cidr = '172.20.1.0/20'),
    path: 'sites[0].network.create.cidr',
    says: /begins at its first address/,
    nearest: '172.20.0.0/20',
    accepts: () => undefined,
  },
  {
    rule: 'networkRangeIsValid',
    refuses: 'the management range of BYOL desktops',
    change: (d) => (site(d).network.create.cidr = '54.239.224.0/22'),
    path: 'sites[0].network.create.cidr',
    says: /must not overlap 54\.239\.224\.0\/20/,
    accepts: () => undefined,
  },
  {
    rule: 'networkRangeIsValid',
    refuses: 'a network smaller than its parts',
    change: (d) => {
      site(d).network.create.cidr = '172.20.0.0/26';
      site(d).network.create.capacity = 2;
    },
    path: 'sites[0].network.create.cidr',
    says: /between \/16 and \/25/,
    nearest: '172.20.0.0/25',
    accepts: (d) => {
      site(d).network.create.cidr = '172.20.0.0/25';
      site(d).network.create.capacity = 2;
    },
  },
  {
    rule: 'networkRangesDoNotOverlap',
    refuses: 'two networks that share addresses',
    from: () => ({ ...greenfield(), sites: [site(greenfield()), anotherSite()] }),
    change: (d) => (d.sites[1].network.create.cidr = '172.20.8.0/21'),
    path: 'sites[1].network.create.cidr',
    says: /must not overlap 172\.20\.0\.0\/20 of sites\[0\]/,
    accepts: (d) => (d.sites[1].network.create.cidr = '172.20.16.0/21'),
  },
  {
    rule: 'networkHoldsTheDesktops',
    // Two subnets of 251 addresses for 1.3 addresses a desktop: 386.
    refuses: 'more capacity than the range has addresses for',
    change: (d) => {
      site(d).network.create.cidr = '172.20.0.0/22';
      site(d).network.create.capacity = 387;
    },
    path: 'sites[0].network.create.cidr',
    says: /room for 387 desktops .* it has room for 386/,
    nearest: '172.20.0.0/21',
    accepts: (d) => {
      site(d).network.create.cidr = '172.20.0.0/22';
      site(d).network.create.capacity = 386;
    },
  },
  {
    rule: 'networkHoldsTheDesktops',
    refuses: 'more users than capacity',
    change: (d) => (site(d).network.create.capacity = 1),
    path: 'sites[0].network.create.capacity',
    says: /at least the number of users of the site, 2/,
    nearest: '2',
    accepts: (d) => (site(d).network.create.capacity = 2),
  },
  {
    rule: 'subnetsDiffer',
    refuses: 'one subnet twice',
    change: (d) =>
      (site(d).network = { existing: { vpcId: 'vpc-0a1b2c3d', subnetIds: ['subnet-0a1b2c3d', 'subnet-0a1b2c3d'] } }),
    path: 'sites[0].network.existing.subnetIds[1]',
    says: /another subnet/,
    accepts: (d) =>
      (site(d).network = { existing: { vpcId: 'vpc-0a1b2c3d', subnetIds: ['subnet-0a1b2c3d', 'subnet-1a1b2c3d'] } }),
  },
  {
    rule: 'ipGroupsAreValid',
    refuses: 'an address range that is none',
    change: (d) => (site(d).access = { ipGroups: [{ name: 'offices', rules: [{ cidr: '203.0.113.7/24' }] }] }),
    path: 'sites[0].access.ipGroups[0].rules[0].cidr',
    says: /must be an IPv4 range/,
    accepts: (d) => (site(d).access = { ipGroups: [{ name: 'offices', rules: [{ cidr: '203.0.113.0/24' }] }] }),
  },
  {
    rule: 'ipGroupsAreValid',
    refuses: 'two groups of one name in a Region',
    change: (d) =>
      (site(d).access = {
        ipGroups: ['offices', 'offices'].map((name) => ({ name, rules: [{ cidr: '203.0.113.0/24' }] })),
      }),
    path: 'sites[0].access.ipGroups[1].name',
    says: /another name/,
    accepts: (d) =>
      (site(d).access = {
        ipGroups: ['offices', 'homes'].map((name) => ({ name, rules: [{ cidr: '203.0.113.0/24' }] })),
      }),
  },
  {
    rule: 'usersDifferWithinASite',
    refuses: 'one user twice, even when the case differs',
    change: (d) => site(d).desktops.users.list.push({ upn: 'Ada@Contoso.com' }),
    path: 'sites[0].desktops.users.list[2].upn',
    says: /given once in a site .* already in list\[0\]/,
    accepts: (d) => d.sites.push(anotherSite()),
  },
  {
    rule: 'bundlesExist',
    refuses: 'a site whose desktops are made from a bundle that is not there',
    change: (d) => (site(d).desktops.bundle = 'standart'),
    path: 'sites[0].desktops.bundle',
    says: /must be the name of a bundle of this site: standard/,
    nearest: 'standard',
    accepts: () => undefined,
  },
  {
    rule: 'bundlesExist',
    refuses: 'a user with a bundle that is not there',
    change: (d) => (site(d).desktops.users.list[1].bundle = 'graphics'),
    path: 'sites[0].desktops.users.list[1].bundle',
    says: /must be the name of a bundle/,
    nearest: 'standard',
    accepts: (d) => (site(d).desktops.users.list[1].bundle = 'standard'),
  },
  {
    rule: 'autoStopBelongsToStoppingDesktops',
    refuses: 'minutes until AutoStop for a desktop that never stops',
    change: (d) =>
      (site(d).desktops.users.list[0] = { upn: 'ada@contoso.com', runningMode: 'ALWAYS_ON', autoStopMinutes: 60 }),
    path: 'sites[0].desktops.users.list[0].autoStopMinutes',
    says: /ALWAYS_ON/,
    accepts: (d) =>
      (site(d).desktops.users.list[0] = { upn: 'ada@contoso.com', runningMode: 'AUTO_STOP', autoStopMinutes: 60 }),
  },
  {
    rule: 'holdUntilBelongsToHeldUsers',
    refuses: 'a day until which to hold an active user',
    change: (d) => (site(d).desktops.users.list[0].holdUntil = '2027-01-31'),
    path: 'sites[0].desktops.users.list[0].holdUntil',
    says: /left out for an active user/,
    accepts: (d) => Object.assign(site(d).desktops.users.list[0], { holdUntil: '2027-01-31', state: 'held' }),
  },
  {
    rule: 'desktopsAreNotTooMany',
    refuses: '1,001 desktops',
    change: (d) => {
      site(d).network.create = { cidr: '172.20.0.0/16', availabilityZoneIds: ['euc1-az2', 'euc1-az3'], capacity: 2000 };
      site(d).desktops.users = users(1001);
    },
    path: 'sites',
    says: /at most 1000 desktops .* 2 calls a second/,
    accepts: (d) => {
      site(d).network.create = { cidr: '172.20.0.0/16', availabilityZoneIds: ['euc1-az2', 'euc1-az3'], capacity: 2000 };
      site(d).desktops.users = users(1000);
    },
  },
  {
    rule: 'deviceNamesAreEnough',
    // 50 devices make 1,225 pairs: 0.012 expected clashes with 5 digits, 0.0012 with 6.
    refuses: 'too few random digits for the number of desktops',
    change: (d) => {
      d.intune = profile({ deviceNameTemplate: 'WS-%RAND:5%' });
      site(d).desktops.users = users(50);
    },
    path: 'intune.profile.create.deviceNameTemplate',
    says: /at least 6 random digits for 50 desktops/,
    nearest: 'WS-%RAND:6%',
    accepts: (d) => {
      d.intune = profile({ deviceNameTemplate: 'WS-%RAND:6%' });
      site(d).desktops.users = users(50);
    },
  },
  {
    rule: 'deviceNamesAreEnough',
    refuses: 'a computer name that Windows cuts off',
    change: (d) => (d.intune = profile({ deviceNameTemplate: 'CONTOSO-WS-%RAND:6%' })),
    path: 'intune.profile.create.deviceNameTemplate',
    says: /at most 15 characters/,
    nearest: 'CONTOSO%RAND:6%',
    accepts: (d) => (d.intune = profile({ deviceNameTemplate: 'CONT-%RAND:6%' })),
  },
  {
    rule: 'encryptionEncryptsSomething',
    refuses: 'encryption of nothing',
    change: (d) => (site(d).desktops.encryption = { root: false, user: false }),
    path: 'sites[0].desktops.encryption',
    says: /must encrypt/,
    nearest: 'null',
    accepts: (d) => (site(d).desktops.encryption = { root: true, user: false }),
  },
  {
    rule: 'tagsFit',
    refuses: 'more tags than AWS takes',
    change: (d) => (d.tags = Object.fromEntries(Array.from({ length: 46 }, (_, index) => [`tag-${index}`, 'x']))),
    path: 'tags',
    says: /at most 45 tags/,
    accepts: (d) => (d.tags = Object.fromEntries(Array.from({ length: 45 }, (_, index) => [`tag-${index}`, 'x']))),
  },
  {
    rule: 'tagsFit',
    refuses: 'more tags on a desktop than AWS takes, those of site and deployment counted',
    change: (d) => {
      d.tags = Object.fromEntries(Array.from({ length: 44 }, (_, index) => [`tag-${index}`, 'x']));
      site(d).tags = { site: 'berlin' };
      site(d).desktops.users.list[1].tags = { department: 'Finance' };
    },
    path: 'sites[0].desktops.users.list[1].tags',
    says: /at most 45 tags/,
    accepts: (d) => {
      d.tags = Object.fromEntries(Array.from({ length: 44 }, (_, index) => [`tag-${index}`, 'x']));
      site(d).tags = { site: 'berlin' };
      site(d).desktops.users.list[1].tags = { site: 'home' };
    },
  },
  {
    rule: 'pipelineSharesTheState',
    refuses: 'a pipeline with a state on its own disk',
    change: (d) => Object.assign(d, { state: { local: {} }, pipeline: github() }),
    path: 'state',
    says: /must be `s3` or `azurerm` with a pipeline/,
    accepts: (d) => (d.pipeline = github()),
  },
  {
    rule: 'planAndApplyAreTwoIdentities',
    refuses: 'one role to plan and to apply',
    change: (d) => (d.pipeline = github({ aws: { applyRoleArn: 'arn:aws:iam::111122223333:role/plan' } })),
    path: 'pipeline.github.aws.applyRoleArn',
    says: /another role than planRoleArn/,
    accepts: (d) => (d.pipeline = github()),
  },
  {
    rule: 'planAndApplyAreTwoIdentities',
    refuses: 'one application to plan and to apply',
    change: (d) => (d.pipeline = github({ entra: { applyClientId: '6E7F8091-A2B3-4C4D-95E6-F708192A3B4C' } })),
    path: 'pipeline.github.entra.applyClientId',
    says: /another application than planClientId/,
    accepts: (d) => (d.pipeline = github()),
  },
];

describe.each(cases)('$rule refuses $refuses', ({ rule, from = greenfield, change, path, says, nearest, accepts }) => {
  test('with path, rule, what it got and the nearest valid value', () => {
    const deployment = from();
    change(deployment);
    const found = problemsOf(deployment).find((problem) => problem.path === path && says.test(problem.rule));
    expect(found).toBeDefined();
    expect(found?.got).not.toBe('');
    if (nearest !== undefined) expect(found?.nearest).toBe(nearest);
  });

  test('and nothing else', () => {
    const deployment = from();
    accepts(deployment);
    expect(problemsOf(deployment)).toEqual([]);
    expect(rules.map(({ name }) => name)).toContain(rule);
  });
});

test('every rule is shown here', () => {
  const shownHere = new Set(cases.map(({ rule }) => rule));
  expect(rules.map(({ name }) => name).filter((name) => !shownHere.has(name))).toEqual([]);
});

describe('warnings', () => {
  test('come with 301 desktops and stop nothing', () => {
    const deployment = greenfield();
    site(deployment).network.create = {
      cidr: '172.20.0.0/20',
      availabilityZoneIds: ['euc1-az2', 'euc1-az3'],
      capacity: 400,
    };
    site(deployment).desktops.users = users(301);
    expect(load(deployment).warnings).toEqual([
      expect.objectContaining({
        path: 'sites',
        got: '301',
        rule: expect.stringContaining('should have at most 300 desktops'),
      }),
    ]);
    site(deployment).desktops.users = users(300);
    expect(load(deployment).warnings).toEqual([]);
  });

  test('come with a network in the range that the management interface uses, too', () => {
    const deployment = greenfield();
    site(deployment).network.create.cidr = '10.20.0.0/20';
    expect(load(deployment).warnings).toEqual([
      expect.objectContaining({ path: 'sites[0].network.create.cidr', got: '10.20.0.0/20' }),
    ]);
    expect(warnings).toHaveLength(2);
  });
});
