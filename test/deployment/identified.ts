/** Pipelines whose jobs are somebody in the clouds, as all are but those that only check. */
import type { DeploymentInput } from '../../deployment/schema.js';

type Parts = 'aws' | 'entra' | 'connections';

/** Settings of a host with its identities. */
export type Identified<Settings> = Settings & {
  [Part in keyof Settings & Parts]-?: NonNullable<Settings[Part]>;
};

type Hosts<Pipeline> = { [Host in keyof Pipeline]: Identified<Pipeline[Host]> };

/** A deployment that names such a pipeline, or none. */
export type IdentifiedInput = Omit<DeploymentInput, 'pipeline'> & {
  pipeline?: Hosts<NonNullable<DeploymentInput['pipeline']>> | null;
};

/** @throws where the settings name no identity */
export function identified<Settings extends { readonly aws?: unknown }>(
  settings: Settings | undefined,
): Identified<Settings> {
  if (settings?.aws === undefined) throw new Error('the deployment names no identities of a pipeline');
  return settings as Identified<Settings>;
}
