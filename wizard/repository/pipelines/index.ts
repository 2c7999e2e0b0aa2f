/** The pipeline of each host; lines may change places. Made by `npm run pages`. */
import type { HostName } from '../../../deployment/pipeline-hosts/index.js';
import type { PipelineOn } from './pipeline-on.js';
import { azureDevOps } from './azure-devops.js';
import { github } from './github.js';
import { gitlab } from './gitlab.js';

export const pipelines: { readonly [Host in HostName]: PipelineOn<Host> } = {
  github,
  gitlab,
  azureDevOps,
};
