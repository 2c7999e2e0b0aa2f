import { isEmpty, sameNested, sameObject, sameValue } from './compare.js';
import type { Block, NestedBlock } from './schema.js';
import { isUnknown, isValues, unknown, type Value, type Values } from './value.js';

type Draft = Record<string, Value>;

/** What an object is planned to become before its type has a say. `prior` null: it is to be created. */
export function planObject(block: Block, prior: Values | null, proposed: Values, pluginSdk: boolean): Draft {
  return prior === null ? fresh(block, proposed) : settled(block, prior, proposed, pluginSdk);
}

/** Top-level names whose change replaces the object: ForceNew on them or on something inside them. */
export function replacedBy(block: Block, prior: Values, planned: Values): string[] {
  const attributes = Object.entries(block.attributes)
    .filter(([name, attribute]) => attribute.forceNew && !sameValue(attribute.type, prior[name], planned[name]))
    .map(([name]) => name);
  const nested = Object.entries(block.blocks)
    .filter(([name, each]) => {
      if (each.forceNew) return !sameNested(each, prior[name], planned[name]);
      const part = onlyForced(each);
      return part !== undefined && !sameNested(part, prior[name], planned[name]);
    })
    .map(([name]) => name);
  return [...attributes, ...nested];
}

/** The block with nothing but its ForceNew parts, or undefined when there are none. */
function onlyForced(nested: NestedBlock): NestedBlock | undefined {
  const attributes = Object.entries(nested.block.attributes).filter(([, each]) => each.forceNew);
  const inner = Object.entries(nested.block.blocks)
    .map(([name, each]) => [name, each.forceNew ? each : onlyForced(each)] as const)
    .filter((entry): entry is readonly [string, NestedBlock] => entry[1] !== undefined);
  if (attributes.length === 0 && inner.length === 0) return undefined;
  return { ...nested, block: { attributes: Object.fromEntries(attributes), blocks: Object.fromEntries(inner) } };
}

/** A new object: what is computed and not given gets its default, else it is not known before apply. */
function fresh(block: Block, proposed: Values): Draft {
  const planned: Draft = { ...proposed };
  for (const [name, attribute] of Object.entries(block.attributes)) {
    if ((proposed[name] ?? null) !== null) continue;
    if (attribute.defaultValue !== undefined) planned[name] = attribute.defaultValue;
    else if (attribute.computed) planned[name] = unknown;
  }
  for (const [name, nested] of Object.entries(block.blocks)) {
    const value = proposed[name] ?? null;
    if (isValues(value)) planned[name] = fresh(nested.block, value);
    else if (Array.isArray(value)) planned[name] = value.map((each: Values) => fresh(nested.block, each));
  }
  return planned;
}

/** A known object: terraform has already put prior values where something is computed and not given. */
function settled(block: Block, prior: Values, proposed: Values, pluginSdk: boolean): Draft {
  const planned: Draft = { ...proposed };
  for (const [name, attribute] of Object.entries(block.attributes)) {
    if ((planned[name] ?? null) !== null) continue;
    const before = prior[name] ?? null;
    if (attribute.defaultValue !== undefined) planned[name] = attribute.defaultValue;
    else if (attribute.computed || (pluginSdk && isEmpty(before))) planned[name] = before;
  }
  for (const [name, nested] of Object.entries(block.blocks)) {
    const value = proposed[name] ?? null;
    const before = prior[name] ?? null;
    if (nested.nesting === 'single') {
      if (isValues(value))
        planned[name] = isValues(before) ? settled(nested.block, before, value, pluginSdk) : fresh(nested.block, value);
    } else if (Array.isArray(value)) {
      const earlier = (Array.isArray(before) ? before : []) as readonly Values[];
      if (nested.computed && value.length === 0) planned[name] = before;
      else
        planned[name] = value.map((each: Values, index) =>
          nested.nesting === 'list'
            ? settledItem(nested.block, earlier[index], each, pluginSdk)
            : sameItem(nested.block, earlier, each, pluginSdk),
        );
    }
  }
  return planned;
}

function settledItem(block: Block, prior: Values | undefined, item: Values, pluginSdk: boolean): Value {
  if (isUnknown(item)) return item;
  return prior ? settled(block, prior, item, pluginSdk) : fresh(block, item);
}

/** The element of a set that is this one but for what is computed, or a new element. */
function sameItem(block: Block, earlier: readonly Values[], item: Values, pluginSdk: boolean): Value {
  if (isUnknown(item)) return item;
  for (const candidate of earlier) {
    const merged = settled(block, candidate, item, pluginSdk);
    if (sameObject(block, candidate, merged)) return candidate;
  }
  return fresh(block, item);
}

/**
 * What is saved after apply or read: `answered` wins, then what was planned (or in state), unknown becomes null. Where the
 * one before has null and the answer is empty, null stays: the plugin SDK makes no difference between them.
 */
export function resolved(block: Block, before: Values, answered: Values | undefined, pluginSdk: boolean): Values {
  const state: Draft = {};
  for (const name of Object.keys(block.attributes)) {
    const planned = before[name] ?? null;
    const given = answered?.[name];
    if (given === undefined) state[name] = withoutUnknown(planned);
    else
      state[name] =
        pluginSdk && planned === null && isEmpty(given) && typeof given !== 'number' && typeof given !== 'boolean'
          ? null
          : given;
  }
  for (const [name, nested] of Object.entries(block.blocks)) {
    const planned = before[name] ?? null;
    const given = answered?.[name];
    if (given === undefined) state[name] = knownBlock(nested, planned, pluginSdk);
    else if (nested.nesting === 'single')
      state[name] = isValues(given) ? resolved(nested.block, isValues(planned) ? planned : {}, given, pluginSdk) : null;
    else {
      const items = (Array.isArray(planned) ? planned : []) as readonly Values[];
      const answers = (Array.isArray(given) ? given : []) as readonly Values[];
      const match = (each: Values, index: number): Values =>
        (nested.nesting === 'list' ? items[index] : items.find((item) => covers(item, each))) ?? {};
      state[name] = answers.map((each, index) => resolved(nested.block, emptied(match(each, index)), each, pluginSdk));
    }
  }
  return state;
}

/** In an element that the cloud answered, only null and empty of the planned one count. */
function emptied(item: Values): Values {
  return Object.fromEntries(
    Object.entries(item).filter(([, value]) => value === null || Array.isArray(value) || isValues(value)),
  );
}

function covers(planned: Values, answered: Values): boolean {
  return Object.entries(planned).every(
    ([name, value]) => typeof value !== 'string' || answered[name] === undefined || answered[name] === value,
  );
}

function knownBlock(nested: NestedBlock, value: Value, pluginSdk: boolean): Value {
  if (nested.nesting === 'single') return isValues(value) ? resolved(nested.block, value, undefined, pluginSdk) : null;
  return Array.isArray(value) ? value.map((each: Values) => resolved(nested.block, each, undefined, pluginSdk)) : [];
}

function withoutUnknown(value: Value): Value {
  if (isUnknown(value)) return null;
  if (Array.isArray(value)) return value.map((each: Value) => withoutUnknown(each));
  if (isValues(value))
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, withoutUnknown(each)]));
  return value;
}
