/** The deployment that is rehearsed, fitted to a twin: the same choices, the twin's ids. */
import { recommendedEnrolment } from '../../deployment/recommended-enrolment.js';
import type { DeploymentInput } from '../../deployment/schema.js';
import type { Deployment } from '../../deployment/schema.js';
import type { Twin, TwinOptions } from '../../twin/twin.js';
import { commandRights } from '../permissions/report.js';
import { Failure } from '../terminal/failure.js';

type Instance = DeploymentInput['identityCenter']['instance'];

/**
 * What the twin has to hold for a deployment.
 * @param forEverything whoever signs in may look at everything: in a sandbox every command is run, `doctor` too
 */
export function twinOptionsFor(deployment: Deployment, forEverything = false): TwinOptions {
  const users = deployment.sites.flatMap((site) => site.desktops.users.map(({ upn }) => upn));
  return {
    speed,
    accountId: deployment.aws.accountId,
    tenantId: deployment.entra.tenantId,
    seed: {
      users: [...new Set([...users, joiner])],
      identityCenter:
        'create' in deployment.identityCenter.instance ? 'none' : { region: deployment.identityCenter.region },
      byolRegions: [...new Set(deployment.sites.map(({ region }) => region))],
      ...(forEverything ? { terraformRoles: everyPermission() } : {}),
      // In a sandbox a fleet may get self-service later.
      entraP2: forEverything || deployment.sites.some(({ desktops }) => (desktops.fleet?.selfService ?? null) !== null),
    },
  };
}

/** What every command needs of Graph, as `permissions` prints it. */
function everyPermission(): readonly string[] {
  return [...new Set(commandRights().flatMap(({ graph }) => graph))].sort();
}

/**
 * How much faster than real the twin's time runs. Faster, and a function that a busy machine starts slowly would run into
 * its own timeout; slower, and people wait.
 */
const speed = 100;

/** Who joins in the course of a rehearsal. */
export const joiner = 'linus@contoso.com';

/**
 * What exists in the real clouds and not on the twin is refused by name: a rehearsal that quietly left it out would show
 * something else than the deployment.
 */
export function refuseWhatCannotBeRehearsed(deployment: Deployment): void {
  const { entra, identityCenter, intune, sites } = deployment;
  const found = [
    ['existing' in entra.enterpriseApp, 'entra.enterpriseApp.existing'],
    ['existing' in entra.desktopUsers, 'entra.desktopUsers.existing'],
    ['existing' in entra.registrationApp, 'entra.registrationApp.existing'],
    [entra.consent === 'by-admin', 'entra.consent "by-admin"'],
    [entra.assignment === 'by-admin', 'entra.assignment "by-admin"'],
    ['existing' in identityCenter.federation, 'identityCenter.federation.existing'],
    [identityCenter.roleArn !== undefined, 'identityCenter.roleArn'],
    ['existing' in intune.profile, 'intune.profile.existing'],
    ...enrolmentOfOthers(intune.enrolment),
    [deployment.monitoring?.enabled === true, 'monitoring'],
    [Object.keys(deployment.aws.functionVpc).length > 0, 'aws.functionVpc'],
    [sites.some(({ network }) => 'existing' in network), 'a site with an existing network'],
    [sites.some(({ registrationSecret }) => 'existing' in registrationSecret), 'a site with an existing secret'],
    [
      sites.some(({ bundles }) => Object.values(bundles).some((bundle) => 'existing' in bundle)),
      'a site with an existing bundle',
    ],
  ] as const;
  const names = found.filter(([is]) => is).map(([, name]) => name);
  const fleets = sites.flatMap(({ key, desktops: { fleet } }) => (fleet === undefined ? [] : [key]));
  if (names.length + fleets.length === 0) return;
  throw new Failure(
    names.length > 0
      ? 'This deployment builds on things that exist only in your clouds, so it cannot be rehearsed.'
      : 'The desktops of this deployment are made by a fleet, so it cannot be rehearsed.',
    [
      `got: ${[...names, ...fleets.map((key) => `desktops.users.group of the site ${key}`)].join(', ')}`,
      ...(names.length > 0 ? ['A copy of it that makes each of these can be.'] : []),
      ...(fleets.length > 0
        ? [
            'A fleet follows the members of a group in your tenant, and its engine makes their desktops after the apply: rehearse plays people of a list alone. In a copy, name one: "users": {"list": [{"upn": "ada@contoso.com"}]}',
          ]
        : []),
      'Run rehearse without --deployment to see the whole story with a small example.',
    ],
  );
}

/** Groups, policies and apps of a company, which the twin does not have. */
function enrolmentOfOthers(enrolment: Deployment['intune']['enrolment']): readonly (readonly [boolean, string])[] {
  if (enrolment === null) return [];
  const { joins, exclude, compliance, statusPage, updates, apps } = enrolment;
  return [
    [joins.length > 0, 'intune.enrolment.joins'],
    [exclude.length > 0, 'intune.enrolment.exclude'],
    [compliance !== null && 'existing' in compliance, 'intune.enrolment.compliance.existing'],
    [statusPage !== null && 'existing' in statusPage, 'intune.enrolment.statusPage.existing'],
    [updates.pilot !== undefined && 'deviceGroup' in updates.pilot, 'intune.enrolment.updates.pilot.deviceGroup'],
    [Object.values(apps).some(({ app }) => 'existing' in app), 'an existing app'],
  ];
}

/** The deployment as it is played: ids of the twin, a handshake still to come, no protection, a state in a file. */
export function fitted(file: DeploymentInput, twin: Twin): DeploymentInput {
  const { seeded } = twin;
  const instance: Instance =
    seeded.instanceArn === undefined
      ? file.identityCenter.instance
      : { existing: { arn: seeded.instanceArn, kind: 'organization' } };
  return {
    ...file,
    // The rehearsal ends by taking everything away again.
    protection: false,
    identityCenter: {
      ...file.identityCenter,
      instance,
      federation: {
        setUp: {
          ...(seeded.instanceArn === undefined
            ? {}
            : { replaceIdentitySource: seeded.instanceArn.split('/')[1] ?? '' }),
          handshake: null,
        },
      },
    },
    sites: file.sites.map((site) => ({
      ...site,
      bundles: Object.fromEntries(
        Object.entries(site.bundles).map(([name, bundle]) => [
          name,
          'fromImage' in bundle
            ? { fromImage: { ...bundle.fromImage, imageId: seeded.images[site.region] ?? bundle.fromImage.imageId } }
            : bundle,
        ]),
      ),
    })),
    alerts: file.alerts ?? null,
    state: { local: {} },
    pipeline: null,
  };
}

/** The small example that is played when no deployment is given. */
export const smallExample: DeploymentInput = {
  schemaVersion: 1,
  name: 'contoso-desktops',
  aws: { accountId: '111122223333' },
  entra: {
    tenantId: '11111111-2222-3333-4444-555555555555',
    enterpriseApp: { create: { notificationEmails: ['identity@contoso.com'] } },
  },
  identityCenter: {
    region: 'eu-central-1',
    instance: { existing: { arn: 'arn:aws:sso:::instance/ssoins-1234567890abcdef', kind: 'organization' } },
    federation: { setUp: { replaceIdentitySource: 'ssoins-1234567890abcdef', handshake: null } },
  },
  intune: { enrolment: recommendedEnrolment() },
  sites: [
    {
      key: 'berlin',
      region: 'eu-central-1',
      directoryName: 'contoso-berlin',
      network: { create: { cidr: '172.20.0.0/22', availabilityZoneIds: ['euc1-az2', 'euc1-az3'] } },
      bundles: {
        standard: {
          fromImage: { imageId: 'wsi-123456789', computeType: 'POWER', rootVolumeGib: 175, userVolumeGib: 100 },
        },
      },
      desktops: {
        bundle: 'standard',
        users: { list: [{ upn: 'ada@contoso.com' }, { upn: 'grace@contoso.com' }] },
      },
    },
  ],
  state: { local: {} },
};
