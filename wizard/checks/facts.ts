/** The facts of a deployment: gathered side by side, each once, and only those that somebody asks for. */
import type { Deployment, Site } from '../../deployment/schema.js';
import type { Addresses } from '../clouds/addresses.js';
import type { Lookup, Seen } from '../clouds/lookup.js';
import { deploymentFacts } from './deployment-facts.js';
import type { Observer } from './observer.js';
import type { Context, SiteContext } from './fact.js';
import { siteFacts } from './site-facts.js';
import type { DeploymentFact, DeploymentFacts, SiteFact, SiteFacts } from './fact-types.js';

export class Facts {
  private readonly context: Context;
  private readonly ofDeployment = new Map<string, Promise<Seen<unknown>>>();
  private readonly ofSites = new Map<string, Map<string, Promise<Seen<unknown>>>>();

  /**
   * @param folder Of deployment.json, for facts of the repository: without it nothing of one is seen
   * @param stateIsEmpty Without it nothing is looked for that may be another deployment's
   */
  constructor(
    deployment: Deployment,
    observer: Observer,
    addresses: Addresses,
    folder?: string,
    stateIsEmpty?: () => Promise<boolean | undefined>,
  ) {
    this.context = {
      deployment,
      observer,
      addresses,
      folder,
      stateIsEmpty,
      of: (name) => this.of(name),
      at: (site, name) => this.at(site, name),
    };
  }

  /** Who looks: what is asked of one person alone is no fact of the deployment, and is looked at once all the same. */
  get observer(): Observer {
    return this.context.observer;
  }

  /** A fact of the deployment. Never throws. */
  of<K extends DeploymentFact>(name: K): Promise<Seen<DeploymentFacts[K]>> {
    return once(this.ofDeployment, name, () => deploymentFacts[name].gather(this.context));
  }

  /** A fact of a site. Never throws. */
  at<K extends SiteFact>(site: Site, name: K): Promise<Seen<SiteFacts[K]>> {
    const known = this.ofSites.get(site.key) ?? new Map<string, Promise<Seen<unknown>>>();
    this.ofSites.set(site.key, known);
    const context: SiteContext = { ...this.context, site, here: (other) => this.at(site, other) };
    return once(known, name, () => siteFacts[name].gather(context));
  }
}

function once<T>(
  known: Map<string, Promise<Seen<unknown>>>,
  name: string,
  gather: () => Promise<Seen<T>>,
): Promise<Seen<T>> {
  const before = known.get(name);
  if (before) return before as Promise<Seen<T>>;
  const gathering = gather();
  known.set(name, gathering);
  return gathering;
}

/** Whether a fact belongs to a site or to the deployment. */
export function isSiteFact(name: DeploymentFact | SiteFact): name is SiteFact {
  return name in siteFacts;
}

/** The lookups that a fact makes itself. */
export function lookupsOf(name: DeploymentFact | SiteFact): readonly Lookup<never, unknown>[] {
  return isSiteFact(name) ? siteFacts[name].by : deploymentFacts[name].by;
}
