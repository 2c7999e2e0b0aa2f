/**
 * Random valid deployments for property tests. Written from the rules of the deployment file, not from the code under
 * test: what is drawn here must load clean.
 */
import fc from 'fast-check';
import { checkDeploymentValue } from '../../../stacks/deployment/load.js';
import type { Deployment, DeploymentInput } from '../../../stacks/deployment/schema.js';

type SiteInput = DeploymentInput['sites'][number];
type UserInput = Extract<SiteInput['desktops']['users'], { list: unknown }>['list'][number];

const commercial: Record<string, string[]> = {
  'us-east-1': ['use1-az2', 'use1-az4', 'use1-az6'],
  'us-west-2': ['usw2-az1', 'usw2-az2', 'usw2-az3'],
  'eu-central-1': ['euc1-az2', 'euc1-az3'],
  'eu-west-1': ['euw1-az1', 'euw1-az2', 'euw1-az3'],
  'ap-northeast-1': ['apne1-az1', 'apne1-az4'],
  'ap-southeast-5': ['apse5-az1', 'apse5-az2', 'apse5-az3'],
  'sa-east-1': ['sae1-az1', 'sae1-az3'],
};
const government: Record<string, string[]> = {
  'us-gov-west-1': ['usgw1-az1', 'usgw1-az2', 'usgw1-az3'],
  'us-gov-east-1': ['usge1-az1', 'usge1-az2', 'usge1-az3'],
};
const zonesOf = (region: string): string[] => commercial[region] ?? government[region] ?? [];

const characters = (alphabet: string, minLength: number, maxLength: number): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...alphabet), { minLength, maxLength }).map((drawn) => drawn.join(''));
const lower = 'abcdefghijklmnopqrstuvwxyz';
const digits = '0123456789';
const hex = '0123456789abcdef';
const word = (minLength: number, maxLength: number): fc.Arbitrary<string> => characters(lower, minLength, maxLength);
const spoken = fc
  .array(characters('abcdefghijkäöüßéñ漢字ひらкирил', 1, 8), { minLength: 1, maxLength: 4 })
  .map((words) => words.join(' '));
const emailAddress = word(1, 10).map((name) => `${name}@contoso.com`);
const guid = fc.uuid();

/** Leaves a key out where nothing was drawn: `undefined` is no JSON. */
function without<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as T;
}
const sometimes = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined });

const tags = fc
  .uniqueArray(fc.constantFrom('owner', 'cost-center', 'Projekt Nr.', '部門', 'env'), { maxLength: 3 })
  .chain((keys) =>
    fc
      .tuple(...keys.map(() => characters('abcXYZ019 +-=._:/@äß漢', 0, 12)))
      .map((values) => Object.fromEntries(keys.map((key, index): [string, string] => [key, values[index] ?? '']))),
  );

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
    ) as fc.Arbitrary<Omit<UserInput, 'upn'>>;
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

interface Surroundings {
  readonly index: number;
  readonly region: string;
  readonly partition: string;
  readonly accountId: string;
  readonly appExists: boolean;
}

function site({ index, region, partition, accountId, appExists }: Surroundings): fc.Arbitrary<SiteInput> {
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

interface Frame {
  readonly partition: string;
  readonly region: string;
  readonly siteRegions: string[];
  readonly instance: 'organization' | 'account' | 'create';
}

const frame: fc.Arbitrary<Frame> = fc
  .record({
    gov: fc.integer({ min: 0, max: 9 }).map((drawn) => drawn === 0),
    instance: fc.constantFrom('organization' as const, 'organization' as const, 'account' as const, 'create' as const),
    count: fc.integer({ min: 1, max: 3 }),
  })
  .chain(({ gov, instance, count }) => {
    const regions = Object.keys(gov ? government : commercial);
    return fc
      .constantFrom(...regions, ...(gov || instance !== 'organization' ? [] : ['eu-north-1']))
      .chain((region) => {
        const everywhere = !gov && instance === 'organization';
        const siteRegion = everywhere ? fc.constantFrom(...regions) : fc.constant(region);
        return fc
          .array(siteRegion, { minLength: count, maxLength: count })
          .map((siteRegions) => ({ partition: gov ? 'aws-us-gov' : 'aws', region, siteRegions, instance }));
      });
  });

function handshake(region: string, certificates: string[]) {
  const gov = region.startsWith('us-gov-');
  const entityHost = gov ? 'signin.amazonaws-us-gov.com' : 'signin.aws.amazon.com';
  const acsHosts = gov
    ? ['signin.amazonaws-us-gov.com', 'sso.signin.amazonaws-us-gov.com']
    : ['signin.aws', 'sso.signin.aws', 'signin.aws.amazon.com'];
  return fc
    .record({
      id: characters(hex, 10, 10),
      hosts: fc.subarray(acsHosts, { minLength: 1 }),
      dualStack: fc.boolean(),
      activeCertificate: fc.constantFrom(...certificates),
    })
    .map(({ id, hosts, dualStack, activeCertificate }) => ({
      serviceProvider: {
        entityId: `https://${region}.${entityHost}/platform/saml/d-${id}`,
        acsUrls: hosts.map((host) => `https://${region}.${host}/platform/saml/acs/${id}`),
        signInUrl: dualStack
          ? `https://ssoins-${id}.portal.${region}.app.aws`
          : `https://portal.sso.${region}.amazonaws.com/saml/assertion/${id}`,
      },
      scimEndpoint: `https://scim.${region}.${dualStack ? 'api.aws' : 'amazonaws.com'}/${id}-1a2b/scim/v2`,
      activeCertificate,
    }));
}

function federated({
  partition,
  region,
  instance,
}: Frame): fc.Arbitrary<Pick<DeploymentInput, 'entra' | 'identityCenter'> & { appExists: boolean }> {
  return fc
    .record({
      instanceId: characters(hex, 16, 16).map((id) => `ssoins-${id}`),
      certificates: fc.uniqueArray(word(1, 6), { minLength: 1, maxLength: 3 }),
      setUp: instance === 'create' ? fc.constant(true) : fc.boolean(),
      appExists: fc.boolean(),
    })
    .chain(({ instanceId, certificates, setUp, appExists }) =>
      fc
        .record({
          tenantId: guid,
          created: fc.record({
            notificationEmails: fc.array(emailAddress, { minLength: 1, maxLength: 3 }),
            certificates: fc.constant(certificates),
          }),
          objectId: guid,
          desktopUsers: fc.oneof(
            guid.map((objectId) => ({ existing: { objectId } })),
            sometimes(spoken).map((displayName) => ({
              create: without({ displayName, members: 'deployment' as const }),
            })),
            fc.constant({ create: { members: { rule: '(user.department -eq "Finance")' } } }),
          ),
          applicationId: guid,
          days: fc.integer({ min: 30, max: 730 }),
          cleanUpDevices: fc.boolean(),
          assignment: fc.constantFrom('terraform' as const, 'by-admin' as const),
          consent: fc.constantFrom('terraform' as const, 'by-admin' as const),
          handshake: fc.option(handshake(region, certificates)),
          role: sometimes(fc.constant(`arn:${partition}:iam::444455556666:role/identity-center`)),
        })
        .map((drawn) => ({
          appExists,
          entra: {
            tenantId: drawn.tenantId,
            enterpriseApp: setUp
              ? { create: drawn.created }
              : { existing: { servicePrincipalObjectId: drawn.objectId } },
            desktopUsers: drawn.desktopUsers,
            assignment: drawn.assignment,
            consent: drawn.consent,
            registrationApp: appExists
              ? { existing: { applicationId: drawn.applicationId } }
              : { create: { secretLifetimeDays: drawn.days, cleanUpDevices: drawn.cleanUpDevices } },
          },
          identityCenter: without({
            region,
            roleArn: drawn.role,
            instance:
              instance === 'create'
                ? { create: 'account' as const }
                : { existing: { arn: `arn:${partition}:sso:::instance/${instanceId}`, kind: instance } },
            federation: setUp
              ? {
                  setUp: without({
                    replaceIdentitySource: instance === 'create' ? undefined : instanceId,
                    handshake: drawn.handshake,
                  }),
                }
              : { existing: {} },
          }) as DeploymentInput['identityCenter'],
        })),
    );
}

const state: fc.Arbitrary<DeploymentInput['state']> = fc.oneof(
  fc.constant({ s3: { bucket: 'contoso-terraform-state', region: 'eu-north-1' } }),
  guid.map((subscriptionId) => ({
    azurerm: {
      resourceGroupName: 'terraform',
      storageAccountName: 'contosostate',
      containerName: 'state',
      subscriptionId,
    },
  })),
);

const profile: fc.Arbitrary<NonNullable<DeploymentInput['intune']>> = fc.oneof(
  guid.map((id) => ({ profile: { existing: { id } } })),
  fc
    .record({
      prefix: characters('ABCDEFabc', 1, 5),
      randomDigits: fc.integer({ min: 5, max: 9 }),
      displayName: sometimes(spoken),
    })
    .map(({ prefix, randomDigits, displayName }) => ({
      profile: { create: without({ displayName, deviceNameTemplate: `${prefix}-%RAND:${randomDigits}%` }) },
    })),
);

/** A valid deployment file, users in the file itself. */
export const deploymentInputs: fc.Arbitrary<DeploymentInput> = frame.chain((around) =>
  fc.tuple(federated(around), characters(digits, 12, 12)).chain(([{ appExists, ...identity }, accountId]) => {
    const { partition, siteRegions } = around;
    return fc
      .record({
        name: fc.tuple(word(1, 1), characters(`${lower}${digits}-`, 2, 31)).map(([begin, rest]) => begin + rest),
        tags: sometimes(tags),
        protection: sometimes(fc.boolean()),
        serviceRole: fc.constantFrom('create' as const, 'existing' as const),
        boundary: sometimes(fc.constant(`arn:${partition}:iam::${accountId}:policy/boundary`)),
        inVpc: fc.boolean(),
        intune: sometimes(profile),
        sites: fc.tuple(
          ...siteRegions.map((region, index) => site({ index, region, partition, accountId, appExists })),
        ),
        alerts: fc.option(
          fc.oneof(
            emailAddress.map((email) => ({ email })),
            fc.constant({ snsTopicArn: `arn:${partition}:sns:${around.region}:${accountId}:alerts` }),
          ),
        ),
        monitoring: fc.option(
          fc.record({
            enabled: fc.boolean(),
            subscriptionId: guid,
            location: fc.constant('westeurope'),
            alertEmail: emailAddress,
          }),
        ),
        state,
        local: fc.boolean(),
        pipeline: fc.option(
          fc.uniqueArray(guid, { minLength: 2, maxLength: 2 }).map(([planClientId = '', applyClientId = '']) => ({
            github: {
              repository: 'contoso/desktops',
              environment: 'production',
              aws: {
                planRoleArn: `arn:${partition}:iam::${accountId}:role/plan`,
                applyRoleArn: `arn:${partition}:iam::${accountId}:role/apply`,
              },
              entra: { planClientId, applyClientId },
            },
          })),
        ),
      })
      .map((drawn): DeploymentInput => {
        const regions = [...new Set([around.region, ...siteRegions])];
        const vpc = { subnetIds: ['subnet-0a1b2c3d4e5f60711'], securityGroupIds: ['sg-0a1b2c3d4e5f60711'] };
        return without({
          schemaVersion: 1 as const,
          name: drawn.name,
          tags: drawn.tags,
          protection: drawn.protection,
          aws: without({
            accountId,
            serviceRole: drawn.serviceRole,
            permissionsBoundaryArn: drawn.boundary,
            functionVpc: drawn.inVpc ? Object.fromEntries(regions.map((region) => [region, vpc])) : undefined,
          }),
          ...identity,
          intune: drawn.intune,
          sites: drawn.sites,
          alerts: drawn.alerts,
          monitoring: drawn.monitoring,
          state: drawn.local && drawn.pipeline === null ? { local: {} } : drawn.state,
          pipeline: drawn.pipeline,
        }) as DeploymentInput;
      });
  }),
);

/** A valid deployment, loaded: what the stack takes. */
export const deployments: fc.Arbitrary<Deployment> = deploymentInputs.map(
  (input) => checkDeploymentValue(input, 'random', () => '').deployment,
);

/** Settings of a property test: the seed is printed by fast-check on failure, and may be given by FC_SEED. */
export function runs(numRuns: number): fc.Parameters<unknown> {
  const seed = Number(process.env['FC_SEED'] ?? Date.now() % 1_000_000_000);
  return { numRuns: Number(process.env['FC_RUNS'] ?? numRuns), seed };
}
