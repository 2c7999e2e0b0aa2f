import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../terraform/package-root.js';
import type { RunCommand } from '../command.js';

/** `schema`: the JSON Schema of the deployment file or of `allow.json`, as it is published. */
export const run: RunCommand = async (options, _words, { terminal }) => {
  const file = options['allow'] === true ? 'allow.schema.json' : 'deployment.schema.json';
  terminal.output(readFileSync(join(packageRoot(), 'schema', file), 'utf8'));
};
