/** Texts that are nearly right: valid ones, cut, doubled, of another kind in one place, and with odd letters put in. */

/** A source of numbers that is the same for the same seed (mulberry32). */
export function numbersFrom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const pieces = [
  ...[
    '"',
    "'",
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    ';',
    '\\',
    '<',
    '>',
    '/',
    '&',
    '#',
    '=',
    '-->',
    '<?',
    '<![CDATA[',
    ']]>',
    '&#0;',
  ],
  ...[
    '\n',
    '\r',
    '\t',
    ' ',
    '\0',
    '\u001b[2J',
    '\u009b',
    '\u202e',
    '\u200b',
    '\u00a0',
    '\uFEFF',
    '\ud800',
    'ß',
    '東',
    '𝒳',
  ],
  ...[
    '${TfToken[TOKEN.1]}',
    '%{if true}',
    '__proto__',
    'constructor',
    'null',
    'true',
    '-0',
    '1e999',
    '99999999999',
    '@',
    'upn',
    '""',
  ],
];

/** JSON in which one value is of another kind: letters put in anywhere seldom leave JSON. Any other text stays. */
function ofAnotherKind(text: string, next: (below: number) => number): string {
  let whole: unknown;
  try {
    whole = JSON.parse(text);
  } catch {
    return text;
  }
  const places: { readonly within: Record<string, unknown>; readonly key: string }[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const within = value as Record<string, unknown>;
    for (const key of Object.keys(within)) {
      places.push({ within, key });
      visit(within[key]);
    }
  };
  visit(whole);
  const place = places[next(places.length + 1)];
  const kinds: readonly unknown[] = [null, 0, -1, 1e21, '', 'x', true, [], {}, [null], { x: null }];
  const other = kinds[next(kinds.length)];
  if (place === undefined) return JSON.stringify(other);
  place.within[place.key] = other;
  return JSON.stringify(whole);
}

/** A text made from a valid one by a few changes. */
export function nearlyRight(seeds: readonly string[], next: (below: number) => number): string {
  let text = seeds[next(seeds.length)] ?? '';
  if (next(4) === 0) {
    text = ofAnotherKind(text, next);
    if (next(3) > 0) return text;
  }
  // Short ones are read fast, and break at the same places.
  if (text.length > 1200 && next(3) > 0) text = text.slice(0, 200 + next(1000));
  for (let changes = 1 + next(4); changes > 0; changes -= 1) {
    const at = next(text.length + 1);
    const length = next(4) === 0 ? next(40) : next(3);
    const piece = next(5) === 0 ? text.slice(at, at + next(60)) : (pieces[next(pieces.length)] ?? '');
    text = text.slice(0, at) + piece + text.slice(at + length);
  }
  return text;
}
