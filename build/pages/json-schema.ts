import { z } from 'zod';
import { deploymentFileSchema } from '../../stacks/deployment/schema.js';

/** The JSON Schema by which editors complete and check a deployment file. Fields that never change are marked `x-immutable`. */
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
