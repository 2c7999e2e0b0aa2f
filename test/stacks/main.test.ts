/** `main.ts`, as cdktf-cli runs it: a program in a process of its own. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exampleFolder } from './synthesized.js';

const root = join(import.meta.dirname, '..', '..');

describe('main.ts', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'entra-workspaces-main-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const run = (out: string, environment: NodeJS.ProcessEnv) => {
    const zip = join(folder, 'handler.zip');
    writeFileSync(zip, 'code');
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', join(root, 'main.ts')], {
      cwd: root,
      env: { ...process.env, FUNCTION_ZIP: zip, CDKTF_OUTDIR: join(folder, out), ...environment },
      encoding: 'utf8',
    });
    return { status, stdout, stderr };
  };

  test('writes the stack with the function beside it, the same bytes each time', () => {
    const DEPLOYMENT = join(exampleFolder, 'greenfield-connected.json');
    expect(run('one', { DEPLOYMENT })).toMatchObject({ status: 0 });
    expect(run('two', { DEPLOYMENT })).toMatchObject({ status: 0 });
    const [one, two] = ['one', 'two'].map((out) => join(folder, out, 'stacks', 'contoso-desktops'));
    expect(readdirSync(one!).sort()).toEqual(['cdk.tf.json', 'handler.zip']);
    const text = readFileSync(join(one!, 'cdk.tf.json'), 'utf8');
    expect(text).toBe(readFileSync(join(two!, 'cdk.tf.json'), 'utf8'));
    expect(text).not.toContain(folder);
    expect(text).not.toContain(root);
    // What cdktf-cli 0.21 reads once the program has ended; without the comment it ends in a TypeError.
    const { stacks } = JSON.parse(readFileSync(join(folder, 'one', 'manifest.json'), 'utf8')) as {
      stacks: Record<string, object>;
    };
    expect(stacks['contoso-desktops']).toMatchObject({
      synthesizedStackPath: 'stacks/contoso-desktops/cdk.tf.json',
      annotations: [],
      dependencies: [],
    });
    expect((JSON.parse(text) as Record<string, unknown>)['//']).toEqual({
      metadata: { backend: 's3', stackName: 'contoso-desktops', version: '0.21.0' },
    });
  });

  test('ends with the problems of a deployment as plain text, without a trace', () => {
    const file = join(folder, 'wrong.json');
    writeFileSync(file, JSON.stringify({ schemaVersion: 1, name: 'X' }));
    const { status, stderr } = run('wrong', { DEPLOYMENT: file });
    expect(status).toBe(1);
    expect(stderr).toMatch(/name.*: must be 3 to 32 lower-case letters/);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  test('says how to make the code of the function when it is missing', () => {
    const DEPLOYMENT = join(exampleFolder, 'smallest.json');
    const { status, stderr } = run('none', { DEPLOYMENT, FUNCTION_ZIP: join(folder, 'nothing.zip') });
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: expect.stringMatching(/code is missing, got: .*nothing\.zip\nMake it with: npm run build/),
    });
  });
});
