/** Printed steps, carried out as a person does: by bash, in a folder of their own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@jest/globals';

/** The commands of the first block of a step. @param asked what it asks a person to write, and what is written */
export function commandsIn(step: string, [asked, written]: readonly [string, string]): string {
  const [, lines = ''] = /```sh\n([\s\S]*?)```/.exec(step) ?? [];
  return lines.replace(`people='${asked}'`, `people='${written}'`);
}

/** @param programs by name, what the commands call. @returns what is left in the folder besides these */
export async function carriedOut(
  script: string,
  programs: Readonly<Record<string, string>>,
  env: NodeJS.ProcessEnv,
): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'entra-workspaces-by-hand-'));
  try {
    for (const [name, text] of Object.entries(programs)) {
      writeFileSync(join(folder, name), text);
      chmodSync(join(folder, name), 0o755);
    }
    const PATH = `${folder}:${process.env['PATH']}`;
    const child = spawn('bash', ['-e', '-o', 'pipefail', '-c', script], { cwd: folder, env: { ...env, PATH } });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => (said += part.toString()));
    const [code] = (await once(child, 'close')) as [number];
    expect({ code, said }).toEqual({ code: 0, said: expect.any(String) });
    return readdirSync(folder).filter((name) => !(name in programs));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
