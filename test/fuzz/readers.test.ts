/**
 * Nearly right texts through every reader: each ends in a value or in words for a person, never in anything else.
 * `FUZZ_INPUTS=1000000` runs that many in all, `FUZZ_SEED` repeats a run; the worst time of each reader is printed.
 */
import { describe, expect, test } from '@jest/globals';
import { nearlyRight, numbersFrom } from './nearly-right.js';
import { readers } from './readers.js';

const inputs = Number(process.env['FUZZ_INPUTS'] ?? 1000);
const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 31);

describe('every text that a reader is given ends in a value or in words', () => {
  test.each(readers)('$name', ({ name, seeds, read }) => {
    const next = numbersFrom(seed);
    const count = Math.ceil(inputs / readers.length);
    let worst = 0;
    for (let at = 0; at < count; at += 1) {
      const text = nearlyRight(seeds, next);
      const began = process.hrtime.bigint();
      try {
        read(text);
      } catch (error) {
        throw new Error(`FUZZ_SEED=${seed}, input ${at} of "${name}": ${JSON.stringify(text)}`, { cause: error });
      }
      worst = Math.max(worst, Number(process.hrtime.bigint() - began) / 1e6);
    }
    if (process.env['FUZZ_INPUTS'] !== undefined)
      process.stderr.write(`${name}: ${count} inputs, worst ${worst.toFixed(1)} ms\n`);
    expect(count).toBeGreaterThan(0);
  });
});

describe('texts that are made to be slow end as well', () => {
  const all = readers.flatMap(({ name, read, slow }) =>
    Object.keys(slow).map((kind) => [name, kind, read, slow] as const),
  );
  test.each(all)('%s: %s', (_name, kind, read, slow) => {
    const text = slow[kind]?.(20_000) ?? '';
    expect(() => read(text)).not.toThrow();
  });
});
