import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a folder and those above it that are missing; one that is there stays as it is. Instead of `recursive: true`, with which
 * Node tries for ever where a file system makes no folder in one that is there (`/proc`, some mounts): it takes each ENOENT
 * for a folder above that is missing.
 * @param mode of each that is made @default 0o777 without the umask
 * @throws the error of the system: ENOENT where the file system makes none there
 */
export function makeFolder(path: string, mode?: number): void {
  const above = dirname(path);
  if (above !== path && !existsSync(above)) makeFolder(above, mode);
  try {
    mkdirSync(path, mode);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || !statSync(path).isDirectory()) throw error;
  }
}
