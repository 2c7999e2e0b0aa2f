/**
 * S3, as far as a bucket is made and set. Every call says which account the bucket has to belong to, so that nothing is ever
 * written into a bucket of somebody else. The package carries no client for S3: see signature.ts.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html.
 */
import { createHash } from 'node:crypto';
import type { Addresses } from './addresses.js';
import type { Aws } from './aws.js';
import { refusedAnswer } from './refused-answer.js';
import { textsOf } from './xml-texts.js';
import { patiently } from './patiently.js';
import { signedHeaders } from './signature.js';

export interface BucketPlace {
  readonly bucket: string;
  readonly region: string;
  /** Twelve digits: the account that the bucket must belong to. */
  readonly owner: string;
}

export interface BucketRequest {
  readonly key?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export class BucketCalls {
  constructor(
    private readonly aws: Aws,
    private readonly addresses: Addresses,
    readonly place: BucketPlace,
  ) {}

  /** A text of the bucket (a setting, an object), or nothing where there is none. */
  async read(action: string, request: BucketRequest): Promise<string | undefined> {
    const answer = await this.answer('GET', request);
    if (answer.status === 404) return undefined;
    return (await this.must(answer, action)).text();
  }

  /** A call that must succeed. @throws CloudError with S3's code */
  async call(method: string, action: string, request: BucketRequest = {}): Promise<Response> {
    return this.must(await this.answer(method, request), action);
  }

  /** A call whatever it answers. */
  async answer(method: string, { key = '', query = {}, headers = {}, body }: BucketRequest): Promise<Response> {
    const { bucket, region, owner } = this.place;
    const path = key === '' ? '' : `/${key.split('/').map(encodeURIComponent).join('/')}`;
    const url = new URL(`${this.addresses.s3(region)}/${bucket}${path}`);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    const bytes = Buffer.from(body ?? '');
    const making = method === 'PUT' && key === '' && Object.keys(query).length === 0;
    const all = {
      ...headers,
      // A bucket that does not exist has no owner yet.
      ...(making ? {} : { 'x-amz-expected-bucket-owner': owner }),
      ...(body === undefined ? {} : { 'content-md5': createHash('md5').update(bytes).digest('base64') }),
    };
    return patiently(async () => {
      const signed = await signedHeaders(
        { method, url, headers: all, body: bytes },
        await this.aws.keys(),
        region,
        new Date(),
      );
      return this.addresses.network.fetch(url, {
        method,
        headers: signed,
        ...(body === undefined ? {} : { body: bytes }),
      });
    });
  }

  private async must(answer: Response, action: string): Promise<Response> {
    if (answer.ok) return answer;
    const text = await answer.text();
    const [code = `status ${answer.status}`] = textsOf(text, 'Code');
    const [message = ''] = textsOf(text, 'Message');
    const said = `${action} on ${this.place.bucket} answered ${code}${message === '' ? '' : `: ${message}`}`;
    throw refusedAnswer(answer.status, code, said, action);
  }
}
