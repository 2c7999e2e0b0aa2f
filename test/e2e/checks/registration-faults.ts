import { change, inDays, type Fault } from './faults.js';

const service = { Service: 'workspaces.amazonaws.com' };

/** Secret, key and registration app: what WorkSpaces needs to register a device. */
export const registrationFaults: readonly Fault[] = [
  {
    rule: 'secret',
    what: 'scheduled for deletion',
    got: /scheduled for deletion on \d{4}-\d\d-\d\d/,
    put: async (world) => {
      await world.call('secretsmanager', 'DeleteSecret', { SecretId: world.secretArn, RecoveryWindowInDays: 7 });
      return () => world.call('secretsmanager', 'RestoreSecret', { SecretId: world.secretArn });
    },
  },
  {
    rule: 'secret-key',
    what: 'the key of Secrets Manager',
    got: /aws\/secretsmanager/,
    put: async (world) => {
      const before = await world.keyArn();
      await world.call('secretsmanager', 'UpdateSecret', {
        SecretId: world.secretArn,
        KmsKeyId: 'alias/aws/secretsmanager',
      });
      return () => world.call('secretsmanager', 'UpdateSecret', { SecretId: world.secretArn, KmsKeyId: before });
    },
  },
  {
    rule: 'secret-key',
    what: 'its key is disabled',
    got: /the state Disabled/,
    put: async (world) => {
      const KeyId = await world.keyArn();
      await world.call('kms', 'DisableKey', { KeyId });
      return () => world.call('kms', 'EnableKey', { KeyId });
    },
  },
  {
    rule: 'secret-key',
    what: 'its key is about to be deleted',
    got: /the state PendingDeletion/,
    put: async (world) => {
      const KeyId = await world.keyArn();
      await world.call('kms', 'ScheduleKeyDeletion', { KeyId, PendingWindowInDays: 7 });
      return async () => {
        await world.call('kms', 'CancelKeyDeletion', { KeyId });
        await world.call('kms', 'EnableKey', { KeyId });
      };
    },
  },
  {
    rule: 'key-policy',
    what: 'only decrypt is allowed',
    got: /not allowed: kms:DescribeKey/,
    put: async (world) => {
      const KeyId = await world.keyArn();
      const before = (await world.call('kms', 'GetKeyPolicy', { KeyId, PolicyName: 'default' }))['Policy'];
      const put = (Policy: unknown) => world.call('kms', 'PutKeyPolicy', { KeyId, PolicyName: 'default', Policy });
      const root = { AWS: `arn:aws:iam::${world.twin.aws.accountId}:root` };
      await put(
        JSON.stringify({
          Version: '2012-10-17',
          Statement: [
            { Effect: 'Allow', Principal: root, Action: 'kms:*', Resource: '*' },
            { Effect: 'Allow', Principal: service, Action: 'kms:Decrypt', Resource: '*' },
          ],
        }),
      );
      return () => put(before);
    },
  },
  {
    rule: 'secret-policy',
    what: 'no resource policy',
    got: /no resource policy/,
    put: async (world) => {
      const SecretId = world.secretArn;
      const before = (await world.call('secretsmanager', 'GetResourcePolicy', { SecretId }))['ResourcePolicy'];
      await world.call('secretsmanager', 'DeleteResourcePolicy', { SecretId });
      return () => world.call('secretsmanager', 'PutResourcePolicy', { SecretId, ResourcePolicy: before });
    },
  },
  {
    rule: 'secret-keys',
    what: 'client_id instead of application_id',
    got: /the keys client_id, client_secret/,
    put: (world) => world.putSecretValue(JSON.stringify({ client_id: 'a', client_secret: 'b' })),
  },
  {
    rule: 'secret-keys',
    what: 'text instead of JSON',
    got: /no JSON object/,
    put: (world) => world.putSecretValue('just the password'),
  },
  {
    rule: 'secret-value',
    what: 'the id of the secret instead of its value',
    got: /looks like the id of a client secret/,
    put: async (world) =>
      world.putSecretValue(
        JSON.stringify({
          ...(await world.secretValue()),
          application_password: '0b1f6471-1bf0-4dda-aec3-cb9272f09590',
        }),
      ),
  },
  {
    rule: 'secret-value',
    what: 'the object id instead of the application id',
    got: /the object id of the registration app/,
    put: async (world) =>
      world.putSecretValue(
        JSON.stringify({ ...(await world.secretValue()), application_id: world.registration.application.id }),
      ),
  },
  {
    rule: 'registration-app',
    what: 'disabled',
    got: /disabled/,
    put: (world) => change(world.registration.principal, { accountEnabled: false }),
  },
  {
    rule: 'consent',
    what: 'taken away',
    got: /consent for Device/,
    put: (world) => {
      const { id } = world.registration.principal;
      const roles = ['DeviceManagementServiceConfig.ReadWrite.All'];
      world.twin.entra.revokeRoles(id, roles);
      return () => world.twin.entra.grantRoles(id, roles);
    },
  },
  {
    rule: 'clean-up',
    what: 'no permission to clean up',
    got: /no consent/,
    severity: 'warning',
    put: (world) => {
      const { id } = world.registration.principal;
      const roles = ['Device.ReadWrite.All'];
      world.twin.entra.revokeRoles(id, roles);
      return () => world.twin.entra.grantRoles(id, roles);
    },
  },
  ...(
    [
      [25, 'warning', /expires in 25 days/],
      [12, 'warning', /less than two weeks/],
      [5, 'error', /expires in 5 days/],
      [-2, 'error', /expired on/],
    ] as const
  ).map(([days, severity, got]): Fault => ({
    rule: 'secret-expiry',
    what: `the younger client secret ends in ${days} days`,
    got,
    severity,
    put: (world) => {
      const { application } = world.registration;
      const ends = { endDateTime: inDays(world, days) };
      return change(application, {
        passwordCredentials: application.passwordCredentials.map((each) => ({ ...each, ...ends })),
      });
    },
  })),
  {
    rule: 'app-management-policy',
    what: 'the tenant forbids client secrets',
    got: /no client secrets allowed/,
    occasion: 'preflight',
    deployment: ({ file }) => ({
      ...file,
      entra: { ...file.entra, registrationApp: { create: { displayName: 'A new app' } } },
    }),
    put: (world) => {
      world.twin.entra.setAppManagementPolicy({ passwordAdditionBlocked: true });
      return () => world.twin.entra.setAppManagementPolicy({});
    },
  },
];
