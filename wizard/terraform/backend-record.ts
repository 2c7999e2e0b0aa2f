/** What terraform notes in the folder of a stack about where its state lies. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { resourcesIn } from './local-state.js';

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
  if (before === undefined) return;
  const path = resolve(folder, before);
  if (path === state) return;
  if (!existsSync(path) || resourcesIn(readFileSync(path, 'utf8')).length === 0) rmSync(record);
}

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
