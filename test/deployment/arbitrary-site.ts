/** Random valid sites. */
import fc from 'fast-check';
import type { DeploymentInput } from '../../deployment/schema.js';
import { zonesOf, characters, lower, digits, hex, word, guid, without, sometimes, tags } from './arbitrary-parts.js';

type SiteInput = DeploymentInput['sites'][number];
type UserInput = Extract<SiteInput['desktops']['users'], { list: unknown }>['list'][number];

export const upn = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(characters(`${lower}ABCÉ漢${digits}'-_`, 1, 20), fc.constantFrom('contoso.com', 'de.contoso.com'))
      .map(([local, domain]) => `${local}@${domain}`),
  },
  // People with a desktop at several sites, as they are written there.
  { weight: 2, arbitrary: fc.constantFrom('ada@contoso.com', 'Ada@Contoso.com', 'grace@contoso.com') },
  // The longest that WorkSpaces takes: 63 characters.
  { weight: 1, arbitrary: characters(lower, 51, 51).map((local) => `${local}@contoso.com`) },
);

export function user(bundles: string[], siteMode: string): fc.Arbitrary<Omit<UserInput, 'upn'>> {
  return fc
    .record({
      state: sometimes(fc.constantFrom('active' as const, 'held' as const)),
      until: sometimes(fc.constantFrom('2027-01-31', '2028-02-29')),
      bundle: sometimes(fc.constantFrom(...bundles)),
      runningMode: sometimes(fc.constantFrom('AUTO_STOP' as const, 'ALWAYS_ON' as const)),
      hours: sometimes(fc.integer({ min: 1, max: 48 })),
      tags: sometimes(tags),
    })
    .map(({ state, until, bundle, runningMode, hours, tags: own }) =>
      without({
        state,
        holdUntil: state === 'held' ? until : undefined,
        bundle,
        runningMode,
        autoStopMinutes: (runningMode ?? siteMode) === 'AUTO_STOP' && hours !== undefined ? hours * 60 : undefined,
        tags: own,
      }),
    );
}

const awsId = (prefix: string, length = 17): fc.Arbitrary<string> =>
  characters(hex, length, length).map((id) => `${prefix}-${id}`);

/** ComputeType of the WorkSpaces API (botocore 1.43.11). */
const computeTypes = [
  ...(['VALUE', 'STANDARD', 'PERFORMANCE', 'POWER', 'POWERPRO', 'GENERALPURPOSE_4XLARGE'] as const),
  ...(['GENERALPURPOSE_8XLARGE', 'GRAPHICS_G4DN', 'GRAPHICSPRO_G4DN', 'GRAPHICS_G6_XLARGE'] as const),
  ...(['GRAPHICS_G6_2XLARGE', 'GRAPHICS_G6_4XLARGE', 'GRAPHICS_G6_8XLARGE', 'GRAPHICS_G6_16XLARGE'] as const),
  ...(['GRAPHICS_GR6_4XLARGE', 'GRAPHICS_GR6_8XLARGE', 'GRAPHICS_G6F_LARGE', 'GRAPHICS_G6F_XLARGE'] as const),
  ...(['GRAPHICS_G6F_2XLARGE', 'GRAPHICS_G6F_4XLARGE', 'GRAPHICS_GR6F_4XLARGE'] as const),
];
const deviceTypes = [
  ...(['windows', 'macos', 'web', 'ios', 'android', 'chromeos', 'linux', 'thinClient', 'zeroClient'] as const),
];
const selfServiceActions = [
  ...(['restart', 'increaseVolumeSize', 'changeComputeType', 'switchRunningMode', 'rebuild'] as const),
];

const bundle = fc.oneof(
  awsId('wsb', 9).map((id) => ({ existing: { id } })),
  fc
    .record({
      imageId: awsId('wsi', 9),
      computeType: fc.constantFrom(...computeTypes),
      rootVolumeGib: fc.integer({ min: 80, max: 2000 }),
      userVolumeGib: fc.integer({ min: 10, max: 2000 }),
    })
    .map((fromImage) => ({ fromImage })),
);

const described = sometimes(word(1, 20));
const ipGroup = fc
  .record({
    name: word(1, 12),
    description: described,
    rules: fc.array(
      fc
        .record({ octet: fc.integer({ min: 0, max: 255 }), description: described })
        .map(({ octet, description }) => without({ cidr: `203.0.113.${octet}/32`, description })),
      { minLength: 1, maxLength: 3 },
    ),
  })
  .map(without);

const bundleNameGiven = fc.oneof(
  word(1, 10),
  fc.tuple(characters('aZ9', 1, 1), characters('aZ9_-', 31, 31)).map((parts) => parts.join('')),
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
        natGateways: sometimes(fc.constantFrom(1 as const, 2 as const)),
        capacity: sometimes(fc.integer({ min: 10, max: 80 })),
        outbound: sometimes(
          fc.constantFrom(
            'open' as const,
            { allowList: {} },
            { allowList: { also: ['.contoso.com', 'fabrikam.com'] } },
          ),
        ),
        flowLogs: sometimes(fc.constantFrom(null, { bucketArn: `arn:${partition}:s3:::contoso-flow-logs/desktops/` })),
      })
      .map(({ zones, prefix, natGateways, capacity, flowLogs, outbound }) => ({
        create: without({
          cidr: `172.${16 + index}.0.0/${prefix}`,
          availabilityZoneIds: zones,
          natGateways,
          capacity,
          flowLogs,
          outbound,
        }),
      })),
    fc
      .record({ vpcId: awsId('vpc'), subnetIds: fc.uniqueArray(awsId('subnet'), { minLength: 2, maxLength: 2 }) })
      .map((existing) => ({ existing })),
  );
  const access = fc.record(
    {
      requireAssignment: fc.boolean(),
      deviceTypes: fc.subarray(deviceTypes, { minLength: 1 }),
      ipGroups: fc.uniqueArray(ipGroup, { maxLength: 3, selector: ({ name }) => name }),
      selfService: fc.subarray(selfServiceActions),
      localAdministrator: fc.boolean(),
      internetAccess: fc.boolean(),
      maintenanceMode: fc.boolean(),
      rememberMe: fc.boolean(),
      diagnosticUpload: fc.boolean(),
      securityGroupId: awsId('sg'),
    },
    { requiredKeys: [] },
  );
  const encryption = fc.option(
    fc
      .record({
        volumes: fc.constantFrom({ root: true, user: true }, { root: true, user: false }, { root: false, user: true }),
        key: fc.oneof(
          fc.constant(undefined),
          fc.constant('create'),
          guid.map((id) => `arn:${partition}:kms:${region}:${accountId}:key/${id}`),
        ),
      })
      .map(({ volumes, key }) => without({ ...volumes, key: key as 'create' | undefined })),
  );
  return fc
    .record({
      bundles: fc.dictionary(bundleNameGiven, bundle, { minKeys: 1, maxKeys: 3, noNullPrototype: true }),
      mode: sometimes(fc.constantFrom('AUTO_STOP' as const, 'ALWAYS_ON' as const)),
      upns: fc.uniqueArray(upn, { maxLength: 8, selector: (name) => name.normalize('NFC').toLowerCase() }),
    })
    .chain(({ bundles, mode, upns }) => {
      const names = Object.keys(bundles);
      return fc
        .record({
          directory: characters('abcXYZ019_.-', 2, 20),
          network,
          access: sometimes(access),
          properties: sometimes(fc.constantFrom('enforced' as const, 'initial' as const)),
          encryption: sometimes(encryption),
          users: fc.tuple(...upns.map(() => user(names, mode ?? 'AUTO_STOP'))),
          hours: sometimes(fc.integer({ min: 1, max: 48 })),
          keyOfSite: fc.constantFrom(`site-${index}`, `s${index}`, `a-key-of-20-letters${index}`),
          secretGiven: fc.boolean(),
          tags: sometimes(tags),
          secret: characters('abcXYZ019_/.-', 9, 30),
        })
        .map(
          (drawn): SiteInput =>
            without({
              key: drawn.keyOfSite,
              region,
              directoryName: `${index}${drawn.directory}`,
              registrationSecret: appExists
                ? {
                    existing: { arn: `arn:${partition}:secretsmanager:${region}:${accountId}:secret:s${drawn.secret}` },
                  }
                : drawn.secretGiven
                  ? { create: {} }
                  : undefined,
              network: drawn.network,
              bundles,
              access: drawn.access,
              desktops: without({
                bundle: names[0] ?? '',
                runningMode: mode,
                autoStopMinutes: drawn.hours === undefined ? undefined : drawn.hours * 60,
                properties: drawn.properties,
                encryption: drawn.encryption,
                users: { list: upns.map((name, number) => ({ upn: name, ...drawn.users[number] })) },
              }),
              tags: drawn.tags,
            }) as SiteInput,
        );
    });
}
