/**
 * What was gathered before the handshake is complete. It is kept in tags of the secret that waits for the token: so a
 * walk that was stopped goes on from any machine, and nothing half-done stands in the deployment file.
 */
import { present } from '../../domain/present.js';
import type { Handshake } from '../../deployment/schema.js';
import type { Aws } from '../clouds/aws.js';

export interface Gathered {
  readonly serviceProvider?: { readonly entityId: string; readonly acsUrls: readonly string[] };
  readonly signInUrl?: string;
  readonly scimEndpoint?: string;
}

const prefix = 'entra-workspaces:handshake-';
const keys = {
  entityId: `${prefix}entity-id`,
  acsUrl: (index: number) => `${prefix}acs-url-${index}`,
  signInUrl: `${prefix}sign-in-url`,
  scimEndpoint: `${prefix}scim-endpoint`,
} as const;

/** A tag takes 256 characters of this alphabet (https://docs.aws.amazon.com/tag-editor/latest/userguide/tagging.html). */
const taggable = /^[A-Za-z0-9 _.:/=+@-]{1,256}$/;

/** What the tags of the secret tell. */
export function gatheredFrom(tags: Readonly<Record<string, string>>): Gathered {
  const acsUrls: string[] = [];
  for (let url; (url = tags[keys.acsUrl(acsUrls.length + 1)]) !== undefined;) acsUrls.push(url);
  const { [keys.entityId]: entityId, [keys.signInUrl]: signInUrl, [keys.scimEndpoint]: scimEndpoint } = tags;
  return {
    ...(entityId !== undefined && acsUrls.length > 0 ? { serviceProvider: { entityId, acsUrls } } : {}),
    ...present({ signInUrl, scimEndpoint }),
  };
}

/** The same from a handshake that is recorded. */
export function gatheredOf({ serviceProvider, scimEndpoint }: Handshake): Gathered {
  const { entityId, acsUrls, signInUrl } = serviceProvider;
  return { serviceProvider: { entityId, acsUrls }, signInUrl, scimEndpoint };
}

function tagsOf({ serviceProvider, signInUrl, scimEndpoint }: Gathered): Record<string, string> {
  const all = {
    ...(serviceProvider ? { [keys.entityId]: serviceProvider.entityId } : {}),
    ...Object.fromEntries((serviceProvider?.acsUrls ?? []).map((url, at) => [keys.acsUrl(at + 1), url])),
    ...present({ [keys.signInUrl]: signInUrl, [keys.scimEndpoint]: scimEndpoint }),
  };
  return all;
}

/** Keeps what was gathered and gives the tags. What no tag can hold is not kept, and asked for again. */
export async function keepGathered(
  aws: Aws,
  region: string,
  arn: string,
  gathered: Gathered,
): Promise<Record<string, string>> {
  const tags = tagsOf(gathered);
  // Half of the addresses would look like all of them.
  if (Object.values(tags).some((value) => !taggable.test(value))) return {};
  const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  if (Tags.length > 0) await aws.call('secretsmanager', 'TagResource', region, { SecretId: arn, Tags });
  return tags;
}

/** Takes the tags away once the deployment holds what they held, so that no plan sees them. */
export async function dropGathered(
  aws: Aws,
  region: string,
  arn: string,
  tags: Readonly<Record<string, string>>,
): Promise<void> {
  const TagKeys = Object.keys(tags).filter((key) => key.startsWith(prefix));
  if (TagKeys.length > 0) await aws.call('secretsmanager', 'UntagResource', region, { SecretId: arn, TagKeys });
}
