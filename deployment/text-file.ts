/**
 * Reads the files that people write: UTF-8, or what Excel, Notepad and PowerShell make of it, and never more than such a
 * file can hold. What is written back keeps the form that was read.
 */
import { closeSync, constants, fstatSync, openSync, readdirSync, readSync, realpathSync, type Stats } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';

/** A thousand users with tags are not one megabyte; more is another kind of file. */
const mostMegabytes = 8;

/** How a text stands in a file. `windows-1252` is what Windows calls ANSI in western countries. */
export interface TextForm {
  readonly encoding: 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';
  readonly byteOrderMark: boolean;
}

/** The form of files that are made new. */
export const plainForm: TextForm = { encoding: 'utf-8', byteOrderMark: false };

/** A text without its byte order mark, and how it was written. */
export interface FileText {
  readonly text: string;
  readonly form: TextForm;
}

/** A file that is not read. The message is the rest of a sentence: `…, got: a folder`. */
export class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile';
}

export interface ReadOptions {
  /** Largest file that is read. @default 8 */
  readonly megabytes?: number;
  /** Take what is not UTF-8 for Windows-1252, in which every byte is a letter. @default false */
  readonly ansi?: boolean;
}

/**
 * Reads a file as text.
 * @throws UnreadableFile or the system's error; `whyUnreadable` tells either in a few words
 */
export function readTextFile(path: string): string {
  return readText(path).text;
}

/** The same with the form of the file, for who writes it back or reads lists out of Excel. */
export function readText(path: string, options: ReadOptions = {}): FileText {
  return decodeText(readBytes(path, options), options);
}

/** The text of bytes. @throws UnreadableFile */
export function decodeText(bytes: Uint8Array, { ansi = false }: ReadOptions = {}): FileText {
  const form = formOf(bytes);
  const decode = (encoding: string): string => new TextDecoder(encoding, { fatal: true }).decode(bytes);
  try {
    return { text: decode(form.encoding), form };
  } catch {
    if (!ansi) throw new UnreadableFile('not UTF-8: save it as UTF-8 (in PowerShell: Set-Content -Encoding utf8)');
    return { text: decode('windows-1252'), form: { encoding: 'windows-1252', byteOrderMark: false } };
  }
}

function formOf(bytes: Uint8Array): TextForm {
  const [first, second, third] = bytes;
  if (first === 0xff && second === 0xfe) return { encoding: 'utf-16le', byteOrderMark: true };
  if (first === 0xfe && second === 0xff) return { encoding: 'utf-16be', byteOrderMark: true };
  if (first === 0xef && second === 0xbb && third === 0xbf) return { encoding: 'utf-8', byteOrderMark: true };
  // Without a mark: the first letter of such a file is an ASCII one, of which UTF-16 makes a byte and a zero.
  if (first !== 0 && second === 0) return { encoding: 'utf-16le', byteOrderMark: false };
  if (first === 0 && second !== 0 && second !== undefined) return { encoding: 'utf-16be', byteOrderMark: false };
  return plainForm;
}

/** The bytes of a text in a form. @throws UnreadableFile for a letter that the form does not have */
export function encodeText(text: string, { encoding, byteOrderMark }: TextForm): Buffer {
  const marked = byteOrderMark ? `\uFEFF${text}` : text;
  if (encoding === 'utf-16le') return Buffer.from(marked, 'utf16le');
  if (encoding === 'utf-16be') return Buffer.from(marked, 'utf16le').swap16();
  if (encoding === 'utf-8') return Buffer.from(marked);
  return Buffer.from(
    [...text].map((letter) => {
      const byte = ansiBytes().get(letter);
      if (byte !== undefined) return byte;
      throw new UnreadableFile(`in Windows-1252 (ANSI), which has no ${letter}: save it as UTF-8 first`);
    }),
  );
}

let ansi: ReadonlyMap<string, number> | undefined;
function ansiBytes(): ReadonlyMap<string, number> {
  const decoder = new TextDecoder('windows-1252');
  ansi ??= new Map(Array.from({ length: 256 }, (_, byte) => [decoder.decode(Uint8Array.of(byte)), byte]));
  return ansi;
}

/** What is no plain file may never end, or wait for ever: it is opened without waiting and not read. */
export function readBytes(path: string, { megabytes = mostMegabytes }: ReadOptions = {}): Buffer {
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const status = fstatSync(file);
    if (!status.isFile()) throw new UnreadableFile(kindOf(status));
    const most = megabytes * 2 ** 20;
    const pieces: Buffer[] = [];
    for (let size = 0; size <= most;) {
      const piece = Buffer.alloc(2 ** 16);
      const count = readSync(file, piece);
      if (count === 0) return itself(Buffer.concat(pieces));
      pieces.push(piece.subarray(0, count));
      size += count;
    }
    throw new UnreadableFile(`larger than ${megabytes} MB, which no such file is`);
  } finally {
    closeSync(file);
  }
}

/**
 * What git keeps in the place of a file until a program of its own brings the file.
 * Sources: https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md (the pointer),
 * https://github.com/AGWA/git-crypt/blob/master/crypto.hpp (the header of what is encrypted)
 */
const placeholders: readonly (readonly [begins: string, got: string])[] = [
  [
    'version https://git-lfs.github.com/spec/',
    'a pointer of Git LFS in its place: git lfs pull fetches the file (in a pipeline: check out with lfs)',
  ],
  ['\0GITCRYPT\0', 'a file that git-crypt encrypted: git-crypt unlock opens it'],
];

function itself(bytes: Buffer): Buffer {
  const found = placeholders.find(([begins]) => bytes.subarray(0, begins.length).toString('latin1') === begins);
  if (found !== undefined) throw new UnreadableFile(found[1]);
  return bytes;
}

function kindOf(status: Stats): string {
  if (status.isDirectory()) return 'a folder';
  if (status.isFIFO()) return 'a pipe (FIFO), not a file: write it to a file first';
  if (status.isSocket()) return 'a socket, not a file';
  return 'a device, not a file';
}

/**
 * Reads the users files of a deployment: by the name that it gives them, from its folder, and from nowhere else. A branch
 * could otherwise name any file of the machine that plans, and read it in the errors.
 * @param folder folder of the deployment file
 */
export function usersFileReader(folder: string): (name: string) => FileText {
  return (name) => readText(pathBeside(folder, name), { ansi: true });
}

/** Largest file of a company that is read beside a deployment: an export of a thousand settings has one megabyte. */
const mostBesideMegabytes = 4;

/** Reads other files that a deployment names, in the same way: from its folder, and from nowhere else. */
export function besideReader(folder: string): (name: string) => Uint8Array {
  return (name) => readBytes(pathBeside(folder, name), { megabytes: mostBesideMegabytes });
}

/** Where a file that a deployment names lies, links resolved. @throws UnreadableFile when that is outside of the folder */
export function pathBeside(folder: string, name: string): string {
  const outside = 'outside of the folder of the deployment; it must lie in it, or below it';
  if (!isWithin(resolve(folder), resolve(folder, name))) throw new UnreadableFile(outside);
  const path = realpathSync(asItLies(resolve(folder, name)));
  if (!isWithin(realpathSync(folder), path)) throw new UnreadableFile(`a link to a place ${outside}`);
  return path;
}

/**
 * A path by the name that the file has on this disk: macOS and Windows write accents in two ways, and a file that travels
 * between them keeps the other one. Names in another case are another file here, and the same one where they were written.
 */
function asItLies(path: string): string {
  const own = basename(path);
  const all = entriesOf(dirname(path));
  if (all.includes(own)) return path;
  const same = all.find((each) => each.normalize('NFC') === own.normalize('NFC'));
  if (same !== undefined) return join(dirname(path), same);
  // Where this is no separator it is a letter of the name.
  if (own.includes('\\')) throw new UnreadableFile('no such file: write / between folders, which every system reads');
  const near = all.find((each) => each.normalize('NFC').toLowerCase() === own.normalize('NFC').toLowerCase());
  if (near === undefined) return path;
  throw new UnreadableFile(`no such file: it is called ${near} there, and another case is another file for Linux`);
}

function entriesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    // Whoever opens the file says why it cannot be.
    return [];
  }
}

function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  ENOTDIR: 'no such file',
  EISDIR: 'a folder',
  EACCES: 'no permission to read it',
  EPERM: 'no permission to read it',
  ENXIO: 'a device or a socket, not a file',
  ELOOP: 'a link that leads to itself',
  ENAMETOOLONG: 'a name that is too long',
  ERR_INVALID_ARG_VALUE: 'a name that no file has',
};

/** Why a file could not be read, in a few words. */
export function whyUnreadable(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  return (code === undefined ? undefined : reasons[code]) ?? (error instanceof Error ? error.message : String(error));
}

/** The folder of a deployment file, from which the names in it count. */
export function folderOf(deploymentFile: string): string {
  return dirname(resolve(deploymentFile));
}
