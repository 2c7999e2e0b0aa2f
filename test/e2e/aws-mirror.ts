import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { RealProvider } from '../../twin/terraform-environment.js';

/** The real aws provider in a filesystem mirror of this machine, or undefined. */
export function findAwsProvider(): RealProvider | undefined {
  return findProvider('aws');
}

/** The real azuread provider in a mirror, or undefined: then a stand-in plays it. */
export function findAzureadProvider(): RealProvider | undefined {
  return findProvider('azuread');
}

/**
 * TERRAFORM_PROVIDER_MIRROR names mirrors, with `:` between several; without it the usual places are looked at: those of
 * terraform itself, and any folder of /opt. A mirror that was named and has no aws is refused: a run on stand-ins must
 * not look like one on the real provider.
 */
function findProvider(name: 'aws' | 'azuread'): RealProvider | undefined {
  const below = `registry.terraform.io/hashicorp/${name}`;
  const set = process.env['TERRAFORM_PROVIDER_MIRROR'];
  const usual = [
    join(homedir(), '.terraform.d/plugins'),
    '/usr/local/share/terraform/plugins',
    '/usr/share/terraform/plugins',
    ...(existsSync('/opt') ? readdirSync('/opt').map((folder) => join('/opt', folder)) : []),
  ];
  const places = set === undefined ? usual : set.split(delimiter);
  const mirror = places.find((folder) => existsSync(join(folder, below)));
  if (mirror === undefined) {
    if (set !== undefined && name === 'aws') throw new Error(`TERRAFORM_PROVIDER_MIRROR has no ${below}, got: ${set}`);
    return undefined;
  }
  const versions = readdirSync(join(mirror, below)).filter((each) => /^\d+\.\d+\.\d+$/.test(each));
  const version = versions.sort((one, other) => one.localeCompare(other, 'en', { numeric: true })).pop();
  return version === undefined ? undefined : { mirror, version };
}
