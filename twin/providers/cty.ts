import { Decoder, Encoder, ExtensionCodec } from '@msgpack/msgpack';
import type { Block } from './schema.js';
import type { CtyType } from './cty-type.js';
import { Dynamic, isUnknown, isValues, Unknown, type Value, type Values } from './value.js';

/** A value as it travels in the plugin protocol. */
export interface WireValue {
  msgpack?: Uint8Array;
  json?: Uint8Array;
}

// Unknown is extension 0; a refined unknown ("pre-${unknown}") is extension 12 and keeps its payload.
const codec = new ExtensionCodec();
for (const extension of [0, 12]) {
  codec.register({
    type: extension,
    encode: (value) => (value instanceof Unknown && value.extension === extension ? value.payload : null),
    decode: (payload) => new Unknown(extension, Uint8Array.from(payload)),
  });
}
const encoder = new Encoder({ extensionCodec: codec });
const decoder = new Decoder({ extensionCodec: codec });

/** Values of a block, or null when the whole object is null (nothing there, or destroyed). */
export function decode(block: Block, wire: WireValue | undefined): Values | null {
  if (wire?.msgpack?.length) return blockIn(block, decoder.decode(wire.msgpack), false) as Values | null;
  if (wire?.json?.length) return decodeStateJson(block, wire.json);
  return null;
}

/** An object from a state file. Attributes that the schema no longer has are dropped, as the plugin SDK does. */
export function decodeStateJson(block: Block, json: Uint8Array): Values | null {
  return blockIn(block, JSON.parse(Buffer.from(json).toString('utf8')), true) as Values | null;
}

/** Every attribute of the schema is written: null where there is none, an empty list for an absent block. */
export function encode(block: Block, values: Values | null): WireValue {
  return { msgpack: Buffer.from(encoder.encode(values === null ? null : blockOut(block, values))) };
}

/** The same object with every name of the schema, and no other. */
export function complete(block: Block, values: Values): Values {
  const whole: Record<string, Value> = {};
  for (const name of Object.keys(block.attributes)) whole[name] = values[name] ?? null;
  for (const [name, nested] of Object.entries(block.blocks)) {
    const value = values[name] ?? null;
    if (isUnknown(value)) whole[name] = value;
    else if (nested.nesting === 'single') whole[name] = isValues(value) ? complete(nested.block, value) : null;
    else whole[name] = Array.isArray(value) ? value.map((each: Values) => complete(nested.block, each)) : [];
  }
  return whole;
}

function blockIn(block: Block, raw: unknown, fromState: boolean): Value {
  if (raw === null || raw === undefined) return null;
  if (raw instanceof Unknown) return raw;
  const given = raw as Record<string, unknown>;
  const values: Record<string, Value> = {};
  for (const [name, attribute] of Object.entries(block.attributes))
    values[name] = valueIn(attribute.type, given[name], fromState);
  for (const [name, nested] of Object.entries(block.blocks)) {
    const value = given[name];
    if (value instanceof Unknown) values[name] = value;
    else if (nested.nesting === 'single') values[name] = blockIn(nested.block, value, fromState);
    else values[name] = ((value ?? []) as unknown[]).map((each) => blockIn(nested.block, each, fromState));
  }
  return values;
}

function valueIn(type: CtyType, raw: unknown, fromState: boolean): Value {
  if (raw === null || raw === undefined) return null;
  if (raw instanceof Unknown) return raw;
  if (type === 'dynamic') return dynamicIn(raw, fromState);
  // A number that a double cannot hold exactly (0.1) travels as a string.
  if (type === 'number') return typeof raw === 'number' ? raw : Number(raw);
  if (typeof type === 'string') return raw as string | boolean;
  const [kind, inner] = type;
  if (kind === 'tuple')
    return (raw as unknown[]).map((each, index) => valueIn(inner[index] ?? 'dynamic', each, fromState));
  if (kind === 'list' || kind === 'set') return (raw as unknown[]).map((each) => valueIn(inner, each, fromState));
  const given = raw as Record<string, unknown>;
  if (kind === 'map') return mapValues(given, (each) => valueIn(inner, each, fromState));
  return mapValues(inner, (each, name) => valueIn(each, given[name], fromState));
}

/** In a plan `[type as JSON bytes, value]`, in a state file `{"value":…,"type":…}`. */
function dynamicIn(raw: unknown, fromState: boolean): Value {
  if (fromState) {
    const { value, type } = raw as { value: unknown; type: CtyType };
    return new Dynamic(valueIn(type, value, true), type);
  }
  const [written, value] = raw as [Uint8Array | string, unknown];
  const type = JSON.parse(typeof written === 'string' ? written : Buffer.from(written).toString('utf8')) as CtyType;
  return new Dynamic(valueIn(type, value, false), type);
}

function blockOut(block: Block, values: Values): unknown {
  const written: Record<string, unknown> = {};
  for (const [name, attribute] of Object.entries(block.attributes))
    written[name] = valueOut(attribute.type, values[name]);
  for (const [name, nested] of Object.entries(block.blocks)) {
    const value = values[name] ?? null;
    if (isUnknown(value)) written[name] = value;
    else if (nested.nesting === 'single') written[name] = isValues(value) ? blockOut(nested.block, value) : null;
    else written[name] = Array.isArray(value) ? value.map((each: Values) => blockOut(nested.block, each)) : [];
  }
  return written;
}

function valueOut(type: CtyType, value: Value | undefined): unknown {
  if (value === null || value === undefined || isUnknown(value)) return value ?? null;
  if (type === 'dynamic') return dynamicOut(value);
  if (type === 'number') return typeof value === 'number' && !Number.isInteger(value) ? String(value) : value;
  if (typeof type === 'string') return value;
  const [kind, inner] = type;
  const items = value as readonly Value[];
  if (kind === 'tuple') return items.map((each, index) => valueOut(inner[index] ?? 'dynamic', each));
  if (kind === 'list' || kind === 'set') return items.map((each) => valueOut(inner, each));
  const given = value as Values;
  if (kind === 'map') return mapValues(given, (each) => valueOut(inner, each));
  return mapValues(inner, (each, name) => valueOut(each, given[name]));
}

function dynamicOut(value: Value): unknown {
  const inner = value instanceof Dynamic ? value.value : value;
  if (inner === null || isUnknown(inner)) return inner;
  const type = (value instanceof Dynamic ? value.type : undefined) ?? typeOf(inner);
  return [Buffer.from(JSON.stringify(type)), valueOut(type, inner)];
}

/** The type of a plain value: arrays are tuples, records are objects, null fits everywhere. */
export function typeOf(value: Value | undefined): CtyType {
  if (value === null || value === undefined || isUnknown(value)) return 'dynamic';
  if (value instanceof Dynamic) return value.type ?? typeOf(value.value);
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return 'number';
  if (Array.isArray(value)) return ['tuple', value.map((each: Value) => typeOf(each))];
  return ['object', Object.fromEntries(Object.entries(value).map(([name, each]) => [name, typeOf(each)]))];
}

function mapValues<From, To>(
  from: { readonly [name: string]: From },
  to: (value: From, name: string) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(from).map(([name, value]) => [name, to(value, name)]));
}
