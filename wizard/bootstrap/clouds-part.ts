/** The halves of the clouds, in the order that is safe: state, identities without trust, rights, trust last. */
import { providerArn } from '../repository/pipelines/trust.js';
import { partitionOf } from '../../domain/partitions.js';
import type { CommandContext } from '../command.js';
import type { Clouds } from '../clouds/lookup.js';
import type { Addresses } from '../clouds/addresses.js';
import { stateKeyOf } from '../../deployment/state-key.js';
import type { Deployment } from '../../deployment/schema.js';
import { Failure } from '../terminal/failure.js';
import { Half, type HalfDone } from './apply-half.js';
import { BucketCalls } from '../clouds/bucket-calls.js';
import { bucketPolicy, letIn } from '../permissions/bucket-policy.js';
import { dropOtherKinds, isCredential } from './federated-credentials.js';
import { awsHalf, credentialOf, entraHalf, type Making } from './identities.js';
import type { Identity } from '../repository/pipelines/tokens/token-host.js';
import { leftProvider, setIdentityProvider } from './identity-provider.js';
import { lookAtBucket, markOf, setBucket } from './state-bucket.js';
import type { StateHome } from './state-home.js';
import { setKey } from './state-key.js';
import { surveyEntra, trustProblems, type KnownApps } from './survey.js';
import { makesBoundary, surveyAws } from './survey-aws.js';

/** The bucket of a deployment in S3. */
export function bucketOf(clouds: Pick<Clouds, 'aws'>, addresses: Addresses, deployment: Deployment): BucketCalls {
  const { state, aws } = deployment;
  if (!('s3' in state)) throw new Error('bootstrap keeps the state in S3');
  const { bucket, region } = state.s3;
  return new BucketCalls(clouds.aws, addresses, { bucket, region, owner: aws.accountId });
}

/** @throws Failure when whoever is signed in to AWS is in another account */
export async function assertAccount({ aws }: Pick<Clouds, 'aws'>, deployment: Deployment): Promise<void> {
  const { Account } = await aws.call('sts', 'GetCallerIdentity', await aws.homeRegion(), {});
  if (Account === deployment.aws.accountId) return;
  throw new Failure('The credentials for AWS are those of another account.', [
    `must be account ${deployment.aws.accountId}, got: ${Account ?? 'none'}`,
    'Sign in to it (aws sso login, AWS_PROFILE), then run this again.',
  ]);
}

export interface StateMade {
  readonly mark: string;
  readonly kmsKeyId: string;
  readonly done: readonly string[];
  /** Whom statements of the bucket's owner let in. */
  readonly others: readonly string[];
}

/**
 * Bucket, mark and key. A key that the deployment names is its owner's, and is used as it is.
 * @param how ARNs of the roles of the pipeline, which are kept out of what is for people, and a mark to begin with
 */
export async function makeState(
  clouds: Pick<Clouds, 'aws'>,
  calls: BucketCalls,
  deployment: Deployment,
  { roles, mark: offered }: { readonly roles: readonly string[]; readonly mark: string },
): Promise<StateMade> {
  const { name, tags, identityCenter, state } = deployment;
  const wishes = {
    deployment: name,
    tags,
    stateKey: stateKeyOf(deployment) ?? '',
    partition: partitionOf(identityCenter.region),
    roles,
  };
  const status = await lookAtBucket(calls, name);
  const bucket = await setBucket(calls, wishes, status);
  const mark = await markOf(calls, name, offered);
  const named = 's3' in state ? state.s3.kmsKeyId : undefined;
  const { region } = calls.place;
  const key =
    named === undefined ? await setKey(clouds.aws, { deployment: name, region, mark, tags }) : { arn: named, done: [] };
  const encrypted = await setBucket(calls, { ...wishes, kmsKeyId: key.arn }, 'ours');
  const policy = await calls.read('s3:GetBucketPolicy', { query: { policy: '' } });
  const others = letIn(bucketPolicy(calls.place.bucket, wishes), policy);
  return { mark, kmsKeyId: key.arn, done: [...bucket, ...key.done, ...encrypted], others };
}

/** A half whose identities and rights are made, and which nobody may use yet. */
export interface Prepared {
  /** What was made, by address. */
  readonly changes: readonly string[];
  /** Client ids of what was made in this run, as its state names them. */
  readonly outputs: HalfDone['outputs'];
  /** Lets in whom it is for. @param settled with what only the host's last step told */
  trust(settled: Making): Promise<HalfDone>;
}

/** The ARN of the identity provider of who signed before an option said another one. */
export function providerBefore({
  host,
  repository,
  signedBefore,
  deployment,
}: Pick<Making, 'host' | 'repository' | 'signedBefore' | 'deployment'>): string | undefined {
  const before = signedBefore && host.provider(signedBefore)?.issuer;
  const now = host.provider(repository)?.issuer;
  if (before === undefined || now === undefined || before === now) return undefined;
  return providerArn(partitionOf(deployment.identityCenter.region), deployment.aws.accountId, before);
}

/** The identities in AWS with their rights. What trusts already keeps its trust: a second run takes nothing away meanwhile. */
export async function prepareAws(
  clouds: Pick<Clouds, 'aws'>,
  context: CommandContext,
  making: Making,
  how: { readonly state: Parameters<typeof awsHalf>[1]; readonly verbose: boolean; readonly home?: StateHome },
): Promise<Prepared> {
  const { aws } = clouds;
  const { state, verbose, home } = how;
  const { deployment } = making;
  const keeps = await makesBoundary(aws, making);
  const found = await surveyAws(aws, making, keeps);
  const setProvider = async (of: Making): Promise<readonly string[]> => {
    const from = of.host.provider(of.repository);
    if (from === undefined) return [];
    const arn = providerArn(partitionOf(deployment.identityCenter.region), deployment.aws.accountId, from.issuer);
    return setIdentityProvider(aws, arn, of.mark, { ...from, host: of.host.words.host });
  };
  const provider = await setProvider(making);
  const half = new Half(context, 'aws', verbose, home);
  const trusted = (await trustProblems({ aws }, making, {})).length === 0;
  const bring = (of: Making, there: typeof found): Promise<HalfDone> =>
    half.bring({ aws: awsHalf(of, state, keeps) }, there);
  const before = trusted ? undefined : await bring({ ...making, trusting: false }, found);
  return {
    changes: [...provider, ...(before?.changes ?? [])],
    outputs: before?.outputs ?? {},
    trust: async (settled) => {
      // Of a host that settles it is known by now.
      const late = making.host.provider(making.repository) === undefined ? await setProvider(settled) : [];
      const { changes, outputs } = await bring({ ...settled, trusting: true }, trusted ? found : []);
      const before = providerBefore(settled);
      const left = before === undefined ? undefined : await leftProvider(aws, before, settled.mark);
      if (left !== undefined) context.terminal.warn(left);
      return { changes: [...late, ...changes], outputs };
    },
  };
}

/** The identities in Entra with their rights. */
export async function prepareEntra(
  clouds: Pick<Clouds, 'graph'>,
  context: CommandContext,
  making: Making,
  how: {
    readonly state: Parameters<typeof entraHalf>[1];
    readonly consent: boolean;
    readonly known: KnownApps;
    readonly verbose: boolean;
    readonly home?: StateHome;
  },
): Promise<Prepared> {
  const { graph } = clouds;
  const { state, consent, known, verbose, home } = how;
  const found = await surveyEntra(graph, making, known);
  const half = new Half(context, 'entra', verbose, home);
  const trusted = (await trustProblems({ graph }, making, known)).length === 0;
  const bring = (of: Making, there: typeof found): Promise<HalfDone> =>
    half.bring({ entra: entraHalf(of, state, consent) }, there);
  const before = trusted ? undefined : await bring({ ...making, trusting: false }, found);
  return {
    changes: before?.changes ?? [],
    outputs: before?.outputs ?? {},
    trust: async (settled) => {
      if (trusted) return bring({ ...settled, trusting: true }, found);
      // Looked at again: a credential that a killed run made is in no state, and one that a state held is gone by now.
      const now = await surveyEntra(graph, settled, known);
      await dropOtherKinds(graph, now, (identity) => credentialOf(settled, identity as Identity));
      return bring({ ...settled, trusting: true }, now.filter(isCredential));
    },
  };
}
