import { afterAll, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';

// Who else synthesizes: the command line, whose cdktf the build makes leaner (build/bundle-plugins.ts), and an owner's
// repository in which `cdktf` is an alias of cdktn, its living successor (decision 0001): the packed library, its bindings
// and stacks as they are. CI fetches both into .cache; by hand:
// npm i --prefix .cache/cdktn --no-save --ignore-scripts cdktf@npm:cdktn@0.24.0 constructs@10.6.0

const successor = resolve('.cache/cdktn/node_modules');
const folder = mkdtempSync(join(tmpdir(), 'entra-workspaces-cdktn-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The examples, and one in which many share each reference and what they are called looks like a mark of cdktf's. */
const examples = [
  ...readdirSync('examples')
    .filter((name) => name.endsWith('.json'))
    .map((name) => resolve('examples', name)),
  manyDesktops(),
];

function manyDesktops(): string {
  const deployment = JSON.parse(readFileSync('examples/smallest.json', 'utf8')) as {
    tags?: object;
    sites: { network: { create: { cidr: string; capacity?: number } }; desktops: { users: unknown } }[];
  };
  deployment.tags = { note: 'costs -1.8e+289 or -8.1e+298', e: '1e5' };
  const [site] = deployment.sites;
  if (site === undefined) throw new Error('examples/smallest.json has no site');
  Object.assign(site.network.create, { cidr: '172.20.0.0/18', capacity: 40 });
  site.desktops.users = { list: Array.from({ length: 40 }, (_, at) => ({ upn: `${at}e${at}@contoso.com` })) };
  const file = join(folder, 'many.json');
  writeFileSync(file, JSON.stringify(deployment));
  return file;
}

/** What `main.ts` of a written repository does, for each example. */
const program = `
import { App } from 'cdktf';
import { DeploymentStack, functionZipOf, loadDeployment } from 'entra-workspaces';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
const zip = fileURLToPath(import.meta.resolve('entra-workspaces/handler.zip'));
for (const file of process.argv.slice(2)) {
  const deployment = loadDeployment(file);
  const outdir = join(process.cwd(), 'out', basename(file));
  const stateFolder = relative(join(outdir, 'stacks', deployment.name), dirname(file));
  const app = new App({ outdir, stackTraces: false });
  new DeploymentStack(app, deployment.name, { deployment, functionZip: functionZipOf(zip), stateFolder });
  app.synth();
}
`;

interface Made {
  readonly version: string;
  /** Example -> text of its stack. */
  readonly stacks: ReadonlyMap<string, string>;
}

/** A repository with the packed library and these two beside it. */
function madeWith(name: string, packages: string): Made {
  const at = join(folder, name);
  const modules = join(at, 'node_modules');
  const library = join(modules, 'entra-workspaces');
  mkdirSync(library, { recursive: true });
  for (const part of ['package.json', 'dist', 'schema']) cpSync(part, join(library, part), { recursive: true });
  for (const each of ['cdktf', 'constructs']) symlinkSync(join(packages, each), join(modules, each));
  mkdirSync(join(at, 'out'));
  writeFileSync(join(at, 'main.mjs'), program);
  const { status, stderr } = spawnSync(process.execPath, ['main.mjs', ...examples], { cwd: at, encoding: 'utf8' });
  if (status !== 0) throw new Error(`with ${name}:\n${stderr}`);
  const { version } = JSON.parse(readFileSync(join(packages, 'cdktf', 'package.json'), 'utf8')) as { version: string };
  return {
    version,
    stacks: new Map(examples.map((example) => [example, stackIn(join(at, 'out', basename(example)))])),
  };
}

function stackIn(out: string): string {
  const [stack = ''] = readdirSync(join(out, 'stacks'));
  return readFileSync(join(out, 'stacks', stack, 'cdk.tf.json'), 'utf8');
}

const today = madeWith('cdktf', resolve('node_modules'));

test.each(examples.map((file) => [basename(file), file]))(
  'the command line, whose cdktf is leaner, writes the bytes that cdktf itself writes for %s',
  (name, file) => {
    // As deep as the others lie: the way to the deployment file is part of the stack.
    const out = join(folder, 'leaner', 'out', name);
    const words = ['bin/entra-workspaces.cjs', 'synth', '--deployment', file, '--out', out];
    const { status, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, expect.stringContaining('is synthesized')]);
    expect(stackIn(out)).toBe(today.stacks.get(file));
  },
);

if (existsSync(successor)) {
  test('every example is the same with cdktn under the name of cdktf, byte for byte but for its version and the space in an empty block or list', () => {
    const then = madeWith('cdktn', successor);
    expect([today.version, then.version]).toEqual(['0.21.0', '0.24.0']);
    for (const [example, text] of then.stacks) {
      expect(text).toContain(`"version": "${then.version}"`);
      // cdktf writes a break into an empty block and an empty list.
      const before = today.stacks
        .get(example)
        ?.replaceAll(/\{\s+\}/g, '{}')
        .replaceAll(/\[\s+\]/g, '[]');
      expect([example, text.replace(`"version": "${then.version}"`, `"version": "${today.version}"`)]).toEqual([
        example,
        before,
      ]);
    }
  });
} else {
  test.skip('every example is the same with cdktn (skipped: it is not in .cache/cdktn)', () => undefined);
}
