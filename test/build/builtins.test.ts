/** Modules of Node in the bundle: loaded with their first use, with all that the Node has which runs it. */
import { build } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { builtinsByRequire } from '../../build/bundle-plugins.js';

async function bundled(contents: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents },
    write: false,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    logLevel: 'error',
    plugins: [builtinsByRequire],
  });
  return outputFiles.map(({ text }) => text).join('');
}

const loaded = "process.moduleLoadList.includes('NativeModule child_process')";

test('what calls other programs is loaded with its first use, and promisify takes it as Node says', async () => {
  const program = await bundled(`
    import { execFile } from 'node:child_process';
    import { promisify } from 'node:util';
    const before = ${loaded};
    promisify(execFile)(process.execPath, ['-p', '1 + 1']).then(({ stdout }) => {
      process.stdout.write(JSON.stringify([before, ${loaded}, stdout.trim()]));
    });
  `);
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', program], { encoding: 'utf8' });
  expect({ stdout, stderr }).toEqual({ stdout: '[false,true,"2"]', stderr: '' });
});

test('what a newer Node alone has is given out, too, by a bundle that an older one made', async () => {
  const program = await bundled("import * as tls from 'node:tls'; console.log(tls.getCACertificates);");
  expect(program).toContain('get getCACertificates()');
});
