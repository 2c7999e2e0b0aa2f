/** Microsoft Graph, spoken to directly: a token, an address, JSON. */
import { present } from '../../domain/present.js';
import { Addresses } from './addresses.js';
import { CloudError } from './cloud-error.js';
import { besideIntune, tokensForIntune, tokensFrom, type Tokens } from './entra-credential.js';
import { grantedBy, type Granted } from './granted.js';
import { Network } from './network.js';
import { claimsOf } from './token-claims.js';

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
/** What Intune answers for. */
const ofIntune = /\/(v1\.0|beta)\/(deviceManagement|deviceAppManagement)\b/;

/** One tenant, as whoever is signed in. */
export class Graph {
  private constructor(
    private readonly addresses: Addresses,
    private readonly network: Network,
    private readonly tokens: Tokens,
    /** Of the application that signs in for Intune alone, where there is one. */
    private readonly intuneTokens: Tokens = tokens,
    private readonly signal?: AbortSignal,
  ) {}

  /** Nothing is called yet: the token is asked for with the first call. */
  static from(
    env: NodeJS.ProcessEnv,
    options: {
      readonly tenantId?: string;
      readonly addresses?: Addresses;
      readonly tokens?: Tokens;
      /** Client id of the application that signs in for Intune alone. */
      readonly intune?: string;
    } = {},
  ): Graph {
    const addresses = options.addresses ?? new Addresses(env);
    const { intune, tenantId } = options;
    if (intune === undefined) {
      const tokens = options.tokens ?? tokensFrom(env, addresses, tenantId);
      return new Graph(addresses, Network.of(env), onceAtATime(tokens));
    }
    const person = options.tokens ?? tokensFrom(besideIntune(env), addresses, tenantId);
    const application = tokensForIntune(env, addresses, intune, tenantId);
    return new Graph(addresses, Network.of(env), onceAtATime(person), onceAtATime(application));
  }

  /** The same, with a time limit. */
  within(signal: AbortSignal): Graph {
    return new Graph(this.addresses, this.network, this.tokens, this.intuneTokens, signal);
  }

  /** What the token allows, and whose it is. */
  async granted(): Promise<Granted> {
    return grantedBy(await this.tokens());
  }

  /** One object. Throws `CloudError`; a 404 has `isAbsent`. */
  async get<T>(path: string, options: GraphOptions = {}): Promise<T> {
    return this.send<T>('GET', this.url(path, options), options);
  }

  /**
   * A list with all its pages. Throws `CloudError` where there is more than `limit` (default 20,000), or no end: a list that
   * was cut is never taken for a whole one. The newest few of a log, or the best of a search, are asked for by `first`.
   */
  async list<T>(path: string, options: GraphOptions = {}, limit = 20_000): Promise<T[]> {
    return this.read(path, options, limit, true);
  }

  /** The beginning of a list, at most `limit` objects: whoever asks knows that there may be more. */
  async first<T>(path: string, options: GraphOptions, limit: number): Promise<T[]> {
    return this.read(path, options, limit, false);
  }

  private async read<T>(path: string, options: GraphOptions, limit: number, whole: boolean): Promise<T[]> {
    const found: T[] = [];
    let url: string | undefined = this.url(path, options);
    const passed = new Set<string>();
    while (url !== undefined && found.length < limit) {
      if (passed.has(url)) throw new CloudError('error', `Graph gave the same page of ${path} again and again`);
      passed.add(url);
      const page: unknown = await this.send('GET', url, options);
      const { value, '@odata.nextLink': next } = (page ?? {}) as { value?: unknown; '@odata.nextLink'?: unknown };
      if (!Array.isArray(value))
        throw new CloudError('error', `Graph answered with no list where ${path} was asked for`);
      // Empty pages with a next one exist; a thousand of them do not.
      if (passed.size > 1_000) throw new CloudError('error', `Graph gave more than 1,000 pages of ${path}`);
      found.push(...(value as T[]));
      url = this.nextPage(typeof next === 'string' ? next : undefined);
    }
    if (whole && (found.length > limit || url !== undefined)) {
      throw new CloudError('error', `there are more than ${limit} of ${path}: the rest was not looked at`);
    }
    return found.slice(0, limit);
  }

  /** How many there are of something: `groups/{id}/members`. */
  async count(path: string): Promise<number> {
    const answer = await this.send<unknown>('GET', this.url(`${path}/$count`, {}), { eventual: true });
    if (typeof answer === 'number' && Number.isInteger(answer)) return answer;
    throw new CloudError('error', `Graph answered with no number where that of ${path} was asked for`);
  }

  /** An action. Lookups use none that changes anything. */
  async post<T = undefined>(path: string, body: object, options: GraphOptions = {}): Promise<T> {
    return this.send<T>('POST', this.url(path, options), options, body);
  }

  /** Changes what the body names. Lookups never do. */
  async patch(path: string, body: object): Promise<void> {
    await this.send('PATCH', this.url(path, {}), {}, body);
  }

  /** Takes one object away. Lookups never do. */
  async delete(path: string, options: Pick<GraphOptions, 'version'> = {}): Promise<void> {
    await this.send('DELETE', this.url(path, options), {});
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
      const answer = await this.network.fetch(url, {
        method,
        headers: {
          authorization: `Bearer ${await (ofIntune.test(url) ? this.intuneTokens : this.tokens)()}`,
          accept: 'application/json',
          ...(eventual ? { consistencylevel: 'eventual' } : {}),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        ...present({ signal: this.signal }),
      });
      if (answer.ok) return (answer.status === 204 ? undefined : await content(answer)) as T;
      const passing = answer.status === 429 || (answer.status >= 500 && method === 'GET');
      if (!passing || attempt === attempts) throw await refusal(answer, method, url);
      await pause(secondsToWait(answer.headers.get('retry-after'), attempt) * 1000, this.signal);
    }
  }
}

async function content(answer: Response): Promise<unknown> {
  const text = await answer.text();
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new CloudError('error', `Graph gave an answer that cannot be read: ${JSON.stringify(text.slice(0, 60))}`);
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

/** A number of seconds; anything else, or more than anybody waits for here, counts as the short pause. */
function secondsToWait(header: string | null, attempt: number): number {
  const seconds = Number(header ?? attempt);
  return seconds >= 0 && seconds <= 30 ? seconds : attempt;
}

async function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const stopped = (): void => {
      clearTimeout(timer);
      reject(new CloudError('timeout', 'stopped at its time limit'));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stopped);
      resolve();
    }, milliseconds);
    signal?.addEventListener('abort', stopped, { once: true });
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
  const { exp } = claimsOf(token);
  return typeof exp === 'number' ? exp * 1000 : 0;
}
