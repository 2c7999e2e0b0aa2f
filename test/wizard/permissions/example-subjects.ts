/** Every example as `permissions` takes it: the deployment, and the stack that is synthesized of it. */
import { readdirSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Subject } from '../../../wizard/permissions/report.js';
import type { StackJson } from '../../../wizard/terraform/contents.js';
import { synthesize } from '../../../wizard/terraform/synth.js';

/** Where the examples lie. */
export const examplesFolder = join(import.meta.dirname, '../../../examples');

/** File names of the examples. */
export const names = readdirSync(examplesFolder).filter((name) => name.endsWith('.json'));

/** The examples by file name. */
export async function exampleSubjects(): Promise<Record<string, Subject>> {
  const scratch = await mkdtemp(join(tmpdir(), 'entra-workspaces-permissions-'));
  try {
    const functionZip = join(scratch, 'handler.zip');
    await writeFile(functionZip, 'only its path and its hash matter here');
    const subjects: Record<string, Subject> = {};
    for (const name of names) {
      const out = join(scratch, name);
      const { deployment, file } = await synthesize({ deploymentFile: join(examplesFolder, name), out, functionZip });
      subjects[name] = { deployment, stack: JSON.parse(await readFile(file, 'utf8')) as StackJson };
    }
    return subjects;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
