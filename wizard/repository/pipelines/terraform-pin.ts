/**
 * Terraform of a pipeline: the version that this package is tested with, known by its hash, whatever else a runner has.
 * Sources of the hashes: https://releases.hashicorp.com/terraform/1.11.4/terraform_1.11.4_SHA256SUMS, as public package
 * definitions repeat them.
 */
import { createHash } from 'node:crypto';
import { chmod, mkdtemp, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { makeFolder } from '../../../deployment/make-folder.js';
import { Network } from '../../clouds/network.js';
import { patiently } from '../../clouds/patiently.js';
import { Failure } from '../../terminal/failure.js';
import { findTerraform, programVariable } from '../../terraform/find.js';
import { versions } from './versions.js';

const hashes: Readonly<Record<string, string>> = {
  'linux-x64': '1ce994251c00281d6845f0f268637ba50c0005657eb3cf096b92f753b42ef4dc',
  'linux-arm64': 'a43d1d0da9b9bab214a8305a39db0e40869572594ccf50c416a7756499143633',
};
/** As HashiCorp calls them. */
const platforms: Readonly<Record<string, string>> = { 'linux-x64': 'linux_amd64', 'linux-arm64': 'linux_arm64' };

/** How long the archive of 30 MB may take. */
const seconds = 300;

export interface Pin {
  readonly platform?: string;
  readonly hash?: string;
  readonly releases?: string;
}

/**
 * Makes sure that the commands of this process find terraform of exactly this version: the one that is named or on PATH, else
 * one that is fetched, compared with its hash and laid in a folder of the job.
 * @param folder Of the job, beside the clone
 * @param pin Replaced in tests alone
 * @throws Failure when it cannot be had
 */
export async function usePinnedTerraform(env: NodeJS.ProcessEnv, folder: string, pin: Pin = {}): Promise<void> {
  if (env[programVariable]) return;
  const found = await findTerraform(env).catch(() => undefined);
  if (found?.product === 'terraform' && found.version === versions.terraform) return;
  const {
    platform = `${process.platform}-${process.arch}`,
    hash = hashes[platform],
    releases = 'https://releases.hashicorp.com',
  } = pin;
  const name = platforms[platform];
  const other = `Or lay terraform ${versions.terraform} on the PATH of the runner, or name it: ${programVariable}=/path/to/terraform`;
  if (name === undefined || hash === undefined) {
    throw new Failure(`No terraform is known for this runner (${platform}).`, [
      `Known are: ${Object.keys(hashes).join(', ')}.`,
      other,
    ]);
  }
  const url = `${releases}/terraform/${versions.terraform}/terraform_${versions.terraform}_${name}.zip`;
  const bytes = await fetched(url, env).catch((error: Error) => {
    throw new Failure(`terraform ${versions.terraform} cannot be fetched: ${error.message}`, [
      `Let the runner reach ${url}.`,
      other,
    ]);
  });
  const got = createHash('sha256').update(bytes).digest('hex');
  if (got !== hash) {
    throw new Failure('What was fetched is not the terraform that this package knows: it is not run.', [
      `${url} must have the SHA-256 ${hash}, got: ${got}`,
      'Somebody stands between the runner and HashiCorp, or keeps another file for it. Find out who.',
    ]);
  }
  const program = unzipSync(bytes, { filter: ({ name: inside }) => inside === 'terraform' })['terraform'];
  if (program === undefined) throw new Failure(`${url} holds no terraform.`, [other]);
  makeFolder(folder);
  const own = await mkdtemp(join(folder, 'entra-workspaces-terraform-'));
  await writeFile(join(own, 'terraform.next'), program);
  await chmod(join(own, 'terraform.next'), 0o755);
  await rename(join(own, 'terraform.next'), join(own, 'terraform'));
  env[programVariable] = join(own, 'terraform');
}

async function fetched(url: string, env: NodeJS.ProcessEnv): Promise<Buffer> {
  const answer = await patiently(async () => Network.of(env).fetch(url, { seconds }));
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
  return Buffer.from(await answer.arrayBuffer());
}
