import { build, type Metafile } from 'esbuild';
import { zipSync, type Zippable } from 'fflate';
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const root = join(import.meta.dirname, '..');

export interface HandlerZip {
  readonly bytes: Uint8Array;
  /** Base64 of the SHA-256, as Lambda's CodeSha256. */
  readonly hash: string;
  /** What went into it. */
  readonly inputs: Metafile['inputs'];
}

/**
 * The functions' code as Lambda takes it: `index.mjs`, `fleet.mjs` and what both share, with the AWS SDK in it (the runtime's own may lack the newest
 * fields), and the licence comments beside it. The same sources make the same bytes on every machine, so that Terraform
 * plans no change: esbuild's output holds no path, and entries have a fixed order, date and mode.
 */
export async function buildHandlerZip(): Promise<HandlerZip> {
  const bundle = await build({
    absWorkingDir: root,
    entryPoints: { index: 'function/index.ts', fleet: 'function/fleet/index.ts' },
    outdir: '.',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    // What both need (the SDK) lies in one file beside them.
    splitting: true,
    chunkNames: 'chunk-[hash]',
    format: 'esm',
    platform: 'node',
    // The oldest Node that develops this; Lambda runs 22.
    target: 'node20',
    mainFields: ['module', 'main'],
    minify: true,
    legalComments: 'external',
    // Some packages of the SDK are CommonJS and ask for Node's own modules.
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
    write: false,
    metafile: true,
    logLevel: 'error',
  });
  const files: Zippable = {};
  for (const { path, contents } of [...bundle.outputFiles].sort((one, other) => (one.path < other.path ? -1 : 1))) {
    // A zip holds local time: this is the same everywhere, a UTC date would not be.
    files[path.slice(root.length + 1)] = [
      contents,
      { mtime: new Date(1980, 0, 1), os: 3, attrs: 0o100644 << 16, level: 9 },
    ];
  }
  const bytes = zipSync(files);
  return { bytes, hash: createHash('sha256').update(bytes).digest('base64'), inputs: bundle.metafile.inputs };
}

async function main(): Promise<void> {
  const { bytes, hash } = await buildHandlerZip();
  const file = process.argv[2] ?? join(root, 'dist', 'handler.zip');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, bytes);
  console.log(`${file}: ${Math.round(bytes.length / 1024)} KiB, ${hash}`);
}

if (process.argv[1] === import.meta.filename) await main();
