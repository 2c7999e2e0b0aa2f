import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { keepVersion, oldest, versionsPath } from '../../build/keep-version.js';

test('a release keeps what its version leaves in a company, file by file as those before it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'entra-workspaces-kept-'));
  try {
    await keepVersion(folder);
    expect(readdirSync(folder).sort()).toEqual(readdirSync(join(versionsPath, oldest)).sort());
    const resources = (stage: string): string[] =>
      Object.keys(
        (JSON.parse(readFileSync(join(folder, `${stage}.tf.json`), 'utf8')) as { readonly resource: object }).resource,
      );
    expect(resources('foundation')).not.toContain('aws_workspaces_workspace');
    expect(resources('connected')).toContain('aws_workspaces_workspace');
    // Beside the function as in the folder of a stack: no path of a machine.
    expect(readFileSync(join(folder, 'connected.tf.json'), 'utf8')).toContain('"filename": "handler.zip"');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
