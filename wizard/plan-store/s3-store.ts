import { present } from '../../domain/present.js';
import type { Addresses } from '../clouds/addresses.js';
import type { Aws } from '../clouds/aws.js';
import { CloudError } from '../clouds/cloud-error.js';
import { textsOf } from '../clouds/xml-texts.js';
import { listAll, type ObjectStore } from './object-store.js';
import { refusedAnswer } from '../clouds/refused-answer.js';
import { patience, patiently, type Patience } from '../clouds/patiently.js';
import { signedHeaders } from '../clouds/signature.js';

export interface S3Place {
  readonly bucket: string;
  readonly region: string;
  /** Key that encrypts. @default S3's own */
  readonly kmsKeyId?: string | undefined;
}

/** A bucket, with the encryption that the state has. */
export class S3Store implements ObjectStore {
  constructor(
    private readonly aws: Aws,
    private readonly addresses: Addresses,
    private readonly place: S3Place,
    private readonly waiting: Patience = patience,
  ) {}

  async putNew(key: string, bytes: Uint8Array): Promise<boolean> {
    const { kmsKeyId } = this.place;
    const encryption =
      kmsKeyId === undefined
        ? { 'x-amz-server-side-encryption': 'AES256' }
        : {
            'x-amz-server-side-encryption': 'aws:kms',
            'x-amz-server-side-encryption-aws-kms-key-id': kmsKeyId,
          };
    // Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html (412 when there is one, 409 when another put is under way)
    const headers = { ...encryption, 'if-none-match': '*' };
    try {
      await this.call('PUT', 's3:PutObject', key, { headers, body: bytes });
      return true;
    } catch (error) {
      if (error instanceof CloudError && [409, 412].includes(error.details.status ?? 0)) return false;
      throw error;
    }
  }

  async get(key: string): Promise<Uint8Array | undefined> {
    try {
      const answer = await this.call('GET', 's3:GetObject', key);
      return new Uint8Array(await answer.arrayBuffer());
    } catch (error) {
      if (error instanceof CloudError && error.isAbsent) return undefined;
      throw error;
    }
  }

  async list(prefix: string): Promise<readonly string[]> {
    const page = async (mark: string | undefined): Promise<string> => {
      const query = { 'list-type': '2', prefix, ...(mark === undefined ? {} : { 'continuation-token': mark }) };
      return (await this.call('GET', 's3:ListBucket', '', { query })).text();
    };
    return listAll(page, 'Key', 'NextContinuationToken');
  }

  async remove(key: string): Promise<void> {
    await this.call('DELETE', 's3:DeleteObject', key);
  }

  private async call(
    method: string,
    action: string,
    key: string,
    given: { query?: Record<string, string>; headers?: Record<string, string>; body?: Uint8Array } = {},
  ): Promise<Response> {
    const { bucket, region } = this.place;
    const url = new URL(`${this.addresses.s3(region)}/${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`);
    for (const [name, value] of Object.entries(given.query ?? {})) url.searchParams.set(name, value);
    const body = given.body ?? new Uint8Array();
    const answer = await patiently(async () => {
      const request = { method, url, headers: given.headers ?? {}, body };
      // Signed anew for each try: a signature is good for minutes.
      const headers = await signedHeaders(request, await this.aws.keys(), region, new Date());
      return this.addresses.network.fetch(url, { method, headers, ...present({ body: given.body }) });
    }, this.waiting);
    if (answer.ok) return answer;
    const [code = `status ${answer.status}`] = textsOf(await answer.text(), 'Code');
    throw refusedAnswer(answer.status, code, `${action} on ${bucket}/${key} answered ${code}`, action);
  }
}
