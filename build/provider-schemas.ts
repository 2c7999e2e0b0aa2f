import { readFileSync } from 'node:fs';
import type { Attribute, Block, NestedBlock } from '../twin/providers/schema.js';
import type { CtyType } from '../twin/providers/cty-type.js';

/**
 * Reads the schema of a resource, data source or provider out of its generated binding. The binding's source map holds
 * the generator's TypeScript, in which each property carries `// name - computed: x, optional: y, required: z` and each
 * argument its type; compared with what the real azuread 3.7.0 prints, types, flags and nesting of all 74 types agree.
 */
export interface DerivedType {
  readonly type: string;
  readonly kind: 'resource' | 'data' | 'provider';
  /** Version of the provider that the binding was made from. */
  readonly version: string;
  readonly block: Block;
}

interface Argument {
  isBlock: boolean;
  type: string;
  storage: string;
}

interface BindingClass {
  readonly base: string;
  /** Attributes read by a getter: name -> type. */
  readonly getters: Record<string, CtyType>;
  /** Attributes and blocks read through a class of their own. */
  readonly members: Record<string, { className: string; isSet: boolean }>;
  readonly flags: Record<string, { computed: boolean; optional: boolean; required: boolean }>;
  readonly arguments: Record<string, Argument>;
}

const scalars: Record<string, CtyType> = { string: 'string', boolean: 'bool', number: 'number', any: 'dynamic' };
const getterTypes: Record<string, CtyType> = {
  getStringAttribute: 'string',
  getBooleanAttribute: 'bool',
  getNumberAttribute: 'number',
  getListAttribute: ['list', 'string'],
  getNumberListAttribute: ['list', 'number'],
  getStringMapAttribute: ['map', 'string'],
  getNumberMapAttribute: ['map', 'number'],
  getBooleanMapAttribute: ['map', 'bool'],
};

export function deriveType(indexFile: string): DerivedType {
  const source = generatorSource(readFileSync(indexFile, 'utf8'), indexFile);
  const structs = Object.fromEntries(
    topLevel(source, /^export function (\w+)ToHclTerraform\(/).map(([name, body]) => [
      capital(name),
      readArguments(body),
    ]),
  );
  const interfaces = Object.fromEntries(
    topLevel(source, /^export interface (\w+)/).map(([name, body]) => [name, requiredNames(body)]),
  );
  const classes = Object.fromEntries(
    topLevel(source, /^export class (\w+) extends/).map(([name, body]) => [name, readClass(name, body, source)]),
  );
  const [rootName, root] =
    Object.entries(classes).find(([, each]) => /^Terraform(Resource|DataSource|Provider)$/.test(each.base)) ?? [];
  const type = /tfResourceType = "(\w+)"/.exec(source)?.[1];
  const version = /registry\.terraform\.io\/providers\/[^/]+\/[^/]+\/([^/]+)\/docs/.exec(source)?.[1];
  if (!rootName || !root || !type || !version) throw new Error(`${indexFile} is not a binding of cdktf`);

  const make = (
    given: Record<string, Argument>,
    of: BindingClass | undefined,
    required: ReadonlySet<string>,
  ): Block => {
    const block: Block = { attributes: {}, blocks: {} };
    for (const [name, argument] of Object.entries(given)) {
      // An attribute that may be written as a block (`route` of a route table): blocks themselves are never computed.
      if (argument.isBlock && of?.flags[name]?.computed) {
        block.attributes[name] = { type: writtenAsBlock(argument), optional: true, computed: true };
      } else if (argument.isBlock) block.blocks[name] = nested(name, argument, of, required);
      else block.attributes[name] = attribute(argument, of?.flags[name]?.computed ?? false, required.has(name));
    }
    for (const [name, found] of Object.entries(of?.getters ?? {})) {
      if (!(name in block.attributes) && !(name in block.blocks))
        block.attributes[name] = { type: found, computed: true };
    }
    for (const [name, member] of Object.entries(of?.members ?? {})) {
      if (!(name in block.attributes) && !(name in block.blocks)) {
        block.attributes[name] = { type: memberType(member, classes), computed: true };
      }
    }
    return block;
  };
  const writtenAsBlock = (argument: Argument): CtyType => {
    const kind = argument.type as 'list' | 'set';
    const fields = Object.entries(structs[argument.storage.replace(/List$/, '')] ?? {});
    const type = (field: Argument): CtyType =>
      field.isBlock ? writtenAsBlock(field) : attribute(field, false, false).type;
    return [kind, ['object', Object.fromEntries(fields.map(([name, field]) => [name, type(field)]))]];
  };
  const nested = (
    name: string,
    argument: Argument,
    of: BindingClass | undefined,
    required: ReadonlySet<string>,
  ): NestedBlock => {
    const single = argument.type === 'struct';
    const struct = argument.storage.replace(/List$/, '');
    const one = of?.members[name]?.className.endsWith('OutputReference') ?? false;
    return {
      nesting: single ? 'single' : (argument.type as 'list' | 'set'),
      min: !single && required.has(name) ? 1 : 0,
      max: !single && one ? 1 : 0,
      block: make(structs[struct] ?? {}, classes[`${struct}OutputReference`], interfaces[struct] ?? new Set()),
    };
  };
  const kinds = { TerraformResource: 'resource', TerraformDataSource: 'data', TerraformProvider: 'provider' } as const;
  const kind = kinds[root.base as keyof typeof kinds];
  const block = make(
    root.arguments,
    kind === 'provider' ? undefined : root,
    interfaces[`${rootName}Config`] ?? new Set(),
  );
  if (kind === 'provider') delete block.attributes['alias'];
  return { type, kind, version, block };
}

function attribute(argument: Argument, computed: boolean, required: boolean): Attribute {
  const element = scalars[argument.storage.replace(/(List|Map)$/, '')] ?? 'string';
  const kind = argument.type as 'simple' | 'list' | 'set' | 'map';
  const type: CtyType = kind === 'simple' ? (scalars[argument.storage] ?? 'string') : [kind, element];
  return { type, ...(required ? { required } : { optional: true }), ...(computed ? { computed } : {}) };
}

function memberType(member: { className: string; isSet: boolean }, classes: Record<string, BindingClass>): CtyType {
  const map = /^cdktf\.(\w+)Map(List)?$/.exec(member.className);
  if (map) {
    const one: CtyType = ['map', scalars[(map[1] ?? '').toLowerCase()] ?? 'string'];
    return map[2] ? [member.isSet ? 'set' : 'list', one] : one;
  }
  const item = classes[`${member.className.replace(/(List|OutputReference)$/, '')}OutputReference`];
  if (!item) throw new Error(`the binding names ${member.className} and does not hold it`);
  const inner = Object.entries(item.members).map(([name, each]) => [name, memberType(each, classes)] as const);
  return [member.isSet ? 'set' : 'list', ['object', { ...item.getters, ...Object.fromEntries(inner) }]];
}

function generatorSource(javascript: string, file: string): string {
  const encoded = /sourceMappingURL=data:application\/json;base64,([A-Za-z0-9+/=]+)/.exec(javascript)?.[1];
  if (!encoded) throw new Error(`${file} has no source map with the generator's TypeScript`);
  const map = JSON.parse(Buffer.from(encoded, 'base64').toString('utf8')) as { sourcesContent: string[] };
  return map.sourcesContent[0] ?? '';
}

/** Top-level declarations: name and the lines up to the closing brace in the first column. */
function topLevel(source: string, head: RegExp): [string, string[]][] {
  const lines = source.split('\n');
  const found: [string, string[]][] = [];
  lines.forEach((line, index) => {
    const name = head.exec(line)?.[1];
    if (!name) return;
    const end = lines.findIndex((each, at) => at > index && each.startsWith('}'));
    found.push([name, lines.slice(index + 1, end)]);
  });
  return found;
}

function readArguments(body: string[]): Record<string, Argument> {
  const found: Record<string, Argument> = {};
  let current: Argument | undefined;
  for (const line of body) {
    const name = /^\s+(\w+): \{$/.exec(line)?.[1];
    if (name) current = found[name] = { isBlock: false, type: 'simple', storage: 'string' };
    if (!current) continue;
    const [, key, value] = /^\s+(isBlock|type|storageClassType): "?(\w+)"?,$/.exec(line) ?? [];
    if (key === 'isBlock') current.isBlock = value === 'true';
    if (key === 'type') current.type = value ?? '';
    if (key === 'storageClassType') current.storage = value ?? '';
  }
  return found;
}

function requiredNames(body: string[]): Set<string> {
  const found = new Set<string>();
  let name: string | undefined;
  for (const line of body) {
    name = /\{@link [^#\s}]*#(\w+) /.exec(line)?.[1] ?? name;
    const optional = /^ {2}readonly \w+(\??): /.exec(line)?.[1];
    if (optional === undefined) continue;
    if (name && optional === '') found.add(name);
    name = undefined;
  }
  return found;
}

function readClass(name: string, body: string[], source: string): BindingClass {
  const base = new RegExp(`^export class ${name} extends cdktf\\.(\\w+)`, 'm').exec(source)?.[1] ?? '';
  const found: BindingClass = { base, getters: {}, members: {}, flags: {}, arguments: {} };
  for (const line of body) {
    const flags = /^\s+\/\/ (\w+) - computed: (\w+), optional: (\w+), required: (\w+)/.exec(line);
    if (flags) {
      const [, attributeName = '', computed, optional, required] = flags;
      found.flags[attributeName] = {
        computed: computed === 'true',
        optional: optional === 'true',
        required: required === 'true',
      };
    }
    const member = /_\w+ = new ([\w.]+)\(this, "(\w+)"(?:, (true|false))?\)/.exec(line);
    if (member) found.members[member[2] ?? ''] = { className: member[1] ?? '', isSet: member[3] === 'true' };
    const getter = /return (cdktf\.Fn\.tolist\()?(?:cdktf\.\w+\.\w+\()*this\.(get\w+Attribute)\('(\w+)'\)/.exec(line);
    if (getter) {
      const type = getterTypes[getter[2] ?? ''] ?? 'string';
      found.getters[getter[3] ?? ''] = getter[1] && Array.isArray(type) ? (['set', type[1] as CtyType] as const) : type;
    }
  }
  const start = body.findIndex((line) => line.includes('synthesizeHclAttributes()'));
  return start < 0 ? found : { ...found, arguments: readArguments(body.slice(start)) };
}

function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
