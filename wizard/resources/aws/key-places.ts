/**
 * KMS: keys get their ids from AWS, so ours are known by the deployment's tag or by an alias that begins with its name. It may
 * take five minutes until either counts (https://docs.aws.amazon.com/kms/latest/developerguide/alias-authorization.html), so
 * what the apply that makes a key does with it is also allowed on keys that nobody has named: on keys without an alias. So
 * nothing here may change who can use a key: its policy comes with CreateKey, and to change it later is left to a person.
 */
import { all, tagged, tagging, type Allowed, type Condition } from './condition.js';
import { existingOf, inEachRegion, type Place } from './place.js';

/** Done while a key is minutes old; the rest waits until the tag counts. */
const onNewKeys = new Set(['EnableKeyRotation', 'TagResource', 'CreateAlias', 'Decrypt', 'GenerateDataKey']);
/** For an encrypted desktop, which is made some minutes after its key. */
const byAlias = new Set(['CreateGrant', 'Decrypt', 'GenerateDataKey', 'TagResource']);

export function keyRights(operation: string, place: Place): readonly Allowed[] {
  const keys = inEachRegion(place, 'kms', 'key/*');
  const aliases = inEachRegion(place, 'kms', `alias/${place.name}-*`);
  if (operation === 'CreateKey') return [{ resources: ['*'], condition: all(regionsOf(place), tagging(place)) }];
  if (/^List(Aliases|Keys)$/.test(operation)) return [{ resources: ['*'], condition: all(regionsOf(place)) }];
  // What a key is like, never what it encrypts.
  if (/^(Describe|Get|List)/.test(operation)) return [{ resources: [...keys, ...existingOf(place, 'kms')] }];
  const through = ways(operation, place);
  const ours: Condition[] = [
    tagged(place),
    ...(byAlias.has(operation) ? [named(place)] : []),
    ...(onNewKeys.has(operation) ? [operation === 'TagResource' ? all(unnamed, tagging(place)) : unnamed] : []),
  ];
  return [
    ...ours.map((own) => ({ resources: keys, condition: all(through, own) })),
    ...(/Alias$/.test(operation) ? [{ resources: aliases }] : []),
    ...(operation === 'CreateGrant' && existingOf(place, 'kms').length > 0
      ? [{ resources: existingOf(place, 'kms'), condition: all(through) }]
      : []),
    ...(/^(Decrypt|GenerateDataKey)$/.test(operation) ? stateKey(place) : []),
    ...(operation === 'Decrypt' ? keyOfSecrets(keys, through, place) : []),
    // Identity Center and its store under a key of somebody's own, which may belong to another account.
    ...(operation === 'Decrypt'
      ? [
          {
            resources: [`arn:${place.partition}:kms:*:*:key/*`],
            condition: {
              StringLike: { 'kms:ViaService': ['sso', 'identitystore'].map((each) => `${each}.*.amazonaws.com`) },
            },
          },
        ]
      : []),
  ];
}

const regionsOf = ({ regions }: Place): Condition =>
  regions.length > 0 ? { StringEquals: { 'aws:RequestedRegion': regions } } : {};

const named = ({ name }: Place): Condition => ({
  'ForAnyValue:StringLike': { 'kms:ResourceAliases': [`alias/${name}-*`] },
});
/** Without any alias: a key that was just made, or one that nobody ever named. */
const unnamed: Condition = { Null: { 'kms:ResourceAliases': 'true' } };

/** Never used by a person: only through the service whose data the key encrypts; never deleted sooner than it can be noticed. */
function ways(operation: string, { regions }: Place): Condition {
  const through = (service: string): string[] =>
    (regions.length > 0 ? regions : ['*']).map((region) => `${service}.${region}.amazonaws.com`);
  if (operation === 'CreateGrant')
    return {
      StringLike: { 'kms:ViaService': through('workspaces') },
      Bool: { 'kms:GrantIsForAWSResource': 'true' },
    };
  // Its owner has a month to call it off, should somebody have marked a key of others as ours.
  if (operation === 'ScheduleKeyDeletion')
    return { NumericGreaterThanEquals: { 'kms:ScheduleKeyDeletionPendingWindowInDays': '30' } };
  return /^(Decrypt|GenerateDataKey)$/.test(operation)
    ? { StringLike: { 'kms:ViaService': through('secretsmanager') } }
    : {};
}

/** Keys of secrets that exist: told by the secret that a value is read from, so that no other one comes along. */
function keyOfSecrets(keys: readonly string[], through: Condition, place: Place): readonly Allowed[] {
  const secrets = existingOf(place, 'secretsmanager');
  if (secrets.length === 0) return [];
  const ofSecret = { StringEquals: { 'kms:EncryptionContext:SecretARN': secrets } };
  return [{ resources: keys, condition: all(through, ofSecret) }];
}

/** The key of the state: an ARN, an id or an alias, as Terraform's backend takes it. */
function stateKey({ state, partition, accountId }: Place): readonly Allowed[] {
  const id = state?.kmsKeyId;
  if (id === undefined) return [];
  const condition: Condition = { StringLike: { 'kms:ViaService': 's3.*.amazonaws.com' } };
  const alias = /(?:^|:)(alias\/.+)$/.exec(id)?.[1];
  const key = `arn:${partition}:kms:*:${accountId}:key/`;
  if (alias === undefined) return [{ resources: [id.startsWith('arn:') ? id : `${key}${id}`], condition }];
  const resources = [`${key}*`];
  return [{ resources, condition: all(condition, { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': [alias] } }) }];
}
