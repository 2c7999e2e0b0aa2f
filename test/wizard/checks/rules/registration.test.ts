/** Rules about how WorkSpaces registers desktops with Autopilot: the app, its secret, and the key around it. */
import { rulesOf } from './cases.js';
import { inDays, lets, secretName, theirs, well, without } from './world.js';

const { registrationApp: app, registrationSecret: secret, secretKey: key, secretShape: shape } = well;
const name = app.displayName;
const made = { occasion: 'preflight', holds: false } as const;
const [consentA, consentB, consentC] = app.consented as [string, string, string];
const stops = (Condition?: object) => ({
  Statement: [
    ...lets('workspaces.amazonaws.com', 'secretsmanager:GetSecretValue').Statement,
    { Effect: 'Deny', Principal: '*', Action: 'secretsmanager:*', ...(Condition ? { Condition } : {}) },
  ],
});
const secretsEnding = (...ends: string[]) => ({
  registrationApp: { ...app, secrets: ends.map((each) => ({ keyId: each, starts: inDays(-9), ends: each })) },
});

rulesOf('registration', {
  secret: {
    'there and filled': {},
    gone: { facts: { registrationSecret: undefined }, finds: [{ got: 'no such secret' }] },
    'about to be deleted, whatever is in it': {
      facts: { registrationSecret: { ...secret, empty: true, deletedOn: new Date(inDays(7)) } },
      finds: [{ thing: secretName, got: 'scheduled for deletion on 2026-12-02' }],
    },
    empty: {
      facts: { registrationSecret: { ...secret, empty: true } },
      finds: [
        {
          thing: secretName,
          got: 'nothing in it',
          fix: 'Put application_id and application_password into it, as JSON.',
        },
      ],
    },
    'before the handshake: the apply makes it': { stage: 'foundation', holds: false },
    'before an apply that makes it': made,
    'theirs, before an apply and before the handshake': {
      occasion: 'preflight',
      stage: 'foundation',
      deployment: { site: theirs.secret },
      facts: { registrationSecret: undefined },
      finds: [{ got: 'no such secret' }],
    },
  },
  'secret-key': {
    'an enabled key of one’s own': {},
    'no secret: another rule says so': { facts: { registrationSecret: undefined } },
    'a usage that nobody tells': { facts: { secretKey: without(key, 'usage') } },
    'no key is named, so it is that of AWS': {
      facts: { registrationSecret: without(secret, 'kmsKeyId'), secretKey: undefined },
      finds: [{ thing: secretName, got: 'the key aws/secretsmanager, whose policy nobody can change' }],
    },
    'the key of AWS is named': {
      facts: { secretKey: { ...key, manager: 'AWS' } },
      finds: [{ thing: secretName, got: 'the key aws/secretsmanager, whose policy nobody can change' }],
    },
    'a key that is gone': {
      facts: { secretKey: undefined },
      finds: [{ thing: secretName, got: `a key that does not exist: ${key.arn}` }],
    },
    'a pair of keys': {
      facts: { secretKey: { ...key, symmetric: false } },
      finds: [{ thing: secretName, got: 'a key that cannot encrypt' }],
    },
    'a key for signing': {
      facts: { secretKey: { ...key, usage: 'GENERATE_VERIFY_MAC' } },
      finds: [{ thing: secretName, got: 'a key that cannot encrypt' }],
    },
    'a key that is switched off': {
      facts: { secretKey: { ...key, state: 'Disabled' } },
      finds: [{ thing: secretName, got: 'a key in the state Disabled', fix: 'Enable the key: aws kms enable-key.' }],
    },
    'a key that is about to be deleted': {
      facts: { secretKey: { ...key, state: 'PendingDeletion' } },
      finds: [
        {
          thing: secretName,
          got: 'a key in the state PendingDeletion',
          fix: 'Cancel it: aws kms cancel-key-deletion, then aws kms enable-key.',
        },
      ],
    },
    'before an apply that makes it': made,
  },
  'key-policy': {
    'lets WorkSpaces in by name': {},
    'no secret, and no key: other rules say so': { facts: { secretKey: undefined } },
    'the key of AWS: another rule says so': { facts: { secretKey: { ...without(key, 'policy'), manager: 'AWS' } } },
    'every action of KMS, for everybody': {
      facts: { secretKey: { ...key, policy: { Statement: [{ Effect: 'Allow', Principal: '*', Action: 'kms:*' }] } } },
    },
    'no policy': {
      facts: { secretKey: without(key, 'policy') },
      finds: [{ thing: key.arn, got: 'not allowed: kms:Decrypt, kms:DescribeKey' }],
    },
    'half of it': {
      facts: { secretKey: { ...key, policy: lets('workspaces.amazonaws.com', 'kms:decrypt') } },
      finds: [{ thing: key.arn, got: 'not allowed: kms:DescribeKey' }],
    },
    'another service': {
      facts: { secretKey: { ...key, policy: lets('ec2.amazonaws.com', 'kms:*') } },
      finds: [{ thing: key.arn, got: 'not allowed: kms:Decrypt, kms:DescribeKey' }],
    },
    'before an apply that makes it': made,
  },
  'secret-policy': {
    'lets WorkSpaces read': {},
    'gone, or about to be: another rule says so': {
      facts: { registrationSecret: { ...without(secret, 'policy'), deletedOn: new Date(inDays(7)) } },
    },
    'no policy': {
      facts: { registrationSecret: without(secret, 'policy') },
      finds: [{ thing: secretName, got: 'no resource policy' }],
    },
    'another action': {
      facts: {
        registrationSecret: {
          ...secret,
          policy: lets('workspaces.amazonaws.com', 'secretsmanager:DescribeSecret'),
        },
      },
      finds: [{ thing: secretName, got: 'a policy that does not allow it' }],
    },
    'allowed, and denied to everybody': {
      facts: { registrationSecret: { ...secret, policy: stops() } },
      finds: [{ thing: secretName, got: 'a policy that does not allow it' }],
    },
    'a deny with a condition is aimed at others': {
      facts: {
        registrationSecret: { ...secret, policy: stops({ Bool: { 'aws:SecureTransport': 'false' } }) },
      },
    },
    'before an apply that makes it': made,
  },
  'secret-keys': {
    'both keys': {},
    'more keys than two': { facts: { secretShape: { ...shape, keys: ['note', ...shape.keys] } } },
    'an empty secret: another rule says so': {
      facts: { registrationSecret: { ...secret, empty: true }, secretShape: { ...shape, isJson: false } },
    },
    'nothing that could be read': { facts: { secretShape: { exists: false, isJson: false, keys: [] } } },
    'no JSON': {
      facts: { secretShape: { exists: true, isJson: false, keys: [] } },
      finds: [{ thing: secretName, got: 'text that is no JSON object' }],
    },
    'an empty object': {
      facts: { secretShape: { ...shape, keys: [] } },
      finds: [{ thing: secretName, got: 'no keys at all' }],
    },
    'other names, by case alone': {
      facts: { secretShape: { ...shape, keys: ['Application_Id', 'application_password'] } },
      finds: [{ thing: secretName, got: 'the keys Application_Id, application_password' }],
    },
    'before an apply that makes it': made,
  },
  'secret-value': {
    'the credentials of the app': {},
    'the id in upper case': {
      facts: { secretShape: { ...shape, applicationId: app.applicationId.toUpperCase() } },
    },
    'no shape, and no application_id: other rules say so': {
      facts: { secretShape: { ...without(shape, 'applicationId'), keys: ['application_password'] } },
    },
    'no app: nothing to compare with': { facts: { registrationApp: undefined } },
    'a password that is the id of one': {
      facts: { secretShape: { ...shape, passwordLooksLikeAnId: true } },
      finds: [
        {
          thing: secretName,
          got: 'an application_password that looks like the id of a client secret, not its value',
        },
      ],
    },
    'spaces around the right id': {
      facts: { secretShape: { ...shape, hasOuterSpace: true, applicationId: ` ${app.applicationId}\n` } },
      finds: [{ thing: secretName, got: 'spaces or line breaks around a value' }],
    },
    'the object id of the app, and that of its principal in upper case': {
      facts: { secretShape: { ...shape, applicationId: app.servicePrincipalObjectId.toUpperCase() } },
      finds: [{ thing: secretName, got: 'an application_id that is the object id of the registration app' }],
    },
    'another application': {
      facts: { secretShape: { ...shape, applicationId: 'another' } },
      finds: [{ thing: secretName, got: `an application_id of another application than "${name}"` }],
    },
    'an application_id that is a number': {
      facts: { secretShape: without(shape, 'applicationId') },
      finds: [{ thing: secretName, got: 'an application_id that is no text' }],
    },
    'before an apply that makes it': made,
  },
  'registration-app': {
    enabled: {},
    'not there': { facts: { registrationApp: undefined }, finds: [{ got: 'no such application' }] },
    disabled: {
      facts: { registrationApp: { ...app, enabled: false } },
      finds: [{ thing: name, got: 'disabled' }],
    },
    'no principal': {
      facts: { registrationApp: without(app, 'enabled', 'servicePrincipalObjectId') },
      finds: [{ thing: name, got: 'no service principal in this tenant' }],
    },
    'before an apply that makes it': made,
    'theirs, gone before an apply': {
      occasion: 'preflight',
      deployment: { entra: theirs.registrationApp },
      facts: { registrationApp: undefined },
      finds: [{ got: 'no such application' }],
    },
  },
  consent: {
    given: {},
    'no app: another rule says so': { facts: { registrationApp: undefined } },
    'for cleaning up alone': {
      facts: { registrationApp: { ...app, consented: [consentB, consentC] } },
      finds: [{ thing: consentA, got: `consent for ${consentB}, ${consentC} alone` }],
    },
    'none at all': {
      facts: { registrationApp: { ...app, consented: [] } },
      finds: [{ thing: consentA, got: 'no consent at all' }],
    },
    'before an apply that gives it': made,
    'before an apply, to be given by a person': {
      occasion: 'preflight',
      deployment: { entra: { consent: 'by-admin' } },
      facts: { registrationApp: { ...app, consented: [] } },
      finds: [{ thing: consentA, got: 'no consent at all' }],
    },
  },
  'clean-up': {
    'may clean up': {},
    'no app: another rule says so': { facts: { registrationApp: undefined } },
    'one of two permissions is missing': {
      facts: { registrationApp: { ...app, consented: [consentB] } },
      finds: [{ thing: consentC, got: 'no consent' }],
    },
    'both are missing': {
      facts: { registrationApp: { ...app, consented: [consentA] } },
      finds: [
        { thing: consentB, got: 'no consent' },
        { thing: consentC, got: 'no consent' },
      ],
    },
    'the deployment leaves devices behind': {
      deployment: {
        entra: { registrationApp: { create: { secretLifetimeDays: 180, cleanUpDevices: false } } },
      },
      holds: false,
    },
    'before an apply that consents': made,
    'an app of theirs, before an apply': {
      occasion: 'preflight',
      deployment: { entra: theirs.registrationApp },
      facts: { registrationApp: { ...app, consented: [consentA, consentB] } },
      finds: [{ thing: consentC, got: 'no consent' }],
    },
  },
  'secret-expiry': {
    'in half a year': {},
    'no app: another rule says so': { facts: { registrationApp: undefined } },
    'the youngest counts, in whatever order': { facts: secretsEnding(inDays(90), inDays(-3), inDays(3)) },
    'the youngest ends in 30 days': {
      facts: secretsEnding(inDays(30), inDays(3)),
      finds: [{ thing: name, severity: 'warning', got: 'expires in 30 days (2026-12-25)' }],
    },
    'all are over': {
      facts: secretsEnding(inDays(-9), inDays(-3)),
      finds: [{ thing: name, severity: 'error', got: 'expired on 2026-11-22' }],
    },
    'there is none': {
      facts: secretsEnding(),
      finds: [{ thing: name, got: 'no client secret', severity: 'error' }],
    },
    'before an apply that renews it': made,
  },
  'app-management-policy': {
    'an app that has its secrets already, whatever the policy says': {
      facts: { appManagementPolicy: { secretsForbidden: true } },
    },
    'secrets are allowed': { facts: { registrationApp: undefined } },
    'secrets are forbidden': {
      facts: { appManagementPolicy: { secretsForbidden: true }, registrationApp: undefined },
      finds: [{ got: 'no client secrets allowed' }],
    },
    'secrets are forbidden, and the app has none yet': {
      facts: { appManagementPolicy: { secretsForbidden: true }, ...secretsEnding() },
      finds: [{ got: 'no client secrets allowed' }],
    },
    'just as long as they are wanted': {
      facts: { appManagementPolicy: { secretsForbidden: false, longestSecretDays: 180 }, registrationApp: undefined },
    },
    'a day shorter': {
      facts: { appManagementPolicy: { secretsForbidden: false, longestSecretDays: 179 }, registrationApp: undefined },
      finds: [{ got: 'at most 179 days, and secretLifetimeDays is 180' }],
    },
    'an app of theirs': { deployment: { entra: theirs.registrationApp }, holds: false },
  },
});
