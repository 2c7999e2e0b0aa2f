/**
 * The part of a provider's schema that a stack uses. That of the real aws provider has 1,500 resource types and tens of
 * megabytes, which terraform reads anew in each command: more than a second of processor time. What is left is as the
 * provider says it; a type that is left out is to terraform as one that does not exist.
 *
 * GetProviderSchema.Response of tfplugin5.proto (github.com/hashicorp/terraform, docs/plugin-protocol): maps by type name,
 * whose entries are messages with the name as field 1.
 */
const mapsByType: ReadonlySet<number> = new Set([
  2 /* resource_schemas */, 3 /* data_source_schemas */, 8 /* ephemeral_resource_schemas */,
  9 /* list_resource_schemas */,
]);
const lengthDelimited = 2;

/** @param answer the message, without the five bytes that gRPC puts before it */
export function schemaPart(answer: Buffer, types: ReadonlySet<string>): Buffer {
  const parts: Buffer[] = [];
  let at = 0;
  while (at < answer.length) {
    const begin = at;
    const tag = varint(answer, at);
    if ((tag.value & 7) !== lengthDelimited) throw new Error(`a field of wire type ${tag.value & 7} in a schema`);
    const length = varint(answer, tag.end);
    at = length.end + length.value;
    const isLeftOut = mapsByType.has(tag.value >>> 3) && !types.has(nameOf(answer.subarray(length.end, at)));
    if (!isLeftOut) parts.push(answer.subarray(begin, at));
  }
  return Buffer.concat(parts);
}

function nameOf(entry: Buffer): string {
  const tag = varint(entry, 0);
  if (tag.value !== ((1 << 3) | lengthDelimited)) throw new Error('an entry of a schema does not begin with its name');
  const length = varint(entry, tag.end);
  return entry.subarray(length.end, length.end + length.value).toString('utf8');
}

function varint(bytes: Buffer, begin: number): { readonly value: number; readonly end: number } {
  let value = 0;
  for (let at = begin, shift = 0; at < bytes.length; at += 1, shift += 7) {
    value += (bytes[at]! & 0x7f) * 2 ** shift;
    if (bytes[at]! < 0x80) return { value, end: at + 1 };
  }
  throw new Error('a schema ends within a number');
}
