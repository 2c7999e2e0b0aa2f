/** One call to the API of a host of repositories, as a person who has signed in: repeated where that is safe, read as JSON. */
import { present } from '../../domain/present.js';
import { answeredJson } from './answered-json.js';
import type { Addresses } from './addresses.js';
import { CloudError, type UnknownReason } from './cloud-error.js';
import { patiently, patienceOfPerson } from './patiently.js';

/** What of a refusal is read: of each host the fields that it has. */
export interface Refusal {
  /** The host's own sentence; empty: it gave none. */
  readonly said: string;
  /** The host's own code. */
  readonly code?: string;
}

export interface PersonCall {
  /** As people call the host. */
  readonly of: string;
  readonly method: string;
  /** With https. */
  readonly url: string;
  /** What is asked, for people: the path. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** As JSON. */
  readonly body?: object | undefined;
  /** How the host words a refusal. @param body of the answer; empty where it is no JSON */
  readonly refusal: (body: Readonly<Record<string, unknown>>) => Refusal;
  /** Of a token that is not taken: why nothing could be seen, and what to do. */
  readonly notTaken: { readonly reason: UnknownReason; readonly fix: string };
  /** What a page (HTML) means with the status 404, where the API says by JSON that something is not there. @default nothing else */
  readonly page?: string;
  /** What stands for no answer of the API: a page to sign in. @throws CloudError */
  readonly check?: (status: number) => void;
  /** What an error of the network means on this host. @default itself */
  readonly meaning?: (error: unknown) => unknown;
}

/**
 * What the host answers; undefined for an answer without a body.
 * @throws CloudError with the status and the host's own sentence
 */
export async function callAsPerson<T>(addresses: Addresses, call: PersonCall): Promise<T> {
  const { of, method, url, path, headers, body, meaning = (error: unknown) => error } = call;
  const send = async (): Promise<Response> =>
    addresses.network.fetch(addresses.of(url), {
      method,
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  // What may have taken effect is repeated where that changes nothing: POST alone makes something new.
  const answer = await (method === 'POST' ? send() : patiently(send, patienceOfPerson)).catch((error: unknown) => {
    throw meaning(error);
  });
  call.check?.(answer.status);
  const text = await answer.text();
  if (!answer.ok) throw refusalOf(call, answer.status, text);
  return (text === '' ? undefined : answeredJson(text, of, path)) as T;
}

function refusalOf(
  { of, method, path, refusal, notTaken, page }: PersonCall,
  status: number,
  text: string,
): CloudError {
  // Without the status: nobody has said that something is not there.
  if (page !== undefined && status === 404 && /^\s*</.test(text))
    return new CloudError('error', `${of}: ${method} ${path} answered 404 with a page and no JSON: ${page}`);
  const { said, code } = refusal((jsonIn(text) ?? {}) as Readonly<Record<string, unknown>>);
  const sentence = `${method} ${path} answered ${status}${said === '' ? '' : `: ${said}`}`;
  const details = { status, ...present({ code }) };
  if (status !== 401) return new CloudError(status === 403 ? 'denied' : 'error', `${of}: ${sentence}`, details);
  return new CloudError(notTaken.reason, `${of} does not take the token: ${notTaken.fix} (${sentence})`, details);
}

/** Undefined: no JSON. */
function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
