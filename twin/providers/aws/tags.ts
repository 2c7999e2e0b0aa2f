import { hasUnknown, textMap, unknown, type Values } from '../value.js';
import type { Call, PlannedChange, ResourceType } from '../provider.js';
import type { AwsClient } from './client.js';

export type AwsCall = Call<AwsClient>;
export type AwsResource = ResourceType<AwsClient>;
type Tags = Readonly<Record<string, string>>;

/** A resource with `tags` and `tags_all`. `read` answers all tags of the object as `tags_all`. */
export interface TaggedResource extends Omit<AwsResource, 'update'> {
  update?(call: AwsCall, planned: Values, prior: Values): Promise<Values>;
  /** Puts and removes tags of an object that exists. */
  retag(call: AwsCall, state: Values, put: Tags, remove: readonly string[]): Promise<void>;
}

/**
 * `tags_all` is `tags` over the provider's `default_tags`; `tags` in state leaves those out that come from there.
 * Source: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/resource-tagging
 */
export function tagged(inner: TaggedResource): AwsResource {
  return {
    create: (call, planned) => inner.create(call, planned),
    async read(call, state) {
      const read = await inner.read(call, state);
      if (!read || !('tags_all' in read)) return read;
      const all = textMap(read, 'tags_all');
      return { ...read, tags: ownTags(all, textMap(state, 'tags'), call.client.defaultTags) };
    },
    async update(call, planned, prior) {
      const before = textMap(prior, 'tags_all');
      const after = textMap(planned, 'tags_all');
      const put = Object.fromEntries(Object.entries(after).filter(([key, value]) => before[key] !== value));
      const remove = Object.keys(before).filter((key) => !(key in after));
      const changed = (await inner.update?.(call, planned, prior)) ?? {};
      if (Object.keys(put).length > 0 || remove.length > 0) await inner.retag(call, prior, put, remove);
      return changed;
    },
    delete: (call, state) => inner.delete(call, state),
    ...(inner.importState ? { importState: inner.importState.bind(inner) } : {}),
    async modifyPlan(call, change) {
      planTags(call, change);
      await inner.modifyPlan?.(call, change);
    },
  };
}

function planTags({ client }: AwsCall, { planned }: PlannedChange): void {
  if (hasUnknown(planned['tags'])) planned['tags_all'] = unknown;
  else planned['tags_all'] = { ...client.defaultTags, ...textMap(planned, 'tags') };
}

function ownTags(all: Tags, configured: Tags, defaults: Tags): Values | null {
  const own = Object.entries(all).filter(([key, value]) => key in configured || defaults[key] !== value);
  return own.length > 0 ? Object.fromEntries(own) : null;
}

/** `[{ Key, Value }]`, as most services take tags. */
export function tagList(planned: Values): { Key: string; Value: string }[] {
  return pairs(textMap(planned, 'tags_all'));
}

export function pairs(tags: Tags): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/** Tags of an answer, whatever the service calls key and value. */
export function tagsOf(list: unknown, key = 'Key', value = 'Value'): Values {
  if (!Array.isArray(list)) return {};
  return Object.fromEntries((list as Record<string, string>[]).map((tag) => [tag[key] ?? '', tag[value] ?? '']));
}
