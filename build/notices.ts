import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Notice {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly text: string;
}

/**
 * The notices of every package whose code is in the bundles: name, version, licence, and each licence text once. A
 * bundle loses the comments that carry them (MPL-2.0 of cdktf and the bindings asks for them). `inputs` are the files
 * that were bundled.
 */
export function noticesOf(root: string, inputs: readonly string[]): string {
  const notices = packageFolders(inputs).map((folder) => noticeOf(join(root, folder)));
  // The same licence comes with other line breaks and indentation in each package.
  const byText = new Map<string, Notice[]>();
  for (const notice of notices) {
    const words = notice.text.replace(/\s+/g, ' ');
    byText.set(words, [...(byText.get(words) ?? []), notice]);
  }
  const parts = [...byText.values()].map((packages) => {
    const list = [...new Set(packages.map(({ name, version, license }) => `${name} ${version} (${license})`))];
    return `${list.join('\n')}\n\n${packages[0]?.text ?? ''}`;
  });
  return `entra-workspaces contains code of these packages.\n\n${parts.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}

/** Folders of the packages that bundled files are from, sorted. */
export function packageFolders(inputs: readonly string[]): string[] {
  const found = inputs.map((input) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1]);
  return [...new Set(found.filter((folder) => folder !== undefined))].sort();
}

function noticeOf(folder: string): Notice {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<
    'name' | 'version' | 'license',
    string
  >;
  const names = existsSync(folder) ? readdirSync(folder).sort() : [];
  // Apache-2.0 asks for the NOTICE beside the licence.
  const files = [/^licen[cs]e/i, /^notice/i].flatMap((wanted) => names.filter((each) => wanted.test(each)).slice(0, 1));
  // Words count, margins do not: they are a sixteenth of these texts.
  const text = files
    .map((file) =>
      readFileSync(join(folder, file), 'utf8')
        .replace(/^[ \t]+|[ \t\r]+$/gm, '')
        .trim(),
    )
    .join('\n\n');
  return { name, version, license, text: text === '' ? `Licence: ${license}` : text };
}
