/** A bucket and a container on loopback, as far as what lies beside a state needs them. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Deployment } from '../../../deployment/schema.js';

/** States that others reach, in `state` of either kind. */
export const statesElsewhere: Record<'s3' | 'azurerm', Deployment['state']> = {
  s3: {
    s3: {
      bucket: 'state',
      region: 'eu-central-1',
      key: 'a b/c.tfstate',
      kmsKeyId: 'arn:aws:kms:eu-central-1:111122223333:key/3b4c5d6e-7f80-4192-a3b4-c5d6e7f80910',
    },
  },
  azurerm: {
    azurerm: { resourceGroupName: 'g', storageAccountName: 'account', containerName: 'state', key: 'a b/c.tfstate' },
  },
};

/** Both kinds of storage: lists of one key a page, puts on their condition. */
export class EmulatedStorage {
  readonly objects = new Map<string, Buffer>();
  readonly seen: { method: string; url: string; headers: Record<string, unknown> }[] = [];
  /** Answers that come first: a status, or a connection that breaks. */
  troubles: (number | 'broken')[] = [];
  /** The same for puts alone. `unheard`: it is put, and the connection breaks. */
  atPut: (number | 'broken' | 'unheard')[] = [];
  /** Just before the first put is looked at. */
  beforePut: (() => unknown) | undefined;
  /** Nobody may do anything. */
  refuse = false;
  /** A part of a name under which nobody may list or read. */
  hides: string | undefined;
  private readonly server = createServer((request, response) => void this.answer(request, response));

  async listen(): Promise<void> {
    await new Promise<void>((done) => this.server.listen(0, '127.0.0.1', done));
  }

  async close(): Promise<void> {
    await new Promise((done) => this.server.close(done));
  }

  clear(): void {
    this.objects.clear();
    this.seen.length = 0;
    this.troubles = [];
    this.atPut = [];
    this.beforePut = undefined;
    this.refuse = false;
    this.hides = undefined;
  }

  /** Credentials, and where both clouds are. */
  get env(): Record<string, string> {
    const at = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    return {
      AWS_ACCESS_KEY_ID: 'AKIA',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_ENDPOINT_URL_S3: at,
      ENTRA_WORKSPACES_CLOUDS_AT: `${at}/_host`,
      ARM_CLIENT_ID: 'client',
      ARM_CLIENT_SECRET: 'never-sent-to-storage',
    };
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<unknown> {
    const { objects, troubles } = this;
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const { method = '', url = '', headers } = request;
    if (url.includes('/oauth2/')) return response.end(JSON.stringify({ access_token: 'storage-token' }));
    this.seen.push({ method, url, headers });
    const hidden = this.hides !== undefined && decodeURIComponent(url).includes(this.hides);
    if (this.refuse || hidden) return response.writeHead(403).end('<Error><Code>AccessDenied</Code></Error>');
    const atPut = method === 'PUT' ? this.atPut.shift() : undefined;
    const trouble = atPut === undefined || atPut === 'unheard' ? troubles.shift() : atPut;
    if (trouble === 'broken') return request.socket.destroy();
    if (trouble !== undefined) return response.writeHead(trouble).end('<Error><Code>SlowDown</Code></Error>');
    const query = new URL(url, 'http://localhost').searchParams;
    if (query.has('prefix')) {
      const from = Number(query.get('continuation-token') ?? query.get('marker') ?? 0);
      const keys = [...objects.keys()].filter((key) => key.startsWith(query.get('prefix') ?? ''));
      const mark = from + 1 < keys.length ? String(from + 1) : '';
      const next = `<NextContinuationToken>${mark}</NextContinuationToken><NextMarker>${mark}</NextMarker>`;
      return response.end(`<L><Key>${keys[from] ?? ''}</Key><Name>${keys[from] ?? ''}</Name>${next}</L>`);
    }
    const key = decodeURIComponent(url.slice(url.indexOf('/state/') + '/state/'.length));
    if (method === 'PUT') {
      this.beforePut?.();
      this.beforePut = undefined;
      if (headers['if-none-match'] !== '*') return response.writeHead(403).end('<Error><Code>Policy</Code></Error>');
      if (objects.has(key)) return response.writeHead(url.includes('blob') ? 409 : 412).end('<Error/>');
      objects.set(key, Buffer.concat(parts));
      // It was put, and nobody hears of it.
      if (atPut === 'unheard' || (troubles[0] === 'broken' && troubles.shift())) return request.socket.destroy();
    }
    if (method === 'DELETE') objects.delete(key);
    const found = objects.get(key);
    if (method === 'GET' && !found) return response.writeHead(404).end('<Error><Code>NoSuchKey</Code></Error>');
    return response.writeHead(200).end(found);
  }
}
