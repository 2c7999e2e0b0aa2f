/**
 * What a released version leaves in a company: the files of a repository, and the stacks of both stages with their function.
 * `npm run release:version` keeps them in test/inputs/versions/VERSION, where `upgrade` and `destroy` of later versions are tried
 * on them (test/e2e/upgrade-repository.test.ts).
 */
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesize } from '../wizard/terraform/synth.js';
import { goldenRepository } from './golden-repository.js';
import { buildHandlerZip } from './handler-zip.js';

export const versionsPath = 'test/inputs/versions';
/** Whose deployment all versions are kept with: a repository that upgrades goes through all of them. */
export const oldest = 'before-0.1.0';

interface SetUp {
  readonly identityCenter: { readonly federation: { readonly setUp: { handshake: object | null } } };
}

/** Writes what this version makes. @param folder is made, and holds the five files afterwards */
export async function keepVersion(folder: string): Promise<void> {
  const work = mkdtempSync(join(tmpdir(), 'entra-workspaces-keep-'));
  try {
    mkdirSync(folder, { recursive: true });
    const text = readFileSync(join(versionsPath, oldest, 'deployment.json'), 'utf8');
    writeFileSync(join(folder, 'deployment.json'), text);
    writeFileSync(join(folder, 'repository.json'), goldenRepository());
    const functionZip = join(folder, 'handler.zip');
    writeFileSync(functionZip, (await buildHandlerZip()).bytes);
    for (const stage of ['foundation', 'connected'] as const) {
      const deployment = JSON.parse(text) as SetUp;
      if (stage === 'foundation') deployment.identityCenter.federation.setUp.handshake = null;
      const deploymentFile = join(work, 'deployment.json');
      writeFileSync(deploymentFile, JSON.stringify(deployment));
      const { file } = await synthesize({ deploymentFile, out: join(work, 'cdktf.out'), functionZip });
      copyFileSync(file, join(folder, `${stage}.tf.json`));
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function main(): Promise<void> {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { readonly version: string };
  const folder = join(versionsPath, version);
  await keepVersion(folder);
  console.error(`${folder}: what later versions are tried on.`);
}

if (process.argv[1] === import.meta.filename) await main();
