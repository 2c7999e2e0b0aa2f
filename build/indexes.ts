/**
 * Indexes that follow from the files of a folder: whoever adds a file names it nowhere else. `npm run pages` writes them,
 * `npm run check:pages` fails where one is stale. An index more is an entry more in the list.
 */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { indexText, type Declared, type Index } from './indexes/index-text.js';
import { indexes } from './indexes/list.js';

const root = fileURLToPath(new URL('../', import.meta.url));

/** What the files of a folder declare for its index, by path. */
function declared({ path, declares }: Index): Declared[] {
  const folder = dirname(path);
  return readdirSync(`${root}${folder}`, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.ts') && file !== basename(path))
    .sort()
    .flatMap((file) =>
      [...readFileSync(`${root}${folder}/${file}`, 'utf8').matchAll(declares)].map((found) => ({ file, found })),
    );
}

const check = process.argv.includes('--check');
let stale = 0;
for (const index of indexes) {
  const file = `${root}${index.path}`;
  const before = readFileSync(file, 'utf8');
  const wanted = indexText(index, declared(index), before);
  if (before === wanted) continue;
  if (check) {
    stale += 1;
    console.error(`${index.path} is stale: it is made from the files of its folder`);
  } else {
    writeFileSync(file, wanted);
    console.error(`${index.path} written`);
  }
}
if (stale > 0) {
  console.error('To renew: npm run pages, then commit what it wrote.');
  process.exitCode = 1;
}
