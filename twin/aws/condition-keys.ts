/** Which condition keys the twin plays. One that it does not know is refused: an absent key could make a policy hold. */
import { twinMistake } from './errors.js';

const global = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html';
const reference = 'https://docs.aws.amazon.com/service-authorization/latest/reference';
const kms = 'https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html';

/** By pattern, without case; with where it is written what the key says. */
const played: readonly (readonly [pattern: RegExp, source: string])[] = [
  [/^aws:(requestedregion|viaawsservice|principalarn|principalaccount|sourceaccount|sourcearn)$/, global],
  [/^aws:(resourcetag|requesttag)\/.+$/, global],
  [/^aws:tagkeys$/, global],
  // Nobody who calls the twin has tags.
  [/^aws:principaltag\/.+$/, global],
  [
    /^iam:(permissionsboundary|policyarn|passedtoservice|awsservicename)$/,
    `${reference}/list_awsidentityandaccessmanagementiam.html`,
  ],
  [
    /^kms:(calleraccount|viaservice|grantisforawsresource|bypasspolicylockoutsafetycheck|resourcealiases|schedulekeydeletionpendingwindowindays)$/,
    kms,
  ],
  // The keys of Identity Center and of the identity store are not played: where the context is asked for, it is absent.
  [/^kms:encryptioncontext:.+$/, kms],
  [/^lambda:(principal|functionurlauthtype)$/, `${reference}/list_awslambda.html`],
  [/^lambda:sourcefunctionarn$/, 'https://docs.aws.amazon.com/lambda/latest/dg/permissions-source-function-arn.html'],
  [/^ec2:(createaction|resourcetag\/.+)$/, `${reference}/list_amazonec2.html`],
  [/^secretsmanager:resourcetag\/.+$/, `${reference}/list_awssecretsmanager.html`],
  [/^sns:(protocol|endpoint)$/, `${reference}/list_amazonsns.html`],
  // Of the policy that SNS gives a topic.
  [/^aws:sourceowner$/, 'https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html'],
  [/^events:targetarn$/, `${reference}/list_amazoneventbridge.html`],
  [/^aws:securetransport$/, global],
  [/^token\.actions\.githubusercontent\.com:\w+$/, `${reference}/list_awssecuritytokenservice.html`],
  // Of every identity provider, called by its address without https://; of gitlab.com more.
  [
    /^[a-z0-9-]+(\.[a-z0-9-]+)+(:\d+)?(\/[\w.-]+)*:(aud|sub)$/,
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif',
  ],
  [
    /^gitlab\.com:(project_id|namespace_id|ref_protected|pipeline_source|runner_environment)$/,
    'https://docs.gitlab.com/ci/cloud_services/aws',
  ],
  [/^s3:(prefix|x-amz-server-side-encryption|if-none-match)$/, `${reference}/list_amazons3.html`],
];

/** Throws for a key that the twin does not play. */
export function mustPlay(key: string): void {
  if (played.some(([pattern]) => pattern.test(key.toLowerCase()))) return;
  twinMistake(`the condition key ${key} is not played: whether a policy with it holds cannot be told`);
}

/** Keys that every request has, whatever the reference lists for its action. */
const always =
  /^(aws:(requestedregion|viaawsservice|principal\w+|source\w+)(\/.+)?|lambda:sourcefunctionarn|kms:viaservice)$/;

/**
 * Whether an action has a key in its context at all: `known` are those that the service authorization reference lists for
 * action and resource, `aws:ResourceTag/${TagKey}` among them. Any other is absent.
 */
export function supports(known: readonly string[], key: string): boolean {
  const wanted = key.toLowerCase();
  if (always.test(wanted)) return true;
  return known.some((each) => {
    const [stem = ''] = each.toLowerCase().split(/\$\{|tag-key/);
    return stem.endsWith('/') || stem.endsWith(':') ? wanted.startsWith(stem) : wanted === stem;
  });
}
