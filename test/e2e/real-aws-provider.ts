import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { RealAwsProvider } from '../../twin/terraform-environment.js';

/** Names a folder of a filesystem mirror to be used before the usual places. */
const setting = 'TERRAFORM_PROVIDER_MIRROR';

/** The newest real aws provider in a filesystem mirror of this machine, if there is one. */
export function realAwsProvider(): RealAwsProvider | undefined {
  const { [setting]: chosen } = process.env;
  const usual = [
    join(homedir(), '.terraform.d/plugins'),
    '/usr/local/share/terraform/plugins',
    '/usr/share/terraform/plugins',
    ...(existsSync('/opt') ? readdirSync('/opt').map((name) => join('/opt', name)) : []),
  ];
  for (const mirror of chosen ? [chosen] : usual) {
    const versions = join(mirror, 'registry.terraform.io/hashicorp/aws');
    if (!existsSync(versions)) continue;
    const [version] = readdirSync(versions)
      .filter((name) => /^\d+\.\d+\.\d+$/.test(name))
      .sort((one, other) => other.localeCompare(one, 'en', { numeric: true }));
    if (version) return { mirror, version };
  }
  return undefined;
}
