/** Microsoft Graph, spoken to directly: a token, an address, JSON. */
import { types } from 'node:util';
import { Addresses } from './addresses.js';
import { brokenConnection, CloudError } from './cloud-error.js';
import { tokensFrom, type Tokens } from './entra-credential.js';
import { grantedBy, type Granted } from './granted.js';

export type GraphVersion = 'v1.0' | 'beta';

export interface GraphOptions {
  /** Default v1.0. Beta only where v1.0 has no such thing. */
  readonly version?: GraphVersion;
  /** `$filter`, `$select`, …, not encoded. */
  readonly query?: Readonly<Record<string, string>>;
  /** `ConsistencyLevel: eventual` and `$count`: operators that Entra answers only so. */
  readonly eventual?: boolean;
}

const origin = 'https://graph.microsoft.com';
const attempts = 3;

/** One tenant, as whoever is signed in. */
export class Graph {
  private constructor(
    private readonly addresses: Addresses,
    private readonly tokens: Tokens,
    private readonly signal?: AbortSignal,
  ) {}

  /** Nothing is called yet: the token is asked for with the first call. */
  static from(
    env: NodeJS.ProcessEnv,
    options: { readonly tenantId?: string; readonly addresses?: Addresses; readonly tokens?: Tokens } = {},
  ): Graph {
    const addresses = options.addresses ?? new Addresses(env);
    return new Graph(addresses, onceAtATime(options.tokens ?? tokensFrom(env, addresses, options.tenantId)));
  }

  /** The same, with a time limit. */
  within(signal: AbortSignal): Graph {
    return new Graph(this.addresses, this.tokens, signal);
  }

  /** What the token allows, and whose it is. */
  async granted(): Promise<Granted> {
    return grantedBy(await this.tokens());
  }

  /** One object. Throws `CloudError`; a 404 has `isAbsent`. */
  async get<T>(path: string, options: GraphOptions = {}): Promise<T> {
    return this.send<T>('GET', this.url(path, options), options);
  }

  /** A list with all its pages, at most `limit` objects (default 5,000). */
  async list<T>(path: string, options: GraphOptions = {}, limit = 5_000): Promise<T[]> {
    const found: T[] = [];
    let url: string | undefined = this.url(path, options);
    while (url !== undefined && found.length < limit) {
      const page: { value?: T[]; '@odata.nextLink'?: string } = await this.send('GET', url, options);
      found.push(...(page.value ?? []));
      url = this.nextPage(page['@odata.nextLink']);
    }
    return found.slice(0, limit);
  }

  /** How many there are of something: `groups/{id}/members`. */
  async count(path: string): Promise<number> {
    const answer = await this.send<unknown>('GET', this.url(`${path}/$count`, {}), { eventual: true });
    return Number(answer);
  }

  /** An action. Lookups use none that changes anything. */
  async post<T = undefined>(path: string, body: object, options: GraphOptions = {}): Promise<T> {
    return this.send<T>('POST', this.url(path, options), options, body);
  }

  private url(path: string, { version = 'v1.0', query = {}, eventual }: GraphOptions): string {
    const all = Object.entries({ ...query, ...(eventual ? { $count: 'true' } : {}) });
    const search = all.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
    return this.addresses.of(`${origin}/${version}/${path}${search === '' ? '' : `?${search}`}`);
  }

  /** A token goes to Graph alone, whatever a link says. */
  private nextPage(link: string | undefined): string | undefined {
    if (link === undefined) return undefined;
    const expected = this.addresses.of(`${origin}/`);
    const next = this.addresses.of(link);
    if (next.startsWith(expected)) return next;
    throw new CloudError('error', `Graph gave a next page at another address: ${new URL(link).host}`);
  }

  private async send<T>(method: string, url: string, { eventual }: GraphOptions, body?: object): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await this.fetch(url, {
        method,
        headers: {
          authorization: `Bearer ${await this.tokens()}`,
          accept: 'application/json',
          ...(eventual ? { consistencylevel: 'eventual' } : {}),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        ...(this.signal ? { signal: this.signal } : {}),
      });
      if (answer.ok) return (answer.status === 204 ? undefined : await content(answer)) as T;
      const passing = answer.status === 429 || (answer.status >= 500 && method === 'GET');
      if (!passing || attempt === attempts) throw await refusal(answer, method, url);
      await pause(Number(answer.headers.get('retry-after') ?? attempt) * 1000, this.signal);
    }
  }

  private async fetch(url: string, init: RequestInit): Promise<Response> {
    try {
      return await fetch(url, init);
    } catch (error) {
      if (this.signal?.aborted) throw new CloudError('timeout', 'stopped at its time limit', {}, { cause: error });
      const broken = brokenConnection(error) ?? (types.isNativeError(error) ? error.message : String(error));
      throw new CloudError('offline', `Microsoft Graph cannot be reached (${broken})`, {}, { cause: error });
    }
  }
}

async function content(answer: Response): Promise<unknown> {
  const text = await answer.text();
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

async function refusal(answer: Response, method: string, url: string): Promise<CloudError> {
  const body = (await answer.json().catch(() => undefined)) as
    { error?: { code?: string; message?: string } } | undefined;
  const { code, message } = body?.error ?? {};
  const details = { status: answer.status, ...(code ? { code } : {}) };
  const what = `${method} ${new URL(url).pathname.replace(/^\/_host\/[^/]+/, '')}`;
  if (answer.status === 403) return new CloudError('denied', message ?? 'not allowed', details);
  if (answer.status === 401) {
    return new CloudError('error', `Graph does not take the token (${code ?? answer.status}): sign in again`, details);
  }
  // Intune is known for refusals without a word.
  return new CloudError(
    'error',
    `${what} answered ${answer.status}${code ? ` ${code}` : ''}: ${message || 'no reason given'}`,
    details,
  );
}

async function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(new CloudError('timeout', 'stopped at its time limit'));
    });
  });
}

/** Lookups run side by side and share one token: it is asked for once, and again a minute before its end. */
function onceAtATime(tokens: Tokens): Tokens {
  let current: Promise<string> | undefined;
  let until = 0;
  return async () => {
    if (current === undefined || Date.now() > until) {
      until = Number.POSITIVE_INFINITY;
      current = tokens().then(
        (token) => {
          until = endOf(token) - 60_000;
          return token;
        },
        (error: unknown) => {
          current = undefined;
          throw error;
        },
      );
    }
    return current;
  };
}

function endOf(token: string): number {
  try {
    const { exp } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) as {
      exp?: number;
    };
    return (exp ?? 0) * 1000;
  } catch {
    return 0;
  }
}
