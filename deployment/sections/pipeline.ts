/** Who plans and applies in a pipeline: one host, its identities in both clouds, and what it can enforce. */
import type { z } from 'zod';
import { choice } from '../fields.js';
import { pipelineHosts, type HostName } from '../pipeline-hosts/index.js';

type Settings = { [Host in HostName]: (typeof pipelineHosts)[Host]['settings'] };

const settings = Object.fromEntries(
  Object.entries(pipelineHosts).map(([name, host]) => [name, host.settings]),
) as unknown as Settings;

type Chosen<Host extends HostName, How> = {
  [Each in HostName]?: Each extends Host ? How : never;
} & { [Each in Host]: How };

/** One host, and none beside it: `pipeline.github?.level` may be read of any. */
type OneHost<Of extends 'input' | 'output'> = {
  [Host in HostName]: Chosen<Host, Of extends 'input' ? z.input<Settings[Host]> : z.output<Settings[Host]>>;
}[HostName];

/** Who plans and applies in a pipeline. */
export const pipelineSection = (choice(settings) as unknown as z.ZodType<OneHost<'output'>, OneHost<'input'>>)
  .nullable()
  .default(null)
  .describe('Check on a pull request, plan and apply after the merge; without it a person does both.');
