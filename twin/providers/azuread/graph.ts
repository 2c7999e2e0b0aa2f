import type { CloudResponse } from '../../network.js';
import type { World } from '../../clouds.js';
import { Patience } from '../patience.js';
import type { Credentials } from './credentials.js';

/** The body of an answer; null when there is none. */
export type Json = null | boolean | number | string | Json[] | { [name: string]: Json | undefined };
export type JsonObject = { [name: string]: Json | undefined };

/** An answer other than 2xx, worded as the provider words it. */
export class GraphError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    /** As Graph sent it. */
    readonly body = '',
  ) {
    super(message);
  }
}

export class SignInError extends Error {
  constructor(
    message: string,
    /** By which of the ways of the Azure SDK. */
    readonly credential: Credentials['kind'],
  ) {
    super(message);
  }
}

interface Token {
  readonly text: string;
  readonly objectId: string;
  /** Milliseconds of the twin's clock. */
  readonly expires: number;
}

export interface RequestOptions {
  readonly version?: 'v1.0' | 'beta';
  readonly query?: Record<string, string>;
  readonly body?: JsonObject;
  /** Which failures are tried again, and for how long in all. 429 and 5xx always are. */
  readonly retry?: (error: GraphError) => boolean;
  readonly seconds?: number;
}

/** Reason phrases, as the providers print them. */
export const statusTexts: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  409: 'Conflict',
  412: 'Precondition Failed',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

/** How often 429 and 5xx are tried: 25 tries were seen for a 429 that never ended (recordings, 3.7.0). */
const mostTries = 25;

/** Whether a request whose answer was lost is sent again: the real azuread repeats only what changes nothing. */
const harmless = /^(GET|HEAD|OPTIONS)$/;

/** A client of Microsoft Graph with the token of one provider block. */
export class Graph {
  /** Shared by all that signed in once. */
  private held: { token?: Promise<Token> } = {};

  constructor(
    private readonly world: World,
    readonly credentials: Credentials,
    private readonly stopped?: AbortSignal,
    /** msgraph's client, the Azure SDK's, sends a write whose answer was lost once more. */
    private readonly repeatsWrites = false,
  ) {}

  /** Object id of the calling service principal, from the token's `oid`. */
  async callerObjectId(): Promise<string> {
    return (await this.currentToken()).objectId;
  }

  /** The same client, ending its waits when terraform is asked to stop. */
  until(stopped: AbortSignal): Graph {
    const same = new Graph(this.world, this.credentials, stopped, this.repeatsWrites);
    same.held = this.held;
    return same;
  }

  get(path: string, options: RequestOptions = {}): Promise<JsonObject> {
    return this.request('GET', path, options);
  }

  post(path: string, options: RequestOptions = {}): Promise<JsonObject> {
    return this.request('POST', path, options);
  }

  patch(path: string, options: RequestOptions = {}): Promise<JsonObject> {
    return this.request('PATCH', path, options);
  }

  put(path: string, options: RequestOptions = {}): Promise<JsonObject> {
    return this.request('PUT', path, options);
  }

  delete(path: string, options: RequestOptions = {}): Promise<JsonObject> {
    return this.request('DELETE', path, options);
  }

  /** All pages of a collection. */
  async list(path: string, options: RequestOptions = {}): Promise<JsonObject[]> {
    const found: JsonObject[] = [];
    let page = await this.get(path, options);
    for (;;) {
      found.push(...((page['value'] ?? []) as JsonObject[]));
      const next = page['@odata.nextLink'];
      if (typeof next !== 'string') return found;
      const url = new URL(next);
      const [, version, rest = ''] = /^\/(v1\.0|beta)(\/.*)$/.exec(url.pathname) ?? [];
      page = await this.get(rest, { version: version as 'v1.0' | 'beta', query: Object.fromEntries(url.searchParams) });
    }
  }

  /** The object, or undefined when Graph answers 404. */
  async find(path: string, options: RequestOptions = {}): Promise<JsonObject | undefined> {
    try {
      return await this.get(path, options);
    } catch (error) {
      if (error instanceof GraphError && error.status === 404) return undefined;
      throw error;
    }
  }

  async request(method: string, path: string, options: RequestOptions): Promise<JsonObject> {
    const patience = new Patience(this.world.clock, options.seconds ?? 300, this.stopped);
    for (let attempt = 1; ; attempt += 1) {
      const answer = await this.send(method, path, options);
      if (!answer.lost && answer.status >= 200 && answer.status < 300) return parse(answer);
      // Its Graph client repeats a request without an answer when that changes nothing, and else gives up
      // (github.com/hashicorp/go-azure-sdk, sdk/client/client.go).
      const error = answer.lost
        ? new GraphError(0, '', 'HTTP response was nil; connection may have been reset')
        : describe(answer);
      const temporary =
        answer.lost === true
          ? this.repeatsWrites || harmless.test(method)
          : answer.status === 429 || answer.status >= 500;
      const again = temporary ? attempt < mostTries : options.retry?.(error) === true;
      const after = Number(answer.headers?.['retry-after'] ?? answer.headers?.['Retry-After']);
      const seconds = answer.status === 429 && after > 0 ? after : Math.min(2 ** (attempt - 1), 61);
      if (!again || !(await patience.wait(seconds))) throw error;
    }
  }

  private async send(method: string, path: string, options: RequestOptions): Promise<CloudResponse> {
    const { text } = await this.currentToken();
    const url = new URL(`https://graph.microsoft.com/${options.version ?? 'v1.0'}${path}`);
    for (const [name, value] of Object.entries(options.query ?? {})) url.searchParams.set(name, value);
    return this.world.network.request(url.href, {
      method,
      headers: {
        authorization: `Bearer ${text}`,
        accept: 'application/json; charset=utf-8; IEEE754Compatible=false',
        ...(options.body ? { 'content-type': 'application/json; charset=utf-8' } : {}),
      },
      ...(options.body ? { body: JSON.stringify(options.body) } : {}),
    });
  }

  private async currentToken(): Promise<Token> {
    const held = await this.held.token?.catch(() => undefined);
    if (held && held.expires > this.world.clock.now().getTime()) return held;
    this.held.token = this.signIn();
    return this.held.token;
  }

  private async signIn(): Promise<Token> {
    const { tenantId, clientId } = this.credentials;
    const form = new URLSearchParams({
      client_id: clientId,
      ...this.credentials.proof(),
      grant_type: 'client_credentials',
      scope: 'https://graph.microsoft.com/.default',
    });
    const answer = await this.world.network.request(`https://login.microsoftonline.com/${tenantId}/oauth2/v2.0/token`, {
      method: 'POST',
      headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
      body: form.toString(),
    });
    const body = Buffer.from(answer.body ?? '').toString('utf8');
    if (answer.status !== 200) {
      throw new SignInError(
        `unable to obtain access token: clientCredentialsToken: received HTTP status ${answer.status} with response: ${body}`,
        this.credentials.kind,
      );
    }
    const { access_token: text, expires_in: seconds } = JSON.parse(body) as {
      access_token: string;
      expires_in: number;
    };
    const claims = JSON.parse(Buffer.from(text.split('.')[1] ?? '', 'base64url').toString('utf8')) as { oid?: string };
    if (!claims.oid)
      throw new SignInError(
        'attempting to discover object ID for authenticated service principal: the token has no oid',
        this.credentials.kind,
      );
    return { text, objectId: claims.oid, expires: this.world.clock.now().getTime() + (seconds - 60) * 1000 };
  }
}

function parse(answer: CloudResponse): JsonObject {
  const body = Buffer.from(answer.body ?? '').toString('utf8');
  return body === '' ? {} : (JSON.parse(body) as JsonObject);
}

function describe(answer: CloudResponse): GraphError {
  const status = `unexpected status ${answer.status} (${answer.status} ${statusTexts[answer.status] ?? ''})`;
  const body = Buffer.from(answer.body ?? '').toString('utf8');
  if (body === '') return new GraphError(answer.status, '', `${status} received with no body`);
  try {
    const { error } = JSON.parse(body) as { error?: { code?: string; message?: string } };
    return new GraphError(
      answer.status,
      error?.code ?? '',
      `${status} with error: ${error?.code ?? ''}: ${error?.message ?? ''}`,
      body,
    );
  } catch {
    return new GraphError(answer.status, '', `${status} with response: ${body}`, body);
  }
}
