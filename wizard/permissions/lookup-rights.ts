/** What the commands need that only look, from what their lookups declare. */
import { personalLookups, personLookups } from './person-lookups.js';
import { lookups, type LookupName } from '../clouds/lookups/index.js';
import type { Lookup, Needs } from '../clouds/lookup.js';
import type { Rights } from '../resources/rights.js';
import { dataSources, resources } from '../resources/table.js';

/** Rights, and those that Graph gives to signed-in people alone. */
export interface LookingRights extends Rights {
  readonly delegated: readonly string[];
  /** What some lookups need that nobody has to give: what it is good for, and the actions. */
  readonly optional?: { readonly why: string; readonly aws: readonly string[] };
}

/** Before the first question: see wizard/discovery. The last two answer while a person types. */
const discovery: readonly LookupName[] = [
  ...(['account', 'enabledRegions', 'serviceRole', 'identityCenterEverywhere', 'identityCenterInstances'] as const),
  'identityCenterInstance',
  ...(['syncedUsers', 'byol', 'images', 'bundles', 'networks', 'quotas'] as const),
  ...(['person', 'tenant', 'licences', 'galleryApps', 'appManagementPolicy', 'autopilotProfiles'] as const),
  ...(['groupSearch', 'userSearch'] as const),
];

const searches: readonly LookupName[] = ['groupSearch', 'userSearch'];
/** Of self-service and of waves alone: no rule asks for them. */
const ofSelfService: readonly LookupName[] = ['accessPackage', 'desktopSnapshots'];

/** The engine's table. */
const tableReads = ['dynamodb:GetItem', 'dynamodb:Query'];
/** The engine's table, its passes, and the people of its group: `wizard/fleet`. */
const engineReads: Needs = {
  aws: [
    ...[...tableReads, 'sts:GetCallerIdentity', 'workspaces:DescribeWorkspaces'],
    ...['DescribeUser', 'GetUserId', 'ListGroupMemberships', 'ListUsers'].map((name) => `identitystore:${name}`),
  ],
};
/** What people have to say is written into the table, and a pass started. */
const engineWrites: Needs = { aws: ['dynamodb:DeleteItem', 'dynamodb:PutItem', 'states:StartExecution'] };

/** The rules: everything that can be looked at, but what tells of one person. */
const checks = (Object.keys(lookups) as LookupName[]).filter(
  (name) => ![...searches, ...ofSelfService, ...personalLookups].includes(name),
);

/** By command. */
export const lookingRights = {
  init: rightsFor(discovery),
  preflight: rightsFor(checks),
  doctor: rightsFor(checks),
  'doctor --user': rightsFor(personLookups),
  'users list --check': rightsFor(['entraUsers']),
  'users import --group': rightsFor(['group', 'groupsNamed', 'groupMembers', 'entraUsers']),
  'users letter': rightsFor(['account', 'directories', 'desktops', 'identityCenterInstances']),
  status: rightsFor(['account', 'directories', 'desktops', 'desktopConnections', 'autopilotDevices', 'managedDevices']),
  fleet: joinedNeeds([engineReads, engineWrites]),
  'fleet report': joinedNeeds([
    engineReads,
    ...(['desktops', 'desktopConnections', 'directories', 'entraUsers', 'licences', 'quotas', 'networks'] as const).map(
      (name) => lookups[name].needs,
    ),
    { aws: ['cloudwatch:GetMetricData'] },
  ]),
  desktops: joinedNeeds([
    engineReads,
    engineWrites,
    ...(['desktops', 'desktopSnapshots', 'directories', 'secretShape', 'registrationApp'] as const).map(
      (name) => lookups[name].needs,
    ),
  ]),
  'fleet migrate': joinedNeeds([
    engineReads,
    engineWrites,
    ...(['group', 'groupsNamed', 'groupMembers', 'entraUsers'] as const).map((name) => lookups[name].needs),
  ]),
  'fleet page': rightsFor(['account', 'directories', 'identityCenterInstances', 'tenant', 'accessPackage']),
  'fleet revoke': joinedNeeds([lookups.accessPackage.needs, { graph: ['EntitlementManagement.ReadWrite.All'] }]),
  // Only where the state lacks something; what terraform itself reads comes with plan.
  adopt: joinedNeeds([
    ...[...Object.values(resources), ...Object.values(dataSources)].flatMap(({ adopt }) =>
      typeof adopt === 'object' && 'needs' in adopt ? [adopt.needs] : [],
    ),
    lookups.identityCenterInstances.needs,
    lookups.syncedGroup.needs,
  ]),
  connect: joinedNeeds([
    ...(['account', 'identityCenterInstances', 'syncedUsers', 'handshakeApp', 'handshakeSecret'] as const).map(
      (name) => lookups[name].needs,
    ),
    // The token's way, and what was gathered on it, kept in tags: wizard/handshake/take-token.ts and gathered.ts.
    {
      aws: [
        ...['GetSecretValue', 'PutSecretValue', 'TagResource', 'UntagResource'].map((name) => `secretsmanager:${name}`),
        // The secret has a key of its own: https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html.
        ...['Decrypt', 'GenerateDataKey'].map((name) => `kms:${name}`),
      ],
      // Entra tries the token itself (validateCredentials).
      graph: ['Synchronization.ReadWrite.All'],
    },
  ]),
} as const;

export type LookingCommand = keyof typeof lookingRights;

/** Of commands that look at lists and at fleets alike: what they need beside that where there is a fleet. */
export const besideInFleets: Readonly<Partial<Record<LookingCommand, readonly string[]>>> = {
  'users letter': tableReads,
  status: engineReads.aws ?? [],
};

/** Several of them stand side by side. */
function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith('.') ? '' : '.'}`;
}

function rightsFor(names: readonly LookupName[]): LookingRights {
  const chosen = names.map((name): Lookup<never, unknown> => lookups[name]);
  const needed = joinedNeeds(chosen.filter(({ optional }) => optional === undefined).map(({ needs }) => needs));
  const apart = chosen.filter(({ optional }) => optional !== undefined);
  if (apart.length === 0) return needed;
  // All of them, also what another lookup needs: a key is of no use without its secret.
  const aws = [...new Set(apart.flatMap(({ needs }) => needs.aws ?? []))].sort();
  return { ...needed, optional: { why: apart.map(({ optional = '' }) => sentence(optional)).join(' '), aws } };
}

function joinedNeeds(all: readonly Needs[]): LookingRights {
  const sorted = (of: (needs: Needs) => readonly string[] | undefined): readonly string[] =>
    [...new Set(all.flatMap((needs) => of(needs) ?? []))].sort();
  const graph = sorted(({ graph: named, delegatedOnly }) => (delegatedOnly ? [] : named));
  return {
    aws: sorted(({ aws }) => aws),
    graph,
    delegated: sorted(({ graph: named, delegatedOnly }) => (delegatedOnly ? named : [])),
  };
}
