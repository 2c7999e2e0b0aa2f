import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A real aws provider for terraform, instead of the stand-in. */
export interface RealAwsProvider {
  /** Folder of a filesystem mirror: `MIRROR/registry.terraform.io/hashicorp/aws/VERSION/OS_ARCH/…`. */
  readonly mirror: string;
  readonly version: string;
}

/** The file that TF_CLI_CONFIG_FILE names, in a folder of its own. */
export interface TerraformConfigFile {
  readonly path: string;
  remove(): Promise<void>;
}

/** Providers come from the mirror or from our own process, and from nowhere else: no run depends on the network. */
export async function writeTerraformConfig(real: RealAwsProvider | undefined): Promise<TerraformConfigFile> {
  const folder = await mkdtemp(join(tmpdir(), 'entra-workspaces-twin-'));
  const path = join(folder, 'terraform.rc');
  const mirror = real
    ? [
        '  filesystem_mirror {',
        `    path    = ${JSON.stringify(real.mirror)}`,
        '    include = ["registry.terraform.io/hashicorp/aws"]',
        '  }',
      ]
    : ['  filesystem_mirror {', `    path = ${JSON.stringify(folder)}`, '  }'];
  await writeFile(path, ['disable_checkpoint = true', 'provider_installation {', ...mirror, '}', ''].join('\n'));
  return { path, remove: () => rm(folder, { recursive: true, force: true }) };
}

interface Synthesized {
  readonly provider?: { readonly aws?: readonly { readonly alias?: string }[] };
  readonly terraform?: { readonly required_providers?: Record<string, { source: string; version?: string }> };
}

/**
 * What is laid beside a synthesized configuration as `test_override.tf.json`, so that it runs on the twin unchanged: a
 * local state, and for the real aws provider the mirror's version and a single retry (a call that the twin does not
 * know would be tried for minutes).
 */
export function overrideFor(synthesized: unknown, real: RealAwsProvider | undefined): object {
  const { provider = {}, terraform = {} } = synthesized as Synthesized;
  const aliases = (provider.aws ?? []).map(({ alias }) => ({ ...(alias ? { alias } : {}), max_retries: 1 }));
  const aws = terraform.required_providers?.['aws'];
  return {
    terraform: {
      backend: { local: { path: 'terraform.tfstate' } },
      ...(real && aws ? { required_providers: { aws: { source: aws.source, version: real.version } } } : {}),
    },
    ...(real && aliases.length > 0 ? { provider: { aws: aliases } } : {}),
  };
}
