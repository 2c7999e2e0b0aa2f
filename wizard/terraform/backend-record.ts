/** What terraform notes in the folder of a stack about where its state lies. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { copyEnding, resourcesIn } from './local-state.js';

/**
 * Forgets a state in a file where nothing was ever made, once the deployment keeps its state elsewhere: terraform wants to be
 * told whether to take it along, and there is nothing to take. Any other change of the place is left to terraform's question.
 * Source: https://developer.hashicorp.com/terraform/language/backend (changes of a backend need `-migrate-state` or
 * `-reconfigure`).
 * @param state where the stack's state lies in a file; undefined where it is kept elsewhere
 */
export function forgetEmptyPlace(folder: string, state: string | undefined): void {
  const record = join(folder, '.terraform', 'terraform.tfstate');
  const before = fileOf(record);
  if (before === undefined || resolve(folder, before) === state) return;
  if (wasNeverUsed(folder, before)) rmSync(record);
}

/**
 * A plan alone writes no state. A file that is away may also have been moved or lie on a drive that is not there: then terraform asks,
 * and likewise where a copy beside it lists something.
 */
function wasNeverUsed(folder: string, before: string): boolean {
  const path = resolve(folder, before);
  try {
    if (existsSync(path)) return isEmpty(path);
    const copies = ['.backup', copyEnding].map((ending) => `${path}${ending}`).filter((each) => existsSync(each));
    return !isAbsolute(before) && existsSync(dirname(path)) && copies.every(isEmpty);
  } catch {
    // What cannot be read is not known to be empty.
    return false;
  }
}

const isEmpty = (path: string): boolean => resourcesIn(readFileSync(path, 'utf8')).length === 0;

/** Path of the file, as the stack named it when terraform was initialized last. */
function fileOf(record: string): string | undefined {
  if (!existsSync(record)) return undefined;
  try {
    const { backend } = JSON.parse(readFileSync(record, 'utf8')) as {
      backend?: { type?: string; config?: { path?: string | null } };
    };
    return backend?.type === 'local' ? (backend.config?.path ?? 'terraform.tfstate') : undefined;
  } catch {
    // Terraform says what is wrong with a file of its own.
    return undefined;
  }
}
