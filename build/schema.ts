/**
 * Writes schema/deployment.schema.json, by which editors complete and check a deployment file.
 * `--check` writes nothing and fails when the file is stale.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { deploymentFileSchema } from '../stacks/deployment/schema.js';

const target = new URL('../schema/deployment.schema.json', import.meta.url);

/** The JSON Schema as text. Fields that never change are marked `x-immutable`. */
export function deploymentJsonSchema(): string {
  const schema = z.toJSONSchema(deploymentFileSchema, {
    io: 'input',
    override: ({ jsonSchema }) => {
      const fields = jsonSchema as Record<string, unknown>;
      for (const [own, published] of Object.entries({ immutable: 'x-immutable', wayToChange: 'x-way-to-change' })) {
        if (fields[own] !== undefined) fields[published] = fields[own];
        delete fields[own];
      }
      delete fields['choice'];
      // Whole numbers without a limit of ours carry JavaScript's own.
      if (fields['maximum'] === Number.MAX_SAFE_INTEGER) delete fields['maximum'];
    },
  });
  const { $schema, ...rest } = schema;
  const document = { $schema, title: 'entra-workspaces deployment', ...rest };
  return `${JSON.stringify(document, null, 2)}\n`;
}

if (process.argv[1] !== undefined && import.meta.url.endsWith(process.argv[1].split('/').at(-1) ?? '')) {
  const wanted = deploymentJsonSchema();
  if (!process.argv.includes('--check')) {
    writeFileSync(target, wanted);
    console.error('schema/deployment.schema.json written');
  } else if (readFileSync(target, 'utf8') !== wanted) {
    console.error('schema/deployment.schema.json is stale: run npx tsx build/schema.ts');
    process.exitCode = 1;
  }
}
