/**
 * The list of packages whose code is shipped, in CycloneDX 1.5 (https://cyclonedx.org/docs/1.5/json/): npm's own list of
 * the lock file, cut to what the bundles hold. The same build gives the same bytes: no date, no serial number.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Component {
  readonly name: string;
  readonly version: string;
  readonly purl: string;
  readonly licenses?: readonly {
    readonly license?: { readonly id?: string; readonly name?: string };
    readonly expression?: string;
  }[];
  readonly hashes?: readonly object[];
}

interface Sbom {
  readonly components: readonly Component[];
}

/** `folders`: of the packages in the bundles, see `packageFolders`. */
export function sbomOf(root: string, folders: readonly string[]): string {
  const listed = JSON.parse(
    execFileSync('npm', ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'], {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
    }),
  ) as Sbom;
  const known = new Map(listed.components.map((each) => [`${each.name}@${each.version}`, each]));
  const packages = new Map(folders.map((folder) => packageIn(join(root, folder))).map((each) => [each.id, each]));
  const components = [...packages.values()]
    .sort((one, other) => (one.id < other.id ? -1 : 1))
    .map(({ id, license }) => {
      const found = known.get(id);
      if (!found) throw new Error(`npm sbom does not list ${id}, which is in the bundle`);
      const { name, version, purl, licenses = [{ license: { name: license } }], hashes = [] } = found;
      return { type: 'library', name, version, purl, licenses, hashes };
    });
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  return JSON.stringify({
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    version: 1,
    metadata: { component: { type: 'application', name: 'entra-workspaces', version } },
    components,
  });
}

/** npm lists no licence that SPDX does not know: then it is the package's own word. */
function packageIn(folder: string): { id: string; license: string } {
  const {
    name = '',
    version = '',
    license = 'none',
  } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<string, string>;
  return { id: `${name}@${version}`, license };
}

/** Licences that may be shipped under MIT beside their own text, which `THIRD-PARTY-NOTICES.txt` carries. */
const allowed = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT', 'MPL-2.0', 'Public Domain'];

/** How many packages have which licence, and those whose licence is not allowed. */
export function licencesIn(sbom: string): { readonly counts: string; readonly refused: readonly string[] } {
  const { components } = JSON.parse(sbom) as Sbom;
  const licenceOf = ({ licenses = [] }: Component): string =>
    licenses.map(({ license, expression }) => expression ?? license?.id ?? license?.name ?? '').join(' AND ') || 'none';
  const counts = new Map<string, number>();
  for (const each of components) counts.set(licenceOf(each), (counts.get(licenceOf(each)) ?? 0) + 1);
  return {
    counts: [...counts]
      .sort(([, one], [, other]) => other - one)
      .map(([licence, count]) => `${licence} ${count}`)
      .join(', '),
    refused: components
      .filter(
        (each) =>
          !licenceOf(each)
            .replace(/[()]/g, '')
            .split(/ (?:AND|OR) /)
            .every((id) => allowed.includes(id)),
      )
      .map((each) => `${each.name} ${each.version}: ${licenceOf(each)}`),
  };
}
