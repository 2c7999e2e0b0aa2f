import { randomUUID } from 'node:crypto';
import type { CloudResponse } from '../../network.js';
import { rule } from '../../rules.js';
import { AwsError } from '../errors.js';
import type { Version } from './bucket.js';
import { escaped, xml, type S3Call } from './call.js';
import { assertConditions, askKey, encryptionOf, wordsOf } from './objects.js';

const inParts = rule(
  's3-multipart-upload',
  'https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html (permissions; with a KMS key kms:GenerateDataKey and kms:Decrypt), https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html (5 MiB a part but the last)',
  'A large object comes in parts, with the right to put it; a state above 5 MiB does, as the SDK that Terraform uploads with sends it.',
);

/** Bytes of a part that is not the last. */
const least = 5 * 1024 * 1024;

/** An upload that was begun and not ended. */
interface Upload {
  readonly encryption: Pick<Version, 'encryption' | 'keyId'>;
  readonly parts: Map<number, { readonly bytes: Buffer; readonly etag: string }>;
}

/** Of each bucket, by upload id. */
const uploads = new WeakMap<object, Map<string, Upload>>();

/** The name of a call about an upload in parts; nothing for any other. */
export function uploadOperation(method: string, query: URLSearchParams): string | undefined {
  if (method === 'POST' && query.has('uploads')) return 'CreateMultipartUpload';
  if (!query.has('uploadId')) return undefined;
  const known: Readonly<Record<string, string>> = {
    PUT: 'UploadPart',
    POST: 'CompleteMultipartUpload',
    DELETE: 'AbortMultipartUpload',
  };
  return known[method] ?? `${method} object?uploadId`;
}

/** Answers one of them; nothing for any other operation. */
export async function uploadCall(call: S3Call, operation: string): Promise<CloudResponse | undefined> {
  switch (operation) {
    case 'CreateMultipartUpload':
      return begun(call);
    case 'UploadPart':
      return partTaken(call);
    case 'CompleteMultipartUpload':
      return completed(call);
    case 'AbortMultipartUpload': {
      await call.may('AbortMultipartUpload');
      const [id] = uploadOf(call);
      uploads.get(call.bucket)?.delete(id);
      return xml(204);
    }
    default:
      return undefined;
  }
}

async function begun(call: S3Call): Promise<CloudResponse> {
  const { account, bucket, key, may } = call;
  account.leanOn(inParts);
  const encryption = encryptionOf(call);
  await may('PutObject', wordsOf(call));
  await askKey(call, encryption.keyId, 'kms:GenerateDataKey');
  await askKey(call, encryption.keyId, 'kms:Decrypt');
  const id = randomUUID();
  const all = uploads.get(bucket) ?? new Map<string, Upload>();
  uploads.set(bucket, all.set(id, { encryption, parts: new Map() }));
  return xml(
    200,
    `<InitiateMultipartUploadResult><Bucket>${bucket.name}</Bucket><Key>${escaped(key)}</Key><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`,
  );
}

async function partTaken(call: S3Call): Promise<CloudResponse> {
  await call.may('PutObject');
  const [, upload] = uploadOf(call);
  await askKey(call, upload.encryption.keyId, 'kms:Decrypt');
  const number = Number(call.request.query.get('partNumber'));
  const etag = `"part-${number}-${call.body.length}"`;
  upload.parts.set(number, { bytes: call.body, etag });
  return { status: 200, headers: { etag } };
}

async function completed(call: S3Call): Promise<CloudResponse> {
  const { account, bucket, key, body, may } = call;
  await may('PutObject', wordsOf(call));
  const [id, { encryption, parts }] = uploadOf(call);
  await askKey(call, encryption.keyId, 'kms:Decrypt');
  assertConditions(call);
  const named = [...body.toString('utf8').matchAll(/<Part>.*?<\/Part>/gs)].map(([part]) => ({
    number: Number(/<PartNumber>(\d+)</.exec(part)?.[1]),
    etag: /<ETag>([^<]+)</.exec(part)?.[1]?.replaceAll('&quot;', '"').replaceAll('&#34;', '"'),
  }));
  const chosen = named.map(({ number, etag }, at) => {
    const part = parts.get(number);
    if (!part || part.etag.replaceAll('"', '') !== etag?.replaceAll('"', ''))
      throw new AwsError('InvalidPart', 'One or more of the specified parts could not be found.');
    if (at < named.length - 1 && part.bytes.length < least)
      throw new AwsError('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed object size.');
    return part.bytes;
  });
  const made = bucket.put(key, { bytes: Buffer.concat(chosen), modified: account.world.clock.now(), ...encryption });
  uploads.get(bucket)?.delete(id);
  const answer = xml(
    200,
    `<CompleteMultipartUploadResult><Bucket>${bucket.name}</Bucket><Key>${escaped(key)}</Key><ETag>${escaped(made.etag)}</ETag></CompleteMultipartUploadResult>`,
  );
  return { ...answer, headers: { ...answer.headers, 'x-amz-version-id': made.id } };
}

function uploadOf({ bucket, request }: S3Call): readonly [id: string, Upload] {
  const id = request.query.get('uploadId') ?? '';
  const found = uploads.get(bucket)?.get(id);
  if (!found) throw new AwsError('NoSuchUpload', 'The specified upload does not exist.', {}, 404);
  return [id, found];
}
