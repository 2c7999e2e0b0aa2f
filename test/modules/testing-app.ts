import { Testing, type App } from 'cdktf';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** An app makes these folders, and nothing is written into them. */
const outdir = join(import.meta.dirname, '../../.cache/synth');
mkdirSync(join(outdir, 'stacks'), { recursive: true });

/** The app of cdktf's tests. Without an `outdir` each one makes a folder below the temporary ones that nobody removes. */
export function testingApp(): App {
  return Testing.app({ outdir });
}
