import { describe, expect, test } from '@jest/globals';
import { readdirSync } from 'node:fs';
import {
  blocksOf,
  countOf,
  dependenciesOf,
  everythingBehind,
  example,
  exampleFolder,
  referencesIn,
  secretsIn,
  synthesized,
} from './synthesized.js';

const names = readdirSync(exampleFolder)
  .filter((file) => file.endsWith('.json'))
  .map((file) => file.replace('.json', ''));

test('there are examples', () => {
  expect(names).toEqual(
    expect.arrayContaining(['smallest', 'greenfield-foundation', 'greenfield-connected', 'everything-on']),
  );
});

describe.each(names)('the example %s', (name) => {
  const { json, elements } = synthesized(example(name));
  const blocks = blocksOf(json);

  test('has a block for every construct: no two have the same address', () => {
    expect(countOf(json)).toBe(elements);
  });

  test('is written on a machine without terraform: no program is called', () => {
    const path = process.env['PATH'];
    process.env['PATH'] = '';
    try {
      expect(synthesized(example(name)).elements).toBe(elements);
    } finally {
      process.env['PATH'] = path;
    }
  });

  test('names nothing that is not there', () => {
    for (const [address, block] of [...blocks, ['output', json['output']], ['check', json['check'] ?? {}]]) {
      const missing = referencesIn(block).filter((reference) => !blocks.has(reference));
      expect({ address, missing }).toEqual({ address, missing: [] });
    }
  });

  test('has no circle', () => {
    for (const address of blocks.keys()) expect(everythingBehind(address, blocks).has(address)).toBe(false);
  });

  test('gives every AWS resource the provider of a Region, and never the argument `region`', () => {
    const providers = (json['provider'].aws as { alias: string }[]).map(({ alias }) => `aws.${alias}`);
    for (const [address, block] of blocks) {
      if (!/^(data\.)?aws_/.test(address)) continue;
      expect({ address, provider: providers.includes(block.provider as string) }).toEqual({ address, provider: true });
      expect(block).not.toHaveProperty('region');
    }
  });

  test('has no data source that waits for something, but those that feed nothing: what they read turns unknown', () => {
    const fed = new Set([...blocks.values()].flatMap(dependenciesOf));
    for (const [address, block] of blocks) {
      const waits = address.startsWith('data.') && block.depends_on !== undefined;
      expect({ address, waitsAndFeeds: waits && fed.has(address) }).toEqual({ address, waitsAndFeeds: false });
    }
  });

  test('has conditions on data sources only where nothing is behind them: else a plan would put the reading off', () => {
    for (const [address, block] of blocks) {
      if (!address.startsWith('data.') || !block.lifecycle) continue;
      const behind = [...everythingBehind(address, blocks)].filter((each) => !/^(data|local)\./.test(each));
      expect({ address, behind }).toEqual({ address, behind: [] });
    }
  });

  test('never makes anew before it destroys what hangs on the control plane, nor asks for a version of the function', () => {
    for (const [address, block] of blocks) {
      const onControlPlane =
        address.startsWith('aws_lambda_invocation.') ||
        [...everythingBehind(address, blocks)].some((each) => each.startsWith('aws_lambda_invocation.'));
      if (onControlPlane)
        expect({ address, cbd: block.lifecycle?.create_before_destroy }).toEqual({ address, cbd: undefined });
      // A resource that makes anew first drags everything it depends on along.
      if (block?.lifecycle?.create_before_destroy) {
        expect(dependenciesOf(block).filter((each) => each.startsWith('aws_lambda_'))).toEqual([]);
      }
    }
    expect(JSON.stringify(json)).not.toMatch(/"(qualifier|publish)":/);
  });

  test('holds no secret and no path of this machine', () => {
    const text = JSON.stringify(json);
    expect(text).not.toContain(process.cwd());
    expect(secretsIn(json)).toEqual([]);
  });
});
