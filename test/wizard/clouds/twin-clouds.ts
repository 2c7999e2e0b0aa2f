/** Real lookups against the twin over loopback: the same clients, the same addresses, callers with chosen rights. */
import { startTwin, type Twin, type TwinOptions } from '../../../twin/twin.js';
import { cloudsVariable } from '../../../wizard/clouds/addresses.js';
import { openClouds } from '../../../wizard/clouds/clouds.js';
import { Aws } from '../../../wizard/clouds/aws.js';
import { Graph } from '../../../wizard/clouds/graph.js';
import { Network } from '../../../wizard/clouds/network.js';
import { timeLimitVariable } from '../../../wizard/clouds/time-limit.js';
import type { Clouds, Needs } from '../../../wizard/clouds/lookup.js';

export interface TwinClouds {
  readonly twin: Twin;
  /** As administrator of both clouds, with every permission that any lookup names. */
  readonly clouds: Clouds;
  readonly env: NodeJS.ProcessEnv;
  /** Somebody who holds exactly these rights and nothing more. */
  holding(needs: Needs): Clouds;
  stop(): Promise<void>;
}

export async function startTwinClouds(options: TwinOptions = {}): Promise<TwinClouds> {
  const twin = await startTwin(options);
  const network = await twin.world.network.listen();
  twin.github.addRepository('contoso/desktops');
  twin.gitlab.addProject('contoso/it/desktops');
  twin.azureDevOps.addConnection(twin.azureDevOps.addProject('Desktops'), { id: 'one' });
  const base = {
    ...twin.terraform.env,
    GH_TOKEN: twin.github.addPerson('ada', 'read'),
    GITLAB_TOKEN: twin.gitlab.addPerson(),
    AZURE_DEVOPS_EXT_PAT: twin.azureDevOps.addToken(),
    [cloudsVariable]: `${network.url}/_host`,
    // Of what a test looks at nothing is unknown because the machine was busy.
    [timeLimitVariable]: '3600',
  };
  const reader = twin.entra.addServicePrincipal('Reader of everything', { roles: everyGraphPermission });
  const env = { ...base, ARM_CLIENT_ID: reader.appId, ARM_CLIENT_SECRET: reader.clientSecret };
  let count = 0;
  return {
    twin,
    env,
    clouds: openClouds(env, { tenantId: twin.entra.id }),
    holding: ({ aws = [], graph = [], azure = [], delegatedOnly }) => {
      count += 1;
      const keys = twin.aws.principals.issueUser(`caller-${count}`, [
        { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: [...aws, 'none:None'], Resource: '*' }] },
      ]);
      const limited = {
        ...base,
        AWS_ACCESS_KEY_ID: keys.accessKeyId,
        AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
      };
      if (delegatedOnly) {
        const upn = `person-${count}@contoso.com`;
        const user = twin.entra.addUser(upn);
        twin.entra.assignDirectoryRole(user.id, 'Global Reader');
        const token = twin.entra.userToken(upn, graph);
        const graphOf = Graph.from(limited, { tokens: async () => token });
        return { aws: Aws.from(limited), graph: graphOf, network: Network.of(limited) };
      }
      const principal = twin.entra.addServicePrincipal(`caller ${count}`, { roles: graph });
      if (azure.length > 0) {
        const { assignments, subscriptionId } = twin.azure;
        assignments.definitions.custom.set(`role-${count}`, {
          name: `role ${count}`,
          actions: azure,
          data: [],
          properties: {},
        });
        assignments.give(`/subscriptions/${subscriptionId}`, principal.objectId, `role-${count}`);
      }
      const asThem = { ...limited, ARM_CLIENT_ID: principal.appId, ARM_CLIENT_SECRET: principal.clientSecret };
      return openClouds(asThem, { tenantId: twin.entra.id });
    },
    stop: async () => {
      await network.close();
      await twin.stop();
    },
  };
}

/** What all lookups name together; the twin's tenant must offer each. */
export const everyGraphPermission = [
  ...['Application.Read.All', 'AuditLog.Read.All', 'Group.Read.All', 'GroupMember.Read.All', 'User.Read.All'],
  ...['DeviceManagementManagedDevices.Read.All', 'DeviceManagementServiceConfig.Read.All'],
  ...['EntitlementManagement.Read.All', 'LicenseAssignment.Read.All', 'Organization.Read.All'],
  'Policy.Read.ApplicationConfiguration',
  ...[
    'Device.Read.All',
    'DeviceManagementConfiguration.Read.All',
    'Policy.Read.All',
    'Policy.Read.DeviceConfiguration',
    'ProvisioningLog.Read.All',
    'Synchronization.Read.All',
  ],
];
