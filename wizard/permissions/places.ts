/**
 * Where each IAM action is allowed: as narrow as the service authorization reference
 * (https://docs.aws.amazon.com/service-authorization/latest/reference/reference.html) knows resources for it and as the names of a
 * deployment allow. Ids come from AWS, so what has only an id is named by its kind.
 */
import type { Deployment } from '../../stacks/deployment/schema.js';
import { partitionOf } from '../../modules/workspaces/regions.js';

/** What names are made of; without a deployment each is `*`. */
export interface Place {
  readonly partition: string;
  readonly accountId: string;
  /** Beginning of every name. */
  readonly name: string;
  readonly rolePath: string;
  /** Regions in use. Empty: any. */
  readonly regions: readonly string[];
  /** Resources that exist beside what the deployment makes, by their ARNs. */
  readonly existing: readonly string[];
  /** Roles that are taken on. */
  readonly roles: readonly string[];
  /** Where the state lies in S3. */
  readonly state?: { readonly bucket: string; readonly key: string };
  /** The state is read and its lock written: a plan. */
  readonly reading?: boolean;
}

export const anyPlace: Place = {
  partition: '*',
  accountId: '*',
  name: '*',
  rolePath: '/*',
  regions: [],
  existing: [],
  roles: ['*'],
};

/** The names of a deployment. */
export function placeOf(deployment: Deployment): Place {
  const { aws, name, identityCenter, sites, alerts, state } = deployment;
  const inS3 = 's3' in state ? state.s3 : undefined;
  const keys = sites.flatMap(({ desktops }) =>
    desktops.encryption && desktops.encryption.key !== 'create' ? [desktops.encryption.key] : [],
  );
  const secrets = sites.flatMap(({ registrationSecret }) =>
    'existing' in registrationSecret ? [registrationSecret.existing.arn] : [],
  );
  const topics = alerts && 'snsTopicArn' in alerts ? [alerts.snsTopicArn] : [];
  return {
    partition: partitionOf(identityCenter.region),
    accountId: aws.accountId,
    name,
    rolePath: aws.rolePath,
    regions: [...new Set([identityCenter.region, ...sites.map(({ region }) => region)])].sort(),
    existing: [...keys, ...secrets, ...topics, ...(inS3?.kmsKeyId ? [inS3.kmsKeyId] : [])],
    roles: [identityCenter.roleArn, inS3?.roleArn].filter((each) => each !== undefined),
    ...(inS3 ? { state: { bucket: inS3.bucket, key: inS3.key ?? `entra-workspaces/${name}.tfstate` } } : {}),
  };
}

/** As IAM writes it. */
export type Condition = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

/** Resources and condition of one action. */
export interface Allowed {
  readonly resources: readonly string[];
  readonly condition?: Condition;
}

/** Actions that the API knows no resource for, or that a lookup makes before it knows any: allowed on `*`. */
const anywhere: readonly RegExp[] = [
  /^(account|organizations|servicequotas|ec2|tag):/,
  /^iam:ListAccountAliases$/,
  /^kms:(CreateKey|ListAliases|ListKeys)$/,
  /^logs:DescribeLogGroups$/,
  /^secretsmanager:ListSecrets$/,
  /^sns:(GetSubscriptionAttributes|ListSubscriptions|ListTopics|Unsubscribe)$/,
  /^sso:(ListInstances|ListApplications)$/,
  /^workspaces:(Describe\w+|CreateTags|DeleteTags|CreateIpGroup)$/,
  /^cloudwatch:/,
];

/** Services that answer in `us-east-1` for the whole world: a Region in a condition would shut them out. */
const global = /^(iam|organizations|account|sts):/;

/** Where an action is allowed. */
export function allowedAt(action: string, place: Place): Allowed {
  const condition = conditionOf(action, place);
  if (anywhere.some((pattern) => pattern.test(action))) {
    const inRegions =
      place.regions.length > 0 && !global.test(action)
        ? { StringEquals: { 'aws:RequestedRegion': place.regions } }
        : undefined;
    return { resources: ['*'], ...(inRegions || condition ? { condition: { ...inRegions, ...condition } } : {}) };
  }
  return { resources: resourcesOf(action, place), ...(condition ? { condition } : {}) };
}

function resourcesOf(action: string, place: Place): readonly string[] {
  const { name, rolePath, existing } = place;
  const [service = '', operation = ''] = action.split(':');
  const arn = (type: string): string[] => inEachRegion(place, (region) => `${service}:${region}`, type);
  const known = existing.filter((each) => each.split(':')[2] === service);
  switch (service) {
    case 'iam':
      return roles(place, [`${rolePath}${name}-control-plane-*`, '/workspaces_DefaultRole']);
    case 'kms': {
      const keys = [...arn('key/*'), ...known];
      return /Alias$/.test(operation) ? [...keys, ...arn(`alias/${name}-*`)] : keys;
    }
    case 'secretsmanager':
      return [...arn(`secret:${name}-*`), ...known];
    case 'lambda':
      return arn(`function:${name}-control-plane`);
    case 'logs':
      return arn(`log-group:/aws/lambda/${name}-control-plane*`);
    case 'events':
      return arn(`rule/${name}-*`);
    case 'sns':
      return [...arn(`${name}-*`), ...known];
    case 'workspaces':
      return ['directory/*', 'workspace/*', 'workspacebundle/*'].flatMap((type) => arn(type));
    case 'sso':
      return [
        `arn:${place.partition}:sso:::instance/*`,
        `arn:${place.partition}:sso::${place.accountId}:application/*`,
      ];
    case 'identitystore':
      // The store may belong to another account of the organization.
      return ['identitystore::*:identitystore/*', 'identitystore:::user/*', 'identitystore:::group/*'].map(
        (end) => `arn:${place.partition}:${end}`,
      );
    case 's3': {
      const bucket = `arn:${place.partition}:s3:::${place.state?.bucket ?? '*'}`;
      const object = `${bucket}/${place.state?.key ?? '*'}`;
      if (operation === 'ListBucket') return [bucket];
      const lock = `${object}.tflock`;
      return place.reading && operation !== 'GetObject' ? [lock] : [object, lock];
    }
    case 'sts':
      return place.roles;
    default:
      return ['*'];
  }
}

function inEachRegion(place: Place, service: (region: string) => string, type: string): string[] {
  const regions = place.regions.length > 0 ? place.regions : ['*'];
  return regions.map((region) => `arn:${place.partition}:${service(region)}:${place.accountId}:${type}`);
}

function roles({ partition, accountId }: Place, paths: readonly string[]): string[] {
  return paths.map((path) => `arn:${partition}:iam::${accountId}:role${path}`);
}

/** Conditions that take nothing from what the action is needed for. */
function conditionOf(action: string, { regions }: Place): Condition | undefined {
  const through = (service: string): readonly string[] =>
    (regions.length > 0 ? regions : ['*']).map((region) => `${service}.${region}.amazonaws.com`);
  switch (action) {
    case 'iam:PassRole':
      return { StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } };
    case 'kms:CreateGrant':
      return {
        StringLike: { 'kms:ViaService': through('workspaces') },
        Bool: { 'kms:GrantIsForAWSResource': 'true' },
      };
    case 'kms:GenerateDataKey':
      return { StringLike: { 'kms:ViaService': [...through('secretsmanager'), 's3.*.amazonaws.com'] } };
    case 'kms:Decrypt':
      return {
        StringLike: {
          'kms:ViaService': [
            ...through('secretsmanager'),
            ...['s3', 'sso', 'identitystore'].map((each) => `${each}.*.amazonaws.com`),
          ],
        },
      };
    default:
      return undefined;
  }
}
