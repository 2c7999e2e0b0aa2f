import type { Addresses } from '../clouds/addresses.js';
import type { Aws } from '../clouds/aws.js';
import { CloudError } from '../clouds/cloud-error.js';
import { textsOf, type ObjectStore, type StoredObject } from './object-store.js';
import { signedHeaders } from './signature.js';

export interface S3Place {
  readonly bucket: string;
  readonly region: string;
  /** Key that encrypts. @default S3's own */
  readonly kmsKeyId?: string | undefined;
}

const noteHeader = 'x-amz-meta-note';

/** A bucket, with the encryption that the state has. */
export class S3Store implements ObjectStore {
  constructor(
    private readonly aws: Aws,
    private readonly addresses: Addresses,
    private readonly place: S3Place,
  ) {}

  async put(key: string, { bytes, note }: StoredObject): Promise<void> {
    const { kmsKeyId } = this.place;
    const encryption =
      kmsKeyId === undefined
        ? { 'x-amz-server-side-encryption': 'AES256' }
        : {
            'x-amz-server-side-encryption': 'aws:kms',
            'x-amz-server-side-encryption-aws-kms-key-id': kmsKeyId,
          };
    await this.call('PUT', 's3:PutObject', key, { headers: { ...encryption, [noteHeader]: note }, body: bytes });
  }

  async get(key: string): Promise<StoredObject | undefined> {
    try {
      const answer = await this.call('GET', 's3:GetObject', key);
      return { bytes: new Uint8Array(await answer.arrayBuffer()), note: answer.headers.get(noteHeader) ?? '' };
    } catch (error) {
      if (error instanceof CloudError && error.isAbsent) return undefined;
      throw error;
    }
  }

  async list(prefix: string): Promise<readonly string[]> {
    const answer = await this.call('GET', 's3:ListBucket', '', { query: { 'list-type': '2', prefix } });
    return textsOf(await answer.text(), 'Key');
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
    const headers = signedHeaders(
      { method, url, headers: given.headers ?? {}, body },
      await this.aws.keys(),
      region,
      new Date(),
    );
    const answer = await this.addresses.network.fetch(url, {
      method,
      headers,
      ...(given.body ? { body: given.body } : {}),
    });
    if (answer.ok) return answer;
    const [code = `status ${answer.status}`] = textsOf(await answer.text(), 'Code');
    const details = { code, status: answer.status, ...(answer.status === 403 ? { permission: action } : {}) };
    throw new CloudError(
      answer.status === 403 ? 'denied' : 'error',
      `${action} on ${bucket}/${key} answered ${code}`,
      details,
    );
  }
}
