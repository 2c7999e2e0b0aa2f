import type { CloudRequest, CloudResponse } from '../../network.js';
import { AwsError } from '../errors.js';
import { parsePolicy } from '../store/policy-text.js';
import { settings, type Setting } from './bucket.js';
import { xml, type S3Call } from './call.js';

/** Root element of each setting, the action to put and read it, and the error where there is none. */
const kinds: Readonly<
  Record<
    Setting,
    { readonly root: RegExp; readonly action: string; readonly absent?: readonly [code: string, text: string] }
  >
> = {
  versioning: { root: /<VersioningConfiguration[\s>]/, action: 'BucketVersioning' },
  encryption: {
    root: /<ServerSideEncryptionConfiguration[\s>]/,
    action: 'EncryptionConfiguration',
    absent: [
      'ServerSideEncryptionConfigurationNotFoundError',
      'The server side encryption configuration was not found',
    ],
  },
  publicAccessBlock: {
    root: /<PublicAccessBlockConfiguration[\s>]/,
    action: 'BucketPublicAccessBlock',
    absent: ['NoSuchPublicAccessBlockConfiguration', 'The public access block configuration was not found'],
  },
  policy: {
    root: /^\s*\{/,
    action: 'BucketPolicy',
    absent: ['NoSuchBucketPolicy', 'The bucket policy does not exist'],
  },
  lifecycle: {
    root: /<LifecycleConfiguration[\s>]/,
    action: 'LifecycleConfiguration',
    absent: ['NoSuchLifecycleConfiguration', 'The lifecycle configuration does not exist'],
  },
  tagging: { root: /<Tagging[\s>]/, action: 'BucketTagging', absent: ['NoSuchTagSet', 'The TagSet does not exist'] },
  ownershipControls: {
    root: /<OwnershipControls[\s>]/,
    action: 'BucketOwnershipControls',
    absent: ['OwnershipControlsNotFoundError', 'The bucket ownership controls were not found'],
  },
};

/** The setting that a request is about. */
export function settingIn({ query }: CloudRequest): Setting | undefined {
  return settings.find((name) => query.has(name));
}

/** Reads, puts or takes away one setting of a bucket. */
export async function settingCall({ request, bucket, body, may }: S3Call): Promise<CloudResponse> {
  const name = settingIn(request) ?? 'policy';
  const { root, action, absent } = kinds[name];
  if (request.method === 'GET') {
    await may(`Get${action}`);
    const found = bucket.settings.get(name);
    if (found !== undefined) {
      return name === 'policy'
        ? { status: 200, headers: { 'content-type': 'application/json' }, body: found }
        : xml(200, found);
    }
    if (absent === undefined)
      return xml(200, '<VersioningConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"/>');
    throw new AwsError(absent[0], absent[1], {}, 404);
  }
  if (request.method === 'DELETE') {
    await may(name === 'policy' ? 'DeleteBucketPolicy' : `Put${action}`);
    bucket.settings.delete(name);
    return xml(204);
  }
  await may(`Put${action}`);
  const text = body.toString('utf8');
  if (!root.test(text))
    throw new AwsError(
      'MalformedXML',
      'The XML you provided was not well-formed or did not validate against our published schema',
    );
  if (name === 'policy') parsePolicy(text, 'MalformedPolicy');
  bucket.settings.set(name, text.replace(/^<\?xml[^>]*\?>\s*/, ''));
  return xml(name === 'policy' ? 204 : 200);
}
