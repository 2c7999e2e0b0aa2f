/**
 * Colours of ours apart from escape sequences of others. What is said holds names out of clouds and files; an escape in one
 * could paint "all good", hide a line or write the clipboard. So each colour carries a number that nobody outside knows,
 * and on the way out everything without it is written out instead of sent.
 */
import { randomInt } from 'node:crypto';
import { visibleText } from '../../deployment/visible-text.js';

export interface Seal {
  /** A text with colours of ours: their escapes take the number. */
  readonly close: (text: string) => string;
  /** What is written: colours as a terminal takes them, everything else visible. */
  readonly open: (text: string) => string;
}

/** Parameters of at most four digits: `stripVTControlCharacters` knows no longer ones, and widths are counted with it. */
const parts = 3;

/** A seal with a number of its own. */
export function newSeal(): Seal {
  const number = Array.from({ length: parts }, () => String(randomInt(1000, 10_000))).join(';');
  const sealed = new RegExp(`\\u001b\\[(\\d{1,2});${number}m`);
  return {
    // eslint-disable-next-line no-control-regex -- the escapes that are sealed
    close: (text) => text.replace(/\u001b\[(\d{1,2})m/g, `\u001b[$1;${number}m`),
    // Split at a pattern with a group: texts at even places, colours at odd ones.
    open: (text) =>
      text
        .split(sealed)
        .map((part, at) => (at % 2 === 0 ? visibleText(part) : `\u001b[${part}m`))
        .join(''),
  };
}
