/**
 * `npm run build`: everything that is published, in `dist/`: the command line with all it needs (cdktf included), the
 * library that leaves cdktf and constructs to the owner's repository, the function's zip, the twin's data, the types
 * and the notices of third parties.
 */
import { build, type BuildOptions, type Metafile } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildHandlerZip } from './handler-zip.js';
import { noticesOf } from './notices.js';

const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');

const common: BuildOptions = {
  absWorkingDir: root,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  mainFields: ['module', 'main'],
  minify: true,
  legalComments: 'none',
  metafile: true,
  logLevel: 'error',
  // cdktf, the bindings and some packages of the SDKs are CommonJS and ask for Node's own modules.
  banner: { js: "import{createRequire as __require}from'node:module';const require=__require(import.meta.url);" },
};

/** Nothing of ours opens an editor or speaks another language than English: the prompt and zod's locales stay out. */
const leftOut: NonNullable<BuildOptions['plugins']>[number] = {
  name: 'left-out',
  setup(bundling) {
    bundling.onResolve({ filter: /^@inquirer\/editor$|locales\/index\.js$/ }, ({ path, importer }) =>
      path.includes('locales') && !importer.includes('zod') ? undefined : { path, namespace: 'left-out' },
    );
    bundling.onLoad({ filter: /.*/, namespace: 'left-out' }, () => ({ contents: 'export default {};' }));
  },
};

/**
 * The bindings hold each attribute twice, for JSON and for HCL. Only JSON is written (decision 0001): the other half,
 * a third of the package, stays out.
 */
const jsonAlone: NonNullable<BuildOptions['plugins']>[number] = {
  name: 'json-alone',
  setup(bundling) {
    bundling.onLoad({ filter: /@cdktf[/\\]provider-[a-z]+[/\\]lib[/\\].*index\.js$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8'))
        .replaceAll(/^exports\.\w+ToHclTerraform = \w+;\n/gm, '')
        .replaceAll(/^function \w+ToHclTerraform\(struct\) \{\n[^]*?^\}\n/gm, '')
        .replaceAll(/^ {4}synthesizeHclAttributes\(\) \{\n[^]*?^ {4}\}\n/gm, '')
        .replaceAll(/^\/\/# sourceMappingURL=.*$/gm, ''),
    }));
  },
};

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });

const commandLine = await build({
  ...common,
  entryPoints: { cli: 'wizard/cli.ts' },
  outdir: 'dist',
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  plugins: [leftOut, jsonAlone],
});
const library = await build({
  ...common,
  entryPoints: { index: 'stacks/index.ts' },
  outdir: 'dist',
  external: ['cdktf', 'constructs'],
  plugins: [leftOut, jsonAlone],
});

const { bytes } = await buildHandlerZip();
writeFileSync(join(dist, 'handler.zip'), bytes);
// Chunks look for the data beside themselves.
for (const folder of ['aws-api', 'providers']) {
  const to = join(dist, 'chunks', 'data', folder);
  mkdirSync(to, { recursive: true });
  for (const file of readdirSync(join(root, 'twin', 'data', folder))) {
    writeFileSync(
      join(to, `${file}.gz`),
      gzipSync(readFileSync(join(root, 'twin', 'data', folder, file)), { level: 9 }),
    );
  }
}
const metafiles: Metafile[] = [commandLine, library].map(({ metafile }) => metafile as Metafile);
writeFileSync(join(dist, 'THIRD-PARTY-NOTICES.txt'), noticesOf(root, metafiles));

const types = spawnSync(
  process.execPath,
  ['node_modules/typescript/bin/tsc', '--project', 'build/types.tsconfig.json'],
  {
    cwd: root,
    stdio: 'inherit',
  },
);
if (types.status !== 0) process.exitCode = 1;
