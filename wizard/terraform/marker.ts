/**
 * The mark of a generated file: who made it, and a hash of what was made. As long as both fit, the file is ours to renew;
 * once its owner has changed it, or where there is no mark, it is theirs.
 */
import { createHash } from 'node:crypto';

/** Whose a file is. */
export type Ownership = 'absent' | 'generated' | 'edited' | 'foreign';

const sign = 'entra-workspaces: generated; yours once you change it';
const pattern = /entra-workspaces: generated; yours once you change it; ([0-9a-f]{16})/;

/** Line comments by the ending of the file; JSON carries the mark in a key. */
const comments: Readonly<Record<string, readonly [before: string, after: string]>> = {
  ts: ['// ', ''],
  md: ['<!-- ', ' -->'],
  yml: ['# ', ''],
  gitignore: ['# ', ''],
  csv: ['# ', ''],
};

function hashOf(text: string): string {
  return createHash('sha256').update(text.replaceAll('\r\n', '\n')).digest('hex').slice(0, 16);
}

function endingOf(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}

/** The text with its mark: in the first line, in JSON as a key. */
export function marked(path: string, text: string): string {
  const mark = `${sign}; ${hashOf(text)}`;
  // npm writes keys that it does not know behind its own.
  if (path === 'package-lock.json') {
    return text.replace(/^ {2}"requires": true,\n/m, `$&  "//": ${JSON.stringify(mark)},\n`);
  }
  if (endingOf(path) === 'json') return text.replace(/^\{\n/, `{\n  "//": ${JSON.stringify(mark)},\n`);
  const [before, after] = comments[endingOf(path)] ?? ['# ', ''];
  return `${before}${mark}${after}\n${text}`;
}

/** Whose a file is that lies there already. */
export function ownershipOf(path: string, text: string | undefined): Ownership {
  if (text === undefined) return 'absent';
  const plain = text.replaceAll('\r\n', '\n');
  const found = pattern.exec(plain);
  if (!found) return 'foreign';
  const line = plain.slice(plain.lastIndexOf('\n', found.index) + 1, plain.indexOf('\n', found.index) + 1);
  const rest = plain.replace(line, '');
  return hashOf(rest) === found[1] ? 'generated' : 'edited';
}
