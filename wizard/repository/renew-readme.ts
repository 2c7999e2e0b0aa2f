/** The README of a repository once its deployment has come to another stage: its steps would be those of before. */
import { basename, dirname, join } from 'node:path';
import { deploymentFileName } from '../../deployment/file-name.js';
import { readDeployment } from '../../deployment/load.js';
import { decodeText, encodeText, readBytes } from '../../deployment/text-file.js';
import { marked, ownershipOf } from '../terraform/marker.js';
import { readme } from './readme.js';
import { replaceFiles } from './replace-file.js';

/**
 * Writes the README beside a deployment file anew, where it is as it was generated. What its owner changed stays, and so does
 * one that is not there.
 * @param file The deployment, as it is now
 * @returns Path of what was written, or nothing
 */
export function renewReadme(file: string): string | undefined {
  if (basename(file) !== deploymentFileName) return undefined;
  const path = join(dirname(file), 'README.md');
  let bytes: Uint8Array;
  try {
    bytes = readBytes(path);
  } catch {
    return undefined;
  }
  const { text, form } = decodeText(bytes);
  if (ownershipOf(path, text) !== 'generated') return undefined;
  const renewed = marked(path, readme(readDeployment(file).deployment));
  if (text.replaceAll('\r\n', '\n') === renewed) return undefined;
  replaceFiles([
    {
      path,
      bytes: encodeText(text.includes('\r\n') ? renewed.replaceAll('\n', '\r\n') : renewed, form),
      before: bytes,
    },
  ]);
  return path;
}
