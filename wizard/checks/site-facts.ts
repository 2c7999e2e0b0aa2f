/** Where the facts of one site come from. */
import { autopilotGroupName, registrationSecretPrefix, siteUsersGroupName } from '../../domain/names.js';
import { lookups } from '../clouds/lookups/index.js';
import { mapped } from '../discovery/together.js';
import { afterFound, afterSeen } from './observer.js';
import type { SiteContext, Sources } from './fact.js';
import { identityCenterOf } from './deployment-facts.js';
import type { SiteFacts } from './fact-types.js';
import { isUnassigned } from './autopilot.js';
import { lookedUp } from './looked-up.js';

type FoundDirectory = NonNullable<SiteFacts['directory']>;
type FoundSecret = NonNullable<SiteFacts['registrationSecret']>;

export const siteFacts: Sources<SiteContext, SiteFacts> = {
  ...lookedUp('site', ({ site: { region } }: SiteContext) => ({ region })),
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
  fleetGroup: {
    by: [lookups.groupsNamed, lookups.group],
    gather: async ({ observer, deployment, site, of }) => {
      const { fleet } = site.desktops;
      if (!fleet) return { seen: undefined };
      if (fleet.entra === undefined) return of('group');
      if (fleet.entra !== 'ours') return observer.look(lookups.group, { groupId: fleet.entra.existing.objectId });
      const displayName = siteUsersGroupName(deployment.name, site.key);
      return mapped(await observer.look(lookups.groupsNamed, { displayName }), ([first]) => first);
    },
  },
  fleetGroupMembers: {
    by: [lookups.groupMembers],
    gather: ({ observer, here }) =>
      afterSeen(here('fleetGroup'), async (group) =>
        group ? observer.look(lookups.groupMembers, { groupId: group.id }) : { seen: [] },
      ),
  },
  fleetMembers: {
    by: [lookups.entraUsers],
    gather: ({ observer, here }) =>
      afterSeen(here('fleetGroupMembers'), async (members) => {
        const upns = [...new Set(members.flatMap(({ upn }) => upn ?? []))];
        return upns.length === 0 ? { seen: [] } : observer.look(lookups.entraUsers, { upns });
      }),
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
  outboundRules: {
    by: [lookups.outboundRules],
    gather: ({ observer, site, here }) =>
      afterSeen(here('directory'), async (directory) => {
        const own = directory
          ? [directory.securityGroupId, directory.creation.customSecurityGroupId]
          : [site.access.securityGroupId];
        const groupIds = own.filter((id) => id !== undefined);
        if (groupIds.length === 0) return { seen: [] };
        return mapped(await observer.look(lookups.outboundRules, { region: site.region, groupIds }), (found) =>
          // One that is not seen may let out what the others keep in.
          found.length === groupIds.length ? found : [],
        );
      }),
  },
  outboundFirewalls: {
    by: [lookups.outboundFirewalls],
    gather: ({ observer, site, here }) =>
      afterSeen(here('subnets'), async (subnets) => {
        const behind = subnets.filter(({ through }) => through !== undefined);
        if (behind.length === 0) return { seen: [] };
        const vpcIds = [...new Set(behind.map(({ vpcId }) => vpcId))];
        return observer.look(lookups.outboundFirewalls, { region: site.region, vpcIds });
      }),
  },
  imageApplications: {
    by: [lookups.imageApplications],
    gather: ({ observer, site }) => {
      const bundles = Object.values(site.bundles).flatMap((bundle) =>
        'fromImage' in bundle ? [bundle.fromImage] : [],
      );
      const imageIds = [...new Set(bundles.map(({ imageId }) => imageId))];
      return imageIds.length === 0
        ? Promise.resolve({ seen: [] })
        : observer.look(lookups.imageApplications, { region: site.region, imageIds });
    },
  },
  outboundAcls: {
    by: [lookups.outboundAcls],
    gather: ({ observer, site, here }) =>
      afterSeen(here('subnets'), async (subnets) =>
        subnets.length === 0
          ? { seen: [] }
          : observer.look(lookups.outboundAcls, { region: site.region, subnetIds: subnets.map(({ id }) => id) }),
      ),
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
  volumeKeyGrants: {
    by: [lookups.keyGrants],
    gather: ({ observer, site, here }) =>
      afterSeen(here('desktops'), async (desktops) => {
        const keyId = volumeKeyOf(site.desktops.encryption, desktops);
        return keyId === undefined
          ? { seen: undefined }
          : observer.look(lookups.keyGrants, { region: site.region, keyId });
      }),
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
    by: [],
    // Entra compares the tag as it is written.
    gather: async ({ of, site }) =>
      mapped(await of('autopilotDevices'), (all) => all.filter(({ groupTag }) => groupTag === site.directoryName)),
  },
  newDevices: {
    by: [lookups.entraDevices],
    gather: ({ observer, here }) =>
      afterSeen(here('devices'), async (devices) => {
        const without = devices.filter(({ profileId, profileStatus }) => !profileId || isUnassigned(profileStatus));
        const deviceIds = without.flatMap(({ entraDeviceId }) => entraDeviceId || []);
        if (deviceIds.length === 0) return { seen: [] };
        const found = await observer.look(lookups.entraDevices, { deviceIds });
        // Without it a device without a profile is a warning, however young.
        return 'seen' in found ? found : { seen: [] };
      }),
  },
};

/** The key that new volumes are encrypted with: one that is made here is known by the desktops that have it. */
function volumeKeyOf(
  encryption: SiteContext['site']['desktops']['encryption'],
  desktops: SiteFacts['desktops'],
): string | undefined {
  if (!encryption) return undefined;
  if (encryption.key !== 'create') return encryption.key;
  const arns = desktops.flatMap(({ keyArn }) => keyArn ?? []);
  const count = (arn: string): number => arns.filter((each) => each === arn).length;
  return [...new Set(arns)].sort((one, other) => count(other) - count(one))[0];
}
