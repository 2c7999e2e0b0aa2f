/**
 * Random valid deployments for property tests. Written from the rules of the deployment file, not from the code under
 * test: what is drawn here must load clean.
 */
import fc from 'fast-check';
import { logRetentionDays } from '../../domain/control-plane/contract.js';
import { checkDeploymentValue } from '../../deployment/load.js';
import type { Deployment, DeploymentInput } from '../../deployment/schema.js';
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
import { enrolment } from './arbitrary-enrolment.js';
import { perhapsFleet } from './arbitrary-fleet.js';
import { pipeline } from './arbitrary-pipeline.js';
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
      named: fc.boolean(),
    })
    .map(({ id, hosts, dualStack, activeCertificate, named }) =>
      without({
        serviceProvider: {
          entityId: `https://${region}.${entityHost}/platform/saml/d-${id}`,
          acsUrls: hosts.map((host) => `https://${region}.${host}/platform/saml/acs/${id}`),
          signInUrl: dualStack
            ? `https://ssoins-${id}.portal.${region}.app.aws`
            : `https://portal.sso.${region}.amazonaws.com/saml/assertion/${id}`,
        },
        scimEndpoint: `https://scim.${region}.${dualStack ? 'api.aws' : 'amazonaws.com'}/${id}-1a2b/scim/v2`,
        // The first is the one that is meant when none is named.
        activeCertificate: activeCertificate === '1' && !named ? undefined : activeCertificate,
      }),
    );
}

function federated({
  partition,
  region,
  instance,
}: Frame): fc.Arbitrary<Pick<DeploymentInput, 'entra' | 'identityCenter'> & { appExists: boolean }> {
  return fc
    .record({
      instanceId: characters(hex, 16, 16).map((id) => `ssoins-${id}`),
      certificates: sometimes(fc.uniqueArray(fc.oneof(fc.constant('1'), word(1, 6)), { minLength: 1, maxLength: 3 })),
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
            displayName: sometimes(spoken),
          }),
          objectId: guid,
          desktopUsers: fc.oneof(
            guid.map((objectId) => ({ existing: { objectId } })),
            fc
              .record({
                displayName: sometimes(spoken),
                members: fc.constantFrom(undefined, 'deployment' as const, 'elsewhere' as const, {
                  rule: '(user.department -eq "Finance")',
                }),
              })
              .map((create) => ({ create: without(create) })),
            fc.constant(undefined),
          ),
          applicationId: guid,
          registrationApp: sometimes(
            fc.record(
              {
                displayName: spoken,
                secretLifetimeDays: fc.integer({ min: 30, max: 730 }),
                cleanUpDevices: fc.boolean(),
              },
              { requiredKeys: [] },
            ),
          ),
          assignment: sometimes(fc.constantFrom('terraform' as const, 'by-admin' as const)),
          consent: sometimes(fc.constantFrom('terraform' as const, 'by-admin' as const)),
          handshake: sometimes(fc.option(handshake(region, certificates ?? ['1']))),
          role: sometimes(fc.constant(`arn:${partition}:iam::444455556666:role/identity-center`)),
        })
        .map((drawn) => ({
          appExists,
          entra: without({
            tenantId: drawn.tenantId,
            enterpriseApp: setUp
              ? { create: without(drawn.created) }
              : { existing: { servicePrincipalObjectId: drawn.objectId } },
            desktopUsers: drawn.desktopUsers,
            assignment: drawn.assignment,
            consent: drawn.consent,
            registrationApp: appExists
              ? { existing: { applicationId: drawn.applicationId } }
              : drawn.registrationApp && { create: drawn.registrationApp },
          }),
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

/** Given, `null`, or left out. */
const perhapsNull = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null | undefined> => sometimes(fc.option(value));

const state: fc.Arbitrary<DeploymentInput['state']> = fc.oneof(
  fc
    .record(
      {
        key: fc.constant('desktops/one.tfstate'),
        kmsKeyId: fc.constant('arn:aws:kms:eu-north-1:111122223333:key/2a3b4c5d-6e7f-4081-92a3-b4c5d6e7f809'),
        roleArn: fc.constant('arn:aws:iam::111122223333:role/state'),
      },
      { requiredKeys: [] },
    )
    .map((rest) => ({ s3: { bucket: 'contoso-terraform-state', region: 'eu-north-1', ...rest } })),
  fc.record({ subscriptionId: guid, key: fc.constant('one.tfstate') }, { requiredKeys: [] }).map((rest) => ({
    azurerm: { resourceGroupName: 'terraform', storageAccountName: 'contosostate', containerName: 'state', ...rest },
  })),
);

const profile: fc.Arbitrary<NonNullable<DeploymentInput['intune']>> = fc.oneof(
  guid.map((id) => ({ profile: { existing: { id } } })),
  fc
    .record(
      {
        deviceNameTemplate: fc
          .tuple(characters('ABCDEFabc', 1, 5), fc.integer({ min: 5, max: 9 }))
          .map(([prefix, randomDigits]) => `${prefix}-%RAND:${randomDigits}%`),
        displayName: spoken,
        description: spoken,
        userType: fc.constantFrom('standard' as const, 'administrator' as const),
        locale: fc.constantFrom('os-default', 'user', 'de-DE', 'zh-Hans-CN'),
        hidePrivacySettings: fc.boolean(),
        hideEula: fc.boolean(),
        skipKeyboardSelection: fc.boolean(),
        hideChangeAccount: fc.boolean(),
        roleScopeTagIds: fc.uniqueArray(fc.constantFrom('0', '1', '17'), { minLength: 1 }),
      },
      { requiredKeys: [] },
    )
    .map((create) => ({ profile: { create } })),
  fc.constant({}),
);

/** A valid deployment file, users in the file itself. */
const withUsers: fc.Arbitrary<DeploymentInput> = frame.chain((around) =>
  fc.tuple(federated(around), characters(digits, 12, 12)).chain(([{ appExists, ...identity }, accountId]) => {
    const { partition, siteRegions } = around;
    return fc
      .record({
        schema: sometimes(fc.constant('./deployment.schema.json')),
        name: fc.tuple(word(1, 1), characters(`${lower}${digits}-`, 2, 31)).map(([begin, rest]) => begin + rest),
        tags: sometimes(tags),
        protection: sometimes(fc.boolean()),
        serviceRole: sometimes(fc.constantFrom('create' as const, 'existing' as const)),
        rolePath: sometimes(fc.constantFrom('/', '/desktops/', '/a/b+c=d,e.f@g-h/')),
        boundary: sometimes(fc.constant(`arn:${partition}:iam::${accountId}:policy/boundary`)),
        inVpc: fc.boolean(),
        sourceAccountConditions: sometimes(fc.boolean()),
        logs: sometimes(
          fc.record({ retentionDays: sometimes(fc.constantFrom(...logRetentionDays)), encrypted: fc.boolean() }),
        ),
        intune: sometimes(
          fc.tuple(profile, sometimes(enrolment)).map(([drawn, content]) => without({ ...drawn, enrolment: content })),
        ),
        application: sometimes(guid.map((clientId) => ({ clientId }))),
        sites: fc.tuple(
          ...siteRegions.map((region, index) => site({ index, region, partition, accountId, appExists })),
        ),
        alerts: perhapsNull(
          fc.oneof(
            emailAddress.map((email) => ({ email })),
            fc.constant({ snsTopicArn: `arn:${partition}:sns:${around.region}:${accountId}:alerts` }),
          ),
        ),
        monitoring: perhapsNull(
          fc
            .record({
              enabled: sometimes(fc.boolean()),
              subscriptionId: guid,
              location: fc.constant('westeurope'),
              alertEmail: emailAddress,
            })
            .map(without),
        ),
        state,
        local: fc.option(fc.constantFrom({}, { path: 'states/one.tfstate' })),
        pipeline: perhapsNull(pipeline(partition, accountId)),
      })
      .map((drawn): DeploymentInput => {
        const regions = [...new Set([around.region, ...siteRegions])];
        const ofS3 = 's3' in drawn.state ? drawn.state.s3 : {};
        // A role that the stack takes on by itself goes with no pipeline.
        const sharedRole = identity.identityCenter.roleArn !== undefined || 'roleArn' in ofS3;
        const pipeline = sharedRole && drawn.pipeline ? null : drawn.pipeline;
        const state = drawn.local && !pipeline ? { local: drawn.local } : drawn.state;
        // It is a laptop's, and the backend of Azure would take its certificate.
        const application = pipeline || 'azurerm' in state ? undefined : drawn.application;
        const vpc = { subnetIds: ['subnet-0a1b2c3d4e5f60711'], securityGroupIds: ['sg-0a1b2c3d4e5f60711'] };
        const { name, tags, protection } = drawn;
        return without({
          $schema: drawn.schema,
          schemaVersion: 1 as const,
          ...{ name, tags, protection },
          aws: without({
            accountId,
            serviceRole: drawn.serviceRole,
            rolePath: drawn.rolePath,
            permissionsBoundaryArn: drawn.boundary,
            sourceAccountConditions: drawn.sourceAccountConditions,
            logs: drawn.logs && {
              ...(drawn.logs.retentionDays ? { retentionDays: drawn.logs.retentionDays } : {}),
              ...(drawn.logs.encrypted
                ? {
                    keyArns: Object.fromEntries(
                      regions.map((region) => [region, `arn:${partition}:kms:${region}:${accountId}:key/logs`]),
                    ),
                  }
                : {}),
            },
            functionVpc: drawn.inVpc ? Object.fromEntries(regions.map((region) => [region, vpc])) : undefined,
          }),
          ...identity,
          intune: application ? { ...drawn.intune, application } : drawn.intune,
          sites: drawn.sites,
          alerts: drawn.alerts,
          monitoring: drawn.monitoring,
          state,
          pipeline,
        });
      });
  }),
);

/** As above, some with the desktops of a group. */
export const deploymentInputs: fc.Arbitrary<DeploymentInput> = withUsers.chain(perhapsFleet);

/** A valid deployment, loaded: what the stack takes. */
export const deployments: fc.Arbitrary<Deployment> = deploymentInputs.map(
  (input) => checkDeploymentValue(input, 'random', () => '').deployment,
);

const seed = Number(process.env['FC_SEED'] ?? Date.now() % 1_000_000_000);
let said = false;

/** Settings of a property test. The seed is printed; FC_SEED takes one up again, FC_RUNS makes it more or fewer runs. */
export function runs(numRuns: number): fc.Parameters<unknown> {
  if (!said) process.stderr.write(`property tests: FC_SEED=${seed} repeats this run\n`);
  said = true;
  return { numRuns: Number(process.env['FC_RUNS'] ?? numRuns), seed };
}
