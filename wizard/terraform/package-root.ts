/** Where this package lies: in node_modules as a bundle, or as a clone of the repository. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder with our package.json, found upwards from this file: chunks of the bundle lie at another depth than sources. */
export function packageRoot(from = fileURLToPath(import.meta.url)): string {
  for (let folder = dirname(from); ; folder = dirname(folder)) {
    const file = join(folder, 'package.json');
    if (existsSync(file) && (JSON.parse(readFileSync(file, 'utf8')) as { name?: string }).name === 'entra-workspaces') {
      return folder;
    }
    if (folder === dirname(folder)) throw new Error(`no package.json of entra-workspaces above ${from}`);
  }
}

/** Version of this package. */
export function packageVersion(): string {
  return packageFile().version;
}

/** Where its issues are, if package.json says so. */
export function packageIssues(): string | undefined {
  return packageFile().bugs?.url;
}

function packageFile(): { readonly version: string; readonly bugs?: { readonly url: string } } {
  return JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as ReturnType<typeof packageFile>;
}
