import type { Deployment, DeploymentFile, Handshake } from './schema.js';

/** `foundation` before the handshake is recorded, `connected` after it. */
export type Stage = 'foundation' | 'connected';

/** The recorded handshake, or `undefined`: not recorded yet, or none needed because the federation exists. */
export function handshakeOf(deployment: Pick<Deployment | DeploymentFile, 'identityCenter'>): Handshake | undefined {
  const { federation } = deployment.identityCenter;
  return 'setUp' in federation ? (federation.setUp.handshake ?? undefined) : undefined;
}

/** The stage of a deployment, derived from it and never a switch of its own. An existing federation has one stage. */
export function stageOf(deployment: Pick<Deployment | DeploymentFile, 'identityCenter'>): Stage {
  return 'existing' in deployment.identityCenter.federation || handshakeOf(deployment) !== undefined
    ? 'connected'
    : 'foundation';
}
