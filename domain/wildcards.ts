/**
 * Patterns of paths, in their parts: `*` is anything but a slash, `**` anything, `?` one letter but a slash, and any other part is
 * itself. No expression, whose time a few stars make endless: this takes a step for each part and each letter.
 */

/**
 * Where a pattern may end in a text.
 * @param starts Where it may begin: offsets
 */
export function endsOf(parts: readonly string[], text: string, starts: Iterable<number>): ReadonlySet<number> {
  let ends = new Set(starts);
  for (const part of parts)
    ends = new Set(part === '*' || part === '**' ? beyond(part, text, ends) : next(part, text, ends));
  return ends;
}

function* beyond(part: string, text: string, starts: ReadonlySet<number>): Generator<number> {
  let isOpen = false;
  for (let at = 0; at <= text.length; at++) {
    isOpen ||= starts.has(at);
    if (isOpen) yield at;
    if (part === '*' && text[at] === '/') isOpen = false;
  }
}

function* next(part: string, text: string, starts: ReadonlySet<number>): Generator<number> {
  for (const at of starts) {
    if (part === '?' ? at < text.length && text[at] !== '/' : text.startsWith(part, at)) yield at + part.length;
  }
}
