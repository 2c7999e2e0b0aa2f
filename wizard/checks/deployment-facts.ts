/** Where the facts of a deployment come from. */
import { deviceOf, managedDeviceOf } from '../../domain/device-match.js';
import { present } from '../../domain/present.js';
import {
  accountInstanceName,
  desktopUsersGroupName,
  enterpriseAppName,
  registrationAppName,
} from '../../domain/names.js';
import { userNameKey } from '../../domain/user-name.js';
import type { Deployment } from '../../deployment/schema.js';
import { handshakeOf } from '../../deployment/stage.js';
import type { Seen, SeenBy } from '../clouds/lookup.js';
import { lookups } from '../clouds/lookups/index.js';
import { allSeen, firstUnknown, mapped } from '../discovery/together.js';
import type { SeenScimSecret } from '../clouds/lookups/account/handshake-secret.js';
import { tokenStatus } from '../handshake/status.js';
import { afterFound, afterSeen, type Unseen } from './observer.js';
import type { Context, Sources } from './fact.js';
import type { DeploymentFacts, SeenApprover } from './fact-types.js';
import { lookedUp } from './looked-up.js';
import { namesakesOf } from './namesakes.js';
import { approversOf, upnsOf } from './people.js';
import { policyFacts } from './policy-facts.js';
import { partsOfArn } from '../../domain/arn.js';
import { isKeyOfAws } from './alert-senders.js';

/** Where Identity Center is asked, and as whom. */
export function identityCenterOf({ identityCenter: { region, roleArn } }: Deployment) {
  return { region, ...present({ roleArn }) };
}

export const deploymentFacts: Sources<Context, DeploymentFacts> = {
  ...lookedUp('deployment', () => undefined),
  signedIn: { by: [lookups.person], gather: ({ observer }) => observer.look(lookups.person, undefined) },
  profiles: {
    by: [lookups.autopilotProfiles],
    gather: ({ observer }) => observer.look(lookups.autopilotProfiles, undefined),
  },
  everyDevice: {
    by: [],
    gather: async ({ of, deployment: { sites } }) => {
      const tags = sites.map(({ directoryName }) => directoryName);
      return mapped(await of('autopilotDevices'), (all) => all.filter(({ groupTag }) => tags.includes(groupTag)));
    },
  },
  ...policyFacts,
  approvers: {
    by: [lookups.group, lookups.entraUser],
    gather: async ({ observer, deployment }) => {
      const looks = await Promise.all(
        approversOf(deployment).map(async ({ kind, id }): Promise<Seen<SeenApprover>> => {
          if (kind === 'user') {
            return mapped(await observer.look(lookups.entraUser, { upn: id }), (user) => ({
              kind,
              id,
              isThere: !!user,
            }));
          }
          return mapped(await observer.look(lookups.group, { groupId: id }), (group) => ({
            ...{ kind, id, isThere: group !== undefined },
            ...present({ members: group?.members }),
          }));
        }),
      );
      return firstUnknown(looks) ?? { seen: allSeen(looks) };
    },
  },
  othersCode: {
    by: [],
    gather: async ({ deployment, folder }) => {
      if (folder === undefined) return { seen: [] };
      // The words of every host, which nothing else here needs.
      const { othersCode } = await import('../repository/pipelines/pipeline-hosts.js');
      return { seen: await othersCode(deployment, folder) };
    },
  },
  namesakes: {
    by: [lookups.applicationsNamed, lookups.groupsNamed, lookups.functionNamed],
    gather: async ({ deployment, observer, stateIsEmpty }) => {
      const isEmpty = stateIsEmpty === undefined ? false : await stateIsEmpty();
      if (isEmpty === undefined)
        return { unknown: 'error', message: 'whether the name is taken: the state was not read' };
      if (!isEmpty) return { seen: { inEntra: [], inAws: [] } };
      const found = await namesakesOf(deployment, observer);
      const unseen = [...new Set([...found.unseen.inEntra, ...found.unseen.inAws])];
      if (unseen.length === 0 || found.inEntra.length + found.inAws.length > 0) return { seen: found };
      return { unknown: 'error', message: `whether the name is taken: ${unseen.join('; ')}` };
    },
  },
  managedDevices: { by: [lookups.managedDevices], gather: ({ observer }) => observer.look(lookups.managedDevices, {}) },
  enrolledPeople: {
    by: [],
    gather: ({ deployment, of, at }) =>
      afterSeen(of('managedDevices'), async (managed) => {
        const people = new Set<string>();
        for (const site of deployment.sites) {
          const [desktops, devices] = await Promise.all([at(site, 'desktops'), at(site, 'devices')]);
          if (!('seen' in desktops)) return desktops;
          if (!('seen' in devices)) return devices;
          for (const desktop of desktops.seen) {
            const registered = deviceOf(desktop, devices.seen, desktops.seen);
            if (managedDeviceOf(desktop, registered, managed)) people.add(userNameKey(desktop.userName));
          }
        }
        return { seen: people };
      }),
  },

  instance: {
    by: [lookups.identityCenterInstances],
    gather: async ({ observer, deployment }) => {
      const { instance } = deployment.identityCenter;
      const found = await observer.look(lookups.identityCenterInstances, identityCenterOf(deployment));
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
    gather: ({ observer, deployment, of }) =>
      afterFound(of('instance'), ({ arn }) =>
        observer.look(lookups.identityCenterInstance, { instanceArn: arn, ...identityCenterOf(deployment) }),
      ),
  },
  instanceKey: {
    by: [lookups.encryptionKey],
    gather: ({ observer, deployment, of }) =>
      afterFound(of('instanceDetails'), async ({ kmsKeyArn }) =>
        kmsKeyArn === undefined
          ? { seen: undefined }
          : observer.look(lookups.encryptionKey, { region: deployment.identityCenter.region, keyId: kmsKeyArn }),
      ),
  },
  alertsKey: {
    by: [lookups.encryptionKey],
    gather: ({ observer, deployment, of }) =>
      afterFound(of('alertsTopic'), async ({ arn, keyId }) => {
        // The policy of the key of AWS is the same everywhere, and an alias without an ARN is one of the topic's account.
        if (keyId === '' || isKeyOfAws(keyId)) return { seen: undefined };
        const { region, accountId } = partsOfArn(keyId.startsWith('arn:') ? keyId : arn);
        if (accountId !== deployment.aws.accountId) {
          const message = `the key ${keyId} of the topic of the alerts: it is of the account ${accountId}, which alone shows its policy`;
          return { unknown: 'error', message };
        }
        return observer.look(lookups.encryptionKey, { region, keyId });
      }),
  },

  instanceElsewhere: {
    by: [lookups.identityCenterEverywhere],
    gather: ({ observer, deployment, of }) =>
      afterSeen(of('instance'), async (found) => {
        const { instance } = deployment.identityCenter;
        if (found || !('existing' in instance)) return { seen: [] };
        const all = await observer.look(lookups.identityCenterEverywhere, identityCenterOf(deployment));
        // A comfort: what is wrong was seen without it.
        const there = 'seen' in all ? all.seen.instances.filter(({ arn }) => arn === instance.existing.arn) : [];
        return { seen: there.flatMap(({ region, regions }) => [region, ...regions.filter((each) => each !== region)]) };
      }),
  },
  storeNetwork: {
    by: [lookups.identityStoreNetwork],
    gather: ({ observer, deployment, of }) =>
      afterFound(of('instance'), ({ identityStoreId }) =>
        observer.look(lookups.identityStoreNetwork, { identityStoreId, ...identityCenterOf(deployment) }),
      ),
  },

  app: {
    by: [lookups.handshakeApp, lookups.enterpriseApp],
    gather: async ({ observer, deployment: { entra, name } }) => {
      if ('existing' in entra.enterpriseApp) return observer.look(lookups.enterpriseApp, entra.enterpriseApp.existing);
      const displayName = entra.enterpriseApp.create.displayName ?? enterpriseAppName(name);
      return afterSeen(observer.look(lookups.handshakeApp, { displayName }), async ([first, second]) => {
        if (second) return severalOf(`enterprise apps are called "${displayName}"`);
        if (!first) return { seen: undefined };
        return observer.look(lookups.enterpriseApp, { servicePrincipalObjectId: first.objectId });
      });
    },
  },
  appAssignments: {
    by: [lookups.appAssignments],
    gather: ({ observer, of }) =>
      afterSeen(of('app'), async (app) =>
        app ? observer.look(lookups.appAssignments, { servicePrincipalObjectId: app.id }) : { seen: [] },
      ),
  },
  job: {
    by: [lookups.provisioningJob],
    gather: ({ observer, of }) =>
      afterFound(of('app'), ({ id }) => observer.look(lookups.provisioningJob, { servicePrincipalObjectId: id })),
  },
  provisioningLog: {
    by: [lookups.provisioningLog],
    gather: ({ observer, of }) =>
      afterSeen(of('job'), async (job) =>
        job ? observer.look(lookups.provisioningLog, { jobId: job.id }) : { seen: [] },
      ),
  },
  group: {
    by: [lookups.groupsNamed, lookups.group],
    gather: async ({ observer, deployment: { entra, name } }) => {
      const { desktopUsers } = entra;
      if ('existing' in desktopUsers) return observer.look(lookups.group, { groupId: desktopUsers.existing.objectId });
      const displayName = desktopUsers.create.displayName ?? desktopUsersGroupName(name);
      return afterSeen<SeenBy<typeof lookups.groupsNamed>, DeploymentFacts['group']>(
        observer.look(lookups.groupsNamed, { displayName }),
        async ([first, second]) => (second ? severalOf(`groups are called "${displayName}"`) : { seen: first }),
      );
    },
  },
  groupMembers: {
    by: [lookups.groupMembers],
    gather: ({ observer, of }) =>
      afterSeen(of('group'), async (group) =>
        group ? observer.look(lookups.groupMembers, { groupId: group.id }) : { seen: [] },
      ),
  },
  registrationApp: {
    by: [lookups.applicationsNamed, lookups.registrationApp],
    gather: async ({ observer, deployment: { entra, name } }) => {
      const { registrationApp } = entra;
      if ('existing' in registrationApp) return observer.look(lookups.registrationApp, registrationApp.existing);
      const displayName = registrationApp.create.displayName ?? registrationAppName(name);
      return afterSeen(observer.look(lookups.applicationsNamed, { displayName }), async ([first, second]) => {
        if (second) return severalOf(`applications are called "${displayName}"`);
        if (!first) return { seen: undefined };
        return observer.look(lookups.registrationApp, { applicationId: first.applicationId });
      });
    },
  },

  users: {
    by: [lookups.entraUsers],
    gather: ({ observer, deployment }) => observer.look(lookups.entraUsers, { upns: upnsOf(deployment) }),
  },
  syncedUsers: {
    by: [lookups.syncedUsers],
    gather: ({ observer, deployment, of }) =>
      afterSeen(of('instance'), async (instance) =>
        instance
          ? observer.look(lookups.syncedUsers, {
              identityStoreId: instance.identityStoreId,
              ...identityCenterOf(deployment),
            })
          : { seen: [] },
      ),
  },
  syncedGroup: {
    by: [lookups.syncedGroup],
    gather: ({ observer, deployment, of }) =>
      afterFound(of('instance'), ({ identityStoreId }) =>
        afterFound(of('group'), ({ displayName }) =>
          observer.look(lookups.syncedGroup, { identityStoreId, displayName, ...identityCenterOf(deployment) }),
        ),
      ),
  },

  scimSecret: {
    by: [lookups.handshakeSecret],
    gather: async ({ observer, deployment: { identityCenter, name } }) => {
      if (!('setUp' in identityCenter.federation)) return { seen: undefined };
      return afterSeen<readonly SeenScimSecret[], SeenScimSecret | undefined>(
        observer.look(lookups.handshakeSecret, { region: identityCenter.region, name }),
        async ([first, second]) => (second ? severalOf('secrets may hold the SCIM token') : { seen: first }),
      );
    },
  },
  scimToken: {
    by: [],
    gather: ({ observer, addresses, deployment, of }) =>
      afterFound<SeenScimSecret, DeploymentFacts['scimToken']>(of('scimSecret'), async (secret) => {
        const endpoint = handshakeOf(deployment)?.scimEndpoint;
        const status = await tokenStatus({ clouds: observer.clouds, addresses, deployment }, secret, endpoint);
        return { seen: status };
      }),
  },
};

/** One of them is meant, and nothing says which: a verdict about the wrong one would be worse than none. */
function severalOf(what: string): Unseen {
  return { unknown: 'error', message: `several ${what}: which one is meant cannot be told` };
}
