import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { RealAwsProvider } from '../../twin/terraform-environment.js';

const below = 'registry.terraform.io/hashicorp/aws';

/**
 * The real aws provider in a filesystem mirror of this machine, or undefined. TERRAFORM_PROVIDER_MIRROR names a
 * mirror; without it the usual places are looked at: those of terraform itself, and any folder of /opt.
 */
export function findAwsProvider(): RealAwsProvider | undefined {
  const set = process.env['TERRAFORM_PROVIDER_MIRROR'];
  const usual = [
    join(homedir(), '.terraform.d/plugins'),
    '/usr/local/share/terraform/plugins',
    '/usr/share/terraform/plugins',
    ...(existsSync('/opt') ? readdirSync('/opt').map((name) => join('/opt', name)) : []),
  ];
  const mirror = (set === undefined ? usual : [set]).find((folder) => existsSync(join(folder, below)));
  if (mirror === undefined) {
    if (set !== undefined) throw new Error(`TERRAFORM_PROVIDER_MIRROR has no ${below}, got: ${set}`);
    return undefined;
  }
  const versions = readdirSync(join(mirror, below)).filter((name) => /^\d+\.\d+\.\d+$/.test(name));
  const version = versions.sort((one, other) => one.localeCompare(other, 'en', { numeric: true })).pop();
  return version === undefined ? undefined : { mirror, version };
}
