import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { goneFrom, keptNow, type Kept } from '../../build/kept.js';

/** docs/promises.md, as far as names can show it. Addresses in the state: test/stacks/addresses.test.ts. */
const page = readFileSync('docs/promises.md', 'utf8');
const kept = JSON.parse(readFileSync('kept.json', 'utf8')) as Kept;

describe('what a version keeps', () => {
  test('every command, flag, question, field, rule and export of the last version is there', async () => {
    const now = await keptNow();
    expect(Object.keys(kept).sort()).toEqual(Object.keys(now).sort());
    const few = Object.entries(kept).filter(([what, names]) => names.length < (what === 'allow' ? 3 : 5));
    expect(few).toEqual([]);
    expect(goneFrom(kept, now)).toEqual([]);
  });

  test('one that is renamed is gone; one more is nothing', async () => {
    const now = await keptNow();
    const [first, ...others] = now['questions']!;
    expect(goneFrom(now, { ...now, questions: [...others, 'new'] })).toEqual([`questions: ${first}`]);
    expect(goneFrom(now, { ...now, rules: [...now['rules']!, 'new'] })).toEqual([]);
    expect(now['deployment']).toEqual(expect.arrayContaining(['sites[].network.create.cidr', 'aws.accountId']));
    expect(now['commands']).toEqual(expect.arrayContaining(['plan --out', 'users remove']));
  });

  test('every variable of ours is named, as kept or as not kept', () => {
    const named = readdirSync('wizard', { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .flatMap((path) => [...readFileSync(join('wizard', path), 'utf8').matchAll(/'(ENTRA_WORKSPACES_[A-Z_]+)'/g)])
      .map(([, name = '']) => name);
    expect(named.length).toBeGreaterThan(3);
    expect([...new Set(named)].filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });
});
