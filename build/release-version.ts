/**
 * Behind `changeset version` in `npm run release:version`: the lock file gets the version, too, and what CHANGELOG.md had
 * under "Unreleased" belongs to it. Changes nothing where no change note was waiting.
 */
import { readFileSync, writeFileSync } from 'node:fs';

interface Lock {
  version: string;
  readonly packages: { readonly '': { version: string } };
}

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as Lock;
if (lock.version === version) {
  console.error(`No change note was waiting: this is ${version} as before. npm run changeset writes one.`);
  process.exitCode = 1;
} else {
  lock.version = version;
  lock.packages[''].version = version;
  writeFileSync('package-lock.json', `${JSON.stringify(lock, null, 2)}\n`);
  const changelog = readFileSync('CHANGELOG.md', 'utf8');
  writeFileSync('CHANGELOG.md', changelog.replace(/^## Unreleased\n+/m, ''));
  console.error(`${version}: package.json, package-lock.json and CHANGELOG.md. Look at them, then merge.`);
}
