import { allowJsonSchema, deploymentJsonSchema } from './json-schema.js';
import { code, table } from './markdown.js';

interface Node {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly required?: readonly string[];
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
  readonly oneOf?: readonly Node[];
  readonly additionalProperties?: Node | boolean;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly 'x-immutable'?: boolean;
}

/** Every field of the deployment file, from the published JSON Schema. */
export function deploymentPage(): string {
  return [
    '# deployment.json',
    '',
    'Every choice of a deployment, and no secret. Your editor completes and checks it by [its JSON Schema](../../schema/deployment.schema.json); `entra-workspaces synth` says everything that is wrong with it, at once. [examples/](../../examples) holds whole files.',
    '',
    'A choice is an object with exactly one key, such as `{"create": {}}` or `{"existing": {"id": "…"}}`. *Fixed*: never changes once it is applied; the message that refuses a change says what to do instead. Where no default is named, the field is needed or is left out on purpose.',
    ...sectionsOf(deploymentJsonSchema()),
  ].join('\n');
}

/** Every field of `allow.json`, likewise. */
export function allowPage(): string {
  return [
    '# allow.json',
    '',
    'Beside `deployment.json`: what a plan may take away from people, and what of an own main.ts a pipeline may run while it plans. It is reviewed with the change that needs it. Your editor completes and checks it by [its JSON Schema](../../schema/allow.schema.json) (`entra-workspaces schema --allow`). [Getting started](../getting-started/pipeline.md) says how the entries are written.',
    ...sectionsOf(allowJsonSchema()),
  ].join('\n');
}

/** A chapter with a table for each field of a schema. */
function sectionsOf(text: string): string[] {
  const schema = JSON.parse(text) as Node;
  const required = new Set(schema.required ?? []);
  return Object.entries(schema.properties ?? {})
    .filter(([name]) => name !== '$schema')
    .flatMap(([name, node]) => {
      const rows = rowsOf(name, node, required.has(name));
      return ['', `## ${name}`, '', table(['Field', 'Kind', 'Default', 'What it is'], rows)];
    });
}

function rowsOf(path: string, node: Node, required: boolean): string[][] {
  const marks = [node['x-immutable'] ? 'Fixed.' : '', required ? 'Needed.' : ''].filter((mark) => mark !== '');
  const own = [code(path), kindOf(node), defaultOf(node), [...marks, node.description ?? ''].join(' ').trim()];
  return [own, ...below(path, node)];
}

function below(path: string, node: Node): string[][] {
  const required = new Set(node.required ?? []);
  const { additionalProperties } = node;
  return [
    ...Object.entries(node.properties ?? {}).flatMap(([name, each]) =>
      rowsOf(`${path}.${name}`, each, required.has(name) && each.default === undefined),
    ),
    ...(node.items ? below(`${path}[]`, node.items) : []),
    ...(typeof additionalProperties === 'object' ? below(`${path}.NAME`, additionalProperties) : []),
    ...alternativesOf(node).flatMap((each) => below(path, each)),
  ];
}

function alternativesOf(node: Node): readonly Node[] {
  return node.anyOf ?? node.oneOf ?? [];
}

function kindOf(node: Node): string {
  if (node.const !== undefined) return code(JSON.stringify(node.const));
  if (node.enum) return node.enum.map((each) => code(JSON.stringify(each))).join(', ');
  if (node.items) return `list of ${kindOf(node.items)}`;
  const alternatives = alternativesOf(node);
  if (alternatives.length > 0) return [...new Set(alternatives.map(kindOf))].join(' or ');
  const type = typeof node.type === 'string' ? node.type : (node.type ?? []).join(' or ');
  const bounds = [node.minimum, node.maximum].map((each) => (each === undefined ? '' : String(each)));
  return bounds.some((each) => each !== '') ? `${type} ${bounds[0]}…${bounds[1]}` : type;
}

function defaultOf(node: Node): string {
  if (node.default === undefined) return '';
  const text = JSON.stringify(node.default);
  return text.length > 40 ? 'see below' : code(text);
}
