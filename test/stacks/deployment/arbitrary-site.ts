/** Random valid sites. */
import fc from 'fast-check';
import type { DeploymentInput } from '../../../stacks/deployment/schema.js';
import { zonesOf, characters, lower, digits, hex, word, guid, without, sometimes, tags } from './arbitrary-parts.js';

type SiteInput = DeploymentInput['sites'][number];
type UserInput = Extract<SiteInput['desktops']['users'], { list: unknown }>['list'][number];

const upn = fc
  .tuple(characters(`${lower}ABCÉ漢${digits}'-_`, 1, 20), fc.constantFrom('contoso.com', 'de.contoso.com'))
  .map(([local, domain]) => `${local}@${domain}`);

function user(bundles: string[], siteMode: string): fc.Arbitrary<Omit<UserInput, 'upn'>> {
  return fc
    .record({
      held: fc.boolean(),
      until: sometimes(fc.constantFrom('2027-01-31', '2028-02-29')),
      bundle: sometimes(fc.constantFrom(...bundles)),
      runningMode: sometimes(fc.constantFrom('AUTO_STOP' as const, 'ALWAYS_ON' as const)),
      hours: sometimes(fc.integer({ min: 1, max: 48 })),
      tags: sometimes(tags),
    })
    .map(({ held, until, bundle, runningMode, hours, tags: own }) =>
      without({
        state: held ? ('held' as const) : undefined,
        holdUntil: held ? until : undefined,
        bundle,
        runningMode,
        autoStopMinutes: (runningMode ?? siteMode) === 'AUTO_STOP' && hours !== undefined ? hours * 60 : undefined,
        tags: own,
      }),
    );
}

const awsId = (prefix: string, length = 17): fc.Arbitrary<string> =>
  characters(hex, length, length).map((id) => `${prefix}-${id}`);

const bundle = fc.oneof(
  awsId('wsb', 9).map((id) => ({ existing: { id } })),
  fc
    .record({
      imageId: awsId('wsi', 9),
      computeType: fc.constantFrom('STANDARD' as const, 'POWERPRO' as const, 'GRAPHICS_G4DN' as const),
      rootVolumeGib: fc.integer({ min: 80, max: 2000 }),
      userVolumeGib: fc.integer({ min: 10, max: 2000 }),
    })
    .map((fromImage) => ({ fromImage })),
);

export interface Surroundings {
  readonly index: number;
  readonly region: string;
  readonly partition: string;
  readonly accountId: string;
  readonly appExists: boolean;
}

/** A valid site in its surroundings. */
export function site({ index, region, partition, accountId, appExists }: Surroundings): fc.Arbitrary<SiteInput> {
  const network = fc.oneof(
    fc
      .record({
        zones: fc.shuffledSubarray(zonesOf(region), { minLength: 2, maxLength: 2 }),
        prefix: fc.integer({ min: 16, max: 24 }),
        natGateways: fc.constantFrom(1 as const, 2 as const),
        capacity: fc.integer({ min: 10, max: 80 }),
      })
      .map(({ zones, prefix, natGateways, capacity }) => ({
        create: {
          cidr: `172.${16 + index}.0.0/${prefix}`,
          availabilityZoneIds: zones,
          natGateways,
          capacity,
        },
      })),
    fc
      .record({ vpcId: awsId('vpc'), subnetIds: fc.uniqueArray(awsId('subnet'), { minLength: 2, maxLength: 2 }) })
      .map((existing) => ({ existing })),
  );
  const access = fc.record(
    {
      requireAssignment: fc.boolean(),
      deviceTypes: fc.subarray(['windows' as const, 'macos' as const, 'web' as const, 'zeroClient' as const], {
        minLength: 1,
      }),
      ipGroups: fc.constantFrom([], [{ name: `offices-${index}`, rules: [{ cidr: '203.0.113.0/24' }] }]),
      selfService: fc.subarray(['restart' as const, 'rebuild' as const, 'switchRunningMode' as const]),
      localAdministrator: fc.boolean(),
      securityGroupId: awsId('sg'),
    },
    { requiredKeys: [] },
  );
  const encryption = fc.option(
    fc
      .record({
        volumes: fc.constantFrom({ root: true, user: true }, { root: true, user: false }, { root: false, user: true }),
        key: fc.oneof(
          fc.constant('create'),
          guid.map((id) => `arn:${partition}:kms:${region}:${accountId}:key/${id}`),
        ),
      })
      .map(({ volumes, key }) => ({ ...volumes, key: key as 'create' })),
  );
  return fc
    .record({
      bundles: fc.dictionary(word(1, 10), bundle, { minKeys: 1, maxKeys: 3, noNullPrototype: true }),
      mode: fc.constantFrom('AUTO_STOP' as const, 'ALWAYS_ON' as const),
      upns: fc.uniqueArray(upn, { maxLength: 8, selector: (name) => name.normalize('NFC').toLowerCase() }),
    })
    .chain(({ bundles, mode, upns }) => {
      const names = Object.keys(bundles);
      return fc
        .record({
          directory: characters('abcXYZ019_.-', 2, 20),
          network,
          access: sometimes(access),
          properties: fc.constantFrom('enforced' as const, 'initial' as const),
          encryption,
          users: fc.tuple(...upns.map(() => user(names, mode))),
          tags: sometimes(tags),
          secret: characters('abcXYZ019_/.-', 9, 30),
        })
        .map(
          (drawn): SiteInput =>
            without({
              key: `site-${index}`,
              region,
              directoryName: `${index}${drawn.directory}`,
              registrationSecret: appExists
                ? {
                    existing: { arn: `arn:${partition}:secretsmanager:${region}:${accountId}:secret:s${drawn.secret}` },
                  }
                : { create: {} },
              network: drawn.network,
              bundles,
              access: drawn.access,
              desktops: {
                bundle: names[0] ?? '',
                runningMode: mode,
                properties: drawn.properties,
                encryption: drawn.encryption,
                users: { list: upns.map((name, number) => ({ upn: name, ...drawn.users[number] })) },
              },
              tags: drawn.tags,
            }) as SiteInput,
        );
    });
}
