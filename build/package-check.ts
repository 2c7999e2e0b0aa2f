/** `npm run pack:check`: packs what would be published and refuses what has no place in it. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { licencesIn } from './sbom.js';

/**
 * MB unpacked: what `npx` fetches before the first question (README.md, "What it costs to run"). A reader of YAML and one of
 * patterns are 0.12 of it: files that decide whom a cloud lets in were read line by line before.
 */
const limit = 7.05;

interface Packed {
  readonly unpackedSize: number;
  readonly size: number;
  readonly files: readonly { readonly path: string }[];
}

const output = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
  encoding: 'utf8',
  maxBuffer: 2 ** 26,
  stdio: ['ignore', 'pipe', 'ignore'],
});
const [packed] = JSON.parse(output) as Packed[];
if (!packed) throw new Error('npm pack said nothing of the package');
const paths = packed.files.map(({ path }) => path);
const licences = licencesIn(readFileSync(join(import.meta.dirname, '../dist/sbom.cdx.json'), 'utf8'));
const problems = [
  ...licences.refused.map((each) => `licence that may not be shipped: ${each}`),
  ...[
    'bin/entra-workspaces.cjs',
    'dist/cli.js',
    'dist/index.js',
    'dist/stacks.js',
    'dist/repository-cdktf.js',
    'dist/handler.zip',
    'dist/THIRD-PARTY-NOTICES.txt',
    'dist/sbom.cdx.json',
  ]
    .filter((path) => !paths.includes(path))
    .map((path) => `missing: ${path}`),
  ...paths
    .filter((path) => /\.(map|test\.\w+|pem|tfstate|env)$|(^|\/)(test|node_modules)\//.test(path))
    .map((path) => `has no place in it: ${path}`),
  ...(packed.unpackedSize > limit * 1e6 ? [`larger than ${limit} MB unpacked`] : []),
];
console.log(
  `package: ${(packed.unpackedSize / 1e6).toFixed(2)} MB unpacked, ${(packed.size / 1e6).toFixed(2)} MB packed, ${paths.length} files`,
);
console.log(`package: licences of what it carries: ${licences.counts}`);
for (const problem of problems) console.error(`package: ${problem}`);
if (problems.length > 0) process.exitCode = 1;
