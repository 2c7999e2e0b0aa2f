/** Where the facts of one site come from. */
import { autopilotGroupName, registrationSecretPrefix } from '../../domain/names.js';
import { lookups } from '../clouds/lookups/index.js';
import { mapped } from '../discovery/together.js';
import { afterFound, afterSeen } from './eyes.js';
import type { SiteGround, Sources } from './fact.js';
import { identityCenterOf } from './deployment-facts.js';
import type { SiteSights } from './sights.js';

type FoundDirectory = NonNullable<SiteSights['directory']>;
type FoundSecret = NonNullable<SiteSights['registrationSecret']>;

const regionOf = ({ site: { region } }: SiteGround) => ({ region });

export const siteFacts: Sources<SiteGround, SiteSights> = {
  byol: { by: [lookups.byol], gather: (ground) => ground.eyes.look(lookups.byol, regionOf(ground)) },
  quotas: { by: [lookups.quotas], gather: (ground) => ground.eyes.look(lookups.quotas, regionOf(ground)) },
  images: { by: [lookups.images], gather: (ground) => ground.eyes.look(lookups.images, regionOf(ground)) },
  bundles: { by: [lookups.bundles], gather: (ground) => ground.eyes.look(lookups.bundles, regionOf(ground)) },
  ebsEncryption: {
    by: [lookups.ebsEncryption],
    gather: (ground) => ground.eyes.look(lookups.ebsEncryption, regionOf(ground)),
  },
  directories: {
    by: [lookups.directories],
    gather: (ground) => ground.eyes.look(lookups.directories, regionOf(ground)),
  },
  ipGroups: { by: [lookups.ipGroups], gather: (ground) => ground.eyes.look(lookups.ipGroups, regionOf(ground)) },
  directory: {
    by: [],
    gather: async ({ site, here }) =>
      mapped(await here('directories'), (all) =>
        all.find(({ name, state }) => name === site.directoryName && state !== 'DEREGISTERED'),
      ),
  },
  desktops: {
    by: [lookups.desktops],
    gather: ({ eyes, site, here }) =>
      afterSeen(here('directory'), async (directory) =>
        directory ? eyes.look(lookups.desktops, { region: site.region, directoryId: directory.id }) : { seen: [] },
      ),
  },
  subnets: {
    by: [lookups.networks],
    gather: ({ eyes, site, here }) =>
      afterSeen(here('directory'), async (directory) => {
        const ids = directory?.subnetIds ?? ('existing' in site.network ? site.network.existing.subnetIds : []);
        if (ids.length === 0) return { seen: [] };
        const found = await eyes.look(lookups.networks, { region: site.region });
        return mapped(found, (networks) =>
          networks.flatMap(({ subnets }) => subnets).filter(({ id }) => ids.includes(id)),
        );
      }),
  },
  networkRanges: {
    by: [lookups.networks],
    gather: ({ eyes, site, here }) =>
      afterSeen(here('subnets'), async (subnets) => {
        if ('create' in site.network) return { seen: [site.network.create.cidr] };
        const ids = subnets.map(({ id }) => id);
        const found = await eyes.look(lookups.networks, { region: site.region });
        return mapped(found, (networks) =>
          networks.filter((each) => each.subnets.some(({ id }) => ids.includes(id))).flatMap(({ cidrs }) => cidrs),
        );
      }),
  },
  registrationSecret: {
    by: [lookups.secretsNamed, lookups.secret],
    gather: ({ eyes, deployment, site, here }) =>
      afterSeen(here('directory'), async (directory) => {
        const { region, registrationSecret } = site;
        const arn = directory?.secretArn ?? ('existing' in registrationSecret ? registrationSecret.existing.arn : '');
        if (arn !== '') return eyes.look(lookups.secret, { region, secretId: arn });
        const prefix = registrationSecretPrefix(deployment.name, site.key);
        return afterSeen(eyes.look(lookups.secretsNamed, { region, prefix }), async ([first]) =>
          first === undefined ? { seen: undefined } : eyes.look(lookups.secret, { region, secretId: first.arn }),
        );
      }),
  },
  secretShape: {
    by: [lookups.secretShape],
    gather: ({ eyes, site, here }) =>
      afterFound<FoundSecret, SiteSights['secretShape']>(here('registrationSecret'), async ({ arn, deletedOn }) =>
        deletedOn === undefined
          ? eyes.look(lookups.secretShape, { region: site.region, secretId: arn })
          : { seen: undefined },
      ),
  },
  secretKey: {
    by: [lookups.encryptionKey],
    gather: ({ eyes, site, here }) =>
      afterFound(here('registrationSecret'), async ({ kmsKeyId }) =>
        kmsKeyId === undefined
          ? { seen: undefined }
          : eyes.look(lookups.encryptionKey, { region: site.region, keyId: kmsKeyId }),
      ),
  },
  assignments: {
    by: [lookups.applicationAssignments],
    gather: ({ eyes, deployment, here }) =>
      afterFound<FoundDirectory, SiteSights['assignments']>(here('directory'), async ({ applicationArn }) =>
        applicationArn === undefined
          ? { seen: undefined }
          : eyes.look(lookups.applicationAssignments, { applicationArn, ...identityCenterOf(deployment) }),
      ),
  },
  deviceGroup: {
    by: [lookups.groupsNamed, lookups.deviceGroup],
    gather: ({ eyes, deployment, site }) =>
      afterSeen(
        eyes.look(lookups.groupsNamed, { displayName: autopilotGroupName(deployment.name, site.key) }),
        async ([first]) => (first ? eyes.look(lookups.deviceGroup, { groupId: first.id }) : { seen: undefined }),
      ),
  },
  devices: {
    by: [lookups.autopilotDevices],
    gather: ({ eyes, site }) => eyes.look(lookups.autopilotDevices, { groupTags: [site.directoryName] }),
  },
};
