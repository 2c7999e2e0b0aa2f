/**
 * The state in S3, its lock, the plans that are kept beside it and what else lies there, for each who opens it
 * (https://developer.hashicorp.com/terraform/language/backend/s3#s3-bucket-permissions,
 * docs/decisions/0008-main-plans-and-nobody-else.md). Nobody removes a state.
 */
import { besideStateEndings } from '../../deployment/state-key.js';
import type { Allowed } from '../resources/aws/condition.js';
import type { Place, StateUse } from '../resources/aws/place.js';

type Operation = 'GetObject' | 'PutObject' | 'DeleteObject';

const state = '';
const lock = '.tflock';
const plans = '.plans/*';

/** Endings of the keys, after that of the state. */
const endings: Readonly<Record<StateUse, Readonly<Record<Operation, readonly string[]>>>> = {
  looks: { GetObject: [state, ...besideStateEndings], PutObject: [], DeleteObject: [] },
  // A put whose answer was lost is looked at again.
  plans: { GetObject: [state, lock, plans, ...besideStateEndings], PutObject: [lock, plans], DeleteObject: [lock] },
  applies: {
    GetObject: [state, lock, plans, ...besideStateEndings],
    PutObject: [state, lock, ...besideStateEndings],
    DeleteObject: [lock, plans, ...besideStateEndings],
  },
  destroys: {
    GetObject: [state, lock, ...besideStateEndings],
    PutObject: [state, lock, ...besideStateEndings],
    DeleteObject: [lock, ...besideStateEndings],
  },
};

/** On the bucket of the state, and with the key that encrypts it. */
export function stateActions(
  { kmsKeyId }: { readonly kmsKeyId?: string | undefined },
  use: StateUse,
): readonly string[] {
  const writes = Object.entries(endings[use]).some(([name, keys]) => name === 'PutObject' && keys.length > 0);
  const operations = Object.entries(endings[use]).flatMap(([name, keys]) => (keys.length > 0 ? [`s3:${name}`] : []));
  const key = kmsKeyId === undefined ? [] : ['kms:Decrypt', ...(writes ? ['kms:GenerateDataKey'] : [])];
  return ['s3:ListBucket', ...operations, ...key];
}

/** Where an action on S3 is allowed. */
export function stateRights(
  operation: string,
  { partition, state: at, stateUse = 'applies' }: Place,
): readonly Allowed[] {
  const bucket = `arn:${partition}:s3:::${at?.bucket ?? '*'}`;
  const key = at?.key ?? '*';
  if (operation === 'ListBucket') {
    // Terraform looks for workspaces under env:/.
    const prefixes = { StringLike: { 's3:prefix': [`${key}*`, 'env:/*'] } };
    return [{ resources: [bucket], ...(at ? { condition: prefixes } : {}) }];
  }
  // Whom the bucket itself lets in.
  if (operation.startsWith('GetBucket')) return [{ resources: [bucket] }];
  const keys = endings[stateUse][operation as Operation];
  return keys.length === 0 ? [] : [{ resources: keys.map((ending) => `${bucket}/${key}${ending}`) }];
}
