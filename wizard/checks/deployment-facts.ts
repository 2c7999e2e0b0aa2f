/** Where the facts of a deployment come from. */
import {
  accountInstanceName,
  desktopUsersGroupName,
  enterpriseAppName,
  registrationAppName,
} from '../../domain/names.js';
import type { Deployment } from '../../deployment/schema.js';
import { handshakeOf } from '../../deployment/stage.js';
import type { SeenBy } from '../clouds/lookup.js';
import { lookups } from '../clouds/lookups/index.js';
import { mapped } from '../discovery/together.js';
import { handshakeApp, handshakeSecret, type SeenScimSecret } from '../handshake/sights.js';
import { tokenStanding } from '../handshake/standing.js';
import { afterFound, afterSeen, type Unseen } from './eyes.js';
import type { Ground, Sources } from './fact.js';
import type { DeploymentSights } from './sights.js';

/** Where Identity Center is asked, and as whom. */
export function identityCenterOf({ identityCenter: { region, roleArn } }: Deployment) {
  return { region, ...(roleArn === undefined ? {} : { roleArn }) };
}

/** Every UPN of the deployment once, as first written. */
export function upnsOf({ sites }: Deployment): readonly string[] {
  const names = new Map<string, string>();
  for (const { upn } of sites.flatMap(({ desktops }) => desktops.users)) {
    if (!names.has(upn.toLowerCase())) names.set(upn.toLowerCase(), upn);
  }
  return [...names.values()];
}

export const deploymentFacts: Sources<Ground, DeploymentSights> = {
  account: { by: [lookups.account], gather: ({ eyes }) => eyes.look(lookups.account, undefined) },
  signedIn: { by: [lookups.person], gather: ({ eyes }) => eyes.look(lookups.person, undefined) },
  enabledRegions: { by: [lookups.enabledRegions], gather: ({ eyes }) => eyes.look(lookups.enabledRegions, undefined) },
  serviceRole: { by: [lookups.serviceRole], gather: ({ eyes }) => eyes.look(lookups.serviceRole, undefined) },
  boundary: {
    by: [lookups.boundary],
    gather: async ({ eyes, deployment: { aws } }) =>
      aws.permissionsBoundaryArn === undefined
        ? { seen: undefined }
        : eyes.look(lookups.boundary, { arn: aws.permissionsBoundaryArn }),
  },
  licences: { by: [lookups.licences], gather: ({ eyes }) => eyes.look(lookups.licences, undefined) },
  appManagementPolicy: {
    by: [lookups.appManagementPolicy],
    gather: ({ eyes }) => eyes.look(lookups.appManagementPolicy, undefined),
  },
  mdmScope: { by: [lookups.mdmScope], gather: ({ eyes }) => eyes.look(lookups.mdmScope, undefined) },
  deviceLimits: { by: [lookups.deviceLimits], gather: ({ eyes }) => eyes.look(lookups.deviceLimits, undefined) },
  profiles: { by: [lookups.autopilotProfiles], gather: ({ eyes }) => eyes.look(lookups.autopilotProfiles, undefined) },
  autopilotGroups: {
    by: [lookups.autopilotGroups],
    gather: ({ eyes }) => eyes.look(lookups.autopilotGroups, undefined),
  },
  managedDevices: { by: [lookups.managedDevices], gather: ({ eyes }) => eyes.look(lookups.managedDevices, {}) },

  instance: {
    by: [lookups.identityCenterInstances],
    gather: async ({ eyes, deployment }) => {
      const { instance } = deployment.identityCenter;
      const found = await eyes.look(lookups.identityCenterInstances, identityCenterOf(deployment));
      return mapped(found, (all) =>
        all.find(({ arn, name, ownerAccountId }) =>
          'existing' in instance
            ? arn === instance.existing.arn
            : name === accountInstanceName(deployment.name) && ownerAccountId === deployment.aws.accountId,
        ),
      );
    },
  },
  instanceDetails: {
    by: [lookups.identityCenterInstance],
    gather: ({ eyes, deployment, of }) =>
      afterFound(of('instance'), ({ arn }) =>
        eyes.look(lookups.identityCenterInstance, { instanceArn: arn, ...identityCenterOf(deployment) }),
      ),
  },
  instanceKey: {
    by: [lookups.encryptionKey],
    gather: ({ eyes, deployment, of }) =>
      afterFound(of('instanceDetails'), async ({ kmsKeyArn }) =>
        kmsKeyArn === undefined
          ? { seen: undefined }
          : eyes.look(lookups.encryptionKey, { region: deployment.identityCenter.region, keyId: kmsKeyArn }),
      ),
  },

  app: {
    by: [handshakeApp, lookups.enterpriseApp],
    gather: async ({ eyes, deployment: { entra, name } }) => {
      if ('existing' in entra.enterpriseApp) return eyes.look(lookups.enterpriseApp, entra.enterpriseApp.existing);
      const displayName = entra.enterpriseApp.create.displayName ?? enterpriseAppName(name);
      return afterSeen(eyes.look(handshakeApp, { displayName }), async ([first, second]) => {
        if (second) return severalOf(`enterprise apps are called "${displayName}"`);
        if (!first) return { seen: undefined };
        return eyes.look(lookups.enterpriseApp, { servicePrincipalObjectId: first.objectId });
      });
    },
  },
  appAssignments: {
    by: [lookups.appAssignments],
    gather: ({ eyes, of }) =>
      afterSeen(of('app'), async (app) =>
        app ? eyes.look(lookups.appAssignments, { servicePrincipalObjectId: app.id }) : { seen: [] },
      ),
  },
  job: {
    by: [lookups.provisioningJob],
    gather: ({ eyes, of }) =>
      afterFound(of('app'), ({ id }) => eyes.look(lookups.provisioningJob, { servicePrincipalObjectId: id })),
  },
  provisioningLog: {
    by: [lookups.provisioningLog],
    gather: ({ eyes, of }) =>
      afterSeen(of('job'), async (job) => (job ? eyes.look(lookups.provisioningLog, { jobId: job.id }) : { seen: [] })),
  },
  group: {
    by: [lookups.groupsNamed, lookups.group],
    gather: async ({ eyes, deployment: { entra, name } }) => {
      const { desktopUsers } = entra;
      if ('existing' in desktopUsers) return eyes.look(lookups.group, { groupId: desktopUsers.existing.objectId });
      const displayName = desktopUsers.create.displayName ?? desktopUsersGroupName(name);
      return afterSeen<SeenBy<typeof lookups.groupsNamed>, DeploymentSights['group']>(
        eyes.look(lookups.groupsNamed, { displayName }),
        async ([first, second]) => (second ? severalOf(`groups are called "${displayName}"`) : { seen: first }),
      );
    },
  },
  groupMembers: {
    by: [lookups.groupMembers],
    gather: ({ eyes, of }) =>
      afterSeen(of('group'), async (group) =>
        group ? eyes.look(lookups.groupMembers, { groupId: group.id }) : { seen: [] },
      ),
  },
  registrationApp: {
    by: [lookups.applicationsNamed, lookups.registrationApp],
    gather: async ({ eyes, deployment: { entra, name } }) => {
      const { registrationApp } = entra;
      if ('existing' in registrationApp) return eyes.look(lookups.registrationApp, registrationApp.existing);
      const displayName = registrationApp.create.displayName ?? registrationAppName(name);
      return afterSeen(eyes.look(lookups.applicationsNamed, { displayName }), async ([first, second]) => {
        if (second) return severalOf(`applications are called "${displayName}"`);
        if (!first) return { seen: undefined };
        return eyes.look(lookups.registrationApp, { applicationId: first.applicationId });
      });
    },
  },

  users: {
    by: [lookups.entraUsers],
    gather: ({ eyes, deployment }) => eyes.look(lookups.entraUsers, { upns: upnsOf(deployment) }),
  },
  syncedUsers: {
    by: [lookups.syncedUsers],
    gather: ({ eyes, deployment, of }) =>
      afterSeen(of('instance'), async (instance) =>
        instance
          ? eyes.look(lookups.syncedUsers, {
              identityStoreId: instance.identityStoreId,
              ...identityCenterOf(deployment),
              limit: 20_000,
            })
          : { seen: [] },
      ),
  },
  syncedGroup: {
    by: [lookups.syncedGroup],
    gather: ({ eyes, deployment, of }) =>
      afterFound(of('instance'), ({ identityStoreId }) =>
        afterFound(of('group'), ({ displayName }) =>
          eyes.look(lookups.syncedGroup, { identityStoreId, displayName, ...identityCenterOf(deployment) }),
        ),
      ),
  },

  scimSecret: {
    by: [handshakeSecret],
    gather: async ({ eyes, deployment: { identityCenter, name } }) => {
      if (!('setUp' in identityCenter.federation)) return { seen: undefined };
      return afterSeen<readonly SeenScimSecret[], SeenScimSecret | undefined>(
        eyes.look(handshakeSecret, { region: identityCenter.region, name }),
        async ([first, second]) => (second ? severalOf('secrets may hold the SCIM token') : { seen: first }),
      );
    },
  },
  scimToken: {
    by: [],
    gather: ({ eyes, addresses, deployment, of }) =>
      afterFound<SeenScimSecret, DeploymentSights['scimToken']>(of('scimSecret'), async (secret) => {
        const endpoint = handshakeOf(deployment)?.scimEndpoint;
        const standing = await tokenStanding({ clouds: eyes.clouds, addresses, deployment }, secret, endpoint);
        return { seen: standing };
      }),
  },
};

/** One of them is meant, and nothing says which: a verdict about the wrong one would be worse than none. */
function severalOf(what: string): Unseen {
  return { unknown: 'error', message: `several ${what}: which one is meant cannot be told` };
}
