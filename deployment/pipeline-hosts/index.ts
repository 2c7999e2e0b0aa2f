/** Every host of pipelines, as the deployment names it; lines may change places. Made by `npm run pages`. */
import { azureDevOps } from './azure-devops.js';
import { github } from './github.js';
import { gitlab } from './gitlab.js';

export const pipelineHosts = {
  github,
  gitlab,
  azureDevOps,
} as const;

export type HostName = keyof typeof pipelineHosts;
