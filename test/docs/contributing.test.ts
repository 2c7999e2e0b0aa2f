import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';

/** What CONTRIBUTING.md says is there: files of each recipe, as many as its table counts, and scripts. */
const page = readFileSync('CONTRIBUTING.md', 'utf8');
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };

interface Recipe {
  readonly title: string;
  readonly files: readonly string[];
  /** Files and folders that prove it. */
  readonly proof: readonly string[];
}

const paths = (text: string): string[] =>
  [...text.matchAll(/`((?:[\w.*-]+\/)+[\w.*-]*)`/g)].map(([, path = '']) => path);

const recipes = page
  .split(/^### \d+ /m)
  .slice(1)
  .map((part): Recipe => {
    const [title = ''] = part.split('\n');
    const [touched = '', proof = ''] = part.split(/^## /m)[0]!.split('Prove it:');
    return {
      title,
      files: [...touched.matchAll(/^\d+\. `([^`]+)`/gm)].map(([, path = '']) => path),
      proof: [...paths(touched), ...paths(proof)],
    };
  });

const all = readdirSync('.', { recursive: true, encoding: 'utf8' }).filter(
  (path) => !/^(node_modules|dist|\.git|\.cache|coverage)\//.test(path),
);

/** Whether a path, with names of one's own in capitals and stars, is that of a file or a folder here. */
function isThere(path: string): boolean {
  const plain = path.replace(/\/$/, '');
  // Made by a build, so not there in a fresh clone.
  if (plain === 'dist' || plain.startsWith('dist/')) return true;
  if (existsSync(plain)) return true;
  const pattern = plain
    .replace(/[.+]/g, '\\$&')
    .replace(/\*/g, '[^/]*')
    .replace(/\b[A-Z]{3,}\b/g, '[^/]+');
  return all.some((each) => new RegExp(`^${pattern}$`).test(each));
}

/** Whether the code of a file says `gitlab`, comments and imports apart; an index that is made says it for others. */
function names(path: string): boolean {
  const text = readFileSync(path, 'utf8');
  if (/^\/\*\*.*Made by `npm run pages`/.test(text)) return false;
  return /gitlab/i.test(text.replace(/\/\*[^]*?\*\/|\/\/ .*$|^import [^;]*;$/gm, ''));
}

describe('CONTRIBUTING.md', () => {
  test('counts the files of each recipe, and each is there', () => {
    const counted = [...page.matchAll(/^\| \[([^\]]+)\]\(#(\d+)-[\w-]+\) \| (\d+) \|$/gm)].map(
      ([, title = '', number = '', count = '']) => ({ title, number: Number(number), count: Number(count) }),
    );
    expect(counted).toEqual(
      recipes.map(({ title, files }, at) => ({ title, number: at + 1, count: new Set(files).size })),
    );
    expect(counted).toHaveLength(13);
    const missing = recipes.flatMap(({ title, files }) =>
      files.filter((path) => !isThere(path)).map((path) => `${title}: ${path}`),
    );
    expect(missing).toEqual([]);
  });

  test('names files and folders that are there', () => {
    expect(paths(page).filter((path) => !path.startsWith('http')).length).toBeGreaterThan(60);
    expect([...new Set(paths(page))].filter((path) => !isThere(path))).toEqual([]);
    expect(isThere('wizard/questions/subjects/TOPIC.ts')).toBe(false);
  });

  test('lists every file that names a host of pipelines, GitLab for one', () => {
    const listed = recipes.slice(9, 11).flatMap(({ files }) => files);
    const rooms = /^(domain|deployment|function|modules|stacks|wizard|build)\//;
    // Its own files are found by their name; what a cloud refuses of its tokens is a row of errors like any other.
    const isApart = (path: string) => /gitlab/.test(path) || path === 'wizard/terraform/provider-errors.ts';
    const naming = all.filter((path) => rooms.test(path) && path.endsWith('.ts') && !isApart(path) && names(path));
    expect(naming.length).toBeGreaterThan(5);
    expect(naming.filter((path) => !listed.includes(path))).toEqual([]);
    const own = listed.filter((path) => path.includes('HOST')).map((path) => path.replaceAll('HOST', 'gitlab'));
    expect(own.filter((path) => !existsSync(path))).toEqual([]);
    // And no file that is listed for nothing.
    expect(listed.filter((path) => !path.includes('HOST') && !naming.includes(path))).toEqual([]);
  });

  test('links to headings of its own that are there', () => {
    const anchors = [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replace(/[^\w\s-]/g, '')
        .replace(/ /g, '-'),
    );
    const linked = [...page.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor = '']) => anchor);
    expect(linked.length).toBeGreaterThan(10);
    expect(linked.filter((anchor) => !anchors.includes(anchor))).toEqual([]);
  });

  test('names scripts that are there', () => {
    const named = [...page.matchAll(/npm run (?:--silent )?([\w:]+)/g)].map(([, name = '']) => name);
    expect(new Set(named).size).toBeGreaterThan(10);
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
  });

  test('names every part of the check', () => {
    const parts = [...(scripts['check'] ?? '').matchAll(/check:\w+/g)].map(([name]) => name);
    expect(parts.sort()).toEqual(
      Object.keys(scripts)
        .filter((name) => name.startsWith('check:'))
        .sort(),
    );
    expect(parts.filter((name) => !page.includes(`\`npm run ${name}\``))).toEqual([]);
  });
});
