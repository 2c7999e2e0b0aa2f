import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { blocksOf, example, jsonOf, type Block } from './synthesized.js';

/**
 * Addresses in the state and names in the clouds, as docs/promises.md says that a version keeps them: with another one
 * Terraform removes what exists and makes it anew.
 */
const file = join(import.meta.dirname, 'addresses.json');
const names = ['name', 'name_prefix', 'display_name', 'function_name', 'alarm_name'];

/** Each managed resource with what it is called in its cloud; null where something else names it. */
function addressesOf(name: string): Record<string, string | null> {
  const managed = [...blocksOf(jsonOf(example(name)))].filter(([address]) => !/^(data|local)\./.test(address));
  const called = (block: Block): string | null => {
    const key = names.find((each) => typeof block[each] === 'string');
    return key === undefined ? null : `${key}: ${block[key]}`;
  };
  return Object.fromEntries(
    managed
      .map(([address, block]) => [address, called(block)] as const)
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  );
}

const examples = ['everything-on', 'existing-federation', 'account-instance', 'greenfield-foundation', 'fleet'];
const found = Object.fromEntries(examples.map((name) => [name, addressesOf(name)]));
if (process.env['WRITE_ADDRESSES'] === '1') writeFileSync(file, `${JSON.stringify(found, null, 2)}\n`);
const kept = JSON.parse(readFileSync(file, 'utf8')) as typeof found;

test.each(examples)(
  'every address and name of %s is that of earlier versions (something new: run this file with WRITE_ADDRESSES=1; something gone: a `moved` block, too)',
  (name) => {
    expect(Object.keys(kept[name]!).length).toBeGreaterThan(15);
    expect(found[name]).toEqual(kept[name]);
  },
);
