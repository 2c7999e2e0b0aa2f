import type { Attributes, Foundation } from './foundation.js';
import type { StoredFunction } from './lambda/function-state.js';
import type { Context } from './request-context.js';

/** Keys that need a look at the resource. */
export const attributeKeys = /ResourceTag\/|kms:ResourceAliases|iam:PermissionsBoundary/i;

/** Where things with an ARN are kept. */
export interface Kept {
  readonly foundation: Foundation;
  readonly functions: { all(region: string): readonly StoredFunction[] };
  readonly workspaces: { region(region: string): { readonly tags: ReadonlyMap<string, ReadonlyMap<string, string>> } };
}

/** The condition keys of a resource; nothing for one that does not exist (yet). */
export async function attributesOf({ foundation, functions, workspaces }: Kept, arn: string): Promise<Context> {
  const [, , service = '', region = '', , ...rest] = arn.split(':');
  const name = rest.join(':');
  const found: Attributes | undefined =
    service === 'workspaces'
      ? tagged(workspaces.region(region).tags.get(name.split('/')[1] ?? ''))
      : service === 'lambda'
        ? tagged(functions.all(region).find((each) => each.arn === arn)?.tags)
        : await foundation.attributes(region, arn);
  if (!found) return {};
  const tags = [...(found.tags ?? [])].flatMap(([key, value]) =>
    ['aws', service].map((prefix) => [`${prefix}:ResourceTag/${key}`, value] as const),
  );
  return {
    ...Object.fromEntries(tags),
    ...(found.aliases && found.aliases.length > 0 ? { 'kms:ResourceAliases': found.aliases } : {}),
    ...(found.boundaryArn === undefined ? {} : { 'iam:PermissionsBoundary': found.boundaryArn }),
  };
}

function tagged(tags: ReadonlyMap<string, string> | undefined): Attributes | undefined {
  return tags && { tags };
}
