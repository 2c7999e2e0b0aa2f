/** What of AWS is there already, and ours: a role only with our trust, a policy only with our mark. */
import { sameDocument } from '../../domain/same-document.js';
import { policiesOfOthers, policyArnOf } from '../permissions/pipeline-policies.js';
import { bootstrapTag, boundaryName, pipelineRoleName } from '../../domain/names.js';
import { pipelineOf, roleArnOf } from '../../deployment/pipeline-of.js';
import { nobody } from '../../domain/trust-nobody.js';
import { boundaryArnOf } from '../permissions/places.js';
import { unlessAbsent } from '../clouds/cloud-error.js';
import type { Aws } from '../clouds/aws.js';
import { Failure } from '../terminal/failure.js';
import { policiesOn } from '../clouds/lookups/pipeline/pipeline-roles.js';
import { policyNames, trustOf, type Making } from './identities.js';
import type { Found } from './found.js';

/** @throws Failure where something of the same name is not ours */
export async function surveyAws(aws: Aws, making: Making, keepsBoundary: boolean): Promise<Found[]> {
  const { deployment, mark, identities } = making;
  const found: Found[] = [];
  for (const identity of identities) {
    const name = pipelineRoleName(deployment.name, identity);
    const answer = await unlessAbsent(aws.call('iam', 'GetRole', undefined, { RoleName: name }), undefined);
    const role = answer?.Role;
    if (role === undefined) continue;
    const marked = (role.Tags ?? []).some(({ Key, Value }) => Key === bootstrapTag && Value === mark);
    const arn = roleArnOf(deployment, identity);
    const named = pipelineOf(deployment.pipeline)?.aws[identity] === arn && role.Arn === arn;
    const trusts = decodeURIComponent(role.AssumeRolePolicyDocument ?? '');
    const there = `there:  ${role.Arn ?? ''}, made ${role.CreateDate?.toISOString() ?? 'at an unknown time'}, trusts ${trusts}`;
    if (!marked && !(named && sameDocument(trusts, trustOf(making, identity)))) {
      throw new Failure(`There is a role ${name} already, and bootstrap did not make it.`, [
        `wanted: ${arn} with the tag ${bootstrapTag} = ${mark}`,
        there,
        'Nothing is taken over by its name. Delete it if nobody needs it, or give the deployment another name.',
      ]);
    }
    // A tag is read by many. Whoever else is let in would be it for as long as their session lasts, with the new rights.
    if (making.trusting && !trustsNobodyElse(trusts, making)) {
      throw new Failure(`The role ${name} has the mark of bootstrap, and trusts somebody else.`, [
        `wanted: ${JSON.stringify(trustOf(making, identity))}`,
        there,
        `Find out who changed it. Then take its trust away, and run this again: aws iam update-assume-role-policy --role-name ${name} --policy-document '${nobody}'`,
      ]);
    }
    const others = policiesOfOthers(deployment, identity, await policiesOn(aws, name));
    if (others.length > 0) {
      throw new Failure(`The role ${name} holds rights that bootstrap did not give.`, [
        `must have no policy but those of bootstrap, got: ${others.join('; ')}`,
        `Find out who gave them and why. Then take them away (aws iam detach-role-policy, aws iam delete-role-policy), and run bootstrap again.`,
      ]);
    }
    found.push({ type: 'aws_iam_role', by: { name }, id: name });
  }
  const policies = policyNames(making).map((name) => ({ name, arn: policyArnOf(deployment, name) }));
  const boundary = keepsBoundary ? [{ name: boundaryName(deployment.name), arn: boundaryArnOf(deployment) }] : [];
  for (const policy of [...policies, ...boundary]) {
    const answer = await unlessAbsent(aws.call('iam', 'GetPolicy', undefined, { PolicyArn: policy.arn }), undefined);
    if (answer?.Policy === undefined) continue;
    if (!isMarked(answer.Policy.Tags, mark)) throw foreignPolicy(policy.arn, mark);
    found.push({ type: 'aws_iam_policy', by: { name: policy.name }, id: policy.arn });
  }
  return found;
}

interface TrustStatement {
  readonly Effect?: string;
  readonly Principal?: Readonly<Record<string, unknown>> | string;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>;
}

/**
 * Whether a role lets in nobody, or jobs of this very repository alone: by its number, which a renamed one keeps. Which of its
 * jobs, and under which name, is put right. Where AWS knows no number of it, by its subjects: of this name, and of the one before
 * where the deployment has kept the number.
 */
function trustsNobodyElse(text: string, making: Making): boolean {
  let statements: readonly TrustStatement[];
  try {
    const { Statement = [] } = JSON.parse(text) as { Statement?: TrustStatement | readonly TrustStatement[] };
    statements = [Statement].flat();
  } catch {
    return false;
  }
  const { host, repository, identities, signedBefore } = making;
  const subjects = identities.map((identity) => host.trusts(making, identity)?.aws.subject);
  const isOurs = (subject: unknown): boolean =>
    typeof subject === 'string' && (subjects.includes(subject) || host.isOwnSubject?.(subject, repository) === true);
  const isBy = (at: Making['repository'], { Principal, Condition = {} }: TrustStatement): boolean => {
    const provider = host.provider(at)?.issuer.replace(/^https:\/\//, '');
    // Nobody knows yet whom it has to trust.
    if (provider === undefined || typeof Principal !== 'object') return false;
    const { StringEquals = {} } = Condition;
    const own = Object.entries(host.ownClaims(at));
    const subject = StringEquals[`${provider}:sub`];
    return (
      Object.keys(Principal).join() === 'Federated' &&
      String(Principal['Federated']).endsWith(`:iam::${making.deployment.aws.accountId}:oidc-provider/${provider}`) &&
      own.every(([claim, value]) => StringEquals[`${provider}:${claim}`] === value) &&
      (own.length > 0 ? subject !== undefined : [subject].flat().every(isOurs))
    );
  };
  const places = [
    repository,
    ...(signedBefore ? [{ ...repository, url: signedBefore.url, issuer: signedBefore.issuer }] : []),
  ];
  return statements.every((each) => each.Effect === 'Deny' || places.some((at) => isBy(at, each)));
}

/**
 * Whether the permissions boundary is made by bootstrap: where the deployment names none, or names the one that bootstrap made.
 * One of its owner's stays its owner's.
 */
export async function makesBoundary(
  aws: Aws,
  { deployment, mark }: Pick<Making, 'deployment' | 'mark'>,
): Promise<boolean> {
  const named = deployment.aws.permissionsBoundaryArn;
  if (named === undefined) return true;
  const answer = await unlessAbsent(aws.call('iam', 'GetPolicy', undefined, { PolicyArn: named }), undefined);
  if (answer?.Policy !== undefined) return isMarked(answer.Policy.Tags, mark);
  return named.endsWith(`:policy/${boundaryName(deployment.name)}`);
}

type Tags = readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[] | undefined;

const isMarked = (tags: Tags, mark: string): boolean =>
  (tags ?? []).some(({ Key, Value }) => Key === bootstrapTag && Value === mark);

function foreignPolicy(arn: string, mark: string): Failure {
  return new Failure(`There is a policy ${arn.split('/').at(-1) ?? ''} already, and bootstrap did not make it.`, [
    `wanted: ${arn} with the tag ${bootstrapTag} = ${mark}`,
    `there:  ${arn} without it`,
    'Delete it if nobody needs it. A permissions boundary of your own: name it in `aws.permissionsBoundaryArn`.',
  ]);
}
