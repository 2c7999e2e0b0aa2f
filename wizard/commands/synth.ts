import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { present } from '../../domain/present.js';
import { formatProblem } from '../../deployment/problem.js';
import { UsageError } from '../terminal/failure.js';
import { allowFileName } from '../repository/allow-file.js';
import { sayContents } from '../terraform/contents.js';
import { synthesize } from '../terraform/synth.js';
import type { Run } from './table.js';
import { deploymentFile, outFolder } from './places.js';

/** `synth`: deployment file in, Terraform JSON out; with `--compare` what differs from another one, in words. */
export const run: Run<'synth'> = async (options, _args, context) => {
  const { terminal } = context;
  const { compare } = options;
  if (options.markdown !== undefined && compare === undefined) {
    throw new UsageError('--markdown writes what differs: it needs --compare DIR.');
  }
  const synthesized = await synthesize({
    deploymentFile: deploymentFile(options, context),
    out: resolve(context.cwd, options.out ?? outFolder),
  });
  for (const warning of synthesized.warnings) terminal.warn(formatProblem(warning));
  sayContents(terminal, synthesized);
  const { made } = synthesized;
  const home = dirname(deploymentFile(options, context));
  // Loaded where there is something to look at, or somebody compares: 2 % of the processor time of a synthesis.
  if (made.json !== made.own || existsSync(join(home, allowFileName))) {
    const { lookAtPrograms } = await import('./allowances.js');
    // Here nobody has an identity: what a pipeline will refuse is said in time, and what is wrong in `allow.json`.
    lookAtPrograms(synthesized, home, { env: {}, terminal });
  }
  const difference =
    compare === undefined
      ? undefined
      : await (await import('./synth-difference.js')).compared({ ...options, compare }, context, synthesized);
  if (options.json) {
    const { name, stage, folder, file, contents } = synthesized;
    terminal.result({ name, stage, folder, file, ...contents, ...present({ difference }) });
  }
};
