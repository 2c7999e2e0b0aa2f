/** Rules about Identity Center. */
import { expect } from '@jest/globals';
import { rulesOf } from './cases.js';
import { lets, well, without } from './world.js';

const arn = 'arn:aws:sso:::instance/ssoins-69870a1b2c3d4e5f';
const keyArn = 'arn:aws:kms:eu-central-1:444455556666:key/identity';
const account = { instance: { create: 'account' } } as const;
const withKey = { ...well.instanceDetails, kmsKeyArn: keyArn };
const silentJob = { ...well.job, running: false, failuresInARow: 4 };
const ofOrganization = { Statement: [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'kms:*' }] };

rulesOf('identity-center', {
  instance: {
    'active, of the kind that is written': {},
    'not there': {
      facts: { instance: undefined },
      finds: [{ thing: arn, got: 'no such instance in eu-central-1' }],
    },
    'in another Region than the file says': {
      facts: { instance: undefined, instanceElsewhere: ['us-east-1', 'eu-west-1'] },
      finds: [
        {
          thing: arn,
          got: 'no such instance in eu-central-1: it is in us-east-1, eu-west-1',
          fix: 'Write "region": "us-east-1" under identityCenter in the deployment.',
        },
      ],
    },
    'being made': {
      facts: { instance: { ...well.instance, status: 'CREATE_IN_PROGRESS' } },
      finds: [{ thing: arn, got: 'the status CREATE_IN_PROGRESS' }],
    },
    'a status that nobody tells': { facts: { instance: { ...well.instance, status: 'unknown' } } },
    'of another kind': {
      facts: { instance: { ...well.instance, kind: 'account' } },
      finds: [{ thing: arn, got: 'an instance of kind account, the deployment says organization' }],
    },
    'a kind that could not be read': { facts: { instance: without(well.instance, 'kind') } },
    'an account instance of the deployment, gone': {
      facts: { instance: undefined },
      deployment: { identityCenter: account },
      finds: [{ got: 'no such instance in eu-central-1' }],
    },
    'an account instance of the deployment': {
      facts: { instance: { ...well.instance, kind: 'account' } },
      deployment: { identityCenter: account },
    },
    'before an apply that makes the instance': {
      occasion: 'preflight',
      deployment: { identityCenter: account },
      holds: false,
    },
  },
  'instance-key': {
    'no key of one’s own': {},
    'a key that AWS keeps': {
      facts: { instanceDetails: { ...well.instanceDetails, kmsKeyArn: 'AWS_OWNED_KMS_KEY' } },
    },
    'no instance: another rule says so': { facts: { instanceDetails: undefined } },
    'a key for everybody, narrowed to the organization': {
      facts: { instanceDetails: withKey, instanceKey: { ...well.secretKey, policy: ofOrganization } },
    },
    'a key for everybody, by the short form and in upper case': {
      facts: {
        instanceDetails: withKey,
        instanceKey: {
          ...well.secretKey,
          policy: { Statement: { Effect: 'Allow', Principal: '*', Action: 'KMS:DECRYPT' } },
        },
      },
    },
    'a key for a service of AWS': {
      facts: {
        instanceDetails: withKey,
        instanceKey: { ...well.secretKey, policy: lets('sso.amazonaws.com', 'kms:Decrypt') },
      },
    },
    'a key that is gone': {
      facts: { instanceDetails: withKey },
      finds: [{ thing: keyArn, got: 'a key that does not exist' }],
    },
    'a key that is switched off': {
      facts: { instanceDetails: withKey, instanceKey: { ...well.secretKey, state: 'Disabled' } },
      finds: [{ thing: keyArn, got: 'a key in the state Disabled', fix: 'Enable the key.' }],
    },
    'a key for its own account alone': {
      facts: {
        instanceDetails: withKey,
        instanceKey: {
          ...well.secretKey,
          policy: {
            Statement: [{ Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::444455556666:root' }, Action: 'kms:*' }],
          },
        },
      },
      finds: [{ thing: keyArn, got: 'a policy that lets nobody but its own account decrypt' }],
    },
    'a service that may only describe it': {
      facts: {
        instanceDetails: withKey,
        instanceKey: { ...well.secretKey, policy: lets('sso.amazonaws.com', 'kms:DescribeKey') },
      },
      finds: [{ thing: keyArn, got: 'a policy that lets nobody but its own account decrypt' }],
    },
  },
  access: {
    'the group is assigned': {},
    'no assignment is asked for': { facts: { assignments: { required: false, principals: [] } } },
    'no directory: another rule says so': { facts: { directory: undefined } },
    'no group: another rule says so': { facts: { syncedGroup: undefined } },
    'nothing is assigned': {
      facts: { assignments: { required: true, principals: [] } },
      finds: [{ thing: 'Desktop users', got: 'an assignment is required and no group is assigned' }],
    },
    'a user of the same id as the group does not count': {
      facts: { assignments: { required: true, principals: [{ id: 'store-group', type: 'USER' }] } },
      finds: [{ thing: 'Desktop users', got: 'an assignment is required and no group is assigned' }],
    },
    'other groups are assigned': {
      facts: {
        assignments: {
          required: true,
          principals: [
            { id: 'group-of-before', type: 'GROUP' },
            { id: 'pilot', type: 'GROUP' },
          ],
        },
      },
      finds: [{ thing: 'Desktop users', got: 'assigned are other groups: group-of-before, pilot' }],
    },
  },
  'store-network': {
    'nothing limits it': {},
    'limits that let everybody in': {
      facts: {
        storeNetwork: { endpointRequired: true, apiAddresses: ['0.0.0.0/0'], scimAddresses: ['0.0.0.0/0', '::/0'] },
      },
    },
    'open to a VPC alone': {
      facts: { storeNetwork: { endpointRequired: true, apiAddresses: [], scimAddresses: [] }, job: silentJob },
      finds: [
        { thing: 'SCIM', got: 'open to a VPC alone: no address may use SCIM (ScimAllowSourceIps)' },
        {
          thing: 'API',
          got: 'open to a VPC alone, and the control plane in eu-central-1 is in none',
          fix: expect.stringContaining('aws.functionVpc') as unknown as string,
        },
      ],
    },
    'open to a VPC alone, with the functions in one': {
      facts: { storeNetwork: { endpointRequired: true, apiAddresses: [], scimAddresses: ['0.0.0.0/0'] } },
      deployment: {
        aws: { functionVpc: { 'eu-central-1': { subnetIds: ['subnet-0a1b2c3d'], securityGroupIds: ['sg-0a1b2c3d'] } } },
      },
    },
    'SCIM from some addresses, and provisioning does not run': {
      facts: {
        storeNetwork: {
          endpointRequired: false,
          apiAddresses: [],
          scimAddresses: ['203.0.113.0/24', '198.51.100.0/24', '192.0.2.0/25', '192.0.2.128/25'],
        },
        job: undefined,
      },
      finds: [
        {
          thing: 'SCIM',
          got: "open to 203.0.113.0/24, 198.51.100.0/24, 192.0.2.0/25 and 1 more: are Entra's addresses among them?",
          severity: 'warning',
        },
      ],
    },
    'SCIM from some addresses, and provisioning runs': {
      facts: { storeNetwork: { endpointRequired: false, apiAddresses: [], scimAddresses: ['203.0.113.0/24'] } },
    },
  },
  'sign-in-network': {
    'from everywhere': {},
    'no instance: another rule says so': { facts: { instanceDetails: undefined } },
    'through endpoints, and from everywhere': {
      facts: {
        instanceDetails: {
          ...well.instanceDetails,
          signInFrom: { vpcs: [], addresses: ['0.0.0.0/0'], exceptApplications: [] },
        },
      },
    },
    'through endpoints of the organization alone': {
      facts: {
        instanceDetails: { ...well.instanceDetails, signInFrom: { vpcs: [], addresses: [], exceptApplications: [] } },
      },
      finds: [{ got: 'sign-in through VPCs of the organization alone' }],
    },
    'through some endpoints, from an office, but for an application': {
      facts: {
        instanceDetails: {
          ...well.instanceDetails,
          signInFrom: {
            vpcs: ['arn:aws:ec2:eu-central-1:111122223333:vpc/vpc-0a1b2c3d'],
            addresses: ['203.0.113.0/24'],
            exceptApplications: ['arn:aws:sso::111122223333:application/*'],
          },
        },
      },
      finds: [
        {
          got: 'sign-in through vpc-0a1b2c3d and from 203.0.113.0/24 alone, but for arn:aws:sso::111122223333:application/*',
        },
      ],
    },
  },
  'open-access': {
    'an assignment is asked for': {},
    'no application: another rule says so': { facts: { assignments: undefined } },
    'none is asked for': {
      facts: { assignments: { required: false, principals: [] } },
      finds: [{ got: 'no assignment is required' }],
    },
    'the deployment wants it open': {
      deployment: { site: { access: { requireAssignment: false } } },
      holds: false,
    },
  },
});
