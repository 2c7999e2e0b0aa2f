/** What the stacks do not do today, and an addition may: the leaner cdktf of the command line writes what cdktf itself writes. */
import { build } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { leanCdktf } from '../../build/bundle-plugins.js';

/** A number and a list of numbers inside a text, and a reference from one stack into another. */
const program = `
const { App, TerraformOutput, TerraformResource, TerraformStack, Token } = require('cdktf');
const app = new App({ outdir: process.argv[2], stackTraces: false });
const [one, other] = ['one', 'other'].map((name) => new TerraformStack(app, name));
const server = new TerraformResource(one, 'server', { terraformResourceType: 'contoso_server' });
const port = server.getNumberAttribute('port');
const [first] = server.getNumberListAttribute('ports');
const id = server.getStringAttribute('id');
for (const stack of [one, other]) {
  new TerraformOutput(stack, 'id', { value: id });
  new TerraformOutput(stack, 'again', { value: 'is ' + id });
}
new TerraformOutput(one, 'port', { value: 'port ' + port });
new TerraformOutput(one, 'ports', { value: 'ports ' + first });
new TerraformOutput(one, 'both', { value: id + ':' + port });
app.synth();
`;

async function written(folder: string, lean: boolean): Promise<string[]> {
  const outfile = join(folder, `${lean ? 'lean' : 'own'}.cjs`);
  await build({
    stdin: { contents: program, resolveDir: process.cwd() },
    outfile,
    bundle: true,
    platform: 'node',
    logLevel: 'error',
    plugins: lean ? [leanCdktf] : [],
  });
  const out = join(folder, lean ? 'lean' : 'own');
  const { status, stderr } = spawnSync(process.execPath, [outfile, out], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return ['one', 'other'].map((name) => {
    const { output } = JSON.parse(readFileSync(join(out, 'stacks', name, 'cdk.tf.json'), 'utf8')) as { output: object };
    return JSON.stringify(output, undefined, 1);
  });
}

test('a cdktf without one of the files that are changed fails the build', async () => {
  const other = build({ stdin: { contents: '' }, write: false, logLevel: 'silent', plugins: [leanCdktf] });
  await expect(other).rejects.toThrow('tokens/private/resolve.js is to be changed and did not come up');
});

test('numbers and lists inside a text, and references of two stacks to one thing, are written as cdktf writes them', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'entra-workspaces-lean-'));
  try {
    const own = await written(folder, false);
    expect(own[0]).toContain('port ${contoso_server.server.port}');
    expect(own[1]).toContain('terraform_remote_state');
    expect(await written(folder, true)).toEqual(own);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
