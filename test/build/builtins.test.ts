/** Modules of Node in the bundle: loaded with their first use, with all that the Node has which runs it. */
import { build } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import { builtinNames } from '../../build/builtin-names.js';
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

describe.each(Object.entries(builtinNames))('%s', (module, names) => {
  test('gives out all names that it has in this Node', async () => {
    const ofThisNode = Object.keys((await import(`node:${module}`)) as object).filter((name) => name !== 'default');
    expect(ofThisNode.filter((name) => !(names as readonly string[]).includes(name))).toEqual([]);
  });

  test('gives out the same names whichever Node makes the bundle', async () => {
    const program = await bundled(`import * as all from 'node:${module}'; console.log(all);`);
    expect([...program.matchAll(/get (\w+)\(\)/g)].map(([, name]) => name)).toEqual(names);
  });
});
