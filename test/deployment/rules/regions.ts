import { site, accountInstance, type Case } from './case.js';
import { anotherSite, existingFederation } from '../sample.js';

export const regionsCases: readonly Case[] = [
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
    says: /in the Region that uses it, eu-central-1/,
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
  ...['AdministratorAccess', 'PowerUserAccess', 'IAMFullAccess', 'job-function/SystemAdministrator'].map(
    (name): Case => ({
      rule: 'boundaryIsAPolicyOfTheAccount',
      refuses: `a boundary that bounds nothing: ${name} of AWS`,
      change: (d) => (d.aws.permissionsBoundaryArn = `arn:aws:iam::aws:policy/${name}`),
      path: 'aws.permissionsBoundaryArn',
      says: /of the account of the desktops, 111122223333: those of AWS's own bound nothing/,
      accepts: (d) => (d.aws.permissionsBoundaryArn = `arn:aws:iam::111122223333:policy/${name}`),
    }),
  ),
  {
    rule: 'boundaryIsAPolicyOfTheAccount',
    refuses: 'a boundary of another account, which IAM does not take',
    change: (d) => (d.aws.permissionsBoundaryArn = 'arn:aws:iam::444455556666:policy/contoso-boundary'),
    path: 'aws.permissionsBoundaryArn',
    says: /must be a policy of the account of the desktops, 111122223333$/,
    accepts: (d) => (d.aws.permissionsBoundaryArn = 'arn:aws:iam::111122223333:policy/contoso-boundary'),
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
    rule: 'logKeysAreForRegionsInUse',
    refuses: 'a key for the logs of a Region in which nothing runs',
    change: (d) => (d.aws.logs = { keyArns: { 'eu-central-2': 'arn:aws:kms:eu-central-2:111122223333:key/logs' } }),
    path: 'aws.logs.keyArns.eu-central-2',
    says: /must be a Region in use: eu-central-1/,
    nearest: 'eu-central-1',
    accepts: (d) => (d.aws.logs = { keyArns: { 'eu-central-1': 'arn:aws:kms:eu-central-1:111122223333:key/logs' } }),
  },
  {
    rule: 'arnsFitTheDeployment',
    refuses: 'a key for logs from another Region',
    change: (d) => (d.aws.logs = { keyArns: { 'eu-central-1': 'arn:aws:kms:eu-west-1:111122223333:key/logs' } }),
    path: 'aws.logs.keyArns.eu-central-1',
    says: /must be in the Region that uses it, eu-central-1/,
    accepts: (d) => (d.aws.logs = { keyArns: { 'eu-central-1': 'arn:aws:kms:eu-central-1:111122223333:key/logs' } }),
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
];
