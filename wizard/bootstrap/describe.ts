/** What bootstrap will make, by whose rights: shown before anything is made. */
import { boundaryName, pipelineAppName, pipelineRoleName, stateKeyAlias } from '../../domain/names.js';
import { contextOf, issuer, mainBranch } from '../../domain/pipeline-subjects.js';
import type { Deployment } from '../../deployment/schema.js';
import type { Terminal } from '../terminal/terminal.js';
import { stateAccessOf } from '../permissions/azure-state-access.js';
import type { EntraRights } from './future.js';
import { identitiesAt, type Identity } from './identities.js';
import { ownersPath } from './code-owners.js';
import { rulesetName, signaturesName } from './rulesets.js';
import type { HostedRepository, Level } from './repository.js';
import type { StatePlace } from './state-place.js';
import type { AccountPlace } from './storage-account.js';

export type Part = 'repository' | 'azure' | 'aws' | 'entra';

export interface Intended {
  readonly deployment: Deployment;
  readonly repository: Pick<HostedRepository, 'name' | 'prefix'> & Partial<HostedRepository>;
  readonly level: Level;
  /** What the plan of the host is known to enforce. */
  readonly foreseen: Level | undefined;
  readonly environment: string;
  readonly place: StatePlace;
  readonly reviewers: readonly string[];
  readonly parts: readonly Part[];
  readonly subjects: Partial<Record<Identity, string>>;
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
  const { deployment, level, environment, repository, reviewers } = intended;
  const { name } = deployment;
  const identities = identitiesAt(level);
  const of = (part: Part, what: string, why: string): IntendedThing => ({ part, what, why });
  const host =
    level === 'refused'
      ? [
          of(
            'repository',
            'nothing that protects',
            `${mainBranch} cannot be protected here: a person applies on a laptop`,
          ),
        ]
      : [
          ...(repository.hasMain === false
            ? [
                of(
                  'repository',
                  `the branch ${mainBranch} with ${ownersPath}`,
                  'the repository is empty, and rules need a branch',
                ),
              ]
            : [of('repository', `${ownersPath} on ${mainBranch}`, 'unless it is there: all code has an owner')]),
          of(
            'repository',
            `ruleset "${rulesetName}"`,
            `${mainBranch} changes by pull request, approved by a code owner; nobody bypasses it`,
          ),
          ...(level === 'confirmed'
            ? [
                of(
                  'repository',
                  `ruleset "${signaturesName}"`,
                  'who had a part in a change is known by signed commits alone',
                ),
              ]
            : []),
          of(
            'repository',
            `environment ${environment}`,
            `one branch rule, ${mainBranch}${level === 'approved' ? `; approved by ${reviewers.join(', ') || 'the reviewers it has'}, not by who pushed` : ''}`,
          ),
        ];
  const roles = identities.map((identity) =>
    of(
      'aws',
      `role ${pipelineRoleName(name, identity)}`,
      `${words[identity]}; trusts ${subjectOf(intended, identity)}`,
    ),
  );
  const apps = identities.map((identity) =>
    of(
      'entra',
      `application "${pipelineAppName(name, identity)}"`,
      `${words[identity]}; no secret, no owner; trusts ${subjectOf(intended, identity)}`,
    ),
  );
  const all = [
    ...host,
    ...stateThings(intended),
    of('aws', `identity provider ${issuer}`, 'unless the account has it'),
    ...(deployment.aws.permissionsBoundaryArn === undefined
      ? [of('aws', `policy ${boundaryName(name)}`, 'permissions boundary of what the pipeline makes')]
      : []),
    ...roles,
    ...apps,
    of('repository', 'variables', 'the ids of all that, no secret'),
  ];
  return all.filter(({ part }) => intended.parts.includes(part));
}

/** The place of the state, and in Azure what lets the jobs in there. */
function stateThings({ deployment, place, level }: Intended): IntendedThing[] {
  if ('s3' in place) {
    const { bucket, region } = place.s3;
    const why = 'the state: versions, TLS alone, no public access, kept plans are never replaced';
    return [
      { part: 'aws', what: `bucket ${bucket} in ${region}`, why },
      { part: 'aws', what: `KMS key ${stateKeyAlias(deployment.name)}`, why: 'encrypts the state; turns once a year' },
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

/** The subject that an identity trusts. */
export function subjectOf(
  { repository, environment, subjects }: Pick<Intended, 'repository' | 'environment' | 'subjects'>,
  identity: Identity,
): string {
  return subjects[identity] ?? `${repository.prefix}:${contextOf(identity, environment)}`;
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
export function rightsNeeded({ deployment, repository, consent, place }: Intended): Readonly<Record<Part, string>> {
  return {
    azure: 'azurerm' in place ? `in subscription ${place.azurerm.subscriptionId}: ${azureRights}` : '',
    repository: `Admin of ${repository.name} (a token with repo and workflow)`,
    aws: `in account ${deployment.aws.accountId}: ${actionsNeeded(place).length} actions of ${'s3' in place ? 'S3, KMS and IAM' : 'IAM'} (--json lists them), as an administrator has them`,
    entra: consent
      ? `in tenant ${deployment.entra.tenantId}: Cloud Application Administrator, and Privileged Role Administrator to consent (Graph: Application.ReadWrite.All, AppRoleAssignment.ReadWrite.All)`
      : `in tenant ${deployment.entra.tenantId}: Cloud Application Administrator; somebody else consents by a link`,
  };
}

/** Says it all. */
export function sayIntended(terminal: Terminal, intended: Intended): void {
  const { level, foreseen, repository } = intended;
  const things = intendedThings(intended);
  terminal.heading(`What bootstrap makes for ${intended.deployment.name}`);
  terminal.table(
    ['Where', 'What', 'Why'],
    things.map(({ part, what, why }) => [partWords[part], what, why]),
  );
  terminal.heading('By whose rights');
  const needed = rightsNeeded(intended);
  terminal.table(
    ['Where', 'Whoever runs it needs'],
    intended.parts.map((part) => [partWords[part], needed[part]]),
  );
  terminal.heading(`Level: ${level}`);
  terminal.say(levelWords[level]);
  if (intended.parts.includes('entra') && level !== 'refused') {
    terminal.heading(`Rights in Entra: ${intended.entraRights}`);
    terminal.say(entraWords[intended.entraRights]);
  }
  if (foreseen === undefined) {
    terminal.say(
      'GitHub does not tell the plan of this account to whoever is signed in: whether it keeps reviewers is seen when they are set, and nothing is made in a cloud if it does not.',
    );
  }
  if (intended.parts.includes('azure')) {
    terminal.say(
      'Rules of the network on the storage account stay as their owner has them: the runners of GitHub come from the internet. Who plans or applies on a laptop needs Storage Blob Data Contributor on the container: a lock is a lease, and a lease is a write.',
    );
  }
  if (repository.private === false) {
    terminal.warn(
      'The repository is public: plans name people, and everybody would read them. Make it private, if you can.',
    );
  }
  if (repository.fork === true) {
    terminal.warn('The repository is a fork. It has an id of its own, so neither cloud lets the other one in.');
  }
  if (intended.parts.includes('entra') && level !== 'refused') {
    terminal.say(
      `Entra compares the subject alone: the branch rule of ${intended.environment} alone keeps other branches from applying there${level === 'confirmed' ? ', and without reviewers nobody is asked either: who starts the apply is looked at by the job' : ''}. AWS compares ref and repository besides.`,
    );
  }
}

const partWords: Readonly<Record<Part, string>> = { repository: 'GitHub', azure: 'Azure', aws: 'AWS', entra: 'Entra' };

const entraWords: Readonly<Record<EntraRights, string>> = {
  daily:
    'The pipeline does daily work: people, desktops, secrets on their turn, what Intune gives. A person applies foundation and handshake, on a laptop with the same state; the stack makes the pipeline owner of the registration app and the groups. A plan that needs more is refused before it is approved, with whom to ask.',
  whole:
    'The pipeline may do all of it, which is as much as Global Administrator: it can add a secret to any application of the tenant, and give any right.',
};

const levelWords: Readonly<Record<Level, string>> = {
  approved: 'Reviewers of the environment approve each apply, and nobody their own.',
  confirmed:
    'This host keeps no reviewers: nothing is applied on merge. Somebody who had no part in the change starts the apply with the digest of the plan.',
  refused: `The branch ${mainBranch} cannot be protected here: no identity to apply is made, and a person applies on a laptop.`,
};
