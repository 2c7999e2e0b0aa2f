import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { goldenPath, goldenRepository } from '../../../build/golden-repository.js';

// What this version writes is upgraded by itself (test/e2e/upgrade-repository.test.ts): it must not rot.

test('the golden repository of this version is as it writes it: `npm run kept` renews it, and the difference is what owners will see', () => {
  const kept = JSON.parse(readFileSync(goldenPath, 'utf8')) as Record<string, string>;
  const now = JSON.parse(goldenRepository()) as Record<string, string>;
  expect(kept).toEqual(now);
  expect(Object.keys(now)).toEqual(
    expect.arrayContaining(['deployment.json', 'README.md', 'main.ts', '.github/workflows/desktops.yml']),
  );
});
