/**
 * What an earlier version wrote: of commit d687296 the stacks of both stages with their function (test/inputs/earlier-version), for
 * the clouds of a run.
 */
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DeploymentFile } from './harness.js';

const place = join(import.meta.dirname, '../inputs/earlier-version');

/** Texts that are other ones in the clouds of this run: ids, addresses. */
function differing(one: unknown, other: unknown): [string, string][] {
  if (typeof one === 'string') return typeof other === 'string' && one !== other ? [[one, other]] : [];
  if (typeof one !== 'object' || one === null) return [];
  return Object.entries(one).flatMap(([name, value]) => differing(value, (other as Record<string, unknown>)?.[name]));
}

/** Lays the stack of a stage into a folder, as that version wrote it of this deployment. */
export async function layEarlierStack(
  folder: string,
  stage: 'foundation' | 'connected',
  deployment: DeploymentFile,
): Promise<void> {
  const then: unknown = JSON.parse(await readFile(join(place, 'deployment.json'), 'utf8'));
  const stack = differing(then, deployment).reduce(
    (text, [one, other]) => text.replaceAll(one, other),
    await readFile(join(place, `${stage}.tf.json`), 'utf8'),
  );
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'cdk.tf.json'), stack);
  await copyFile(join(place, 'handler.zip'), join(folder, 'handler.zip'));
}
