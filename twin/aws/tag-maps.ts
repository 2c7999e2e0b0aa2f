/** Tags as most services write them, and as they are kept: by key. */
interface WrittenTag {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

export function addTags(tags: Map<string, string>, added: readonly WrittenTag[] | undefined): void {
  for (const { Key = '', Value = '' } of added ?? []) tags.set(Key, Value);
}

export function tagMap(written: readonly WrittenTag[] | undefined): Map<string, string> {
  const tags = new Map<string, string>();
  addTags(tags, written);
  return tags;
}

export function tagList(tags: ReadonlyMap<string, string>): { Key: string; Value: string }[] {
  return [...tags].map(([Key, Value]) => ({ Key, Value }));
}
