import { resolve } from 'node:path';
import { formatProblem } from '../../stacks/deployment/problem.js';
import { sayContents } from '../terraform/contents.js';
import { synthesize } from '../terraform/synth.js';
import type { RunCommand } from './command.js';
import { deploymentFile, outFolder } from './places.js';

/** `synth`: deployment file in, Terraform JSON out. */
export const run: RunCommand = async (options, _words, context) => {
  const { terminal } = context;
  const synthesized = await synthesize({
    deploymentFile: deploymentFile(options, context),
    out: resolve(context.cwd, outFolder(options)),
  });
  for (const warning of synthesized.warnings) terminal.warn(formatProblem(warning));
  sayContents(terminal, synthesized);
  if (options['json'] === true) {
    const { name, stage, folder, file, contents } = synthesized;
    terminal.result({ name, stage, folder, file, ...contents });
  }
};
