import { describe, expect, test } from '@jest/globals';
import { schemaPart } from './schema-part.js';

const field = (number: number, content: Buffer): Buffer => {
  const length = content.length;
  const head = length < 128 ? [length] : [(length & 0x7f) | 0x80, length >> 7];
  return Buffer.concat([Buffer.from([(number << 3) | 2, ...head]), content]);
};
const entry = (map: number, name: string, schema: string): Buffer =>
  field(map, Buffer.concat([field(1, Buffer.from(name)), field(2, Buffer.from(schema))]));

const provider = field(1, Buffer.from('the provider'));
const diagnostics = field(4, Buffer.from('a warning'));
const long = 'x'.repeat(300);
const whole = Buffer.concat([
  provider,
  entry(2, 'aws_vpc', long),
  entry(2, 'aws_subnet', 'subnet'),
  entry(3, 'aws_vpc', 'read'),
  entry(3, 'aws_ami', 'read'),
  diagnostics,
]);

describe('the part of a schema that a stack uses', () => {
  test('holds its resources and data sources and everything else, byte by byte', () => {
    expect(schemaPart(whole, new Set(['aws_vpc']))).toEqual(
      Buffer.concat([provider, entry(2, 'aws_vpc', long), entry(3, 'aws_vpc', 'read'), diagnostics]),
    );
  });

  test('is all of it where all is used, and no type where none is', () => {
    expect(schemaPart(whole, new Set(['aws_vpc', 'aws_subnet', 'aws_ami']))).toEqual(whole);
    expect(schemaPart(whole, new Set())).toEqual(Buffer.concat([provider, diagnostics]));
  });

  test('is refused where the answer is none', () => {
    expect(() => schemaPart(Buffer.from([0x08, 1]), new Set())).toThrow('wire type 0');
    expect(() => schemaPart(Buffer.from([0x12, 0x82]), new Set())).toThrow('ends within a number');
  });
});
