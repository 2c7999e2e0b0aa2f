/** The hosts whose pipelines bootstrap makes, by their section of the deployment. */
import { pipelineOf } from '../../../deployment/pipeline-of.js';
import type { HostName } from '../../../deployment/pipeline-hosts/index.js';
import type { Deployment } from '../../../deployment/schema.js';
import { azureDevOps } from './azure-devops/azure-devops.js';
import { github } from './github.js';
import { gitlab } from './gitlab/gitlab.js';
import type { BootstrapHost } from './host.js';

/** A host is left out until its record is there: then its steps are those of `--by-hand` alone. */
export const bootstrapHosts: { readonly [Host in HostName]?: BootstrapHost } = { github, gitlab, azureDevOps };

/** As people call those whose pipelines it makes. */
export const madeHosts: readonly string[] = Object.values(bootstrapHosts).map(({ words }) => words.host);

/**
 * The host of a deployment.
 * @param asked Where the deployment names none. @default github
 * @returns nothing for one whose pipelines bootstrap does not make
 */
export const hostOf = ({ pipeline }: Pick<Deployment, 'pipeline'>, asked?: HostName): BootstrapHost | undefined =>
  bootstrapHosts[pipelineOf(pipeline)?.host ?? asked ?? 'github'];

/** What the section of a host says, in a deployment that names it. */
export function settingsIn(host: BootstrapHost, { pipeline }: Pick<Deployment, 'pipeline'>) {
  const settings = pipeline?.[host.section];
  return settings && host.ofSettings(settings);
}
