/**
 * One thing that is looked at in a cloud: what it is called, what it may need, how long it may take. Lookups read and
 * never write. Discovery and the checks share them, and `permissions` prints what they declare.
 */
import { types } from 'node:util';
import { present } from '../../domain/present.js';
import type { Deployment } from '../../deployment/schema.js';
import { visibleName } from '../../deployment/visible-text.js';
import type { Arm } from './arm.js';
import type { Aws } from './aws.js';
import type { BucketCalls, BucketPlace } from './bucket-calls.js';
import { CloudError } from './cloud-error.js';
import type { GithubApi } from './github.js';
import type { HostReader } from './host-reader.js';
import type { Graph } from './graph.js';
import { missingAmong } from './granted.js';
import type { Network } from './network.js';
import { Failure } from '../terminal/failure.js';

/** Something that was looked at: what was seen, or why nothing could be. */
export type Seen<T> =
  | { readonly seen: T }
  | {
      readonly unknown: 'denied' | 'timeout' | 'offline' | 'error';
      /** The permission that was missing, where that is known. */
      readonly permission?: string;
      readonly message: string;
    };

/** Both clouds, signed in to as whoever runs the command. */
export interface Clouds {
  readonly aws: Aws;
  readonly graph: Graph;
  /** The host of the pipeline's repository; only a deployment with a pipeline is asked for it. */
  readonly github?: GithubApi;
  /** The same of GitLab and Azure DevOps. */
  readonly hosts?: HostReader;
  /** Azure, for a state that lies there. */
  readonly arm?: Arm;
  /** A bucket in S3, for a state that lies there. */
  readonly bucketAt?: (place: BucketPlace) => BucketCalls;
  /** The way to both, which knows how far the clock is off. */
  readonly network: Network;
  /** When nothing is waited for any more, in milliseconds since 1970. */
  readonly deadline?: number;
}

/** The same clouds, with an end to all looks together. @param seconds @default what a command has altogether */
export function inTime(clouds: Clouds, seconds: number = clouds.network.secondsAltogether): Clouds {
  return { ...clouds, deadline: Date.now() + seconds * 1000 };
}

/** The least that a lookup needs: with exactly this it sees, with less it is `denied`. */
export interface Needs {
  /** IAM actions: `workspaces:DescribeAccount`. */
  readonly aws?: readonly string[];
  /** Permissions on Microsoft Graph, the least privileged of each call's page: `Group.Read.All`. */
  readonly graph?: readonly string[];
  /** Actions of Azure: `Microsoft.Authorization/roleAssignments/read`. */
  readonly azure?: readonly string[];
  /** What a refusal may mean besides a missing right: `or the identity store is open to a VPC alone`. */
  readonly orElse?: string;
  /** Graph gives this to signed-in people alone, never to an application. */
  readonly delegatedOnly?: boolean;
  /** Where a person sees the same without any of this: a console, and what has to stand there. */
  readonly byHand?: string;
  /** The token of `az login` does not carry it: it has a few permissions, for good (https://github.com/Azure/azure-cli/issues/20572). */
  readonly notByAzureCli?: true;
}

/** `At` is what is looked at: `{ region }`, `{ upn }`; `void` for what there is one of. */
export interface Lookup<At, T> {
  /** In kebab-case, unique: `identity-center-instances`. */
  readonly id: string;
  /** What is looked at, for people: `the Identity Center instances`. */
  readonly what: string;
  readonly needs: Needs;
  /** What it is good for beyond the rest: `permissions` prints its rights apart, and nobody has to give them. */
  readonly optional?: string;
  /** Time limit. */
  readonly seconds: number;
  look(clouds: Clouds, at: At): Promise<T>;
}

/** Declares a lookup; the type of `at` and of what is seen follow from `look`. */
export function lookup<At, T>(described: Lookup<At, T>): Lookup<At, T> {
  return described;
}

/** A lookup that the checks keep as a fact of the same name: of each site, or of the deployment as a whole. */
export type FactLookup<At, T, Of extends 'site' | 'deployment'> = Lookup<At, T> & { readonly factOf: Of };

/** Declares a lookup that is asked in the Region of each site; rules name it as a fact of the site. */
export function siteLookup<T>(
  described: Lookup<{ readonly region: string }, T>,
): FactLookup<{ readonly region: string }, T, 'site'> {
  return { ...described, factOf: 'site' };
}

/** Declares a lookup that is asked once; rules name it as a fact of the deployment. */
export function deploymentLookup<T>(described: Lookup<void, T>): FactLookup<void, T, 'deployment'> {
  return { ...described, factOf: 'deployment' };
}

/** What a lookup needs to know of the deployment. */
export interface Named<At, T> {
  /** What the deployment names; undefined: nothing, so nothing is looked at. */
  named(deployment: Deployment): At | undefined;
  /** What is seen then. */
  readonly without: T;
}

/** Declares a lookup of what the deployment names; rules name it as a fact of the deployment. */
export function namedLookup<At, T>(
  described: Lookup<At, T> & Named<At, NoInfer<T>>,
): FactLookup<At, T, 'deployment'> & Named<At, T> {
  return { ...described, factOf: 'deployment' };
}

/** What a lookup gives once it has seen. */
export type SeenBy<L> = L extends Lookup<never, infer T> ? T : never;

/**
 * Looks. Whatever goes wrong is `unknown` with its reason, and a missing permission is named; only
 * what a person set wrongly in the environment is thrown, as a `Failure`. With
 * `offline` no call is made at all.
 */
export async function see<At, T>(
  lookup: Lookup<At, T>,
  clouds: Clouds | undefined,
  at: At,
  options: { readonly seconds?: number } = {},
): Promise<Seen<T>> {
  if (!clouds) return { unknown: 'offline', message: `${lookup.what}: not looked at (--offline)` };
  const left = clouds.deadline === undefined ? Infinity : (clouds.deadline - Date.now()) / 1000;
  if (left <= 0) return { unknown: 'timeout', message: `${lookup.what}: no time was left to look` };
  const seconds = Math.min(options.seconds ?? lookup.seconds, clouds.network.secondsAltogether, left);
  const limit = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new CloudError('timeout', `no answer within ${Math.round(seconds * 10) / 10} s`));
      limit.abort();
    }, seconds * 1000);
  });
  const { aws, graph, github, network, arm, bucketAt } = clouds;
  const hosts = clouds.hosts?.within(limit.signal);
  const bounded = {
    aws: aws.within(limit.signal),
    graph: graph.within(limit.signal),
    network,
    ...present({ github, hosts, arm, bucketAt }),
  };
  try {
    const looking = lookup.look(bounded, at);
    // After the limit nobody waits for it any more.
    looking.catch(() => undefined);
    return { seen: withPlainNames(await Promise.race([looking, late])) };
  } catch (error) {
    return await unknownFrom(error, lookup, clouds);
  } finally {
    clearTimeout(timer);
    limit.abort();
  }
}

/** Keys whose texts are for people, and of one line. */
const nameKey = /(name|upn|description|title)$/i;

/**
 * What was seen, with names in which nothing acts: whoever may name a group could otherwise begin a line of their own in a
 * report. Documents (policies, metadata) and everything that is compared stay as they are.
 */
function withPlainNames<T>(seen: T, key = ''): T {
  if (typeof seen === 'string') return (nameKey.test(key) ? visibleName(seen) : seen) as T;
  if (Array.isArray(seen)) return seen.map((each: unknown) => withPlainNames(each, key)) as T;
  if (seen === null || typeof seen !== 'object' || Object.getPrototypeOf(seen) !== Object.prototype) return seen;
  return Object.fromEntries(
    Object.entries(seen).map(([name, each]) => [name, withPlainNames(each as unknown, name)]),
  ) as T;
}

async function unknownFrom(
  error: unknown,
  { what, needs }: Lookup<never, unknown>,
  { graph }: Clouds,
): Promise<Exclude<Seen<never>, { seen: never }>> {
  // What a person set wrongly is theirs to hear, once, and not the answer to every lookup.
  if (error instanceof Failure) throw error;
  if (!(error instanceof CloudError)) {
    return { unknown: 'error', message: `${what}: ${types.isNativeError(error) ? error.message : String(error)}` };
  }
  const { reason, message, details } = error;
  if (reason !== 'denied') return { unknown: reason, message: `${what}: ${message}` };
  const orElse =
    (needs.orElse === undefined ? '' : `, ${needs.orElse}`) +
    (needs.byHand === undefined ? '' : `. By hand: ${needs.byHand}`);
  const lacking = details.permission === undefined ? await lackingOnGraph(needs, graph) : [details.permission];
  if (lacking.length > 0) {
    const permission = lacking.join(', ');
    return {
      unknown: 'denied',
      permission,
      message: `${what}: needs the permission ${permission}${byWhom(needs)}${orElse}`,
    };
  }
  const held = needs.graph ?? [];
  const though = held.length === 0 ? '' : ` (refused although ${held.join(', ')} is given; a person needs a role, too)`;
  return { unknown: 'denied', message: `${what}: ${message}${though}${orElse}` };
}

function byWhom({ delegatedOnly, notByAzureCli }: Needs): string {
  if (delegatedOnly !== true) return '';
  return notByAzureCli
    ? ' of a signed-in person: no application can have it, and az login does not bring it'
    : ' and a signed-in person (az login): no application can have it';
}

/**
 * Graph says no and not why: what is declared and not in the token is what was missing. None where all of it is there: then
 * to name it would send somebody to give again what is given.
 */
async function lackingOnGraph(needs: Needs, graph: Graph): Promise<readonly string[]> {
  const wanted = needs.graph ?? [];
  if (wanted.length === 0) return [];
  const granted = await graph.granted().catch(() => undefined);
  if (granted === undefined) return wanted;
  // What only a person may is refused to an application, whatever its roles are called.
  if (needs.delegatedOnly === true && granted.kind === 'application') return wanted;
  return missingAmong(wanted, granted.permissions);
}
