import { describe, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { unzipSync } from 'fflate';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'handler-zip-'));

/** In a process of its own: folder and time zone of a process are what differs between machines. */
async function built(name: string, zone: string, cwd: string): Promise<Buffer> {
  const file = join(folder, name);
  const tsx = join(root, 'node_modules/tsx/dist/cli.mjs');
  await promisify(execFile)(process.execPath, [tsx, join(root, 'build/handler-zip.ts'), file], {
    cwd,
    env: { ...process.env, TZ: zone },
  });
  return readFileSync(file);
}

describe("the function's zip", () => {
  test('is the same, byte for byte, on every build: in another folder and time zone too', async () => {
    const one = await built('one.zip', 'UTC', root);
    const other = await built('other.zip', 'Asia/Tokyo', folder);
    expect(one.equals(other)).toBe(true);
  });

  test('holds a module for each function that any Node of ours can load, with no path of the machine that built it', async () => {
    const entries = unzipSync(await built('third.zip', 'UTC', root));
    const modules = Object.keys(entries).filter((name) => !name.includes('LEGAL'));
    expect(modules.filter((name) => !name.startsWith('chunk-'))).toEqual(['fleet.mjs', 'index.mjs']);
    for (const name of modules) {
      const code = Buffer.from(entries[name]!).toString('utf8');
      expect(code).not.toContain(root);
      writeFileSync(join(folder, name), code);
    }
    const file = join(folder, 'index.mjs');
    const program = `
      const { handler } = await import(${JSON.stringify(file)});
      try { await handler({ step: 'nonsense' }, { getRemainingTimeInMillis: () => 60000 }); }
      catch (error) { process.stdout.write(error.name + ' ' + error.message); }`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program]);
    expect(stdout).toMatch(/^FAILED FAILED: `step` of an invocation must be one of .*, got: nonsense$/);
    const fleet = `process.stdout.write(Object.keys(await import(${JSON.stringify(join(folder, 'fleet.mjs'))})).join());`;
    const names = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', fleet]);
    expect(names.stdout).toBe('act,observe,remove');
  });
});
