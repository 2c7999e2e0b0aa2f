/** What Terraform reads of a deployment, and how its blocks hang together. */
import { App, TerraformElement, TerraformResource, TerraformDataSource } from 'cdktf';
import { join } from 'node:path';
import { loadDeployment } from '../../deployment/load.js';
import type { Deployment } from '../../deployment/schema.js';
import { DeploymentStack, withoutTraces } from '../../stacks/index.js';

/** Terraform JSON: its form is what the tests assert. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Block = any;
export type Json = Record<string, Block>;

/** An app makes this folder, and nothing is written into it. */
export const outdir = join(import.meta.dirname, '../../.cache/synth');
export const functionZip = { path: 'handler.zip', hash: '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=' };

export const exampleFolder = join(import.meta.dirname, '..', '..', 'examples');
export const example = (name: string): Deployment => loadDeployment(join(exampleFolder, `${name}.json`));

/** The example in which everything that can be set up is set up, with a change of one's own. */
export function changed(name: string, change: (deployment: Deployment) => void): Deployment {
  const deployment = structuredClone(example(name));
  change(deployment);
  return deployment;
}

export function stackOf(deployment: Deployment): DeploymentStack {
  const app = new App({ outdir, stackTraces: false });
  return new DeploymentStack(app, deployment.name, { deployment, functionZip });
}

/** The stack's JSON; `elements` counts the constructs that ought to have a block of their own in it. */
export function synthesized(deployment: Deployment): { json: Json; elements: number } {
  return withoutTraces(() => {
    const stack = stackOf(deployment);
    stack.prepareStack();
    stack.runAllValidations();
    const elements = stack.node
      .findAll()
      .filter((each) => TerraformElement.isTerraformElement(each))
      .filter((each) => TerraformResource.isTerraformResource(each) || TerraformDataSource.isTerraformDataSource(each));
    return { json: stack.toTerraform() as Json, elements: elements.length };
  });
}

export const jsonOf = (deployment: Deployment): Json => synthesized(deployment).json;

/** Every block by address, those of data sources inside checks included. */
export function blocksOf(json: Json): Map<string, Block> {
  const blocks = new Map<string, Block>();
  const add = (prefix: string, group: Json = {}) => {
    for (const [type, named] of Object.entries(group)) {
      for (const [name, block] of Object.entries(named as Json)) blocks.set(`${prefix}${type}.${name}`, block);
    }
  };
  add('', json['resource'] as Json);
  add('data.', json['data'] as Json);
  for (const check of Object.values((json['check'] ?? {}) as Json)) add('data.', (check as Json)['data'] as Json);
  for (const [name, value] of Object.entries((json['locals'] ?? {}) as Json)) blocks.set(`local.${name}`, value);
  return blocks;
}

/** The names of everything down to the blocks' own arguments; what lies deeper is the owner's (a tag may be called anything). */
export function argumentNames(json: Json): string[] {
  const names = (value: Block, depth: number): string[] => {
    if (depth === 0 || value === null || typeof value !== 'object') return [];
    return Object.entries(value as Json).flatMap(([key, item]) => [key, ...names(item, depth - 1)]);
  };
  return names(json, 4);
}

const address =
  /\b((?:data\.)?(?:aws|azuread|azurerm|msgraph|time|terraform)_[a-z0-9_]+\.[A-Za-z_][A-Za-z0-9_-]*|local\.[A-Za-z_][A-Za-z0-9_-]*)/g;

/** How many resources and data sources there are, without those inside checks. */
export function countOf(json: Json): number {
  const groups = [json['resource'], json['data']].flatMap((group) => Object.values((group ?? {}) as Json));
  return groups.reduce((sum, named) => sum + Object.keys(named as Json).length, 0);
}

/** Arguments whose value is a secret, wherever they stand. */
const secretArguments = /^(secret_string|client_secret|access_key|secret_key|password|token|private_key|value_wo)$/;
/** Keys of AWS, client secrets of Entra, tokens and private keys, as they look. */
const secretForms = /\bA(KIA|SIA)[0-9A-Z]{16}\b|\b\w{3}8Q~[\w.~-]{31,34}|\beyJ[\w-]{10,}\.[\w-]+\.|-----BEGIN/;

/** Where a secret stands in the text itself, instead of a reference to where it is kept. */
export function secretsIn(value: Block, path = ''): string[] {
  if (typeof value === 'string') {
    const name = path.split('.').at(-1) ?? '';
    // An empty one keeps a provider from looking for one in the environment.
    const written = value !== '' && secretArguments.test(name) && !/\$\{[^}]+\}/.test(value);
    return written || secretForms.test(value) ? [path] : [];
  }
  if (value === null || typeof value !== 'object') return [];
  // An entry of a synchronization secret: only the token's is one.
  if ((value as Json)['key'] === 'SecretToken') return secretsIn({ token: (value as Json)['value'] }, path);
  return Object.entries(value as Json).flatMap(([key, item]) => secretsIn(item, `${path}.${key}`));
}

/** The addresses that a block names: in expressions, in `depends_on`, in `replace_triggered_by` and in advice to people. */
export function referencesIn(block: Block): string[] {
  return [...new Set([...JSON.stringify(block).matchAll(address)].map(([found]) => found))];
}

/** What a block depends on, directly: its references without those that only stand in text. */
export function dependenciesOf(block: Block): string[] {
  const expressions: string[] = [];
  const collect = (value: Block): void => {
    if (typeof value === 'string') expressions.push(...interpolationsIn(value));
    else if (value !== null && typeof value === 'object') Object.values(value as Json).forEach(collect);
  };
  collect(block);
  const listed = [
    ...((block?.depends_on ?? []) as string[]),
    ...((block?.lifecycle?.replace_triggered_by ?? []) as string[]),
  ];
  return [...new Set([...referencesIn(expressions), ...referencesIn(listed)])];
}

function interpolationsIn(text: string): string[] {
  return [...text.matchAll(/(?<!\$)\$\{((?:[^{}]|\{[^{}]*\})*)\}/g)].map(([, expression]) => expression!);
}

/** Everything that a block depends on, however far. What it depends on is destroyed after it. */
export function everythingBehind(start: string, blocks: ReadonlyMap<string, Block>): Set<string> {
  const behind = new Set<string>();
  const visit = (from: string): void => {
    for (const to of dependenciesOf(blocks.get(from))) {
      if (behind.has(to)) continue;
      behind.add(to);
      visit(to);
    }
  };
  visit(start);
  return behind;
}
