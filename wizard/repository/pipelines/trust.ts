/**
 * Whom the clouds let in: the trust policy of each role and the federated credential of each application. Sources:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html (keys of GitHub's tokens, more of
 * them since February 2026), https://learn.microsoft.com/en-us/graph/api/resources/federatedidentitycredential.
 */
import { audiences, contextOf, issuer, mainBranch, type Identity } from '../../../domain/pipeline-subjects.js';

/** The repository as the host knows it. */
export interface Repository {
  /** What a subject begins with: `repo:contoso/desktops`, or with ids. */
  readonly prefix: string;
  /** Its number. A repository that takes a name over has another one. */
  readonly id: string;
}

/**
 * The trust policy of a role. Every condition is an equality: one that a token does not fulfil, or does not speak of, keeps
 * it out. That it is the main branch is said once more than the environment's own rule says it.
 */
export function awsTrust(identity: Identity, roleArn: string, environment: string, { prefix, id }: Repository): object {
  const [, partition, , , account] = roleArn.split(':');
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Federated: `arn:${partition}:iam::${account}:oidc-provider/${issuer}` },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: {
          StringEquals: {
            [`${issuer}:aud`]: audiences.aws,
            [`${issuer}:sub`]: `${prefix}:${contextOf(identity, environment)}`,
            [`${issuer}:repository_id`]: id,
            // The ref of a pull request is another one each time: there its environment says all.
            ...(identity === 'pullRequestPlan' ? {} : { [`${issuer}:ref`]: `refs/heads/${mainBranch}` }),
          },
        },
      },
    ],
  };
}

/** The federated credential of an application. Entra compares issuer, subject and audience, and nothing else. */
export function entraCredential(identity: Identity, environment: string, { prefix }: Repository): object {
  const name = { mainPlan: 'github-main-plan', apply: 'github-apply', pullRequestPlan: 'github-pull-request-plan' };
  return {
    name: name[identity],
    issuer: `https://${issuer}`,
    subject: `${prefix}:${contextOf(identity, environment)}`,
    audiences: [audiences.entra],
  };
}
