/**
 * Whom the clouds let in: the trust policy of each role and the federated credential of each application. Sources:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html (keys of GitHub's tokens, more of
 * them since February 2026; of gitlab.com project_id, ref_protected and others),
 * https://learn.microsoft.com/en-us/graph/api/resources/federatedidentitycredential,
 * https://learn.microsoft.com/en-us/entra/workload-id/workload-identities-set-up-flexible-federated-identity-credential.
 */
import { partsOfArn } from '../../../domain/arn.js';
import { pipelineHosts } from '../../../deployment/pipeline-hosts/index.js';
import { claimsExpression, type Identity, type Trusted } from '../../../domain/pipeline-subjects.js';

/** The repository as the host knows it. */
export interface Repository {
  /** What a subject begins with: `repo:contoso/desktops`, or with ids. */
  readonly prefix: string;
  /** Its number. A repository that takes a name over has another one. */
  readonly id: string;
}

function ofGithub(identity: Identity, environment: string, repository: Repository, subject?: string): Trusted {
  const trusted = pipelineHosts.github.trusted(identity, { ...repository, environment });
  return subject === undefined ? trusted : { ...trusted, subject };
}

/**
 * The trust policy of a role. Every condition is an equality: one that a token does not fulfil, or does not speak of, keeps
 * it out. That it is the main branch is said once more than the environment's own rule says it.
 * @param subject Of a repository that makes its own. @default as GitHub makes it
 */
export function awsTrust(
  identity: Identity,
  roleArn: string,
  environment: string,
  repository: Repository,
  subject?: string,
): object {
  return trustOf(roleArn, ofGithub(identity, environment, repository, subject));
}

/** The trust policy of a role for the jobs of any host. */
export function trustOf(roleArn: string, { issuer, audiences, subject, claims }: Trusted): object {
  const { partition, accountId } = partsOfArn(roleArn);
  const provider = issuer.replace(/^https:\/\//, '');
  const more: Record<string, string> = {};
  for (const [name, value] of Object.entries(claims)) more[`${provider}:${name}`] = value;
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Federated: providerArn(partition, accountId, issuer) },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: {
          StringEquals: {
            [`${provider}:aud`]: audiences.aws,
            [`${provider}:sub`]: subject,
            ...more,
          },
        },
      },
    ],
  };
}

/** ARN of the identity provider of who signs, which follows from its address. */
export const providerArn = (partition: string, accountId: string, issuer: string): string =>
  `arn:${partition}:iam::${accountId}:oidc-provider/${issuer.replace(/^https:\/\//, '')}`;

/** As Graph takes it. */
export interface EntraCredential {
  readonly name: string;
  readonly issuer: string;
  readonly subject: string;
  readonly audiences: readonly string[];
}

/**
 * The federated credential of an application: issuer, subject and audience, and nothing else.
 * @param subject Of a repository that makes its own. @default as GitHub makes it
 */
export function entraCredential(
  identity: Identity,
  environment: string,
  repository: Repository,
  subject?: string,
): EntraCredential {
  return credentialOf('github', identity, ofGithub(identity, environment, repository, subject));
}

const names = { mainPlan: 'main-plan', apply: 'apply', pullRequestPlan: 'pull-request-plan' } as const;

/** Name of the federated credential of an identity. @param host a word of it */
export const credentialName = (host: string, identity: Identity): string => `${host}-${names[identity]}`;

/** The federated credential for the jobs of any host. @param host a word of its name */
export function credentialOf(
  host: string,
  identity: Identity,
  { issuer, audiences, subject }: Trusted,
): EntraCredential {
  return { name: credentialName(host, identity), issuer, subject, audiences: [audiences.entra] };
}

/** As Graph takes it in beta: an expression in the place of a subject. */
export interface FlexibleCredential extends Omit<EntraCredential, 'subject'> {
  readonly claimsMatchingExpression: { readonly value: string; readonly languageVersion: 1 };
}

/** The same with further claims; nothing where there are none to compare. */
export function flexibleCredentialOf(
  host: string,
  identity: Identity,
  trusted: Trusted,
): FlexibleCredential | undefined {
  const value = claimsExpression(trusted);
  if (value === undefined) return undefined;
  const { subject: _subject, ...rest } = credentialOf(host, identity, trusted);
  return { ...rest, claimsMatchingExpression: { value, languageVersion: 1 } };
}
