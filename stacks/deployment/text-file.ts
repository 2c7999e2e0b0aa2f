/** Reads the files that people write: UTF-8, or what Excel and Notepad make of it, and never more than such a file can hold. */
import { closeSync, openSync, readSync } from 'node:fs';

/** A thousand users with tags are not one megabyte; more is another kind of file, or one that never ends. */
const mostMegabytes = 8;
const mostBytes = mostMegabytes * 2 ** 20;

/** Reads a file as text: UTF-8, or UTF-16 with a byte order mark. Throws what `whyUnreadable` can tell. */
export function readTextFile(path: string): string {
  const bytes = readBytes(path);
  const encoding =
    bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw new Error('not UTF-8: save it as UTF-8, in Excel as "CSV UTF-8"');
  }
}

/** Piece by piece: what is no plain file does not tell its size. */
function readBytes(path: string): Buffer {
  const file = openSync(path, 'r');
  try {
    const pieces: Buffer[] = [];
    for (let size = 0; size <= mostBytes;) {
      const piece = Buffer.alloc(2 ** 16);
      const count = readSync(file, piece);
      if (count === 0) return Buffer.concat(pieces);
      pieces.push(piece.subarray(0, count));
      size += count;
    }
    throw new Error(`larger than ${mostMegabytes} MB, which no such file is`);
  } finally {
    closeSync(file);
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  ENOTDIR: 'no such file',
  EISDIR: 'a folder',
  EACCES: 'no permission to read it',
};

/** Why a file could not be read, in a few words. */
export function whyUnreadable(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  return (code === undefined ? undefined : reasons[code]) ?? (error instanceof Error ? error.message : String(error));
}
