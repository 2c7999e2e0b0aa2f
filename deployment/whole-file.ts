import { renameSync, rmSync, writeFileSync } from 'node:fs';

/**
 * Writes a file whole or not at all: beside where it belongs, then renamed. Synchronous: whoever reads it, and whatever is
 * killed meanwhile, finds the old content or the new, never half of one. Files of a person, which somebody else may edit at
 * once, go through wizard/repository/replace-file.ts.
 * @param mode @default 0o666 without what the umask takes
 * @param flush on the disk before it is renamed. @default false
 */
export function writeWhole(
  file: string,
  content: string | Uint8Array,
  { mode = 0o666, flush = false }: { readonly mode?: number; readonly flush?: boolean } = {},
): void {
  const staged = `${file}.${process.pid}`;
  try {
    writeFileSync(staged, content, { mode, flush });
    renameSync(staged, file);
  } catch (error) {
    rmSync(staged, { force: true });
    // Whoever reads the error knows the file, and not what was to become it.
    if ((error as NodeJS.ErrnoException).path === staged) (error as NodeJS.ErrnoException).path = file;
    throw error;
  }
}
