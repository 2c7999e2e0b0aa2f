/** The network (network.ts) as the AWS SDK takes it. */
import { Readable } from 'node:stream';
import { present } from '../../domain/present.js';
import type { Network } from './network.js';

/** The parts of a request of the SDK that are needed. */
interface SdkRequest {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[] | null>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

interface SdkResponse {
  readonly response: {
    readonly statusCode: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: Readable;
  };
}

/** What a client takes as `requestHandler`. */
export interface SdkTransport {
  handle(request: SdkRequest, options?: { abortSignal?: AbortSignal }): Promise<SdkResponse>;
  updateHttpClientConfig(): void;
  httpHandlerConfigs(): object;
}

export function awsTransport(network: Network): SdkTransport {
  return {
    async handle(request, { abortSignal } = {}) {
      const { protocol, hostname, port, method, path, headers, body } = request;
      const query = queryOf(request);
      const url = `${protocol}//${hostname}${port === undefined ? '' : `:${port}`}${path}${query === '' ? '' : `?${query}`}`;
      const { host: _host, 'content-length': _length, ...rest } = headers;
      const answer = await network.send(url, {
        method,
        headers: rest,
        ...(typeof body === 'string' ? { body } : {}),
        // Its bytes alone: the SDK has a kind of its own that warns when anything else is done with it.
        ...(body instanceof Uint8Array ? { body: Buffer.from(body.buffer, body.byteOffset, body.byteLength) } : {}),
        ...present({ signal: abortSignal }),
      });
      return {
        response: {
          statusCode: answer.status,
          headers: answer.headers,
          body: Readable.from(answer.bytes.length === 0 ? [] : [answer.bytes]),
        },
      };
    },
    updateHttpClientConfig: () => undefined,
    httpHandlerConfigs: () => ({}),
  };
}

function queryOf({ query = {} }: SdkRequest): string {
  return Object.entries(query)
    .flatMap(([name, value]) => {
      if (value === null) return [encoded(name)];
      const values = typeof value === 'string' ? [value] : value;
      return values.map((each) => `${encoded(name)}=${encoded(each)}`);
    })
    .join('&');
}

/** As the signature has it: RFC 3986, more than `encodeURIComponent` does. */
function encoded(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
