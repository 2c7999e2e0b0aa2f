/** What a fact is: something seen, by lookups that are named, for the deployment or for one of its sites. */
import type { Deployment, Site } from '../../deployment/schema.js';
import type { Addresses } from '../clouds/addresses.js';
import type { Lookup, Seen } from '../clouds/lookup.js';
import type { Observer } from './observer.js';
import type { DeploymentFacts, SiteFacts } from './fact-types.js';

/** What the facts of a deployment are gathered with. Other facts are asked for by name: each is gathered once. */
export interface Context {
  readonly deployment: Deployment;
  readonly observer: Observer;
  /** For the SCIM endpoint, which is neither AWS nor Graph. */
  readonly addresses: Addresses;
  /** Where deployment.json lies; nothing where it is no matter. */
  readonly folder: string | undefined;
  /** Whether terraform knows of nothing yet, undefined where that could not be seen; nothing where it is no matter. */
  readonly stateIsEmpty: (() => Promise<boolean | undefined>) | undefined;
  readonly of: <K extends keyof DeploymentFacts>(name: K) => Promise<Seen<DeploymentFacts[K]>>;
  readonly at: <K extends keyof SiteFacts>(site: Site, name: K) => Promise<Seen<SiteFacts[K]>>;
}

/** The same at one site. */
export interface SiteContext extends Context {
  readonly site: Site;
  readonly here: <K extends keyof SiteFacts>(name: K) => Promise<Seen<SiteFacts[K]>>;
}

/** How one fact is gathered. */
export interface Source<G, T> {
  /** The lookups it makes itself; those of the facts that it builds on are theirs. */
  readonly by: readonly Lookup<never, unknown>[];
  readonly gather: (context: G) => Promise<Seen<T>>;
}

/** One source a fact. */
export type Sources<G, S> = { readonly [K in keyof S]: Source<G, S[K]> };
