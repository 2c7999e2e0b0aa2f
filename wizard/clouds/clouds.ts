/** Both clouds as a command meets them. */
import { present } from '../../domain/present.js';
import type { Deployment } from '../../deployment/schema.js';
import { Addresses } from './addresses.js';
import { Aws } from './aws.js';
import { foreignEndpoints } from './endpoints.js';
import { Graph } from './graph.js';
import type { Clouds } from './lookup.js';
import { Network } from './network.js';

/**
 * Nothing is called, and nobody is signed in, before the first lookup.
 * @param options.region A Region of the deployment: calls go to its partition whatever the environment names.
 * @throws UsageError for an address that nothing may be sent to
 */
export function openClouds(
  env: NodeJS.ProcessEnv,
  options: { readonly tenantId?: string; readonly region?: string } = {},
): Clouds {
  foreignEndpoints(env);
  const addresses = new Addresses(env);
  const { tenantId, region } = options;
  const graph = Graph.from(env, { addresses, ...present({ tenantId }) });
  return { aws: Aws.from(env, addresses, region), graph, network: Network.of(env) };
}

/** Both clouds as a deployment names them. */
export function cloudsOf(deployment: Deployment, env: NodeJS.ProcessEnv): Clouds {
  return openClouds(env, { tenantId: deployment.entra.tenantId, region: deployment.identityCenter.region });
}
