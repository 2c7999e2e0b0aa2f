import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';

/**
 * What a comment, a test or a page cites has to be something that its reader can open: a page on the web, an issue, a file of
 * this repository. Sections of docs/facts and numbers of conventions and decisions have to exist.
 */
const skipped =
  /^(node_modules|dist|\.git|\.cache|\.venv|coverage|cdktf\.out|twin\/data|test\/recordings\/.*\.json)(\/|$)/;
const texts = /\.(ts|mjs|cjs|md|ya?ml|json|sh)$|^\.ci\/run$/;

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (skipped.test(path)) return [];
    if (entry.isDirectory()) return filesBelow(path);
    // This file shows what is refused.
    const own = path === 'package-lock.json' || path === 'test/docs/citations.test.ts';
    return entry.isFile() && texts.test(path) && !own ? [path] : [];
  });
}

const files = new Map(filesBelow('.').map((path) => [path, readFileSync(path, 'utf8')]));

/** Places that only those who wrote this had. */
const outside: readonly (readonly [RegExp, string])[] = [
  [/\b(?:design|house)\.md\b/, 'a page outside this repository'],
  [/\bdesign,? section\b|\bsection \d+ of the design\b/i, 'a page outside this repository'],
  [/(?<!docs\/|\]\()\bfacts\/[\w-]+\.md\b|\bfacts [\w-]+\.md\b|\bfacts\.md\b/, 'docs/facts/PAGE.md SECTION'],
  [/\bstand-in-protocol\b/, 'docs/facts/stand-ins.md SECTION'],
  [/(?<![\w/.-])[A-Za-z][\w.-]*#\d{2,}\b|\bissues? \d+\b/, 'OWNER/REPOSITORY#NUMBER'],
  [/\.\.\/shared\b(?!-)|\/work\/\w|(?<![\w.])\/root\/\w/, 'a path of one machine'],
];

/** `FILE:LINE: text (what to cite)` for each line that points outside. */
function pointsOutside(path: string, text: string): string[] {
  return text.split('\n').flatMap((line, at) => {
    // A test may read inputs that lie beside the clone, if it is skipped by name where they do not.
    const judged = path.startsWith('test/') ? line.replace(/(\.\.\/)+shared\/inputs/, '') : line;
    return outside
      .filter(([pattern]) => pattern.test(judged))
      .map(([, instead]) => `${path}:${at + 1}: ${line.trim()} (${instead})`);
  });
}

/** Numbers of the headings of a page: `## 2. Title` and `### 2.1 Title`. */
function sectionsOf(page: string): string[] {
  return [...page.matchAll(/^#{2,3} (\d+(?:\.\d+)?)\.? \S/gm)].map(([, number = '']) => number);
}

const facts = new Map(
  readdirSync('docs/facts').map((name) => [name, sectionsOf(readFileSync(join('docs/facts', name), 'utf8'))]),
);

/** Citations of docs/facts that lead to no section. */
function brokenFacts(path: string, text: string): string[] {
  const cited = [...text.matchAll(/docs\/facts\/([\w-]+\.md)(?:,? (\d+(?:\.\d+)?))?/g)];
  const linked = path.startsWith('docs/') ? [...text.matchAll(/\]\((?:facts\/)?([\w-]+\.md)\) (\d+(?:\.\d+)?)/g)] : [];
  return [...cited, ...linked]
    .filter(([, page = '', section]) => {
      const sections = facts.get(page);
      return sections === undefined || (section !== undefined && !sections.includes(section));
    })
    .map(([all]) => `${path}: ${all}`);
}

describe('citations', () => {
  test('nothing points outside the repository', () => {
    expect(files.size).toBeGreaterThan(500);
    expect([...files].flatMap(([path, text]) => pointsOutside(path, text))).toEqual([]);
  });

  test.each([
    ['the traps of design section 5', 1],
    ['facts aws.md section 19', 1],
    ['measured, facts/testing.md section 10', 1],
    [`join(here, '../../../shared/facts/x.json')`, 1],
    [`join(here, '../../../shared/inputs/x.json')`, 0],
    ['the provider drops it (terraform-provider-aws#43447)', 1],
    ['as issue 4 says', 1],
    ['hashicorp/terraform-provider-aws#43447', 0],
    ['docs/facts/terraform.md 1.2', 0],
  ])('%s: %i', (line, problems) => expect(pointsOutside('test/x.test.ts', line)).toHaveLength(problems));

  test('sections of docs/facts are numbered upwards, each once', () => {
    for (const [page, sections] of facts) {
      if (page === 'README.md') continue;
      const order = (number: string): number => {
        const [chapter = 0, part = 0] = number.split('.').map(Number);
        return chapter * 1000 + part;
      };
      expect([page, sections.length > 3]).toEqual([page, true]);
      expect([page, sections]).toEqual([page, [...new Set(sections)].sort((one, other) => order(one) - order(other))]);
    }
  });

  test('each section of docs/facts that is cited exists', () => {
    expect([...files].flatMap(([path, text]) => brokenFacts(path, text))).toEqual([]);
    expect(brokenFacts('twin/rules.ts', 'docs/facts/terraform.md 99.1, docs/facts/terraform.md 1.2')).toHaveLength(1);
  });

  test('each decision that is cited exists', () => {
    const numbers = new Set(readdirSync('docs/decisions').map((name) => name.slice(0, 4)));
    const broken = [...files].flatMap(([path, text]) =>
      [...text.matchAll(/\b(?:ADR|decisions?[ /]) ?(\d{4})\b(?:-[\w-]+\.md)?/gi)]
        .filter(([all, number = '']) => (all.endsWith('.md') ? !existsSync(join('docs', all)) : !numbers.has(number)))
        .map(([all]) => `${path}: ${all}`),
    );
    expect(broken).toEqual([]);
  });
});

describe('the 22 conventions', () => {
  const rows = new Map(
    [...readFileSync('docs/conventions.md', 'utf8').matchAll(/^\| (\d+) \| .* \| ([^|]+) \|$/gm)].map(
      ([, number = '', held = '']) => [Number(number), [...held.matchAll(/`([^`]+)`/g)].map(([, file = '']) => file)],
    ),
  );
  /** Numbers that names of tests say. */
  const named = new Map(
    [...files]
      .filter(([path]) => path.endsWith('.test.ts'))
      .map(([path, text]) => [
        path,
        [...text.matchAll(/^\s*['"(a-z.]*['"]conventions? (\d+)(?: and (\d+))?:/gm)]
          .flatMap(([, one, other]) => (other === undefined ? [one] : [one, other]))
          .map(Number),
      ]),
  );

  test('all have a row, and each row names files whose tests say its number', () => {
    expect([...rows.keys()]).toEqual(Array.from({ length: 22 }, (_, at) => at + 1));
    const wrong = [...rows].flatMap(([number, held]) =>
      (held.length === 0 ? ['no file'] : held)
        .filter((file) => !named.get(file)?.includes(number))
        .map((file) => `convention ${number}: no test of ${file} says so`),
    );
    expect(wrong).toEqual([]);
  });

  test('each test that says a number is in the row of it', () => {
    const missing = [...named].flatMap(([path, numbers]) =>
      [...new Set(numbers)]
        .filter((number) => !rows.get(number)?.includes(path))
        .map((number) => `docs/conventions.md, row ${number}: ${path} holds it, too`),
    );
    expect(missing).toEqual([]);
    expect([...named.values()].flat().length).toBeGreaterThan(40);
  });
});
