import type { Block, Check, Complaint, DerivedSchemas, ProviderSchema, TypeSchema } from './schema.js';
import type { Value, Values } from './value.js';

/** What the bindings do not tell about a type. Nested names are written with dots: `app_role.enabled`. */
interface TypeFacts {
  /** Where these facts are written down, or `guess`. */
  readonly source: string;
  readonly version?: number;
  /** `all`: the type has no update, each argument replaces it. */
  readonly forceNew?: readonly string[] | 'all';
  readonly sensitive?: readonly string[];
  /** Attributes, and blocks that keep what they are when the configuration leaves them out. */
  readonly computed?: readonly string[];
  readonly defaults?: Readonly<Record<string, Value>>;
  readonly checks?: Readonly<Record<string, Check>>;
  readonly rules?: readonly ((config: Values) => readonly Complaint[])[];
  /** Limits of nested blocks: name -> [least, most]; most 0 is no limit. */
  readonly blocks?: Readonly<Record<string, readonly [number, number]>>;
}

/** Facts by type name; data sources are written `data.TYPE`. */
export type FactTable = Readonly<Record<string, TypeFacts>>;

/** Joins what the bindings tell with what they do not. A fact about an attribute that does not exist is refused. */
export function completeSchemas(derived: DerivedSchemas, facts: FactTable): ProviderSchema {
  const join = (prefix: string, types: Record<string, Block>): Record<string, TypeSchema> =>
    Object.fromEntries(
      Object.entries(types).map(([name, found]) => [name, completeType(prefix + name, found, facts[prefix + name])]),
    );
  return {
    provider: structuredClone(derived.provider),
    resources: join('', derived.resources),
    dataSources: join('data.', derived.dataSources),
  };
}

function completeType(name: string, derived: Block, facts: TypeFacts | undefined): TypeSchema {
  // Not structuredClone: two attributes that share one object must not share what is said about one of them.
  const schema = JSON.parse(JSON.stringify(derived)) as Block;
  const isData = name.startsWith('data.');
  const everything = !isData && (facts?.forceNew === 'all' || (facts?.forceNew === undefined && hasNoUpdate(schema)));
  const used = new Set<string>();
  walk(schema, '', (path, attribute, nested) => {
    used.add(path);
    const forced = everything
      ? !path.includes('.') && path !== 'timeouts' && path !== 'id'
      : listed(facts?.forceNew, path);
    if (nested) {
      if (forced) nested.forceNew = true;
      if (listed(facts?.computed, path)) nested.computed = true;
      const limits = facts?.blocks?.[path];
      if (limits) [nested.min, nested.max] = limits;
      return;
    }
    if (!attribute) return;
    if (forced && (attribute.required || attribute.optional)) attribute.forceNew = true;
    if (path === 'id' && !attribute.required) attribute.computed = true;
    if (listed(facts?.computed, path)) attribute.computed = true;
    if (listed(facts?.sensitive, path)) attribute.sensitive = true;
    if (facts?.defaults && path in facts.defaults) attribute.defaultValue = facts.defaults[path] ?? null;
    const check = facts?.checks?.[path];
    if (check) attribute.check = check;
  });
  for (const path of namedPaths(facts)) {
    if (!used.has(path)) throw new Error(`twin: the facts about ${name} name ${path}, which its schema does not have`);
  }
  return { ...schema, version: facts?.version ?? 0, rules: facts?.rules ?? [] };
}

/** A type whose timeouts have no `update` has no update function in the plugin SDK: every argument is ForceNew there. */
function hasNoUpdate(schema: Block): boolean {
  const timeouts = schema.blocks['timeouts']?.block.attributes;
  return timeouts !== undefined && timeouts['update'] === undefined;
}

type Visit = (
  path: string,
  attribute: Block['attributes'][string] | undefined,
  nested: Block['blocks'][string] | undefined,
) => void;

function walk(block: Block, prefix: string, visit: Visit): void {
  for (const [name, attribute] of Object.entries(block.attributes)) visit(prefix + name, attribute, undefined);
  for (const [name, nested] of Object.entries(block.blocks)) {
    visit(prefix + name, undefined, nested);
    if (name !== 'timeouts') walk(nested.block, `${prefix}${name}.`, visit);
  }
}

function namedPaths(facts: TypeFacts | undefined): string[] {
  if (!facts) return [];
  const lists = [
    facts.forceNew === 'all' ? [] : (facts.forceNew ?? []),
    facts.sensitive ?? [],
    facts.computed ?? [],
  ].flat();
  return [...lists, ...[facts.defaults, facts.checks, facts.blocks].flatMap((each) => Object.keys(each ?? {}))];
}

function listed(names: readonly string[] | 'all' | undefined, path: string): boolean {
  return Array.isArray(names) && names.includes(path);
}
