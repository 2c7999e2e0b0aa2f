/** The facts of a deployment: gathered side by side, each once, and only those that somebody asks for. */
import type { Deployment, Site } from '../../deployment/schema.js';
import type { Addresses } from '../clouds/addresses.js';
import type { Lookup, Seen } from '../clouds/lookup.js';
import { deploymentFacts } from './deployment-facts.js';
import type { Eyes } from './eyes.js';
import type { Ground, SiteGround } from './fact.js';
import { siteFacts } from './site-facts.js';
import type { DeploymentSight, DeploymentSights, SiteSight, SiteSights } from './sights.js';

export class Facts {
  private readonly ground: Ground;
  private readonly ofDeployment = new Map<string, Promise<Seen<unknown>>>();
  private readonly ofSites = new Map<string, Map<string, Promise<Seen<unknown>>>>();

  constructor(deployment: Deployment, eyes: Eyes, addresses: Addresses) {
    this.ground = { deployment, eyes, addresses, of: (name) => this.of(name) };
  }

  /** A fact of the deployment. Never throws. */
  of<K extends DeploymentSight>(name: K): Promise<Seen<DeploymentSights[K]>> {
    return once(this.ofDeployment, name, () => deploymentFacts[name].gather(this.ground));
  }

  /** A fact of a site. Never throws. */
  at<K extends SiteSight>(site: Site, name: K): Promise<Seen<SiteSights[K]>> {
    const known = this.ofSites.get(site.key) ?? new Map<string, Promise<Seen<unknown>>>();
    this.ofSites.set(site.key, known);
    const ground: SiteGround = { ...this.ground, site, here: (other) => this.at(site, other) };
    return once(known, name, () => siteFacts[name].gather(ground));
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
export function isSiteSight(name: DeploymentSight | SiteSight): name is SiteSight {
  return name in siteFacts;
}

/** The lookups that a fact makes itself. */
export function lookupsOf(name: DeploymentSight | SiteSight): readonly Lookup<never, unknown>[] {
  return isSiteSight(name) ? siteFacts[name].by : deploymentFacts[name].by;
}
