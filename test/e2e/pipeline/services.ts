/**
 * What a workflow talks to beside the two clouds: GitHub (identity tokens, branches, commits), AWS's token service as far as
 * roles are taken on by such a token, and the bucket of the state. Small and strict: a token opens a role only where its trust
 * policy says so, and each role may do to the bucket what it was given.
 */
import { Comments } from './comments.js';
import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decide, type PolicyDocument } from '../../../twin/aws/policy.js';
import { inOnePiece } from '../../../twin/aws/s3/chunks.js';

/** What a token of a job says about it. Source: https://docs.github.com/en/actions/reference/security/oidc. */
export type Claims = Readonly<Record<string, string>>;

export interface Role {
  readonly roleArn: string;
  /** Its trust policy, as IAM keeps it. */
  readonly trust: object;
  /** Its policies, as `permissions` prints them: they decide what it may do in the bucket of the state. */
  readonly policies: () => readonly PolicyDocument[];
  /** The key of its sessions, where the emulated account knows one. */
  readonly accessKeyId?: () => string;
}

/** An issue as the host keeps it. */
export interface HostIssue {
  readonly number: number;
  readonly title: string;
  body: string;
  state: string;
  readonly user: { readonly login: string };
}

/** A commit as the host knows it. */
export interface HostCommit {
  readonly author: string;
  /** Who opened the pull request that brought it. */
  readonly proposer?: string;
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
  readonly objects = new Map<string, { bytes: Buffer; encryption: string }>();
  /** Commits by id, as the host knows them. */
  readonly commits = new Map<string, HostCommit>();
  /** Issues, and each time one was opened or changed. */
  readonly issues: HostIssue[] = [];
  readonly news: string[] = [];
  readonly comments = new Comments();
  /** Where the main branch is. */
  tipOfMain = (): string => '';
  /** The next calls to the bucket that are answered with this. */
  busy: number[] = [];
  /** Roles in the order in which they were taken on. */
  readonly taken: string[] = [];
  /** `plan PUT entra-workspaces/…`: who wrote or deleted what. */
  readonly writes: string[] = [];
  /** Everything that must never be printed. */
  readonly secrets = new Set<string>();
  /** Calls that were refused. */
  readonly refused: string[] = [];
  /** Roles that a job with another role was kept out of. */
  readonly tried: string[] = [];
  /** By token of a job. */
  private readonly permissions = new Map<string, Readonly<Record<string, string>>>();
  private readonly jobs = new Map<string, Claims>();
  private readonly sessions = new Map<string, Role>();
  private server: Server | undefined;
  /** What another host than GitHub answers. */
  other: (url: URL, method: string, bearer: string, body: Buffer) => { status: number; body: unknown } | undefined =
    () => undefined;

  constructor(private readonly roles: readonly Role[]) {}

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
  identityFor(claims: Claims): Record<string, string> {
    const bearer = this.secret('request');
    this.jobs.set(bearer, claims);
    return {
      ACTIONS_ID_TOKEN_REQUEST_URL: `${this.url}/identity?version=2`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: bearer,
    };
  }

  /** A token of the job for GitHub's API. */
  apiToken(permissions: Readonly<Record<string, string>>): string {
    const token = this.secret('ghs');
    this.permissions.set(token, permissions);
    return token;
  }

  /** A token for an audience, as the host signs it for a job. */
  tokenOf(claims: Claims, audience: string): string {
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const iss = 'https://token.actions.githubusercontent.com';
    const token = `${part({ alg: 'RS256', typ: 'JWT' })}.${part({ iss, aud: audience, jti: randomUUID(), ...claims })}.signed`;
    this.secrets.add(token);
    return token;
  }

  /** The role that a token opens, as AWS judges by the trust policy. */
  opens(roleArn: string, claims: Claims): boolean {
    const role = this.roles.find((each) => each.roleArn === roleArn);
    return role !== undefined && trusts(role.trust, { aud: 'sts.amazonaws.com', ...claims });
  }

  secret(kind: string): string {
    const value = `${kind}_${randomUUID().replaceAll('-', '')}`;
    this.secrets.add(value);
    return value;
  }

  private async answer(request: IncomingMessage): Promise<Answer> {
    const url = new URL(request.url ?? '/', this.url);
    const body = await contentOf(request);
    const bearer = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const other = this.other(url, request.method ?? 'GET', bearer, body);
    if (other !== undefined) return json(other.status, other.body);
    if (url.pathname === '/identity') return this.identity(bearer, url.searchParams.get('audience') ?? '');
    if (url.pathname.startsWith('/repos/')) return this.api(url, bearer, request.method ?? 'GET', body);
    if (request.method === 'POST' && url.pathname === '/')
      return this.tokenService(new URLSearchParams(String(body)), request);
    return this.bucket(request, url, body);
  }

  private identity(bearer: string, audience: string): Answer {
    const claims = this.jobs.get(bearer);
    if (claims === undefined) return json(401, { message: 'not a job' });
    return json(200, { value: this.tokenOf(claims, audience) });
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
    const token = form.get('WebIdentityToken') ?? '';
    const claims = this.secrets.has(token) ? claimsIn(token) : {};
    const trust = this.roles.find(({ roleArn }) => roleArn === form.get('RoleArn'));
    if (trust === undefined || !trusts(trust.trust, claims)) {
      const said = `${form.get('RoleArn')} to ${claims['sub']}`;
      // A job with an identity of its own tries the other one before it plans.
      if (trust !== undefined && this.roles.some((each) => trusts(each.trust, claims))) this.tried.push(said);
      else this.refused.push(said);
      return xml(
        403,
        '<ErrorResponse><Error><Code>AccessDenied</Code><Message>Not authorized to perform sts:AssumeRoleWithWebIdentity</Message></Error></ErrorResponse>',
      );
    }
    this.taken.push(trust.roleArn);
    const key =
      trust.accessKeyId?.() ??
      `ASIA${createHash('sha256').update(randomUUID()).digest('hex').slice(0, 16).toUpperCase()}`;
    this.sessions.set(key, trust);
    const expiration = new Date(Date.now() + 3_600_000).toISOString();
    return xml(
      200,
      `<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>${key}</AccessKeyId><SecretAccessKey>${this.secret('key')}</SecretAccessKey><SessionToken>${this.secret('session')}</SessionToken><Expiration>${expiration}</Expiration></Credentials><AssumedRoleUser><Arn>${trust.roleArn}</Arn><AssumedRoleId>AROA:session</AssumedRoleId></AssumedRoleUser></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>`,
    );
  }

  private roleOf(request: IncomingMessage): Role | undefined {
    return this.sessions.get(/Credential=([^/]+)/.exec(request.headers.authorization ?? '')?.[1] ?? '');
  }

  private bucket(request: IncomingMessage, url: URL, body: Buffer): Answer {
    const { method = '', headers } = request;
    const trust = this.roleOf(request);
    const [, bucket, ...parts] = url.pathname.split('/');
    const key = parts.map(decodeURIComponent).join('/');
    const denied = xml(403, '<Error><Code>AccessDenied</Code></Error>');
    if (!trust) return denied;
    const status = this.busy.shift();
    if (status !== undefined) return xml(status, '<Error><Code>SlowDown</Code></Error>');
    const who = trust.roleArn.split('/').at(-1) ?? '';
    const read = method === 'GET' || method === 'HEAD';
    // Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
    const action = key === '' ? 'ListBucket' : read ? 'GetObject' : method === 'PUT' ? 'PutObject' : 'DeleteObject';
    const resource = `arn:aws:s3:::${bucket}${key === '' ? '' : `/${key}`}`;
    const context = key === '' ? { 's3:prefix': url.searchParams.get('prefix') ?? '' } : {};
    if (decide(trust.policies(), { action: `s3:${action}`, resource, context }) !== 'allowed') {
      this.refused.push(`${who} ${method} ${key}`);
      return denied;
    }
    if (key === '') return this.listed(url.searchParams);
    if (read) {
      const found = this.objects.get(key);
      if (!found) return xml(404, '<Error><Code>NoSuchKey</Code></Error>');
      const size = String(found.bytes.length);
      const about = { etag: '"1"', 'content-length': size };
      if (headers.range === undefined) return { status: 200, body: found.bytes, headers: about };
      // Terraform asks for parts; a state is never larger than one.
      const range = `bytes 0-${found.bytes.length - 1}/${size}`;
      return { status: 206, body: found.bytes, headers: { ...about, 'content-range': range } };
    }
    // The policy of the bucket: kept plans are put where nothing lies, and in no other way.
    if (method === 'PUT' && key.includes('.plans/') && headers['if-none-match'] !== '*') return denied;
    if (method === 'PUT' && headers['if-none-match'] === '*' && this.objects.has(key)) {
      return xml(412, '<Error><Code>PreconditionFailed</Code></Error>');
    }
    this.writes.push(`${who} ${method} ${key}`);
    if (method === 'DELETE') this.objects.delete(key);
    else {
      this.objects.set(key, { bytes: body, encryption: String(headers['x-amz-server-side-encryption'] ?? '') });
    }
    return { status: method === 'DELETE' ? 204 : 200, headers: { etag: '"1"' } };
  }

  /** Two keys a page: whoever reads the first page alone misses the rest. */
  private listed(query: URLSearchParams): Answer {
    const found = [...this.objects.keys()].filter((each) => each.startsWith(query.get('prefix') ?? ''));
    const from = Number(query.get('continuation-token') ?? 0);
    const next = from + 2 < found.length ? `<NextContinuationToken>${from + 2}</NextContinuationToken>` : '';
    const keys = found.slice(from, from + 2).map((each) => `<Contents><Key>${each}</Key></Contents>`);
    return xml(
      200,
      `<ListBucketResult><IsTruncated>${next !== ''}</IsTruncated>${keys.join('')}${next}</ListBucketResult>`,
    );
  }

  private api(url: URL, token: string, method: string, body: Buffer): Answer {
    if (!this.secrets.has(token)) return json(401, { message: 'Bad credentials' });
    const [, , , , ...path] = url.pathname.split('/');
    const may = (what: string): boolean => this.permissions.get(token)?.[what] === 'write';
    const comment = this.comments.answer({ path: path.slice(1), method, body, may: may('pull-requests') });
    if (path[0] === 'issues' && comment) return json(...comment);
    if (path[0] === 'issues') return this.issue(path[1], token, method, body);
    if (path.join('/') === 'git/ref/heads/main') return json(200, { object: { sha: this.tipOfMain() } });
    const commit = path[0] === 'commits' ? this.commits.get(path[1] ?? '') : undefined;
    if (!commit) return json(404, { message: 'Not Found' });
    if (path[2] === 'pulls')
      return json(200, commit.proposer === undefined ? [] : [{ number: 1, user: { login: commit.proposer } }]);
    return json(200, { author: { login: commit.author }, committer: { login: 'web-flow' } });
  }

  /**
   * Source: https://docs.github.com/en/rest/issues/issues; without `issues: write` a token of a job gets 403 (documented as
   * "Resource not accessible by integration").
   */
  private issue(number: string | undefined, token: string, method: string, body: Buffer): Answer {
    if (this.permissions.get(token)?.['issues'] !== 'write')
      return json(403, { message: 'Resource not accessible by integration' });
    if (method === 'GET')
      return json(
        200,
        this.issues.filter(({ state }) => state === 'open'),
      );
    const given = JSON.parse(body.toString()) as { title?: string; body?: string; state?: string };
    const known = this.issues.find((each) => String(each.number) === number);
    const title = known?.title ?? given.title ?? '';
    const user = known?.user ?? { login: 'github-actions[bot]' };
    const issue: HostIssue = {
      ...{ number: known?.number ?? this.issues.length + 1, title, user },
      ...{ body: given.body ?? known?.body ?? '', state: given.state ?? known?.state ?? 'open' },
    };
    if (known) this.issues[this.issues.indexOf(known)] = issue;
    else this.issues.push(issue);
    this.news.push(`${method} ${issue.number} ${issue.state}`);
    return json(method === 'POST' ? 201 : 200, {
      ...issue,
      html_url: `https://github.com/contoso/desktops/issues/${issue.number}`,
    });
  }
}

/** What a token says. */
function claimsIn(token: string): Claims {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Claims;
}

/**
 * Whether a trust policy lets a token in: each condition is an equality, and one that the token does not speak of fails.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html.
 */
function trusts(trust: object, claims: Claims): boolean {
  const { Statement } = trust as {
    Statement: {
      Effect: string;
      Principal: { Federated: string };
      Condition: Record<string, Record<string, unknown>>;
    }[];
  };
  return Statement.some(({ Effect, Principal, Condition }) => {
    if (Effect !== 'Allow' || Object.keys(Condition).join() !== 'StringEquals') return false;
    // A provider of another issuer does not know the token at all; its keys are named after it.
    const provider = (claims['iss'] ?? 'https://token.actions.githubusercontent.com').replace('https://', '');
    if (Principal.Federated.split(':oidc-provider/')[1] !== provider) return false;
    return Object.entries(Condition['StringEquals'] ?? {}).every(([key, wanted]) =>
      [wanted].flat().includes(claims[key.replace(`${provider}:`, '')]),
    );
  });
}

async function contentOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return inOnePiece(Buffer.concat(parts), request.headers['content-encoding']);
}
