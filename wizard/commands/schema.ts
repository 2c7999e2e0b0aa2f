import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../terraform/package-root.js';
import type { RunCommand } from './command.js';

/** `schema`: the JSON Schema of the deployment file, as it is published. */
export const run: RunCommand = async (_options, _words, { terminal }) => {
  terminal.output(readFileSync(join(packageRoot(), 'schema', 'deployment.schema.json'), 'utf8'));
};
