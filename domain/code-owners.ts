/**
 * Whom a text of CODEOWNERS asks: what is merged without an owner's approval runs with the rights of the pipeline. Source:
 * https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners.
 */
import { endsOf } from './wildcards.js';
import { githubFolder, githubOwnersPath, ofAnyHost } from './pipeline-files.js';

/** What runs in a job, or says what may run there; the last one stands for any other file. */
const codeOf = (ofHost: readonly string[]): readonly string[] => [
  ...[...ofHost, 'allow.json', 'main.ts', 'package.json', 'package-lock.json'],
  ...['.npmrc', '.terraform.lock.hcl', 'any/other/file.ts'],
];

/** What of that is GitHub's own. */
const ofGithub: readonly string[] = [githubOwnersPath, `${githubFolder}/workflows/desktops.yml`];

/**
 * Paths of code for which a text of CODEOWNERS names nobody: the last line that fits counts.
 * @param ofHost Paths that are code on the host of the repository
 */
export function unownedIn(text: string, ofHost: readonly string[] = ofGithub): string[] {
  const lines = text.split(/\r?\n/).flatMap((line) => {
    const [pattern = '', ...owners] = line
      .replace(/(^|\s)#.*$/, '')
      .trim()
      .split(/(?<!\\)\s+/);
    return pattern === '' ? [] : [{ fits: patternOf(pattern), owned: owners.some((each) => each.includes('@')) }];
  });
  return codeOf(ofHost).filter((path) => lines.findLast(({ fits }) => fits(path))?.owned !== true);
}

const lists: readonly string[] = ['.csv', '.tsv', '.txt'];

/**
 * What stands against a path as data of every day, which nobody owns: code that its line in CODEOWNERS would leave to nobody. A list
 * is told from code by the end of its name, and by letters that make no pattern.
 * @param path Of a file of users, from the top of the repository
 * @returns the code, in words; nothing: the path is a list alone
 */
export function codeOfPath(path: string): string | undefined {
  const [code] = unownedIn(`* @owner\n/${path.replaceAll(' ', '\\ ')}\n`, [...ofGithub, ...ofAnyHost]);
  if (code !== undefined) return code;
  if (!lists.some((end) => path.toLowerCase().endsWith(end))) return `every file but lists (${lists.join(', ')})`;
  return /[*?[\]!#\\]|[^\S ]|\p{Cc}/u.test(path) ? 'what this fits as a pattern' : undefined;
}

/** As in .gitignore, but for `docs/*`, which is for what lies in that folder itself, and without `!` and `[ ]`: no library of patterns has that. */
function patternOf(pattern: string): (path: string) => boolean {
  const plain = pattern.replace(/^\//, '').replaceAll('\\ ', ' ');
  const isAnchored = pattern.replace(/\/$/, '').includes('/');
  const parts = plain
    .replace(/\/$/, '')
    .split(/(\*\*\/?|\*|\?)/)
    .map((part) => (part === '**/' ? '**' : part));
  return (path) => {
    const folders = [...path.matchAll(/\//g)].map(({ index }) => index + 1);
    return [...endsOf(parts, path, isAnchored ? [0] : [0, ...folders])].some((end) => {
      if (plain.endsWith('/')) return path[end] === '/';
      return end === path.length || (!plain.endsWith('/*') && path[end] === '/');
    });
  };
}
