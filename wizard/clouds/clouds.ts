/** Both clouds as a command meets them. */
import { Addresses } from './addresses.js';
import { Aws } from './aws.js';
import { Graph } from './graph.js';
import type { Clouds } from './lookup.js';

/** Nothing is called, and nobody is signed in, before the first lookup. */
export function openClouds(env: NodeJS.ProcessEnv, options: { readonly tenantId?: string } = {}): Clouds {
  const addresses = new Addresses(env);
  return { aws: Aws.from(env, addresses), graph: Graph.from(env, { ...options, addresses }) };
}
