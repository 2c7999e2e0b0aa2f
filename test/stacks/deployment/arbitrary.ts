/**
 * Random valid deployments for property tests. Written from the rules of the deployment file, not from the code under
 * test: what is drawn here must load clean.
 */
import fc from 'fast-check';
import { checkDeploymentValue } from '../../../stacks/deployment/load.js';
import type { Deployment, DeploymentInput } from '../../../stacks/deployment/schema.js';
import {
  commercial,
  government,
  characters,
  lower,
  digits,
  hex,
  word,
  spoken,
  emailAddress,
  guid,
  without,
  sometimes,
  tags,
} from './arbitrary-parts.js';
import { site } from './arbitrary-site.js';

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
          }),
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
        });
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
