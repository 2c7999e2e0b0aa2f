import { change, inDays, takeOut, type Fault } from './faults.js';

/** Identity Center, sign-in and sync. */
export const federationFaults: readonly Fault[] = [
  {
    rule: 'instance',
    what: 'another instance than the named one',
    got: /no such instance in eu-central-1/,
    deployment: ({ file }) => ({
      ...file,
      identityCenter: {
        ...file.identityCenter,
        instance: { existing: { arn: 'arn:aws:sso:::instance/ssoins-0000000000000000', kind: 'organization' } },
        federation:
          'setUp' in file.identityCenter.federation
            ? { setUp: { ...file.identityCenter.federation.setUp, replaceIdentitySource: 'ssoins-0000000000000000' } }
            : file.identityCenter.federation,
      },
    }),
    put: () => () => undefined,
  },
  {
    rule: 'handshake-missing',
    what: 'an old copy of the file',
    got: /the state REGISTERED, and no handshake in the file/,
    deployment: ({ file }) => ({
      ...file,
      identityCenter: {
        ...file.identityCenter,
        federation:
          'setUp' in file.identityCenter.federation
            ? { setUp: { ...file.identityCenter.federation.setUp, handshake: null } }
            : file.identityCenter.federation,
      },
    }),
    put: () => () => undefined,
  },
  {
    rule: 'instance-key',
    what: 'a key whose policy shuts the applications out',
    got: /lets nobody but its own account decrypt/,
    put: async (world) => {
      const { KeyMetadata } = await world.call('kms', 'CreateKey', {
        Policy: JSON.stringify({
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Principal: { AWS: `arn:aws:iam::${world.twin.aws.accountId}:root` },
              Action: 'kms:*',
              Resource: '*',
            },
          ],
        }),
      });
      const InstanceArn = world.instance.arn;
      const update = (EncryptionConfiguration: object) =>
        world.call('sso-admin', 'UpdateInstance', { InstanceArn, EncryptionConfiguration });
      await update({
        KeyType: 'CUSTOMER_MANAGED_KEY',
        KmsKeyArn: (KeyMetadata as Record<string, unknown>)['Arn'],
      });
      return () => update({ KeyType: 'AWS_OWNED_KMS_KEY' });
    },
  },
  {
    rule: 'store-network',
    what: 'SCIM from nowhere but a VPC',
    got: /no address may use SCIM/,
    put: async (world) => {
      const IdentityStoreId = world.instance.store.id;
      const update = (NetworkConfiguration: object) =>
        world.call('identitystore', 'UpdateIdentityStore', { IdentityStoreId, NetworkConfiguration });
      await update({ VpceAccessRequired: true, ApiAllowSourceIps: ['0.0.0.0/0'] });
      return () => update({ VpceAccessRequired: false });
    },
  },
  {
    rule: 'sign-in-network',
    what: 'sign-in from a VPC and an office alone',
    got: /sign-in through VPCs of the organization and from 203\.0\.113\.0\/24 alone/,
    severity: 'warning',
    put: async (world) => {
      const InstanceArn = world.instance.arn;
      const update = (NetworkConfiguration: object) =>
        world.call('sso-admin', 'UpdateInstance', { InstanceArn, NetworkConfiguration });
      await update({ VpceAccessRequired: true, AllowSourceIps: ['203.0.113.0/24'] });
      return () => update({ VpceAccessRequired: false });
    },
  },
  {
    rule: 'access',
    what: 'the assignment of the group is gone',
    got: /no group is assigned/,
    put: (world) => {
      const application = [...world.instance.applications.values()][0];
      const taken = application?.assignments.splice(0) ?? [];
      return () => application?.assignments.push(...taken);
    },
  },
  {
    rule: 'access',
    what: 'an earlier group is assigned',
    got: /other groups: 0000/,
    put: (world) => {
      const application = [...world.instance.applications.values()][0];
      const taken = application?.assignments.splice(0, 9, { principalId: '0000-gone', principalType: 'GROUP' }) ?? [];
      return () => application?.assignments.splice(0, 9, ...taken);
    },
  },
  {
    rule: 'open-access',
    what: 'no assignment is required',
    got: /no assignment is required/,
    severity: 'warning',
    put: (world) => {
      const application = [...world.instance.applications.values()][0];
      if (!application) throw new Error('no application');
      return change(application, { assignmentRequired: false });
    },
  },
  {
    rule: 'enterprise-app',
    what: 'disabled',
    got: /disabled/,
    put: (world) => change(world.app, { accountEnabled: false }),
  },
  {
    rule: 'enterprise-app',
    what: 'no SAML',
    got: /the sign-on mode none/,
    put: (world) => change(world.app, { preferredSingleSignOnMode: null }),
  },
  {
    rule: 'saml-settings',
    what: 'a reply URL is gone',
    got: /without https:\/\//,
    put: (world) => {
      const application = [...world.state.applications.values()].find(({ appId }) => appId === world.app.appId);
      const undo = [change(world.app, { replyUrls: [] })];
      if (application) undo.push(change(application.web, { redirectUris: [] }));
      return () => undo.forEach((each) => each());
    },
  },
  {
    rule: 'certificate-expiry',
    what: 'ends in 20 days',
    got: /expires in 20 days/,
    severity: 'warning',
    put: (world) =>
      change(world.app, {
        keyCredentials: world.app.keyCredentials.map((each) => ({ ...each, endDateTime: inDays(world, 20) })),
      }),
  },
  {
    rule: 'certificate-expiry',
    what: 'ended yesterday',
    got: /expired on/,
    severity: 'error',
    put: (world) =>
      change(world.app, {
        keyCredentials: world.app.keyCredentials.map((each) => ({ ...each, endDateTime: inDays(world, -1) })),
      }),
  },
  {
    rule: 'certificate-expiry',
    what: 'somebody deleted it',
    got: /no signing certificate/,
    severity: 'error',
    put: (world) => change(world.app, { keyCredentials: [] }),
  },
  {
    rule: 'active-certificate',
    what: 'somebody made another one and activated it',
    got: /active, and "1" is recorded/,
    put: (world) => {
      const renamed = (name: string | null) => name?.replace(/ 1$/, ' by-hand') ?? null;
      return change(world.app, {
        keyCredentials: world.app.keyCredentials.map((each) => ({ ...each, displayName: renamed(each.displayName) })),
      });
    },
  },
  {
    rule: 'scim-token',
    what: 'another token',
    got: /refused/,
    put: (world) => world.putToken(() => 'not-the-token'),
  },
  {
    rule: 'scim-token',
    what: 'pasted with a line break',
    got: /spaces or line breaks/,
    put: (world) => world.putToken((token) => `${token}\n`),
  },
  ...(
    [
      [20, 'warning', /expires in 20 days/],
      [3, 'error', /expires in 3 days/],
    ] as const
  ).map(([days, severity, got]): Fault => ({
    rule: 'scim-token-expiry',
    what: `in ${days} days`,
    got,
    severity,
    put: async (world) => {
      const SecretId = await world.tokenSecretArn();
      const tag = 'entra-workspaces:expires-at';
      await world.call('secretsmanager', 'TagResource', { SecretId, Tags: [{ Key: tag, Value: inDays(world, days) }] });
      return () => world.call('secretsmanager', 'UntagResource', { SecretId, TagKeys: [tag] });
    },
  })),
  {
    rule: 'provisioning',
    what: 'in quarantine',
    got: /in quarantine since .*: The credentials/,
    put: (world) =>
      change(world.job, {
        statusCode: 'Quarantine',
        quarantine: {
          currentBegan: world.twin.world.clock.now().toISOString(),
          reason: 'EncounteredQuarantineException',
          error: { code: 'InvalidCredentials', message: 'The credentials are invalid.' },
        },
      }),
  },
  {
    rule: 'provisioning',
    what: 'paused',
    got: /a job that is paused/,
    put: (world) => change(world.job, { state: 'Disabled', statusCode: 'Paused' }),
  },
  {
    rule: 'provisioning-silent',
    what: 'no success for days',
    got: /last success at/,
    severity: 'warning',
    put: (world) => {
      const { lastSuccessfulExecution: last } = world.job;
      if (!last) throw new Error('the job has never run');
      return change(world.job, { lastSuccessfulExecution: { ...last, timeEnded: inDays(world, -3) } });
    },
  },
  {
    rule: 'user-name-mapping',
    what: 'made from the mail address',
    got: /made from mail/,
    put: (world) => change(world.job, { userNameFrom: 'mail' }),
  },
  {
    rule: 'provisioning-scope',
    what: 'a filter',
    got: /a filter on users/,
    severity: 'warning',
    put: (world) => change(world.job, { scoped: true }),
  },
  {
    rule: 'group-assigned',
    what: 'the assignment is gone',
    got: /not assigned/,
    put: (world) =>
      takeOut(
        world.state.appRoleAssignments,
        ({ principalId, resourceId }) => principalId === world.users.id && resourceId === world.app.id,
      ),
  },
  {
    rule: 'nested-groups',
    what: 'a group within the group',
    got: /a group within Contoso desktops users/,
    severity: 'warning',
    put: (world) => {
      const inner = world.twin.entra.addGroup('Sales');
      world.twin.entra.addMember(world.users.id, inner.id);
      return () => {
        world.twin.entra.removeMember(world.users.id, inner.id);
        world.state.groups.delete(inner.id);
      };
    },
  },
  {
    rule: 'group-not-synced',
    what: 'of an earlier group',
    got: /an earlier one in Entra/,
    put: (world) => {
      const group = [...world.store.groups.values()].find(
        ({ displayName }) => displayName === 'Contoso desktops users',
      );
      if (!group) throw new Error('no group');
      return change(group, { externalId: '00000000-0000-0000-0000-000000000000' });
    },
  },
  {
    rule: 'provisioning-errors',
    what: 'a user was refused',
    got: /duplicate resource/,
    put: (world) => {
      const ada = world.user('ada@contoso.com');
      world.state.provisioningLog.push({
        id: world.state.newId(),
        activityDateTime: world.twin.world.clock.now().toISOString(),
        jobId: world.job.id,
        cycleId: world.state.newId(),
        provisioningAction: 'update',
        status: 'failure',
        errorCode: 'DuplicateTargetEntries',
        reason: 'Refused to create a new, duplicate resource',
        source: { id: ada.id, displayName: ada.displayName, identityType: 'User' },
        targetId: null,
        servicePrincipalId: world.app.id,
      });
      return () => world.state.provisioningLog.pop();
    },
  },
];
