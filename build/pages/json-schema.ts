import { z } from 'zod';
import { allowSchema } from '../../wizard/repository/allow-file.js';
import { deploymentFileSchema } from '../../deployment/schema.js';

/** The JSON Schema of `allow.json`. */
export function allowJsonSchema(): string {
  return published(
    'entra-workspaces allow.json',
    z.toJSONSchema(allowSchema, { io: 'input', override: withoutOwnLimit }),
  );
}

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
      withoutOwnLimit({ jsonSchema });
    },
  });
  return published('entra-workspaces deployment', schema);
}

/** Whole numbers without a limit of ours carry JavaScript's own. */
function withoutOwnLimit({ jsonSchema }: { readonly jsonSchema: object }): void {
  const fields = jsonSchema as Record<string, unknown>;
  if (fields['maximum'] === Number.MAX_SAFE_INTEGER) delete fields['maximum'];
}

function published(title: string, { $schema, ...rest }: { readonly $schema?: string }): string {
  return `${JSON.stringify({ $schema, title, ...rest }, null, 2)}\n`;
}
