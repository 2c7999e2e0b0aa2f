/**
 * Text from elsewhere (files, clouds, programs) made safe to show: characters that move the cursor, paint, write the
 * clipboard, reorder letters or cannot be seen at all are written out, as `\u{1b}`. Nothing is lost, nothing acts.
 */

/**
 * C0 but for tab and line feed, DEL, C1, line and paragraph separator, direction marks, overrides and isolates
 * (https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters), zero-width space, word joiner, byte order
 * mark, soft hyphen, and the invisible tag letters. The joiners U+200C and U+200D are part of words and of emoji.
 */
const acting =
  // eslint-disable-next-line no-control-regex -- these are the characters that are taken out
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u{e0000}-\u{e007f}]/gu;

/** The characters of a text that act instead of being seen, spaces that look like another one included. */
const unseen =
  // eslint-disable-next-line no-control-regex -- these are the characters that are taken out
  /[\u0000-\u001f\u007f-\u00a0\u00ad\u061c\u1680\u2000-\u200b\u200e\u200f\u2028-\u202f\u205f-\u2064\u2066-\u2069\u3000\ufeff\u{e0000}-\u{e007f}]/gu;

/** What no name holds and no text of a deployment may hold: characters that act, tab and line feed included. */
const control =
  // eslint-disable-next-line no-control-regex -- these are the characters that are refused
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\u{e0000}-\u{e007f}]/gu;

const written = (character: string): string => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;

/** Text for people, of one or several lines: tabs and line feeds stay, everything else that acts is written out. */
export function visibleText(text: string): string {
  return text.replace(acting, written);
}

/** A value on one line, between words of ours: line breaks and odd spaces are written out, too. */
export function visibleValue(text: string): string {
  return text.replace(unseen, written);
}

/** A name out of a cloud, on one line: what acts is written out, odd spaces stay as people wrote them. */
export function visibleName(text: string): string {
  return text.replace(control, written);
}

/** What pads text without being seen: spaces of every kind and zero-width characters, no control character. */
const blank = /^[\s\u00ad\u180e\u200b\u2060\ufeff]$/u;

/** A cell without what cannot be seen at its ends: spaces of every kind, zero-width characters, byte order marks. */
export function trimUnseen(text: string): string {
  // One pass from each end: a pattern for "unseen until the end" would be tried at each character.
  const letters = [...text];
  const isUnseen = (letter: string | undefined): boolean => letter !== undefined && blank.test(letter);
  let from = 0;
  let to = letters.length;
  while (from < to && isUnseen(letters[from])) from += 1;
  while (to > from && isUnseen(letters[to - 1])) to -= 1;
  return letters.slice(from, to).join('');
}

/** A text without what cannot be seen. */
export function withoutUnseen(text: string): string {
  return text.replace(unseen, '');
}

/** The first control or direction character of a text, written out; `undefined` when there is none. */
export function controlCharacterIn(text: string): string | undefined {
  const at = text.search(control);
  const found = at < 0 ? undefined : String.fromCodePoint(text.codePointAt(at) ?? 0);
  return found === undefined ? undefined : written(found);
}

/** Letters of a value between words of ours: more is no help to find it. */
const mostLetters = 120;

/** A long value with its middle left out: beginning and end tell which it is, and that it was cut. */
export function shortened(text: string, most = mostLetters): string {
  if (text.length <= most) return text;
  const tail = Math.floor(most / 3);
  // Half of a letter outside the first plane is none.
  const head = text.slice(0, most - tail - 1).replace(/[\ud800-\udbff]$/, '');
  return `${head}…${text.slice(-tail).replace(/^[\udc00-\udfff]/, '')}`;
}
