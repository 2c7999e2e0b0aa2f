import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../terraform/package-root.js';
import type { Run } from './table.js';

/** `schema`: the JSON Schema of the deployment file or of `allow.json`, as it is published. */
export const run: Run<'schema'> = async (options, _args, { terminal }) => {
  const file = options.allow ? 'allow.schema.json' : 'deployment.schema.json';
  terminal.output(readFileSync(join(packageRoot(), 'schema', file), 'utf8'));
};
