/** What bootstrap will make, by whose rights: shown before anything is made. */
import { boundaryName, pipelineAppName, pipelineRoleName, stateKeyAlias } from '../../domain/names.js';
import { mainBranch } from '../../domain/pipeline-subjects.js';
import { pipelineOf } from '../../deployment/pipeline-of.js';
import type { Deployment } from '../../deployment/schema.js';
import type { Terminal } from '../terminal/terminal.js';
import { stateAccessOf } from '../permissions/azure-state-access.js';
import type { EntraRights } from './future.js';
import { identitiesAt } from './identities.js';
import type { Identity } from '../repository/pipelines/tokens/token-host.js';
import type { BootstrapHost, Hosted } from './hosts/host.js';
import type { TrustRequest } from '../repository/pipelines/tokens/token-host.js';
import { settingsIn } from './hosts/index.js';
import type { Level } from '../../domain/pipeline-level.js';
import type { StatePlace } from './state-place.js';
import type { AccountPlace } from './storage-account.js';

export type Part = 'repository' | 'azure' | 'aws' | 'entra';

export interface Intended {
  readonly deployment: Deployment;
  readonly host: BootstrapHost;
  readonly repository: Pick<Hosted, 'name' | 'prefix'> & Partial<Hosted>;
  readonly level: Level;
  /** What the plan of the host is known to enforce. */
  readonly foreseen: Level | undefined;
  readonly environment: string;
  readonly place: StatePlace;
  readonly reviewers: readonly string[];
  readonly parts: readonly Part[];
  readonly subjects: TrustRequest['subjects'];
  readonly entraRights: EntraRights;
  readonly consent: boolean;
}

/** One thing that will be made, in words. */
export interface IntendedThing {
  readonly part: Part;
  readonly what: string;
  readonly why: string;
}

/** In the order in which they are made. */
export function intendedThings(intended: Intended): IntendedThing[] {
  const { deployment, level, repository } = intended;
  const { name } = deployment;
  const identities = identitiesAt(level);
  const of = (part: Part, what: string, why: string): IntendedThing => ({ part, what, why });
  const host = intended.host.things(intended).map(({ what, why }) => of('repository', what, why));
  const roles = identities.map((identity) =>
    of('aws', `role ${pipelineRoleName(name, identity)}`, `${words[identity]}; ${trustOf(intended, identity)}`),
  );
  const apps = identities.map((identity) =>
    of(
      'entra',
      `application "${pipelineAppName(name, identity)}"`,
      `${words[identity]}; no secret, no owner; ${trustOf(intended, identity)}`,
    ),
  );
  const all = [
    ...host,
    ...stateThings(intended),
    of(
      'aws',
      `identity provider ${intended.host.provider(repository)?.issuer.replace('https://', '') ?? 'that the connections name'}`,
      'unless the account has it',
    ),
    ...(deployment.aws.permissionsBoundaryArn === undefined
      ? [of('aws', `policy ${boundaryName(name)}`, 'permissions boundary of what the pipeline makes')]
      : []),
    ...roles,
    ...apps,
    ...(intended.host.withoutVariables ? [] : [of('repository', 'variables', 'the ids of all that, no secret')]),
    ...withdrawnThings(intended),
  ];
  return all.filter(({ part }) => intended.parts.includes(part));
}

/** What a lower level than before takes away, before anything is made, and another environment at the end. */
function withdrawnThings({ deployment, level, host, environment }: Intended): IntendedThing[] {
  const before = pipelineOf(deployment.pipeline);
  const other = host.withoutEnvironments === undefined ? settingsIn(host, deployment)?.environment : undefined;
  const renamed =
    other === undefined || other === environment
      ? []
      : [
          {
            ...{ part: 'repository' as const, what: `environment ${other}` },
            why: `TAKEN AWAY, if bootstrap made it: ${environment} applies from now on`,
          },
        ];
  if (level !== 'refused' || (before?.aws.apply ?? before?.entra.apply) === undefined) return renamed;
  const { name } = deployment;
  const why = 'TAKEN AWAY, its trust before anything else: nothing but a laptop applies any more';
  const access = stateAccessOf(deployment, 'apply');
  return [
    ...renamed,
    { part: 'aws', what: `role ${pipelineRoleName(name, 'apply')}`, why },
    { part: 'entra', what: `application "${pipelineAppName(name, 'apply')}"`, why },
    ...(access
      ? [{ part: 'azure' as const, what: `role "${access.definition.Name}" of its job`, why: 'TAKEN AWAY' }]
      : []),
    ...(host.withoutVariables
      ? []
      : [{ part: 'repository' as const, what: 'the variables of both', why: 'TAKEN AWAY' }]),
  ];
}

/** The place of the state, and in Azure what lets the jobs in there. */
function stateThings({ deployment, place, level }: Intended): IntendedThing[] {
  if ('s3' in place) {
    const { bucket, region } = place.s3;
    const why = 'the state: versions, TLS alone, no public access, kept plans are never replaced';
    return [
      { part: 'aws', what: `bucket ${bucket} in ${region}`, why },
      {
        part: 'aws',
        what: `KMS key ${stateKeyAlias(deployment.name)}`,
        why: 'encrypts the state; rotated once a year',
      },
    ];
  }
  const jobs = identitiesAt(level).flatMap((identity) => stateAccessOf(deployment, identity)?.definition ?? []);
  return [
    ...accountThings(place.azurerm),
    ...jobs.map(({ Name, Description }): IntendedThing => ({
      part: 'azure',
      what: `role "${Name}" for its job`,
      why: `${Description}; within the paths of this state`,
    })),
  ];
}

/** Of the place of a state in Azure, whoever uses it. */
export function accountThings({ resourceGroup, account, container }: AccountPlace): IntendedThing[] {
  const of = (what: string, why: string): IntendedThing => ({ part: 'azure', what, why });
  return [
    of(`resource group ${resourceGroup}`, 'unless it is there: then it stays as it is'),
    of(
      `storage account ${account}`,
      'no keys, TLS 1.2, nothing public; versions, and what was deleted kept for 30 days',
    ),
    of(`container ${container}`, 'the state; its lock is a lease'),
    of(
      'Storage Blob Data Contributor on the container',
      'for whoever runs this: an owner reads no blob, as there is no key',
    ),
  ];
}

const words: Readonly<Record<Identity, string>> = {
  mainPlan: `plans ${mainBranch}, reads`,
  apply: 'applies a kept plan',
};

/** Whom an identity trusts, in words; of a host with an address of its own with who signs the tokens. */
function trustOf(intended: Intended, identity: Identity): string {
  const { url, issuer = url } = intended.repository;
  return `trusts ${subjectOf(intended, identity) ?? 'what the host calls its job'}${issuer === undefined ? '' : `, signed by ${issuer}`}`;
}

/** The subject that an identity trusts; nothing while the host does not say it. */
export function subjectOf(
  intended: Pick<Intended, 'host' | 'level' | 'repository' | 'environment' | 'subjects'>,
  identity: Identity,
): string | undefined {
  return intended.host.trusts(intended, identity)?.entra.subject;
}

/** AWS actions of whoever runs the half in AWS. */
export const awsActions: readonly string[] = [
  ...['s3:CreateBucket', 's3:ListBucket', 's3:ListBucketVersions', 's3:GetBucketTagging', 's3:PutBucketTagging'],
  ...['s3:GetBucketPublicAccessBlock', 's3:PutBucketPublicAccessBlock', 's3:GetBucketOwnershipControls'],
  ...['s3:PutBucketOwnershipControls', 's3:GetBucketVersioning', 's3:PutBucketVersioning', 's3:GetBucketPolicy'],
  ...['s3:PutBucketPolicy', 's3:GetLifecycleConfiguration', 's3:PutLifecycleConfiguration'],
  ...['s3:GetEncryptionConfiguration', 's3:PutEncryptionConfiguration', 's3:GetObject', 's3:PutObject'],
  ...['s3:DeleteObject', 'kms:CreateKey', 'kms:TagResource', 'kms:CreateAlias', 'kms:DescribeKey', 'kms:ListKeys'],
  ...[
    'kms:ListResourceTags',
    'kms:GetKeyRotationStatus',
    'kms:EnableKeyRotation',
    'kms:GenerateDataKey',
    'kms:Decrypt',
  ],
  ...['iam:GetOpenIDConnectProvider', 'iam:CreateOpenIDConnectProvider', 'iam:TagOpenIDConnectProvider'],
  ...['iam:GetRole', 'iam:CreateRole', 'iam:TagRole', 'iam:UpdateAssumeRolePolicy', 'iam:UpdateRole', 'iam:DeleteRole'],
  ...['iam:GetPolicy', 'iam:GetPolicyVersion', 'iam:ListPolicyVersions', 'iam:CreatePolicy', 'iam:TagPolicy'],
  ...['iam:CreatePolicyVersion', 'iam:DeletePolicyVersion', 'iam:DeletePolicy', 'iam:AttachRolePolicy'],
  ...[
    'iam:DetachRolePolicy',
    'iam:ListAttachedRolePolicies',
    'iam:ListRolePolicies',
    'iam:ListInstanceProfilesForRole',
  ],
];

/** AWS actions of whoever runs it: with the state in Azure none on a bucket. */
export const actionsNeeded = (place: StatePlace): readonly string[] =>
  's3' in place ? awsActions : awsActions.filter((action) => action.startsWith('iam:'));

/** What whoever makes the place of a state in Azure needs, on the resource group; to make that as well, on the subscription. */
export const azureRights =
  'Owner of the resource group (Contributor, and User Access Administrator for the roles on the container)';

/** Who has to run a part, and what they need. */
export function rightsNeeded({
  deployment,
  repository,
  consent,
  place,
  host: { words: of },
}: Intended): Readonly<Record<Part, string>> {
  return {
    azure: 'azurerm' in place ? `in subscription ${place.azurerm.subscriptionId}: ${azureRights}` : '',
    repository: `${of.admin} of ${repository.name} (${of.adminNeeds})`,
    aws: `in account ${deployment.aws.accountId}: ${actionsNeeded(place).length} actions of ${'s3' in place ? 'S3, KMS and IAM' : 'IAM'} (--json lists them), as an administrator has them`,
    entra: consent
      ? `in tenant ${deployment.entra.tenantId}: Cloud Application Administrator, and Privileged Role Administrator to consent (Graph: Application.ReadWrite.All, AppRoleAssignment.ReadWrite.All)`
      : `in tenant ${deployment.entra.tenantId}: Cloud Application Administrator; somebody else consents by a link`,
  };
}

/** Says it all. */
export function sayIntended(terminal: Terminal, intended: Intended): void {
  const { level, foreseen, repository, environment } = intended;
  const where = partWords(intended);
  const { words: ofHost } = intended.host;
  const things = intendedThings(intended);
  terminal.heading(`What bootstrap makes for ${intended.deployment.name}`);
  terminal.table(
    ['Where', 'What', 'Why'],
    things.map(({ part, what, why }) => [where[part], what, why]),
  );
  terminal.heading('By whose rights');
  const needed = rightsNeeded(intended);
  terminal.table(
    ['Where', 'Whoever runs it needs'],
    intended.parts.map((part) => [where[part], needed[part]]),
  );
  terminal.heading(`Level: ${level}`);
  terminal.say(ofHost.levels[level]);
  if (intended.parts.includes('entra') && level !== 'refused') {
    terminal.heading(`Rights in Entra: ${intended.entraRights}`);
    terminal.say(entraWords[intended.entraRights]);
  }
  if (foreseen === undefined) {
    terminal.say(ofHost.planUntold);
  }
  if (intended.parts.includes('azure')) {
    terminal.say(
      `Rules of the network on the storage account stay as their owner has them: ${ofHost.runners}. Who plans or applies on a laptop needs Storage Blob Data Contributor on the container: a lock is a lease, and a lease is a write.`,
    );
  }
  if (repository.private === false) {
    terminal.warn(
      `The ${ofHost.repository} is public: plans name people, and everybody would read them. Make it private, if you can.`,
    );
  }
  if (repository.fork === true) {
    terminal.warn(
      `The ${ofHost.repository} is a fork. It has an id of its own, so neither cloud lets the other one in.`,
    );
  }
  if (intended.parts.includes('aws') && ofHost.experimental !== undefined) terminal.warn(ofHost.experimental);
  const rests = ofHost.restsOn(environment, level, repository);
  if (intended.parts.some((part) => part === 'aws' || part === 'entra') && rests) terminal.say(rests);
}

const partWords = ({ host: { words: of } }: Intended): Readonly<Record<Part, string>> => ({
  ...{ repository: of.host, azure: 'Azure', aws: 'AWS', entra: 'Entra' },
});

const entraWords: Readonly<Record<EntraRights, string>> = {
  daily:
    'The pipeline does daily work: people, desktops, secrets on their turn, what Intune gives. A person applies foundation and handshake, on a laptop with the same state; the stack makes the pipeline owner of the registration app and the groups. A plan that needs more is refused before it is approved, with whom to ask.',
  whole:
    'The pipeline may do all of it, which is as much as Global Administrator: it can add a secret to any application of the tenant, and give any right.',
};
