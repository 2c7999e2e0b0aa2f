/** Where the facts of one site come from. */
import { autopilotGroupName, registrationSecretPrefix } from '../../domain/names.js';
import { lookups } from '../clouds/lookups/index.js';
import { mapped } from '../discovery/together.js';
import { afterFound, afterSeen } from './observer.js';
import type { SiteContext, Sources } from './fact.js';
import { identityCenterOf } from './deployment-facts.js';
import type { SiteFacts } from './fact-types.js';

type FoundDirectory = NonNullable<SiteFacts['directory']>;
type FoundSecret = NonNullable<SiteFacts['registrationSecret']>;

const regionOf = ({ site: { region } }: SiteContext) => ({ region });

export const siteFacts: Sources<SiteContext, SiteFacts> = {
  byol: { by: [lookups.byol], gather: (context) => context.observer.look(lookups.byol, regionOf(context)) },
  quotas: { by: [lookups.quotas], gather: (context) => context.observer.look(lookups.quotas, regionOf(context)) },
  images: { by: [lookups.images], gather: (context) => context.observer.look(lookups.images, regionOf(context)) },
  bundles: { by: [lookups.bundles], gather: (context) => context.observer.look(lookups.bundles, regionOf(context)) },
  ebsEncryption: {
    by: [lookups.ebsEncryption],
    gather: (context) => context.observer.look(lookups.ebsEncryption, regionOf(context)),
  },
  directories: {
    by: [lookups.directories],
    gather: (context) => context.observer.look(lookups.directories, regionOf(context)),
  },
  ipGroups: { by: [lookups.ipGroups], gather: (context) => context.observer.look(lookups.ipGroups, regionOf(context)) },
  directory: {
    by: [],
    gather: async ({ site, here }) =>
      mapped(await here('directories'), (all) =>
        all.find(({ name, state }) => name === site.directoryName && state !== 'DEREGISTERED'),
      ),
  },
  desktops: {
    by: [lookups.desktops],
    gather: ({ observer, site, here }) =>
      afterSeen(here('directory'), async (directory) =>
        directory ? observer.look(lookups.desktops, { region: site.region, directoryId: directory.id }) : { seen: [] },
      ),
  },
  subnets: {
    by: [lookups.networks],
    gather: ({ observer, site, here }) =>
      afterSeen(here('directory'), async (directory) => {
        const ids = directory?.subnetIds ?? ('existing' in site.network ? site.network.existing.subnetIds : []);
        if (ids.length === 0) return { seen: [] };
        const found = await observer.look(lookups.networks, { region: site.region });
        return mapped(found, (networks) =>
          networks.flatMap(({ subnets }) => subnets).filter(({ id }) => ids.includes(id)),
        );
      }),
  },
  networkRanges: {
    by: [lookups.networks],
    gather: ({ observer, site, here }) =>
      afterSeen(here('subnets'), async (subnets) => {
        if ('create' in site.network) return { seen: [site.network.create.cidr] };
        const ids = subnets.map(({ id }) => id);
        const found = await observer.look(lookups.networks, { region: site.region });
        return mapped(found, (networks) =>
          networks.filter((each) => each.subnets.some(({ id }) => ids.includes(id))).flatMap(({ cidrs }) => cidrs),
        );
      }),
  },
  registrationSecret: {
    by: [lookups.secretsNamed, lookups.secret],
    gather: ({ observer, deployment, site, here }) =>
      afterSeen(here('directory'), async (directory) => {
        const { region, registrationSecret } = site;
        const arn = directory?.secretArn ?? ('existing' in registrationSecret ? registrationSecret.existing.arn : '');
        if (arn !== '') return observer.look(lookups.secret, { region, secretId: arn });
        const prefix = registrationSecretPrefix(deployment.name, site.key);
        return afterSeen(observer.look(lookups.secretsNamed, { region, prefix }), async ([first]) =>
          first === undefined ? { seen: undefined } : observer.look(lookups.secret, { region, secretId: first.arn }),
        );
      }),
  },
  secretShape: {
    by: [lookups.secretShape],
    gather: ({ observer, site, here }) =>
      afterFound<FoundSecret, SiteFacts['secretShape']>(here('registrationSecret'), async ({ arn, deletedOn }) =>
        deletedOn === undefined
          ? observer.look(lookups.secretShape, { region: site.region, secretId: arn })
          : { seen: undefined },
      ),
  },
  secretKey: {
    by: [lookups.encryptionKey],
    gather: ({ observer, site, here }) =>
      afterFound(here('registrationSecret'), async ({ kmsKeyId }) =>
        kmsKeyId === undefined
          ? { seen: undefined }
          : observer.look(lookups.encryptionKey, { region: site.region, keyId: kmsKeyId }),
      ),
  },
  assignments: {
    by: [lookups.applicationAssignments],
    gather: ({ observer, deployment, here }) =>
      afterFound<FoundDirectory, SiteFacts['assignments']>(here('directory'), async ({ applicationArn }) =>
        applicationArn === undefined
          ? { seen: undefined }
          : observer.look(lookups.applicationAssignments, { applicationArn, ...identityCenterOf(deployment) }),
      ),
  },
  deviceGroup: {
    by: [lookups.groupsNamed, lookups.deviceGroup],
    gather: ({ observer, deployment, site }) =>
      afterSeen(
        observer.look(lookups.groupsNamed, { displayName: autopilotGroupName(deployment.name, site.key) }),
        async ([first]) => (first ? observer.look(lookups.deviceGroup, { groupId: first.id }) : { seen: undefined }),
      ),
  },
  devices: {
    by: [lookups.autopilotDevices],
    gather: ({ observer, site }) => observer.look(lookups.autopilotDevices, { groupTags: [site.directoryName] }),
  },
};
