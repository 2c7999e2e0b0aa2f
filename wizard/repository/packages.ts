/**
 * What npm would fetch and run for a repository, told from its files alone. A setting such as `git=./script` in `.npmrc` runs
 * a program of the repository even with `--ignore-scripts` (tried with npm 11 and a dependency from git), and a package
 * without a hash is whatever its source gives that day.
 * Sources: https://docs.npmjs.com/cli/configuring-npm/npmrc, https://docs.npmjs.com/cli/configuring-npm/package-lock-json.
 */
import type { LockedPackages } from './lock-file.js';

/** Where a registry is; `@scope:registry` says it for the packages of one scope. */
const registryLine = /^(@[a-z0-9-][a-z0-9-._]*:)?registry\s*=\s*"?https:\/\/[^\s"'$]+"?$/i;

/** Lines of an `.npmrc` that say more than where a registry is. */
export function foreignSettings(npmrc: string): string[] {
  return (
    npmrc
      // A carriage return alone ends a line for npm, too (https://github.com/npm/ini/blob/main/lib/ini.js).
      .split(/[\r\n]+/)
      .map((line) => line.trim())
      .filter((line) => line !== '' && !/^[#;]/.test(line) && !registryLine.test(line))
  );
}

/** Packages of a lock file that do not come by https with a hash of their content, or run a script; each with why. */
export function foreignPackages(packages: LockedPackages): string[] {
  return Object.entries(packages).flatMap(([place, entry]) => {
    if (place === '') return [];
    const { resolved = '', integrity = '', link, inBundle } = entry;
    // It came inside another package, whose content is known.
    if (inBundle === true && resolved === '') return [];
    const name = `${place.replace(/^.*node_modules\//, '')} (${resolved || 'no source'})`;
    if (link === true) return [`${name}: a link to a folder`];
    // Without a source npm asks its registry. A file of the repository itself has an owner as all its code has.
    if (!/^(https:\/\/|file:|$)/.test(resolved)) return [`${name}: must come by https`];
    return /^sha(512|384|256)-/.test(integrity) ? [] : [`${name}: must have an integrity`];
  });
}
