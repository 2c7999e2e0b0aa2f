/** Rules about Identity Center. */
import { rulesOf } from './cases.js';
import { lets, well, without } from './world.js';

const arn = 'arn:aws:sso:::instance/ssoins-69870a1b2c3d4e5f';
const keyArn = 'arn:aws:kms:eu-central-1:444455556666:key/identity';
const account = { instance: { create: 'account' } } as const;
const withKey = { ...well.instanceDetails, kmsKeyArn: keyArn };
const ofOrganization = { Statement: [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'kms:*' }] };

rulesOf('identity-center', {
  instance: {
    'active, of the kind that is written': {},
    'not there': {
      facts: { instance: undefined },
      finds: [{ thing: arn, got: 'no such instance in eu-central-1' }],
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
