import type { World } from '../clouds.js';
import type { Rule } from '../rules.js';
import type { ServiceName } from './api-model.js';
import type { Foundation } from './foundation.js';
import type { Caller } from './principals.js';
import type { Settings } from './settings.js';

/** One call as a service sees it. */
export interface Call {
  readonly region: string;
  readonly caller: Caller;
  /** Refuses with AccessDenied unless the caller may do this as well: calls that a service makes in the caller's name. */
  alsoNeeds(action: string, resource?: string, context?: Readonly<Record<string, string>>): Promise<void>;
}

/** A call of one service. Inputs have passed the API model; outputs are held against it. */
export type Operation = (input: never, call: Call) => unknown;
export type Operations = Readonly<Record<string, Operation>>;

/** What a service may know of the account that it runs in. */
export interface Cloud {
  readonly world: World;
  readonly accountId: string;
  readonly managementAccountId: string | undefined;
  readonly foundation: Foundation;
  readonly settings: Settings;
  /** Notes that a rule decided. */
  leanOn(rule: Rule): void;
  /** Calls another service in the twin's own name, without policies, faults and log. */
  inside(service: ServiceName, operation: string, region: string, input: unknown): Promise<Record<string, unknown>>;
}

/** AWS pages: `items` from where `token` points, and the token of the next page. */
export function page<T>(
  items: readonly T[],
  token: string | undefined,
  size: number,
): { items: T[]; next: string | undefined } {
  const from = token === undefined ? 0 : Number.parseInt(Buffer.from(token, 'base64url').toString('utf8'), 10) || 0;
  const until = from + size;
  const next = until < items.length ? Buffer.from(String(until)).toString('base64url') : undefined;
  return { items: items.slice(from, until), next };
}

/** Leaves out what is undefined, as AWS leaves out members without a value. */
export function present<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as T;
}
