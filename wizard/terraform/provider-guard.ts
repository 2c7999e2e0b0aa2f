/**
 * Which providers a plan may use: those of the stack. Terraform installs and runs whatever provider a state names, so the
 * state and the lock file are compared with the stack before it may install anything.
 */
import { counted } from '../../domain/counted.js';
import { Failure } from '../terminal/failure.js';
import type { StackJson } from './contents.js';
import { registries, type Product } from './product.js';

/** In whose words addresses are compared here, whichever program wrote them. */
const registry = registries.terraform;
/** Part of terraform itself: nothing is installed for it. */
export const builtinProvider = 'terraform.io/builtin/terraform';
/** What a deployment used once and its state may still name: azurerm goes when `monitoring` does. */
const optional = [`${registry}/hashicorp/azurerm`];

/** `registry.terraform.io/hashicorp/aws` of `hashicorp/aws`. */
function addressOf(name: string, source = `hashicorp/${name}`): string {
  const parts = source.toLowerCase().split('/');
  if (parts.length === 1) return `${registry}/hashicorp/${parts[0] ?? ''}`;
  return parts.length === 2 ? `${registry}/${parts.join('/')}` : parts.join('/');
}

/** One address for a provider, whichever registry it is read from: OpenTofu has its own. */
export const providerAddress = (address: string): string => inRegistry(address, 'tofu', 'terraform');

function inRegistry(address: string, from: Product, to: Product): string {
  return address.startsWith(`${registries[from]}/`) ? registries[to] + address.slice(registries[from].length) : address;
}

/** Addresses of the providers that a stack requires, as terraform names them. */
export function requiredProviders(stack: StackJson): string[] {
  return Object.entries(stack.terraform?.required_providers ?? {}).map(([name, { source }]) => addressOf(name, source));
}

/**
 * Addresses of all providers that a state names. Every text in the file is looked at, not only those where terraform writes
 * them: Go reads keys without regard to case, JavaScript does not.
 * @throws Failure when it is no state of a form that is known
 */
export function providersInState(text: string): string[] {
  if (text.trim() === '') return [];
  let version: unknown;
  try {
    ({ version } = JSON.parse(text) as { version?: unknown });
  } catch {
    version = undefined;
  }
  if (version !== 4) {
    throw new Failure('The state has a form that is not known here: nothing is planned on it.', [
      `must be JSON with version 4, as terraform has written since 0.12, got: ${String(version)}`,
    ]);
  }
  const texts = text.match(/"(?:[^"\\]|\\.)*"/g) ?? [];
  const named = texts.flatMap((literal) => {
    const text = unquoted(literal);
    // Terraform reads it as an expression: `provider [ "…" ]` and `provider/**/["…"]` are the same to it (1.11.4).
    return [text, text.replace(/\/\*.*?\*\/|\s+/gs, '')].flatMap((each) => {
      const [, address] = /^(?:module\..+\.)?provider\["([^"]+)"\](?:\..*)?$/s.exec(each) ?? [];
      return address === undefined ? [] : [address];
    });
  });
  return [...new Set(named)].sort();
}

function unquoted(literal: string): string {
  try {
    return JSON.parse(literal) as string;
  } catch {
    return '';
  }
}

/** What a lock file says of a provider. */
export interface LockedProvider {
  readonly address: string;
  readonly hashes: readonly string[];
}

/**
 * Of a form that terraform itself writes; the one reader of all of HCL for Node is the one of Go, built for WebAssembly.
 * Source: https://developer.hashicorp.com/terraform/language/files/dependency-lock.
 */
export function lockedProviders(text: string): LockedProvider[] {
  // Spaces of one line: those of many would be tried again at each of them. For the same reason the end of a block is no part
  // of the expression: blocks that do not end would each be read to the end of the file.
  const heads = /^[^\S\r\n]*provider\s+"([^"]+)"\s*\{/gm;
  const locked: LockedProvider[] = [];
  for (let head = heads.exec(text); head !== null; head = heads.exec(text)) {
    const end = text.indexOf('}', heads.lastIndex);
    if (end < 0) break;
    const body = text.slice(heads.lastIndex, end);
    locked.push({
      address: head[1] ?? '',
      hashes: [...body.matchAll(/"((?:h1|zh):[^"]+)"/g)].map(([, hash = '']) => hash),
    });
    heads.lastIndex = end + 1;
  }
  return locked;
}

/**
 * Before terraform may install anything.
 * @param state As it is kept; empty where there is none
 * @throws Failure that names each provider of state or lock file that the stack does not require
 */
export function refuseForeignProviders(stack: StackJson, state: string, lock: string | undefined): void {
  const known = [...requiredProviders(stack), ...optional, builtinProvider];
  const foreign = (addresses: readonly string[]): string[] =>
    addresses.filter((address) => !known.includes(providerAddress(address)));
  const inState = foreign(providersInState(state));
  const inLock = foreign(lockedProviders(lock ?? '').map(({ address }) => address));
  if (inState.length + inLock.length === 0) return;
  throw new Failure('A provider is named that this stack does not use: terraform would run its program.', [
    ...inState.map((address) => `in the state: ${JSON.stringify(address)}`),
    ...inLock.map((address) => `in .terraform.lock.hcl: ${JSON.stringify(address)}`),
    ...(inState.length > 0
      ? ['Find out who wrote the state. To go on: restore an earlier version of it, or remove what uses the provider.']
      : ['Delete its block if nothing uses it any more; otherwise find out who wrote it.']),
  ]);
}

/** Where a lock file has to be good: laptops and runners. */
export const lockPlatforms = ['linux_amd64', 'linux_arm64', 'darwin_arm64', 'windows_amd64'] as const;

/**
 * What a lock file lacks, a line each; none: it is complete. A provider that is attached (TF_REATTACH_PROVIDERS) is not
 * installed and needs no line. Hashes of all platforms come as `zh:` from the registry itself, else one `h1:` each.
 * @param product Reads the file: a line of the other's registry is none for it
 */
export function lackingInLock(
  stack: StackJson,
  lock: string | undefined,
  env: NodeJS.ProcessEnv,
  product: Product,
): string[] {
  const locked = new Map(lockedProviders(lock ?? '').map(({ address, hashes }) => [address, hashes] as const));
  return requiredProviders(stack)
    .filter((address) => !attached(env).includes(address))
    .map((address) => inRegistry(address, 'terraform', product))
    .flatMap((address) => {
      const hashes = locked.get(address);
      if (hashes === undefined) return [`${address} is not in it`];
      if (hashes.some((hash) => hash.startsWith('zh:'))) return [];
      return hashes.length >= lockPlatforms.length
        ? []
        : [`${address} has ${counted(hashes.length, 'hash', 'hashes')} of ${lockPlatforms.length}`];
    });
}

function attached(env: NodeJS.ProcessEnv): string[] {
  try {
    const given = JSON.parse(env['TF_REATTACH_PROVIDERS'] ?? '{}') as object;
    return Object.keys(given).map((source) => providerAddress(addressOf('', source)));
  } catch {
    return [];
  }
}

/**
 * How a person makes the lock file. Its hashes are asked of the registry by terraform itself, which checks who signed them;
 * none are shipped with this package.
 * @param stackFolder Of the stack, seen from the repository
 * @param product Of the machine where the file is going to be read: each has its own registry
 */
export function lockSteps(stackFolder: string, product: Product): string[] {
  const platforms = lockPlatforms.map((platform) => `-platform=${platform}`).join(' ');
  return [
    'npx entra-workspaces synth',
    `${product} -chdir=${stackFolder} providers lock ${platforms}`,
    `cp ${stackFolder}/.terraform.lock.hcl .`,
  ];
}

/**
 * In a pipeline nothing is installed that was not reviewed.
 * @throws Failure when the lock file is missing or lacks a provider or a platform
 */
export function refuseWithoutLock(
  lacking: readonly string[],
  lock: string | undefined,
  stackFolder: string,
  product: Product,
): void {
  if (lacking.length === 0) return;
  throw new Failure(
    lock === undefined
      ? 'A pipeline needs .terraform.lock.hcl in the repository: without it anybody who can write the state chooses the providers.'
      : '.terraform.lock.hcl does not hold what this stack needs on every platform.',
    [
      ...(lock === undefined ? [] : lacking),
      'Once, on a machine that reaches the registry, then commit it:',
      ...lockSteps(stackFolder, product).map((line) => `  ${line}`),
    ],
  );
}

/**
 * Whether this is a pipeline: every host sets CI but Azure Pipelines. Sources:
 * https://docs.github.com/actions/reference/variables-reference, https://docs.gitlab.com/ci/variables/predefined_variables,
 * https://learn.microsoft.com/en-us/azure/devops/pipelines/build/variables (TF_BUILD).
 */
export function inPipeline(env: NodeJS.ProcessEnv): boolean {
  return /^(true|1)$/i.test(env['CI'] ?? '') || /^true$/i.test(env['TF_BUILD'] ?? '');
}
