/**
 * Files of elsewhere that a pipeline of GitLab includes: whoever may change them writes jobs of main.
 * Source: https://docs.gitlab.com/ci/yaml/#include (`remote` with `integrity`, `project` with `ref`, `component` with a version).
 */
import { linesOf, type OthersLine } from './others-code.js';

type Line = ReturnType<typeof linesOf>[number];

/** A commit, or the one that the pipeline itself is of. */
const commit = /\b[0-9a-f]{40}\b|\$\{?CI_COMMIT_SHA\b/;

/** Each include of elsewhere that is not bound to its content. */
export function includesOfOthers(text: string): OthersLine[] {
  return itemsOf(included(text))
    .flatMap(includesIn)
    .flatMap((include) => {
      const of = include.find(({ key }) => ['remote', 'project', 'component'].includes(key));
      const isBound = include.some(
        (each) => each.key === 'integrity' || ((each === of || each.key === 'ref') && commit.test(each.value)),
      );
      if (of === undefined || isBound) return [];
      const got =
        'includes a file of elsewhere that is not bound to its content: whoever may change that writes jobs of main, which both clouds let in';
      return [{ line: of.line, got }];
    });
}

/** The lines of `include`; of the first what stands behind the colon. A list may stand at the margin. */
function included(text: string): Line[] {
  let inside = false;
  return linesOf(text).flatMap(([line, words]): Line[] => {
    const [, name, value = ''] = /^(['"]?include['"]?\s*:)(.*)$/.exec(words) ?? [];
    if (/^(?:[^\s-]|---)/.test(words)) inside = name !== undefined;
    const rest = name === undefined ? words : `${' '.repeat(name.length)}${value}`;
    return inside && rest.trim() !== '' ? [[line, rest]] : [];
  });
}

/** A list in its items; what is none is one. */
function itemsOf(lines: readonly Line[]): Line[][] {
  const start = lines[0]?.[1].search(/\S/);
  const isList = start !== undefined && lines[0]?.[1][start] === '-';
  const items: Line[][] = [];
  for (const line of lines) {
    const begins = isList && line[1].search(/\S/) === start && line[1][start] === '-';
    if (begins || items.length === 0) items.push([]);
    items.at(-1)?.push(line);
  }
  return items;
}

interface Said {
  readonly line: number;
  readonly key: string;
  readonly value: string;
}

/** What an item says of itself, and not below: `inputs` may have any names. One in brackets may be several. */
function includesIn(item: readonly Line[]): Said[][] {
  const [[line, first] = [0, '']] = item;
  const column = first.search(/[^\s-]/);
  if (column >= 0 && '[{'.includes(first[column] ?? '')) {
    const all = item.map(([, words]) => words.slice(words.search(/[^\s-]/))).join(' ');
    return [...all.matchAll(/\{([^}]*)\}|[^[\]{},]+/g)].map(([one, within]) =>
      (within ?? one).split(',').flatMap((each) => said(line, each)),
    );
  }
  const own = item.filter(([, words], at) => words.search(at === 0 ? /[^\s-]/ : /\S/) === column);
  return [own.flatMap(([at, words]) => said(at, words.slice(column)))];
}

/** A key with its value; an address alone is one of `remote`. */
function said(line: number, words: string): Said[] {
  const address = /^\s*['"]?(https?:\/\/\S+)/.exec(words)?.[1];
  if (address !== undefined) return [{ line, key: 'remote', value: address }];
  const [, key, value = ''] = /^\s*['"]?([\w-]+)['"]?\s*:\s*(.*)$/.exec(words) ?? [];
  return key === undefined ? [] : [{ line, key, value }];
}
