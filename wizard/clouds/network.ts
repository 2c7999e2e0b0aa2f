/**
 * The one way out: AWS, Graph, tokens, metadata, SCIM, the store of plans and repository hosts are all reached through
 * this. It knows proxies (proxy.ts) and certificate authorities (authorities.ts), ends every call at a time limit, sends
 * nothing in the clear to another machine, follows no redirect, and says in words what stood in the way (trouble.ts).
 */
import { setMaxListeners } from 'node:events';
import * as http from 'node:http';
import * as https from 'node:https';
import { createSecureContext, type TLSSocket } from 'node:tls';
import { present } from '../../domain/present.js';
import { authorities, authorityOfJob, isServerOfJob } from './authorities.js';
import { CloudError } from './cloud-error.js';
import { keepAtHome } from './sandbox-credentials.js';
import { isLoopback, proxyFor, shownProxy, type Proxy } from './proxy.js';
import { foreignAnswer, hostOf, proxyRefusal, unreachable } from './trouble.js';
import { timeLimit } from './time-limit.js';

export interface NetworkRequest {
  /** @default GET */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | URLSearchParams;
  readonly signal?: AbortSignal;
  /** From the first byte out to the last byte in. @default 20, and never more than a command has altogether */
  readonly seconds?: number;
  /**
   * Takes a good answer (status 200) as it comes, however large: `bytes` is empty then. Called once for each try; what it
   * gives back is called for each part, and what that throws ends the call, with its message.
   */
  readonly sink?: () => (part: Uint8Array) => void;
}

/** An answer, whole. */
export interface NetworkAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Buffer;
}

/** The largest answer that is taken: a plan of a thousand desktops is a tenth of it. */
const largestAnswer = 100 * 1024 * 1024;
const ordinarySeconds = 20;
const networks = new WeakMap<NodeJS.ProcessEnv, Network>();

export class Network {
  private readonly agents = new Map<string, Promise<http.Agent>>();
  private readonly contexts = new Map<string, ReturnType<typeof createSecureContext>>();
  private ahead: number | undefined;
  private offset = 0;
  private granted = 0;
  private anything = false;

  private constructor(private readonly env: NodeJS.ProcessEnv) {}

  /** The network as an environment describes it; the same one each time. */
  static of(env: NodeJS.ProcessEnv): Network {
    const known = networks.get(env) ?? new Network(env);
    networks.set(env, known);
    return known;
  }

  /** By how many seconds the clock of this machine is ahead of those who answered; negative: behind. */
  get clockAhead(): number | undefined {
    return this.ahead;
  }

  /** The time of whoever answered last, in milliseconds since 1970: what programs in the clouds go by. */
  get timeThere(): number {
    return Date.now() - this.offset * 1000;
  }

  /** Whether anybody answered with what was asked for. */
  get heard(): boolean {
    return this.anything;
  }

  /** How long everything together that one command looks at may take, in seconds. */
  get secondsAltogether(): number {
    return timeLimit(this.env, this.granted);
  }

  /** What this command looks at takes so long: it may, unless the environment says how long. */
  allow(seconds: number): void {
    this.granted = Math.max(this.granted, seconds);
  }

  /** As the global `fetch` answers, so that it can stand in its place. Throws `CloudError`. */
  async fetch(url: string | URL, request: NetworkRequest = {}): Promise<Response> {
    const { status, headers, bytes } = await this.send(url, request);
    const bodiless = status === 204 || status === 205 || status === 304;
    return new Response(bodiless ? null : new Uint8Array(bytes), { status, headers });
  }

  /**
   * One call. Throws `CloudError`: `offline` for a connection that does not come about, `timeout` at the limit, `error` for
   * an answer that is somebody else's (a captive portal, a proxy). Any status of the one who was called is an answer.
   */
  async send(address: string | URL, request: NetworkRequest = {}): Promise<NetworkAnswer> {
    if (!URL.canParse(String(address))) throw new CloudError('error', `this is no address to call: ${String(address)}`);
    const url = new URL(address);
    if (url.protocol !== 'https:' && !isLoopback(url.hostname)) {
      throw new CloudError('error', `${url.origin} was not called: tokens and secrets are sent over https alone`);
    }
    const { headers = {}, body } = request;
    keepAtHome(url, ...Object.values(headers), body === undefined ? undefined : textOf(body));
    const proxy = proxyFor(url, this.env);
    const answer = await this.exchange(url, proxy, request, true);
    const date = Date.parse(answer.headers['date'] ?? '');
    if (!Number.isNaN(date)) {
      this.offset = Math.round((Date.now() - date) / 1000);
      // Emulated clouds have a time of their own, and say nothing of this machine's.
      if (!isLoopback(url.hostname)) this.ahead = this.offset;
    }
    const foreign = foreignAnswer(url, answer, proxy === undefined ? undefined : shownProxy(proxy));
    if (foreign) throw foreign;
    if (answer.status < 400) this.anything = true;
    return answer;
  }

  private async exchange(
    url: URL,
    proxy: Proxy | undefined,
    { method = 'GET', headers = {}, body, signal, seconds = ordinarySeconds, sink }: NetworkRequest,
    mayRepeat: boolean,
  ): Promise<NetworkAnswer> {
    const limit = Math.min(seconds, this.secondsAltogether);
    const via = proxy === undefined ? '' : ` through ${shownProxy(proxy)}`;
    const late = (): CloudError => new CloudError('timeout', `${hostOf(url)} gave no answer within ${limit} s${via}`);
    const form = body instanceof URLSearchParams;
    const bytes = body === undefined ? undefined : Buffer.from(form ? body.toString() : body);
    const agent = await this.agent(url, proxy);
    // Given to the request: the agent of a proxy passes on what the request says, and nothing of its own.
    const secureContext = url.protocol === 'https:' ? this.contextFor(url) : undefined;
    let presented: ReturnType<TLSSocket['getPeerCertificate']> | undefined;
    let reused = false;
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(late()), limit * 1000);
    const ended = (): void => stop.abort(new CloudError('timeout', 'stopped at its time limit'));
    if (signal) {
      // A lookup asks many things side by side under one limit, which Node takes for a leak from the eleventh on.
      setMaxListeners(Infinity, signal);
      signal.addEventListener('abort', ended, { once: true });
    }
    try {
      if (signal?.aborted) ended();
      return await new Promise<NetworkAnswer>((resolve, reject) => {
        const outgoing = (url.protocol === 'https:' ? https : http).request(url, {
          method,
          agent,
          ...present({ secureContext }),
          headers: {
            accept: '*/*',
            'user-agent': 'entra-workspaces',
            ...(form ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
            ...headers,
            ...(bytes === undefined ? {} : { 'content-length': String(bytes.length) }),
          },
          signal: stop.signal,
        });
        outgoing.once('socket', (socket) => {
          reused = outgoing.reusedSocket;
          // A connection that is open already has shown its certificate.
          if (reused) return;
          // Read before Node judges it and drops the connection.
          socket.prependOnceListener('secure', () => {
            presented = (socket as TLSSocket).getPeerCertificate();
          });
        });
        outgoing.once('proxyConnect', ({ statusCode }: { statusCode: number }) => {
          if (proxy && statusCode !== 200) reject(proxyRefusal(statusCode, url.host, proxy));
        });
        outgoing.once('error', reject);
        outgoing.once('response', (incoming) => void whole(incoming, url.host, sink).then(resolve, reject));
        outgoing.end(bytes);
      });
    } catch (error) {
      const stopped: unknown = stop.signal.aborted ? stop.signal.reason : undefined;
      if (stopped instanceof CloudError) throw stopped;
      if (error instanceof CloudError) throw error;
      // A connection that was kept open, and closed by the other side just then.
      const closed = (error as NodeJS.ErrnoException).code === 'ECONNRESET';
      if (mayRepeat && reused && closed) {
        return await this.exchange(url, proxy, { method, headers, seconds, ...present({ body, sink }) }, false);
      }
      throw unreachable(error, { url, via, presented, env: this.env });
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', ended);
    }
  }

  private agent(url: URL, proxy: Proxy | undefined): Promise<http.Agent> {
    const key = `${url.protocol} ${proxy?.url.href ?? ''}`;
    const known = this.agents.get(key) ?? this.makeAgent(url, proxy);
    this.agents.set(key, known);
    return known;
  }

  private async makeAgent(url: URL, proxy: Proxy | undefined): Promise<http.Agent> {
    if (url.protocol === 'http:') return new http.Agent(connections);
    if (proxy === undefined) return new https.Agent(connections);
    const { HttpsProxyAgent } = await import('./proxy-agent.js');
    // Here for a proxy that is reached over https itself.
    return new HttpsProxyAgent(proxy.url, { ...connections, secureContext: this.contextFor(proxy.url) });
  }

  /** Reads every file that names authorities, so it is done once for each that differs. */
  private makeContext(url: URL): ReturnType<typeof createSecureContext> {
    const more = authorityOfJob(this.env, url);
    return createSecureContext({ ca: [...authorities(this.env), ...(more === undefined ? [] : [more])] });
  }

  /** Who is believed there: everywhere the same, but for the GitLab whose job this is. */
  private contextFor(url: URL): ReturnType<typeof createSecureContext> {
    const key = isServerOfJob(this.env, url) ? url.hostname : '';
    const known = this.contexts.get(key) ?? this.makeContext(url);
    this.contexts.set(key, known);
    return known;
  }
}

/**
 * Of a host with several addresses Node gives each but the last a quarter of a second and then tries no more: over a satellite,
 * a busy VPN or from another continent none would ever be reached. https://github.com/nodejs/node/issues/54359
 */
const connections = { keepAlive: true, autoSelectFamilyAttemptTimeout: 2_500 };

/** What is about to leave, to be looked at: a form as it is sent. */
function textOf(body: string | Uint8Array | URLSearchParams): string {
  return body instanceof Uint8Array ? Buffer.from(body).toString('latin1') : body.toString();
}

async function whole(
  incoming: http.IncomingMessage,
  host: string,
  sink: NetworkRequest['sink'],
): Promise<NetworkAnswer> {
  const parts: Buffer[] = [];
  let size = 0;
  // A web page is of somebody in between, and looked at as a whole.
  const isPage = /^text\/html/i.test(incoming.headers['content-type'] ?? '');
  const take = incoming.statusCode === 200 && !isPage ? sink?.() : undefined;
  for await (const part of incoming as AsyncIterable<Buffer>) {
    if (take) {
      try {
        take(part);
      } catch (error) {
        throw new CloudError('error', `${host} sent what cannot be read: ${String((error as Error).message)}`);
      }
      continue;
    }
    size += part.length;
    if (size > largestAnswer) throw new CloudError('error', `${host} sent more than 100 MB: no answer that is meant`);
    parts.push(part);
  }
  if (!incoming.complete) throw Object.assign(new Error('the answer ended early'), { code: 'ECONNRESET' });
  const headers = Object.fromEntries(
    Object.entries(incoming.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
  return { status: incoming.statusCode ?? 0, headers, bytes: Buffer.concat(parts) };
}
