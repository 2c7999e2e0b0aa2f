import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Stage } from './fake-terraform.js';

let stage: Stage;
beforeEach(() => {
  stage = new Stage('greenfield-connected.json');
});
afterEach(() => stage.remove());

describe('eject', () => {
  test('writes the same stack that synth writes, with the code and a README that names nothing of ours to run', async () => {
    await stage.run(['synth'], {});
    const out = join(stage.folder, 'ejected');
    expect((await stage.run(['eject', '--out', 'ejected'], {})).exitCode).toBe(0);
    expect(readdirSync(out).sort()).toEqual(['.gitignore', 'README.md', 'cdk.tf.json', 'handler.zip']);
    const synthesized = readFileSync(join(stage.folder, 'cdktf.out', 'stacks', stage.name, 'cdk.tf.json'), 'utf8');
    expect(readFileSync(join(out, 'cdk.tf.json'), 'utf8')).toBe(synthesized);
    const readme = readFileSync(join(out, 'README.md'), 'utf8');
    expect(readme).toContain('terraform init');
    expect(readme).not.toMatch(/npx|npm |entra-workspaces (plan|apply)/);
  });

  test('a lock file goes along, terraform itself is not called', async () => {
    writeFileSync(join(stage.folder, '.terraform.lock.hcl'), 'locked');
    await stage.run(['eject', '--out', 'ejected'], {});
    expect(readFileSync(join(stage.folder, 'ejected', '.terraform.lock.hcl'), 'utf8')).toBe('locked');
    expect(stage.calls).toEqual([]);
  });

  test('a folder that is not empty is refused without --force', async () => {
    await stage.run(['eject', '--out', 'ejected'], {});
    expect(await stage.run(['eject', '--out', 'ejected'], {})).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('is not empty'),
    });
    expect((await stage.run(['eject', '--out', 'ejected', '--force'], {})).exitCode).toBe(0);
  });
});

test('schema prints the JSON Schema of the deployment file on standard output', async () => {
  const { exitCode, stdout, stderr } = await stage.run(['schema'], {});
  expect([exitCode, stderr]).toEqual([0, '']);
  expect(JSON.parse(stdout)).toEqual(JSON.parse(readFileSync('schema/deployment.schema.json', 'utf8')));
});
