/** `npm run kept`: writes kept.json, the names that later versions have to keep, and the repository that they upgrade from. */
import { writeFileSync } from 'node:fs';
import { goldenPath, goldenRepository } from './golden-repository.js';
import { keptNow } from './kept.js';

const sorted = Object.fromEntries(Object.entries(await keptNow()).map(([what, names]) => [what, [...names].sort()]));
writeFileSync('kept.json', `${JSON.stringify(sorted, null, 2)}\n`);
writeFileSync(goldenPath, goldenRepository());
