import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { noticesOf } from '../../build/notices.js';

const notices = readFileSync('dist/THIRD-PARTY-NOTICES.txt', 'utf8');

test.each([
  ['cdktf', 'MPL-2.0'],
  ['constructs', 'Apache-2.0'],
  ['@cdktf/provider-aws', 'MPL-2.0'],
  ['zod', 'MIT'],
  ['commander', 'MIT'],
  ['inquirer', 'MIT'],
  ['@azure/identity', 'MIT'],
  ['@grpc/grpc-js', 'Apache-2.0'],
  // In the code of the function alone.
  ['@aws-sdk/client-sns', 'Apache-2.0'],
])('%s is named, with %s and a text of it', (name, licence) => {
  expect(notices).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+.* \\(${licence}\\)$`, 'm'));
  expect(notices).toMatch(/Mozilla Public License[^]*|Apache License[^]*|Permission is hereby granted/);
});

test('a text that several packages have stands there once, whatever its line breaks', () => {
  const text = noticesOf(process.cwd(), ['node_modules/@inquirer/core/x.js', 'node_modules/@inquirer/select/x.js']);
  expect(text.match(/Permission is hereby granted/g)).toHaveLength(1);
  expect(text).toMatch(/@inquirer\/core .*\n@inquirer\/select /);
});
