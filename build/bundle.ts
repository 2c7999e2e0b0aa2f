/**
 * `npm run build`: everything that is published, in `dist/`: the command line with all it needs (cdktf included), the
 * library that leaves cdktf and constructs to the owner's repository, the function's zip, the twin's data, the types
 * and the notices of third parties.
 */
import { build, type BuildOptions, type Metafile } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { bindingsOnDemand, jsonAlone } from './binding-plugins.js';
import {
  afterStart,
  builtinsByRequire,
  cdktfInUse,
  leanCdktf,
  leftOut,
  libraryFiles,
  literalKeys,
  plainZod,
} from './bundle-plugins.js';
import { buildHandlerZip } from './handler-zip.js';
import { closureOf, companions, lockedPackagesName, type LockedPackages } from '../wizard/repository/lock-file.js';
import { noticesOf, packageFolders } from './notices.js';
import { sbomOf } from './sbom.js';

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

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });

const { metafile } = await build({
  ...common,
  entryPoints: { cli: 'wizard/cli.ts', stacks: 'stacks/index.ts' },
  outdir: 'dist',
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  plugins: [
    leftOut,
    bindingsOnDemand,
    jsonAlone,
    plainZod,
    literalKeys,
    leanCdktf,
    cdktfInUse,
    builtinsByRequire,
    afterStart,
  ],
  // As modules, of which what nobody uses stays out.
  alias: { yaml: join(root, 'node_modules/yaml/browser/dist/index.js') },
});
for (const [name, text] of Object.entries(libraryFiles)) writeFileSync(join(dist, name), text);

const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as { packages: LockedPackages };
writeFileSync(join(dist, lockedPackagesName), JSON.stringify(closureOf(packages, companions)));

const { bytes, inputs: ofHandler } = await buildHandlerZip();
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
const bundled = [...Object.keys((metafile as Metafile).inputs), ...Object.keys(ofHandler)];
writeFileSync(join(dist, 'THIRD-PARTY-NOTICES.txt'), noticesOf(root, bundled));
writeFileSync(join(dist, 'sbom.cdx.json'), sbomOf(root, packageFolders(bundled)));

const types = spawnSync(
  process.execPath,
  ['node_modules/typescript/bin/tsc', '--project', 'build/types.tsconfig.json'],
  {
    cwd: root,
    stdio: 'inherit',
  },
);
if (types.status !== 0) process.exitCode = 1;
