import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { unzipSync } from 'fflate';
import { AwsError } from '../errors.js';
import { runtimeProgram } from './runtime.js';

/** A zip that was handed to Lambda. */
export interface FunctionCode {
  readonly zip: Uint8Array;
  /** Base64 of its SHA-256, as Lambda tells it. */
  readonly sha256: string;
}

export function codeOf(zip: Uint8Array | undefined): FunctionCode {
  if (!zip || zip.length === 0)
    throw new AwsError(
      'InvalidParameterValueException',
      'Please provide a ZipFile: code from S3 is not played by the twin.',
    );
  return { zip, sha256: createHash('sha256').update(zip).digest('base64') };
}

/** Where the code of functions is laid out to be run; gone after `remove`. */
export class CodeFolder {
  private root: string | undefined;
  private readonly laidOut = new Map<string, string>();

  constructor(private readonly speed: number) {}

  /** The folder with the unzipped code. The same code is laid out once. */
  of(code: FunctionCode): string {
    let folder = this.laidOut.get(code.sha256);
    if (folder === undefined) {
      folder = path.join(this.home(), String(this.laidOut.size));
      unpack(code, folder);
      this.laidOut.set(code.sha256, folder);
    }
    return folder;
  }

  /** The program that a function's process runs. */
  program(): string {
    return path.join(this.home(), 'runtime.cjs');
  }

  remove(): void {
    if (this.root !== undefined) rmSync(this.root, { recursive: true, force: true });
    this.root = undefined;
    this.laidOut.clear();
  }

  private home(): string {
    if (this.root === undefined) {
      this.root = mkdtempSync(path.join(tmpdir(), 'twin-lambda-'));
      writeFileSync(path.join(this.root, 'runtime.cjs'), runtimeProgram(this.speed));
    }
    return this.root;
  }
}

/** What was unzipped last: the twins of one process are mostly given the same code. */
let unzipped: { readonly sha256: string; readonly files: Readonly<Record<string, Uint8Array>> } | undefined;

function unpack({ zip, sha256 }: FunctionCode, folder: string): void {
  try {
    if (unzipped?.sha256 !== sha256) unzipped = { sha256, files: unzipSync(zip) };
  } catch {
    throw new AwsError(
      'InvalidParameterValueException',
      'Could not unzip uploaded file. Please check your file, then try to upload again.',
    );
  }
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of Object.entries(unzipped.files)) {
    const file = path.join(folder, name);
    if (!file.startsWith(folder + path.sep) || name.endsWith('/')) continue;
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}
