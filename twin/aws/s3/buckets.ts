import { afterFault } from '../../faults.js';
import type { CloudRequest, CloudResponse } from '../../network.js';
import { rule } from '../../rules.js';
import { AwsError } from '../errors.js';
import { decide, type PolicyDocument } from '../policy.js';
import type { Caller } from '../principals.js';
import { Bucket } from './bucket.js';
import { escaped, xml, type S3Account, type S3Call } from './call.js';
import { inOnePiece } from './chunks.js';
import { objectCall } from './objects.js';
import { settingCall, settingIn } from './settings.js';
import { uploadCall, uploadOperation } from './uploads.js';

const bucketPolicyDenies = rule(
  's3-bucket-policy-denies',
  'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html',
  'A deny in the policy of a bucket counts for everybody, administrators among them.',
);
const ownerExpected = rule(
  's3-expected-bucket-owner',
  'https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-owner-condition.html',
  'A call that expects another owner of the bucket is refused with 403.',
);
const namesAreShared = rule(
  's3-names-are-global',
  'https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html',
  "A bucket's name is taken everywhere: BucketAlreadyExists of another account, BucketAlreadyOwnedByYou of one's own (outside us-east-1).",
);
const notEmpty = rule(
  's3-bucket-not-empty',
  'https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucket.html',
  'A bucket with objects or versions is not deleted.',
);

/** S3 of one account, as its REST API: https://docs.aws.amazon.com/AmazonS3/latest/API/Welcome.html. */
export class Buckets {
  readonly buckets = new Map<string, Bucket>();

  constructor(private readonly account: S3Account) {}

  /** A bucket that somebody else made before. */
  plant(name: string, owner = '444455556666', region = 'eu-central-1'): Bucket {
    const made = new Bucket(name, region, owner);
    this.buckets.set(name, made);
    return made;
  }

  /** Answers one call, faults included. A place is written `aws s3:PutObject`. */
  async answer(request: CloudRequest, caller: Caller, region: string): Promise<CloudResponse> {
    const { account } = this;
    await account.world.clock.settle();
    const [, name = '', ...parts] = request.path.split('/');
    const key = parts.map(decodeURIComponent).join('/');
    const operation = operationOf(request, key);
    const fault = account.world.faults.take(`aws s3:${operation}`, () => request.path);
    const note = (error?: string): void => {
      account.record({ service: 's3', operation, region, caller }, error);
    };
    try {
      if (fault && 'status' in fault)
        throw new AwsError(fault.code ?? 'SlowDown', 'Please reduce your request rate.', {}, fault.status);
      const answer = await this.dispatch({ request, caller, region, name, key, operation });
      note(answer.status < 300 ? undefined : String(answer.status));
      return await afterFault(fault, request.method === 'HEAD' ? { ...answer, body: '' } : answer);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      const code = error.code.replace(/Exception$/, '');
      note(code);
      const status = error.status ?? (code === 'AccessDenied' ? 403 : 400);
      const body = `<Error><Code>${code}</Code><Message>${escaped(error.message)}</Message><Resource>${escaped(request.path)}</Resource></Error>`;
      return xml(status, request.method === 'HEAD' ? '' : body);
    }
  }

  private async dispatch(asked: {
    readonly request: CloudRequest;
    readonly caller: Caller;
    readonly region: string;
    readonly name: string;
    readonly key: string;
    readonly operation: string;
  }): Promise<CloudResponse> {
    const { request, caller, region, name, key, operation } = asked;
    const { account } = this;
    const bucket = this.buckets.get(name);
    const body = inOnePiece(request.body, request.headers['content-encoding']);
    if (operation === 'CreateBucket') return this.create(name, region, caller, body);
    if (bucket === undefined) throw new AwsError('NoSuchBucket', 'The specified bucket does not exist', {}, 404);
    const expected = request.headers['x-amz-expected-bucket-owner'];
    if (expected !== undefined && expected !== bucket.owner) {
      account.leanOn(ownerExpected);
      throw denied();
    }
    if (bucket.owner !== account.accountId) throw denied();
    if (bucket.region !== region) {
      throw new AwsError('PermanentRedirect', `The bucket is in this region: ${bucket.region}`, {}, 301);
    }
    const may = (action: string, context: Readonly<Record<string, string>> = {}): Promise<void> =>
      this.authorize(caller, bucket, key, `s3:${action}`, context);
    const call: S3Call = { account, caller, request, bucket, key, body, may };
    if (key !== '') return (await uploadCall(call, operation)) ?? objectCall(call, operation);
    if (operation === 'DeleteBucket') {
      await may('DeleteBucket');
      if (bucket.versions('').length > 0) {
        account.leanOn(notEmpty);
        throw new AwsError('BucketNotEmpty', 'The bucket you tried to delete is not empty', {}, 409);
      }
      this.buckets.delete(name);
      return xml(204);
    }
    return settingIn(request) === undefined ? objectCall(call, operation) : settingCall(call);
  }

  private async create(name: string, region: string, caller: Caller, body: Buffer): Promise<CloudResponse> {
    const { account } = this;
    await account.ask(caller, { action: 's3:CreateBucket', resources: [`arn:aws:s3:::${name}`], context: {} });
    const there = this.buckets.get(name);
    if (there) {
      account.leanOn(namesAreShared);
      if (there.owner !== account.accountId) {
        throw new AwsError('BucketAlreadyExists', 'The requested bucket name is not available.', {}, 409);
      }
      if (region !== 'us-east-1') {
        throw new AwsError(
          'BucketAlreadyOwnedByYou',
          'Your previous request to create the named bucket succeeded and you already own it.',
          {},
          409,
        );
      }
      return xml(200);
    }
    const wanted = /<LocationConstraint>([^<]*)</.exec(body.toString())?.[1] ?? 'us-east-1';
    if (wanted !== region) {
      throw new AwsError(
        'IllegalLocationConstraintException',
        `The ${wanted} location constraint is incompatible for the region specific endpoint this request was sent to.`,
      );
    }
    this.buckets.set(name, new Bucket(name, region, account.accountId));
    return xml(200, '', { location: `/${name}` });
  }

  private async authorize(
    caller: Caller,
    bucket: Bucket,
    key: string,
    action: string,
    given: Readonly<Record<string, string>>,
  ): Promise<void> {
    const resource = `arn:aws:s3:::${bucket.name}${key === '' ? '' : `/${key}`}`;
    // The twin is called over loopback; what a client sends to AWS goes over TLS.
    const context = { 'aws:SecureTransport': 'true', ...given };
    const policy = bucket.settings.get('policy');
    if (policy !== undefined) {
      const question = { action, resource, context, principal: { AWS: caller.arn } };
      if (decide([JSON.parse(policy) as PolicyDocument], question) === 'explicit deny') {
        this.account.leanOn(bucketPolicyDenies);
        throw denied(
          `User: ${caller.arn} is not authorized to perform: ${action} on resource: "${resource}" with an explicit deny in a resource-based policy`,
        );
      }
    }
    await this.account.ask(caller, { action, resources: [resource], context });
  }
}

function denied(message = 'Access Denied'): AwsError {
  return new AwsError('AccessDenied', message, {}, 403);
}

/** The name of the call in the API reference. */
function operationOf(request: CloudRequest, key: string): string {
  const { method, query } = request;
  if (key !== '') {
    const names: Record<string, string> = {
      GET: 'GetObject',
      HEAD: 'HeadObject',
      PUT: 'PutObject',
      DELETE: 'DeleteObject',
    };
    return uploadOperation(method, query) ?? names[method] ?? `${method} object`;
  }
  const setting = settingIn(request);
  const verb = { GET: 'Get', PUT: 'Put', DELETE: 'Delete' }[method] ?? method;
  if (setting !== undefined) return `${verb}Bucket${setting.charAt(0).toUpperCase()}${setting.slice(1)}`;
  if (query.has('versions')) return 'ListObjectVersions';
  if (method === 'HEAD') return 'HeadBucket';
  if (method === 'PUT') return 'CreateBucket';
  if (method === 'DELETE') return 'DeleteBucket';
  return 'ListObjectsV2';
}
