/** Both clouds as a command meets them. */
import { present } from '../../domain/present.js';
import type { Deployment } from '../../deployment/schema.js';
import { Addresses } from './addresses.js';
import { Arm } from './arm.js';
import { Aws } from './aws.js';
import { BucketCalls } from './bucket-calls.js';
import { foreignEndpoints } from './endpoints.js';
import { besideIntune } from './entra-credential.js';
import { GithubApi } from './github.js';
import { Graph } from './graph.js';
import { HostReader } from './host-reader.js';
import type { Clouds } from './lookup.js';
import { Network } from './network.js';

/**
 * Nothing is called, and nobody is signed in, before the first lookup.
 * @param options.region A Region of the deployment: calls go to its partition whatever the environment names.
 * @throws UsageError for an address that nothing may be sent to
 */
export function openClouds(
  env: NodeJS.ProcessEnv,
  options: { readonly tenantId?: string; readonly region?: string; readonly intune?: string | undefined } = {},
): Clouds {
  foreignEndpoints(env);
  const addresses = new Addresses(env);
  const { tenantId, region, intune } = options;
  const graph = Graph.from(env, { addresses, ...present({ tenantId, intune }) });
  const aws = Aws.from(env, addresses, region);
  const person = intune === undefined ? env : besideIntune(env);
  return {
    aws,
    graph,
    ...present({ arm: tenantId === undefined ? undefined : Arm.from(person, addresses, tenantId) }),
    bucketAt: (place) => new BucketCalls(aws, addresses, place),
    github: GithubApi.from(env, addresses),
    hosts: HostReader.from(env, addresses),
    network: Network.of(env),
  };
}

/** Both clouds as a deployment names them. */
export function cloudsOf(deployment: Deployment, env: NodeJS.ProcessEnv): Clouds {
  const intune = deployment.intune.application?.clientId;
  return openClouds(env, { tenantId: deployment.entra.tenantId, region: deployment.identityCenter.region, intune });
}
