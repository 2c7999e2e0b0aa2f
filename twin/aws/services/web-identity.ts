import type { AssumeRoleWithWebIdentityRequest } from '@aws-sdk/client-sts';
import { rule } from '../../rules.js';
import { AwsError } from '../errors.js';
import { decide } from '../policy.js';
import type { Principals } from '../principals.js';
import type { Cloud } from '../service.js';

const providerFirst = rule(
  'web-identity-provider',
  'https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html: InvalidIdentityToken',
  'A token is taken where the account has a provider for its issuer that names its audience.',
);
const trustOfToken = rule(
  'web-identity-trust',
  'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html',
  'The trust policy of the role decides about issuer, audience, subject and the claims that STS knows; what is refused is not said.',
);

/**
 * Claims that STS hands to conditions besides subject and audience, by issuer, since February 2026: AWS What's New, "STS supports
 * validation of identity provider claims"; of gitlab.com https://docs.gitlab.com/ci/cloud_services/aws. Of others none.
 */
const knownClaims: Readonly<Record<string, readonly string[]>> = {
  'token.actions.githubusercontent.com': [
    ...['actor', 'actor_id', 'job_workflow_ref', 'repository', 'repository_id', 'workflow', 'ref'],
    ...['environment', 'enterprise_id'],
  ],
  'gitlab.com': ['project_id', 'namespace_id', 'ref_protected', 'pipeline_source', 'runner_environment'],
};

/** Answers AssumeRoleWithWebIdentity: no signature, the token says who it is. */
export async function assumeRoleWithWebIdentity(
  cloud: Cloud,
  principals: Principals,
  input: AssumeRoleWithWebIdentityRequest,
): Promise<object> {
  const token = input.WebIdentityToken ?? '';
  const claims = claimsIn(token);
  const issuer = typeof claims['iss'] === 'string' ? claims['iss'] : '';
  const host = issuer.replace(/^https:\/\//, '');
  const provider = cloud.foundation.identityProvider?.(`arn:aws:iam::${cloud.accountId}:oidc-provider/${host}`);
  if (!provider || !cloud.world.issuers?.believes(issuer, token)) {
    cloud.leanOn(providerFirst);
    throw new AwsError(
      'InvalidIdentityTokenException',
      `No OpenIDConnect provider found in your account for ${issuer}`,
    );
  }
  const audience = String(claims['aud']);
  if (!provider.clientIds.includes(audience)) {
    cloud.leanOn(providerFirst);
    throw new AwsError('InvalidIdentityTokenException', 'Incorrect token audience');
  }
  if (typeof claims['exp'] === 'number' && claims['exp'] * 1000 < Date.now()) {
    throw new AwsError(
      'ExpiredTokenException',
      'Token expired: current date/time must be before the expiration date/time',
    );
  }
  const arn = input.RoleArn ?? '';
  const role = await cloud.foundation.role(arn.split('/').at(-1) ?? '');
  const context = Object.fromEntries(
    ['sub', 'aud', ...(knownClaims[host] ?? [])].flatMap((name) =>
      claims[name] === undefined ? [] : [[`${host}:${name}`, textOf(claims[name])]],
    ),
  );
  const question = {
    action: 'sts:AssumeRoleWithWebIdentity',
    resource: arn,
    context,
    principal: { Federated: provider.arn },
  };
  cloud.leanOn(trustOfToken);
  if (role?.arn !== arn || decide([role.trust], question) !== 'allowed') {
    throw new AwsError('AccessDenied', 'Not authorized to perform sts:AssumeRoleWithWebIdentity', {}, 403);
  }
  const { credentials, AssumedRoleUser } = principals.assume(arn, input.RoleSessionName);
  return {
    Credentials: { ...credentials, Expiration: new Date(Date.now() + 3_600_000) },
    SubjectFromWebIdentityToken: claims['sub'],
    AssumedRoleUser,
    Provider: provider.arn,
    Audience: audience,
  };
}

const textOf = (claim: unknown): string => (typeof claim === 'string' ? claim : JSON.stringify(claim));

function claimsIn(token: string): Record<string, unknown> {
  try {
    return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;
  } catch {
    throw new AwsError('InvalidIdentityTokenException', 'The ID Token provided is not a valid JWT.');
  }
}
