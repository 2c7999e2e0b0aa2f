/**
 * What earlier versions wrote, for the clouds of a run: stacks of both stages with their function, and a repository
 * (test/inputs/versions; before-0.1.0 has the stacks of commit d687296 and the repository of 0ebabe0).
 */
import { readdirSync } from 'node:fs';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DeploymentFile } from './harness.js';

const place = join(import.meta.dirname, '../inputs/versions');
/** Those that were kept: each release adds one (build/keep-version.ts). */
export const earlierVersions: readonly string[] = readdirSync(place).sort();

/** Texts that are other ones in the clouds of this run: ids, addresses. */
function differing(one: unknown, other: unknown): [string, string][] {
  if (typeof one === 'string') return typeof other === 'string' && one !== other ? [[one, other]] : [];
  if (typeof one !== 'object' || one === null) return [];
  return Object.entries(one).flatMap(([name, value]) => differing(value, (other as Record<string, unknown>)?.[name]));
}

/** Lays the stack of a stage into a folder, as that version wrote it of this deployment. */
export async function layEarlierStack(
  version: string,
  folder: string,
  stage: 'foundation' | 'connected',
  deployment: DeploymentFile,
): Promise<void> {
  const then: unknown = JSON.parse(await readFile(join(place, version, 'deployment.json'), 'utf8'));
  const stack = differing(then, deployment).reduce(
    (text, [one, other]) => text.replaceAll(one, other),
    await readFile(join(place, version, `${stage}.tf.json`), 'utf8'),
  );
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'cdk.tf.json'), stack);
  await copyFile(join(place, version, 'handler.zip'), join(folder, 'handler.zip'));
}
