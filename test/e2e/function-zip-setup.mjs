import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Before the first file of `e2e`: bundles the functions once, and tells every worker where. */
export default function setUp() {
  const root = join(import.meta.dirname, '../..');
  const folder = mkdtempSync(join(tmpdir(), 'entra-workspaces-function-'));
  process.env.FUNCTION_ZIP = join(folder, 'handler.zip');
  const args = ['--import', 'tsx', 'build/handler-zip.ts', process.env.FUNCTION_ZIP];
  execFileSync(process.execPath, args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
}
