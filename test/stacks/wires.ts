/** How the blocks of a synthesized stack are wired to each other, a line a wire. */
import { jsonWithReferences } from '../modules/json-with-references.js';
import { blocksOf, type Block, type Json } from './synthesized.js';

/** Content, not wiring: settings of the catalog, addresses of the firewall, what a person is told. Their own tests hold them. */
const contents = /^(omaSettings|targets|tags|stateful_rule|trustedRootCertificate|description)$/;
/** The end of a name that cdktf makes of its path. */
const hash = /_[0-9A-F]{8}(?![0-9A-Za-z])/g;
/** Texts with spaces that a machine reads, and names by which one thing finds another. */
const expression = /(^|[._])(rule|query|schedule_expression|displayName|display_name)$/;
/** One link of a chain of waits is like another: the second stands for those after it. */
const furtherLink = /_wait-([3-9]|\d\d)$/;

/**
 * What one block takes from others, what it waits for, what makes it anew, what of it is ignored, and its switches: short
 * words, numbers and true or false. Texts for people are left out.
 */
function wiresOf(value: Block, path = ''): string[] {
  if (typeof value === 'string') {
    if (/^\s*[[{][["{]/.test(value)) return wiresOf(jsonWithReferences(value), path);
    return value.includes('${') || /^\S{1,160}$/.test(value) || expression.test(path) ? [`${path} = ${value}`] : [];
  }
  if (Array.isArray(value)) {
    // Terraform takes these as a set.
    const isSet = /^depends_on$|\.ignore_changes$/.test(path);
    return (isSet ? [...value].sort() : value).flatMap((each: Block, at) =>
      wiresOf(each, isSet ? path : `${path}[${at}]`),
    );
  }
  if (value === null || typeof value !== 'object') return [`${path} = ${String(value)}`];
  return Object.entries(value as Json).flatMap(([key, item]) =>
    contents.test(key) || isCatalog(key, item) ? [] : wiresOf(item, path === '' ? key : `${path}.${key}`),
  );
}

const isCatalog = (key: string, item: Block): boolean => key === 'settings' && Array.isArray(item);

/** What has no address of a resource: providers by their alias, and outputs. */
function others(json: Json): [string, Block][] {
  const providers = Object.entries((json['provider'] ?? {}) as Json).flatMap(([name, each]) =>
    (each as Block[]).map((block): [string, Block] => [
      `provider.${name} ${(block.alias as string) ?? ''}`.trim(),
      block,
    ]),
  );
  const outputs = Object.entries((json['output'] ?? {}) as Json);
  return [...providers, ...outputs.map(([name, { value }]): [string, Block] => [`output.${name}`, { value }])];
}

/** The wires of every block of a stack, and of its checks what they compare; addresses without the hashes of cdktf. */
export function wiresIn(json: Json): string[] {
  const checks = Object.entries((json['check'] ?? {}) as Json).map(
    ([name, { assert }]) =>
      [`check.${name}`, (assert as Block[]).map(({ condition }: Block) => ({ condition: String(condition) }))] as const,
  );
  return [...blocksOf(json), ...checks, ...others(json)].flatMap(([address, block]) => {
    const name = address.replaceAll(hash, '');
    if (furtherLink.test(name)) return [];
    return wiresOf(block).map((wire) => `${name}: ${wire.replaceAll(hash, '')}`);
  });
}
