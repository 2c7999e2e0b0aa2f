/** A binding that its generator writes in another way fails the build: it would lose a member, or keep what nobody reads. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { jsonHalf } from '../../build/binding-plugins.js';

const path = 'node_modules/@cdktf/provider-aws/lib/kms-key/index.js';
const text = readFileSync(path, 'utf8');

test('what is left of a binding is its resource, with what an owner may call of it', () => {
  const half = jsonHalf(path, text);
  for (const kept of [
    'exports.KmsKey = KmsKey;',
    'class KmsKeyTimeoutsOutputReference extends cdktf.ComplexObject {',
    '    static generateConfigForImport(scope, importToId, importFromId, provider) {',
    '    get timeouts() {',
    '    putTimeouts(value) {',
    '    resetTimeouts() {',
    '    synthesizeAttributes() {',
    'KmsKey.tfResourceType = "aws_kms_key";',
  ])
    expect(half).toContain(kept);
  expect(half).not.toMatch(/Hcl|fqn:|exports\.kmsKey/);
});

test.each([
  [
    'a function that ends with a semicolon',
    /^(function \w+ToHclTerraform[^]*?\n\})\n/m,
    '$1;\n',
    'must keep: class KmsKeyTimeoutsOutputReference',
  ],
  [
    'a method that ends in another column',
    /^( {4}synthesizeHclAttributes[^]*)\n {4}\}\n\}/m,
    '$1\n   }\n}',
    'must hold Hcl 0 times',
  ],
  ['another name for what jsii says', /^_b = /m, 'rtti = ', 'must hold \\bJSII_RTTI_SYMBOL_1\\b 1 times'],
  ['another question', /return struct;/, 'return undefined;', 'must hold \\.isComplexElement\\(struct\\) 1 times'],
  [
    'another way to give out a name',
    /^exports\.KmsKey = KmsKey;$/m,
    'Object.assign(exports, { KmsKey });',
    'must hold ^exports\\.\\w+ =  1 times',
  ],
  [
    'another core',
    /extends cdktf\.TerraformResource/,
    'extends cdktn.TerraformResource',
    'must hold one class of Terraform, got: none',
  ],
])('%s is refused', (_what, from, to, error) => {
  const other = text.replace(from, to);
  expect(other).not.toBe(text);
  expect(() => jsonHalf(path, other)).toThrow(error);
});
