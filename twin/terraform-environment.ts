import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Tenant } from './entra/tenant.js';

/** A real provider for terraform, instead of the stand-in. */
export interface RealProvider {
  /**
   * Folder of a filesystem mirror: `MIRROR/registry.terraform.io/hashicorp/aws/VERSION/OS_ARCH/…`; OpenTofu looks below
   * `registry.opentofu.org`.
   */
  readonly mirror: string;
  readonly version: string;
}

/** The real providers of a run, by their names under hashicorp. */
export interface RealProviders {
  readonly aws?: RealProvider;
  readonly azuread?: RealProvider;
}

/** The file that TF_CLI_CONFIG_FILE names, in a folder of its own. */
export interface TerraformConfigFile {
  readonly path: string;
  remove(): Promise<void>;
}

/** Providers come from mirrors or from our own process, and from nowhere else: no run depends on the network. */
export async function writeTerraformConfig(real: RealProviders): Promise<TerraformConfigFile> {
  const folder = await mkdtemp(join(tmpdir(), 'entra-workspaces-twin-'));
  const path = join(folder, 'terraform.rc');
  const mirrors = named(real).map(([name, { mirror }]) => [
    '  filesystem_mirror {',
    `    path    = ${JSON.stringify(mirror)}`,
    // Without a registry: each program reads it with its own.
    `    include = ["hashicorp/${name}"]`,
    '  }',
  ]);
  const none = ['  filesystem_mirror {', `    path = ${JSON.stringify(folder)}`, '  }'];
  const sources = mirrors.length > 0 ? mirrors.flat() : none;
  await writeFile(path, ['disable_checkpoint = true', 'provider_installation {', ...sources, '}', ''].join('\n'));
  return { path, remove: () => rm(folder, { recursive: true, force: true }) };
}

function named(real: RealProviders): [string, RealProvider][] {
  return Object.entries(real).filter((entry): entry is [string, RealProvider] => entry[1] !== undefined);
}

interface Synthesized {
  readonly provider?: { readonly aws?: readonly { readonly alias?: string }[] };
  readonly terraform?: { readonly required_providers?: Record<string, { source: string; version?: string }> };
}

/**
 * What is laid beside a synthesized configuration as `test_override.tf.json`, so that it runs on the twin unchanged: a
 * local state, for real providers the mirrors' versions, and for aws a single retry (a call that the twin does not know
 * would be tried for minutes).
 */
export function overrideFor(synthesized: unknown, real: RealProviders): object {
  const { provider = {}, terraform = {} } = synthesized as Synthesized;
  const aliases = (provider.aws ?? []).map(({ alias }) => ({ ...(alias ? { alias } : {}), max_retries: 1 }));
  const versions = named(real).flatMap(([name, { version }]) => {
    const required = terraform.required_providers?.[name];
    return required ? [[name, { source: required.source, version }] as const] : [];
  });
  return {
    terraform: {
      backend: { local: { path: 'terraform.tfstate' } },
      ...(versions.length > 0 ? { required_providers: Object.fromEntries(versions) } : {}),
    },
    ...(real.aws && aliases.length > 0 ? { provider: { aws: aliases } } : {}),
  };
}

/** Where a real azuread provider finds the tenant of the twin. */
export interface TenantDoor {
  /** Set for every terraform command, beside the ARM_ variables that say who Terraform is. */
  readonly env: { readonly ARM_METADATA_HOSTNAME: string; readonly SSL_CERT_FILE: string };
  /** Graph and the token endpoint, without TLS: `$GRAPH/v1.0/users`, `$GRAPH/TENANT/oauth2/v2.0/token`. */
  readonly graphUrl: string;
  close(): Promise<void>;
}

/**
 * Opens the tenant to the real azuread provider: its metadata host takes https alone, so the certificate lies in a file
 * that SSL_CERT_FILE names (Go on macOS does not read that variable: there the certificate has to be trusted by hand).
 */
export async function openTenant(tenant: Pick<Tenant, 'listen'>): Promise<TenantDoor> {
  const loopback = await tenant.listen();
  const folder = await mkdtemp(join(tmpdir(), 'entra-workspaces-twin-'));
  const certificate = join(folder, 'metadata-host.pem');
  await writeFile(certificate, loopback.certificatePem);
  return {
    env: { ARM_METADATA_HOSTNAME: loopback.metadataHost, SSL_CERT_FILE: certificate },
    graphUrl: loopback.graph.url,
    close: async () => {
      await loopback.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
