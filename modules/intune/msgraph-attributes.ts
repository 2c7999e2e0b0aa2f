/** Attributes of a block, as cdktf writes them as JSON and as HCL. */
import { anyToHclTerraform, booleanToHclTerraform, hashMapperHcl, stringToHclTerraform } from 'cdktf';

interface Attribute {
  readonly value: unknown;
  readonly type: 'string' | 'boolean' | 'stringMap' | 'anyMap' | 'block';
}

/** By their names in Terraform; those without a value are left out. */
export type Attributes = Readonly<Record<string, Attribute>>;

function given(attributes: Attributes): [string, Attribute][] {
  return Object.entries(attributes).filter(([, { value }]) => value !== undefined);
}

/** For `synthesizeAttributes`. */
export function toTerraform(attributes: Attributes): Record<string, unknown> {
  return Object.fromEntries(given(attributes).map(([name, { value }]) => [name, value]));
}

/** Without these, the HCL output of cdktf shows a resource without arguments although its JSON is right. */
export function toHclTerraform(attributes: Attributes): Record<string, unknown> {
  return Object.fromEntries(
    given(attributes).map(([name, { value, type }]) => [
      name,
      { value: hclValue(type, value), isBlock: type === 'block', type: hclType(type), storageClassType: type },
    ]),
  );
}

function hclType(type: Attribute['type']): 'simple' | 'map' | 'struct' {
  if (type === 'block') return 'struct';
  return type === 'stringMap' || type === 'anyMap' ? 'map' : 'simple';
}

function hclValue(type: Attribute['type'], value: unknown): unknown {
  switch (type) {
    case 'string':
      return stringToHclTerraform(value);
    case 'boolean':
      return booleanToHclTerraform(value);
    case 'stringMap':
    case 'block':
      return hashMapperHcl(stringToHclTerraform)(value);
    case 'anyMap':
      return hashMapperHcl(anyToHclTerraform)(value);
  }
}
