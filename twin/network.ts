import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

/** A request as a cloud sees it, whether it came over loopback or from an integration inside the twin. */
export interface CloudRequest {
  readonly method: string;
  /** Host that was addressed, e.g. `graph.microsoft.com`. */
  readonly host: string;
  /** Path without the query, e.g. `/v1.0/groups`. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** It comes from one of the clouds, not from a person's machine. */
  readonly inside?: true;
}

export interface CloudResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** The connection is cut without an answer: the caller cannot know whether the call took effect. */
  readonly lost?: boolean;
}

export type CloudHandler = (request: CloudRequest) => Promise<CloudResponse>;

export interface Listener {
  readonly port: number;
  /** `http://127.0.0.1:PORT`, or `https://localhost:PORT` with TLS. */
  readonly url: string;
  close(): Promise<void>;
}

/** An answer in JSON. */
export function json(status: number, value: unknown, headers: Record<string, string> = {}): CloudResponse {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(value) };
}

/**
 * The wires of the twin: hosts and who answers for them. Integrations and stand-in providers call `request` in process;
 * everything else comes over loopback, where `/_host/HOST/PATH` reaches any host of the network.
 */
export class Network {
  private readonly hosts: { pattern: string | RegExp; handler: CloudHandler }[] = [];

  /** Lets `handler` answer for a host name, or for every host that a pattern matches as a whole. */
  register(pattern: string | RegExp, handler: CloudHandler): void {
    this.hosts.push({ pattern, handler });
  }

  /** Calls a host inside the twin. Fails like a name that does not resolve when nobody answers for it. */
  async request(
    url: string,
    init: { method?: string; headers?: Record<string, string>; body?: string | Buffer } = {},
  ): Promise<CloudResponse> {
    const target = new URL(url);
    return this.dispatch({
      method: init.method ?? 'GET',
      host: target.host,
      path: target.pathname,
      query: target.searchParams,
      headers: lowerCaseNames(init.headers ?? {}),
      body: Buffer.from(init.body ?? ''),
      inside: true,
    });
  }

  async dispatch(request: CloudRequest): Promise<CloudResponse> {
    const entry = this.hosts.find(({ pattern }) =>
      typeof pattern === 'string' ? pattern === request.host : pattern.test(request.host),
    );
    if (!entry) throw new Error(`twin: nobody answers for the host ${request.host}`);
    return entry.handler(request);
  }

  /** Serves every host under `/_host/HOST/…` on a free loopback port. */
  async listen(): Promise<Listener> {
    return listen(async (request) => {
      const [, host, path] = /^\/_host\/([^/]+)(\/.*)?$/.exec(request.path) ?? [];
      if (!host) return json(404, { error: `twin: address a host as /_host/HOST/PATH, got: ${request.path}` });
      return this.dispatch({ ...request, host, path: path ?? '/' });
    });
  }
}

/** Serves one handler on a free loopback port. */
export async function listen(handler: CloudHandler, tls?: { key: string; cert: string }): Promise<Listener> {
  const answer = (message: IncomingMessage, response: ServerResponse): void => {
    void serve(handler, message, response);
  };
  const server = tls ? createTlsServer(tls, answer) : createServer(answer);
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: tls ? `https://localhost:${port}` : `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function serve(handler: CloudHandler, message: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const chunks: Buffer[] = [];
    for await (const chunk of message) chunks.push(chunk as Buffer);
    const target = new URL(message.url ?? '/', 'http://loopback');
    const answer = await handler({
      method: message.method ?? 'GET',
      host: message.headers.host ?? '',
      path: target.pathname,
      query: target.searchParams,
      headers: lowerCaseNames(message.headers),
      body: Buffer.concat(chunks),
    });
    if (answer.lost) {
      message.socket.destroy();
      return;
    }
    response.writeHead(answer.status, answer.headers);
    response.end(answer.body);
  } catch (error) {
    // A fault of the twin itself must never look like an answer of a cloud.
    response.writeHead(500, { 'content-type': 'text/plain', 'x-twin-fault': 'true' });
    response.end(`twin fault: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }
}

function lowerCaseNames(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name.toLowerCase(),
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
}
