/**
 * What a workflow talks to beside the two clouds: GitHub (identity tokens, comments), AWS's token service as far as roles
 * are taken on by such a token, and the bucket of the state. Small and strict: a token opens a role only where its subject is
 * trusted, and the role that plans may write nothing but locks and kept plans.
 */
import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Comment {
  readonly id: number;
  readonly user: { readonly type: string };
  body: string;
}

export interface Trust {
  readonly roleArn: string;
  readonly subjects: readonly string[];
  /** Keys of the bucket that the role may write and delete. */
  readonly mayWrite: RegExp;
}

interface Answer {
  readonly status: number;
  readonly body?: string | Buffer;
  readonly headers?: Record<string, string>;
}

const xml = (status: number, body: string): Answer => ({ status, body, headers: { 'content-type': 'text/xml' } });
const json = (status: number, body: unknown): Answer => ({
  status,
  body: JSON.stringify(body),
  headers: { 'content-type': 'application/json' },
});

export class Services {
  /** The bucket, by key. */
  readonly objects = new Map<string, { bytes: Buffer; note: string; encryption: string }>();
  readonly comments: Comment[] = [];
  /** `plan PUT entra-workspaces/…`: who wrote or deleted what. */
  readonly writes: string[] = [];
  /** Everything that must never be printed. */
  readonly secrets = new Set<string>();
  /** Calls that were refused. */
  readonly refused: string[] = [];
  private readonly jobs = new Map<string, string>();
  private readonly identities = new Map<string, string>();
  private readonly sessions = new Map<string, Trust>();
  private readonly writers = new Set<string>();
  private server: Server | undefined;

  constructor(private readonly trusts: readonly Trust[]) {}

  async start(): Promise<void> {
    const server = createServer((request, response) => {
      void this.answer(request).then(({ status, body, headers }) => {
        response.writeHead(status, headers);
        response.end(request.method === 'HEAD' ? undefined : body);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    this.server = server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server?.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((resolve) => this.server?.close(resolve));
  }

  /** What a job with `id-token: write` finds in its environment. */
  identityFor(subject: string): Record<string, string> {
    const bearer = this.secret('request');
    this.jobs.set(bearer, subject);
    return {
      ACTIONS_ID_TOKEN_REQUEST_URL: `${this.url}/identity?version=2`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: bearer,
    };
  }

  /** A token of the job for GitHub's API. */
  apiToken(mayComment: boolean): string {
    const token = this.secret('ghs');
    if (mayComment) this.writers.add(token);
    return token;
  }

  private secret(kind: string): string {
    const value = `${kind}_${randomUUID().replaceAll('-', '')}`;
    this.secrets.add(value);
    return value;
  }

  private async answer(request: IncomingMessage): Promise<Answer> {
    const url = new URL(request.url ?? '/', this.url);
    const body = await contentOf(request);
    const bearer = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
    if (url.pathname === '/identity') return this.identity(bearer, url.searchParams.get('audience') ?? '');
    if (url.pathname.startsWith('/repos/')) return this.api(request.method ?? '', url, bearer, body);
    if (request.method === 'POST' && url.pathname === '/')
      return this.tokenService(new URLSearchParams(String(body)), request);
    return this.bucket(request, url, body);
  }

  private identity(bearer: string, audience: string): Answer {
    const subject = this.jobs.get(bearer);
    if (subject === undefined) return json(401, { message: 'not a job' });
    const value = this.secret('identity');
    this.identities.set(value, `${audience} ${subject}`);
    return json(200, { value });
  }

  private tokenService(form: URLSearchParams, request: IncomingMessage): Answer {
    if (form.get('Action') === 'GetCallerIdentity') {
      const trust = this.roleOf(request);
      if (!trust) return xml(403, '<ErrorResponse><Error><Code>InvalidClientTokenId</Code></Error></ErrorResponse>');
      const account = trust.roleArn.split(':')[4];
      return xml(
        200,
        `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>${trust.roleArn}</Arn><UserId>AROA:session</UserId><Account>${account}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`,
      );
    }
    const identity = this.identities.get(form.get('WebIdentityToken') ?? '') ?? '';
    const trust = this.trusts.find(({ roleArn }) => roleArn === form.get('RoleArn'));
    if (!trust?.subjects.some((subject) => identity === `sts.amazonaws.com ${subject}`)) {
      this.refused.push(`${form.get('RoleArn')} to ${identity}`);
      return xml(
        403,
        '<ErrorResponse><Error><Code>AccessDenied</Code><Message>Not authorized to perform sts:AssumeRoleWithWebIdentity</Message></Error></ErrorResponse>',
      );
    }
    const key = `ASIA${createHash('sha256').update(randomUUID()).digest('hex').slice(0, 16).toUpperCase()}`;
    this.sessions.set(key, trust);
    const expiration = new Date(Date.now() + 3_600_000).toISOString();
    return xml(
      200,
      `<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>${key}</AccessKeyId><SecretAccessKey>${this.secret('key')}</SecretAccessKey><SessionToken>${this.secret('session')}</SessionToken><Expiration>${expiration}</Expiration></Credentials><AssumedRoleUser><Arn>${trust.roleArn}</Arn><AssumedRoleId>AROA:session</AssumedRoleId></AssumedRoleUser></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>`,
    );
  }

  private roleOf(request: IncomingMessage): Trust | undefined {
    return this.sessions.get(/Credential=([^/]+)/.exec(request.headers.authorization ?? '')?.[1] ?? '');
  }

  private bucket(request: IncomingMessage, url: URL, body: Buffer): Answer {
    const { method = '', headers } = request;
    const trust = this.roleOf(request);
    const [, , ...parts] = url.pathname.split('/');
    const key = parts.map(decodeURIComponent).join('/');
    const denied = xml(403, '<Error><Code>AccessDenied</Code></Error>');
    if (!trust) return denied;
    if (key === '') {
      const prefix = url.searchParams.get('prefix') ?? '';
      const found = [...this.objects.keys()].filter((each) => each.startsWith(prefix));
      return xml(
        200,
        `<ListBucketResult><IsTruncated>false</IsTruncated>${found.map((each) => `<Contents><Key>${each}</Key></Contents>`).join('')}</ListBucketResult>`,
      );
    }
    if (method === 'GET' || method === 'HEAD') {
      const found = this.objects.get(key);
      if (!found) return xml(404, '<Error><Code>NoSuchKey</Code></Error>');
      const size = String(found.bytes.length);
      const about = { 'x-amz-meta-note': found.note, etag: '"1"', 'content-length': size };
      if (headers.range === undefined) return { status: 200, body: found.bytes, headers: about };
      // Terraform asks for parts; a state is never larger than one.
      const range = `bytes 0-${found.bytes.length - 1}/${size}`;
      return { status: 206, body: found.bytes, headers: { ...about, 'content-range': range } };
    }
    const who = trust.roleArn.split('/').at(-1) ?? '';
    if (!trust.mayWrite.test(key)) {
      this.refused.push(`${who} ${method} ${key}`);
      return denied;
    }
    if (method === 'PUT' && headers['if-none-match'] === '*' && this.objects.has(key)) {
      return xml(412, '<Error><Code>PreconditionFailed</Code></Error>');
    }
    this.writes.push(`${who} ${method} ${key}`);
    if (method === 'DELETE') this.objects.delete(key);
    else {
      this.objects.set(key, {
        bytes: body,
        note: String(headers['x-amz-meta-note'] ?? ''),
        encryption: String(headers['x-amz-server-side-encryption'] ?? ''),
      });
    }
    return { status: method === 'DELETE' ? 204 : 200, headers: { etag: '"1"' } };
  }

  private api(method: string, url: URL, token: string, body: Buffer): Answer {
    if (!this.secrets.has(token)) return json(401, { message: 'Bad credentials' });
    if (method === 'GET') {
      const page = Number(url.searchParams.get('page') ?? '1');
      return json(200, this.comments.slice((page - 1) * 100, page * 100));
    }
    if (!this.writers.has(token)) return json(403, { message: 'Resource not accessible by integration' });
    const text = (JSON.parse(String(body)) as { body: string }).body;
    const found = this.comments.find(({ id }) => url.pathname.endsWith(`/comments/${id}`));
    if (found) found.body = text;
    else this.comments.push({ id: this.comments.length + 100, user: { type: 'Bot' }, body: text });
    return json(found ? 200 : 201, {});
  }
}

/** The body; what the AWS SDK sends in signed chunks is put together. */
async function contentOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const body = Buffer.concat(parts);
  if (!String(request.headers['content-encoding'] ?? '').includes('aws-chunked')) return body;
  const chunks: Buffer[] = [];
  for (let at = 0; at < body.length;) {
    const end = body.indexOf('\r\n', at);
    const size = Number.parseInt(body.toString('latin1', at, end), 16);
    if (!size) break;
    chunks.push(body.subarray(end + 2, end + 2 + size));
    at = end + 2 + size + 2;
  }
  return Buffer.concat(chunks);
}
