import type { CloudResponse } from '../../network.js';
import { rule } from '../../rules.js';
import { AwsError } from '../errors.js';
import type { Version } from './bucket.js';
import { escaped, xml, type S3Call } from './call.js';

const conditionalWrites = rule(
  's3-conditional-writes',
  'https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html',
  'A put with If-None-Match: * is refused with 412 where an object lies, one with If-Match where another lies.',
);
const keyIsAsked = rule(
  's3-kms-key-is-asked',
  'https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html',
  'To put under a KMS key takes kms:GenerateDataKey, to read kms:Decrypt, of whoever calls.',
);

/** Objects and lists of them. */
export async function objectCall(call: S3Call, operation: string): Promise<CloudResponse> {
  switch (operation) {
    case 'HeadBucket':
      await call.may('ListBucket');
      return xml(200, '', { 'x-amz-bucket-region': call.bucket.region });
    case 'ListObjectsV2':
      return listed(call);
    case 'ListObjectVersions':
      return listedVersions(call);
    case 'GetObject':
    case 'HeadObject':
      return got(call);
    case 'PutObject':
      return put(call);
    case 'DeleteObject':
      return removed(call);
    default:
      throw call.account.refuseUnknown('s3', operation, call.bucket.region);
  }
}

/** Two keys a page: whoever reads the first page alone misses the rest. */
const pageSize = 2;

async function listed({ request, bucket, may }: S3Call): Promise<CloudResponse> {
  const prefix = request.query.get('prefix') ?? '';
  await may('ListBucket', { 's3:prefix': prefix });
  const found = bucket.list(prefix);
  const from = Number(request.query.get('continuation-token') ?? 0);
  const next =
    from + pageSize < found.length ? `<NextContinuationToken>${from + pageSize}</NextContinuationToken>` : '';
  const keys = found
    .slice(from, from + pageSize)
    .map((key) => `<Contents><Key>${escaped(key)}</Key><Size>${bucket.find(key)?.bytes.length ?? 0}</Size></Contents>`);
  return xml(
    200,
    `<ListBucketResult><Name>${bucket.name}</Name><IsTruncated>${next !== ''}</IsTruncated>${keys.join('')}${next}</ListBucketResult>`,
  );
}

async function listedVersions({ request, bucket, may }: S3Call): Promise<CloudResponse> {
  const prefix = request.query.get('prefix') ?? '';
  await may('ListBucketVersions', { 's3:prefix': prefix });
  const all = bucket.versions(prefix);
  const [mark, id] = ['key-marker', 'version-id-marker'].map((name) => request.query.get(name));
  const from = all.findLastIndex(({ key, version }) => key === mark && (id === null || version.id === id)) + 1;
  const shown = all.slice(from, from + Math.min(pageSize, Number(request.query.get('max-keys') ?? 1000)));
  const last = from + shown.length < all.length ? shown.at(-1) : undefined;
  const elements = shown.map(({ key: of, version, latest }) => {
    const element = version.deleted ? 'DeleteMarker' : 'Version';
    return `<${element}><Key>${escaped(of)}</Key><VersionId>${version.id}</VersionId><IsLatest>${latest}</IsLatest></${element}>`;
  });
  const next =
    last === undefined
      ? ''
      : `<NextKeyMarker>${escaped(last.key)}</NextKeyMarker><NextVersionIdMarker>${last.version.id}</NextVersionIdMarker>`;
  return xml(
    200,
    `<ListVersionsResult><Name>${bucket.name}</Name><IsTruncated>${next !== ''}</IsTruncated>${next}${elements.join('')}</ListVersionsResult>`,
  );
}

async function got(call: S3Call): Promise<CloudResponse> {
  const { request, bucket, key, may } = call;
  const id = request.query.get('versionId');
  await may(id === null ? 'GetObject' : 'GetObjectVersion');
  const found = id === null ? bucket.find(key) : bucket.version(key, id);
  if (!found) throw new AwsError('NoSuchKey', 'The specified key does not exist.', {}, 404);
  await askKey(call, found.keyId, 'kms:Decrypt');
  const size = found.bytes.length;
  const about = {
    etag: found.etag,
    'content-length': String(size),
    'x-amz-version-id': found.id,
    'x-amz-server-side-encryption': found.encryption,
  };
  const range = request.headers['range'];
  if (range === undefined) return { status: 200, body: found.bytes, headers: about };
  const asked = /^bytes=(\d+)-(\d*)$/.exec(range);
  if (!asked) throw new Error(`twin: S3 plays no range such as ${range}`);
  const [, from = '0', to = ''] = asked;
  const [first, last] = [Number(from), Math.min(size - 1, to === '' ? size : Number(to))];
  if (first > last && size > 0) throw new AwsError('InvalidRange', 'The requested range is not satisfiable', {}, 416);
  const part = found.bytes.subarray(first, last + 1);
  const headers = { 'content-length': String(part.length), 'content-range': `bytes ${first}-${last}/${size}` };
  return { status: 206, body: part, headers: { ...about, ...headers } };
}

async function put(call: S3Call): Promise<CloudResponse> {
  const { account, bucket, key, body, may } = call;
  const encryption = encryptionOf(call);
  await may('PutObject', wordsOf(call));
  await askKey(call, encryption.keyId, 'kms:GenerateDataKey');
  assertConditions(call);
  const made = bucket.put(key, { bytes: body, modified: account.world.clock.now(), ...encryption });
  return { status: 200, headers: { etag: made.etag, 'x-amz-version-id': made.id } };
}

/** What a policy can ask about a put. */
export function wordsOf({ request: { headers } }: S3Call): Readonly<Record<string, string>> {
  const none = headers['if-none-match'];
  const encryption = headers['x-amz-server-side-encryption'];
  return {
    ...(none === undefined ? {} : { 's3:if-none-match': none }),
    ...(encryption === undefined ? {} : { 's3:x-amz-server-side-encryption': encryption }),
  };
}

/** @throws AwsError where another object lies than the caller expects */
export function assertConditions({ account, request: { headers }, bucket, key }: S3Call): void {
  const there = bucket.find(key);
  const [none, match] = [headers['if-none-match'], headers['if-match']];
  if ((none === '*' && there !== undefined) || (match !== undefined && match !== there?.etag)) {
    account.leanOn(conditionalWrites);
    throw new AwsError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', {}, 412);
  }
}

export function encryptionOf({ request, bucket }: S3Call): Pick<Version, 'encryption' | 'keyId'> {
  const { headers } = request;
  const said = headers['x-amz-server-side-encryption'];
  const setting = bucket.settings.get('encryption') ?? '';
  const encryption = said ?? /<SSEAlgorithm>([^<]+)</.exec(setting)?.[1] ?? 'AES256';
  if (encryption === 'AES256') return { encryption };
  const keyId = headers['x-amz-server-side-encryption-aws-kms-key-id'] ?? /<KMSMasterKeyID>([^<]+)</.exec(setting)?.[1];
  return { encryption, ...(keyId === undefined ? {} : { keyId }) };
}

/** Without a key of one's own the one of AWS for S3 is used, which lets everybody in the account in. */
export async function askKey(
  { account, caller, bucket }: S3Call,
  keyId: string | undefined,
  action: string,
): Promise<void> {
  if (keyId === undefined) return;
  const key = await account.foundation.key(bucket.region, keyId);
  if (!key) throw new AwsError('KMS.NotFoundException', `Invalid keyId ${keyId}`);
  if (key.state !== 'Enabled') throw new AwsError('KMS.DisabledException', `${key.arn} is ${key.state}.`);
  account.leanOn(keyIsAsked);
  await account.ask(caller, {
    action,
    resources: [key.arn],
    context: { 'aws:ViaAWSService': 'true', 'kms:ViaService': `s3.${bucket.region}.amazonaws.com` },
  });
}

async function removed({ account, request, bucket, key, may }: S3Call): Promise<CloudResponse> {
  const id = request.query.get('versionId');
  await may(id === null ? 'DeleteObject' : 'DeleteObjectVersion');
  if (id === null) bucket.remove(key, account.world.clock.now());
  else bucket.erase(key, id);
  return xml(204);
}
