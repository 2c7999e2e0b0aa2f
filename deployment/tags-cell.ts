/** Tags in one cell of a list of people, or of one option: `department=Finance; cost-center=42`. */

/** Tags out of a cell, or the rule that it breaks. */
export type TagsRead = { readonly tags: Readonly<Record<string, string>> } | { readonly rule: string };

/** Reads the tags of a cell. A value may hold `=`, no tag a semicolon. */
export function tagsIn(cell: string): TagsRead {
  const entries = cell
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair !== '')
    .map((pair): [string, string] => {
      const at = pair.indexOf('=');
      return at < 0 ? ['', ''] : [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
    });
  const keys = entries.map(([key]) => key);
  if (keys.includes('')) return { rule: 'must be key=value, several with a semicolon between' };
  if (new Set(keys).size < keys.length) return { rule: 'must give each key once' };
  // The schema passes over it, and the tag would be lost.
  if (keys.includes('__proto__')) return { rule: 'must have other keys than __proto__, which many programs pass over' };
  return { tags: Object.fromEntries(entries) };
}

/** Tags as a cell of a users file holds them. */
export function tagsText(tags: Readonly<Record<string, string>>): string {
  return Object.entries(tags)
    .map(([key, value]) => `${key}=${value}`)
    .join('; ');
}
