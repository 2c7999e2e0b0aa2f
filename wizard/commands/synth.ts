import { resolve } from 'node:path';
import type { RunCommand } from './command.js';
import { sayContents } from '../terraform/contents.js';
import { synthesize } from '../terraform/synth.js';
import { deploymentFile, outFolder } from './places.js';

/** `synth`: deployment file in, Terraform JSON out. */
export const run: RunCommand = async (options, _words, context) => {
  const { terminal } = context;
  const synthesized = synthesize({
    deploymentFile: deploymentFile(options, context),
    out: resolve(context.cwd, outFolder(options)),
  });
  sayContents(terminal, synthesized);
  if (options['json'] === true) terminal.result(synthesized.summary);
};
