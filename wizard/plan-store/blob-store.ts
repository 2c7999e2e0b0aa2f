import { present } from '../../domain/present.js';
import type { Addresses } from '../clouds/addresses.js';
import { CloudError } from '../clouds/cloud-error.js';
import type { Tokens } from '../clouds/entra-credential.js';
import { listAll, type ObjectStore } from './object-store.js';
import { refusedAnswer } from '../clouds/refused-answer.js';
import { patience, patiently, type Patience } from '../clouds/patiently.js';

/** For tokens that open a storage account. */
export const storageScope = 'https://storage.azure.com/.default';

/** Source: https://learn.microsoft.com/en-us/rest/api/storageservices/versioning-for-the-azure-storage-services */
const apiVersion = '2021-08-06';
const role = 'Storage Blob Data Contributor';

/** A container of an Azure storage account, which encrypts by itself. */
export class BlobStore implements ObjectStore {
  constructor(
    private readonly tokens: Tokens,
    private readonly addresses: Addresses,
    private readonly account: string,
    private readonly container: string,
    private readonly waiting: Patience = patience,
  ) {}

  async putNew(key: string, bytes: Uint8Array): Promise<boolean> {
    // Source: https://learn.microsoft.com/en-us/rest/api/storageservices/specifying-conditional-headers-for-blob-service-operations (409 BlobAlreadyExists)
    const headers = { 'x-ms-blob-type': 'BlockBlob', 'if-none-match': '*' };
    try {
      await this.call('PUT', key, { headers, body: bytes });
      return true;
    } catch (error) {
      if (error instanceof CloudError && [409, 412].includes(error.details.status ?? 0)) return false;
      throw error;
    }
  }

  async get(key: string): Promise<Uint8Array | undefined> {
    try {
      const answer = await this.call('GET', key);
      return new Uint8Array(await answer.arrayBuffer());
    } catch (error) {
      if (error instanceof CloudError && error.isAbsent) return undefined;
      throw error;
    }
  }

  async list(prefix: string): Promise<readonly string[]> {
    const page = async (mark: string | undefined): Promise<string> => {
      const query = { restype: 'container', comp: 'list', prefix, ...present({ marker: mark }) };
      return (await this.call('GET', '', { query })).text();
    };
    return listAll(page, 'Name', 'NextMarker');
  }

  async remove(key: string): Promise<void> {
    try {
      await this.call('DELETE', key);
    } catch (error) {
      if (!(error instanceof CloudError && error.isAbsent)) throw error;
    }
  }

  /**
   * Whether somebody holds it: terraform's lock of a state is a lease, and who holds it stands in its metadata, in base64.
   * Nothing where there is no such blob.
   */
  async lookAt(key: string): Promise<{ readonly leased: boolean; readonly lock?: string } | undefined> {
    try {
      const { headers } = await this.call('HEAD', key);
      const lock = headers.get('x-ms-meta-terraformlockid') ?? undefined;
      return { leased: headers.get('x-ms-lease-status') === 'locked', ...present({ lock }) };
    } catch (error) {
      if (error instanceof CloudError && error.isAbsent) return undefined;
      throw error;
    }
  }

  /**
   * Whether whoever is signed in may write there. Changes nothing: the condition is one that no blob meets
   * (https://learn.microsoft.com/rest/api/storageservices/specifying-conditional-headers-for-blob-service-operations).
   */
  async mayWrite(key: string): Promise<boolean> {
    const headers = { 'x-ms-blob-type': 'BlockBlob', 'if-match': '"0x0"' };
    try {
      await this.call('PUT', key, { headers, body: new Uint8Array() });
      return true;
    } catch (error) {
      if (!(error instanceof CloudError)) throw error;
      if (error.details.status === 412) return true;
      if (error.reason === 'denied') return false;
      throw error;
    }
  }

  private async call(
    method: string,
    key: string,
    given: { query?: Record<string, string>; headers?: Record<string, string>; body?: Uint8Array } = {},
  ): Promise<Response> {
    const path = [this.container, ...(key === '' ? [] : key.split('/'))].map(encodeURIComponent).join('/');
    const query = given.query ? `?${new URLSearchParams(given.query).toString()}` : '';
    const url = this.addresses.of(`https://${this.account}.blob.core.windows.net/${path}${query}`);
    const answer = await patiently(
      async () =>
        this.addresses.network.fetch(url, {
          method,
          headers: { ...given.headers, authorization: `Bearer ${await this.tokens()}`, 'x-ms-version': apiVersion },
          ...present({ body: given.body }),
        }),
      this.waiting,
    );
    if (answer.ok) return answer;
    const code = answer.headers.get('x-ms-error-code') ?? `status ${answer.status}`;
    throw refusedAnswer(answer.status, code, `${method} ${this.account}/${path} answered ${code}`, role);
  }
}
