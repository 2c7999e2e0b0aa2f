/** What the jobs of each host know of it; lines may change places. Made by `npm run pages`. */
import type { JobHost } from './job-host.js';
import { azureJob } from './azure-devops.js';
import { githubJob } from './github.js';
import { gitlabJob } from './gitlab.js';

export const jobHosts: readonly JobHost[] = Object.values({
  githubJob,
  gitlabJob,
  azureJob,
});
