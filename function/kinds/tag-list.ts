import type { Tags } from '../../domain/control-plane/kind-record.js';

/** Tags as the APIs take them. */
export function tagList(tags: Tags | undefined): { Tags?: { Key: string; Value: string }[] } {
  const list = Object.entries(tags ?? {}).map(([Key, Value]) => ({ Key, Value }));
  return list.length > 0 ? { Tags: list } : {};
}
