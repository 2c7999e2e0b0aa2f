/** `npm run kept`: writes kept.json, the names that later versions have to keep. */
import { writeFileSync } from 'node:fs';
import { keptNow } from './kept.js';

const sorted = Object.fromEntries(Object.entries(await keptNow()).map(([what, names]) => [what, [...names].sort()]));
writeFileSync('kept.json', `${JSON.stringify(sorted, null, 2)}\n`);
