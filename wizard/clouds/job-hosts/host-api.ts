/** One call to the API of the host that a job runs on, and what a person reads where it cannot be made. */
import { Network } from '../network.js';
import { patiently } from '../patiently.js';
import { Failure } from '../../terminal/failure.js';

export interface HostCall {
  /** As people call the host. */
  readonly host: string;
  readonly url: string;
  /** What is asked, for people: the path. */
  readonly what: string;
  readonly headers: Readonly<Record<string, string>>;
  /** @default GET */
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'PUT';
  /** As JSON. */
  readonly body?: unknown;
  /** @default application/json */
  readonly contentType?: string;
  /** What the job lacks where it is refused. */
  readonly needs: string;
}

/**
 * What the host answers.
 * @throws Failure when it cannot be asked, refuses, or answers anything but JSON
 */
export async function askHost(env: NodeJS.ProcessEnv, call: HostCall): Promise<unknown> {
  const { host, url, what, headers, method = 'GET', body, contentType = 'application/json', needs } = call;
  const send = async (): Promise<Response> =>
    Network.of(env).fetch(url, {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': contentType }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  let answer: Response;
  try {
    // What makes something anew is asked once: an answer that was lost may have made it.
    answer = method === 'POST' ? await send() : await patiently(send);
  } catch (error) {
    throw hostFailure(host, (error as Error).message, needs);
  }
  if (!answer.ok) throw hostFailure(host, `${what} answered ${answer.status}`, needs);
  return answer.json().catch(() => {
    throw hostFailure(host, `${what} answered no JSON`, needs);
  });
}

export function hostFailure(host: string, why: string, needs: string): Failure {
  return new Failure(`${host} could not be asked about the repository: ${why}.`, [
    `Without its answer nothing is planned or applied here. ${needs}; run it again when the host is well.`,
  ]);
}

/** Questions to a host at a time. */
const atOnce = 8;

/** A few at a time; the answers in the order of what was asked. */
export async function inTurn<T, R>(all: readonly T[], ask: (one: T) => Promise<R>): Promise<R[]> {
  const answers: R[] = [];
  for (let at = 0; at < all.length; at += atOnce) {
    answers.push(...(await Promise.all(all.slice(at, at + atOnce).map(ask))));
  }
  return answers;
}
