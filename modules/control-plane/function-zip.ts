import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';

/** The function's code as Terraform is told of it. */
export interface FunctionZip {
  /** Path as Terraform reads it: relative to the folder of `cdk.tf.json`, where the file is put. */
  readonly path: string;
  /** Base64 of the SHA-256 of the file, as Lambda's CodeSha256. */
  readonly hash: string;
}

/** Reads a built zip that will lie beside `cdk.tf.json` under its own file name. */
export function functionZipOf(file: string): FunctionZip {
  return { path: basename(file), hash: createHash('sha256').update(readFileSync(file)).digest('base64') };
}
