/** Something that a file of the folder declares. */
export interface Declared {
  /** From the folder of the index. */
  readonly file: string;
  readonly found: RegExpMatchArray;
}

/** An index: imports of what the files of its folder declare, and what is made of them. */
export interface Index {
  /** From the root of the repository. */
  readonly path: string;
  /** What is declared: its name is the group `name`. Global. */
  readonly declares: RegExp;
  /** The index says what it is. */
  readonly about: string;
  /** Further imports. */
  readonly imports?: readonly string[];
  /** Everything after the imports. `all` is sorted by path; `before` is the index as it is. */
  readonly body: (all: readonly Declared[], before: string) => string;
}

export function nameOf({ found }: Declared): string {
  return found.groups?.['name'] ?? '';
}

/** The text of an index, as prettier leaves it. */
export function indexText(index: Index, all: readonly Declared[], before: string): string {
  const names = new Map<string, string[]>();
  for (const each of all) names.set(each.file, [...(names.get(each.file) ?? []), nameOf(each)]);
  const imports = [...names].map(
    ([file, found]) => `import { ${found.join(', ')} } from './${file.replace(/ts$/, 'js')}';`,
  );
  return [
    `/** ${index.about} Made by \`npm run pages\`. */`,
    ...(index.imports ?? []),
    ...imports,
    '',
    index.body(all, before),
  ].join('\n');
}

/**
 * Names in the order that a list has already; what is new comes last, or after the last of its folder where folders have an order.
 * So the order is a person's, and nobody has to name a file twice.
 */
export function keptOrder(all: readonly Declared[], before: string, folders?: readonly string[]): readonly string[] {
  const placed = new Map([...before.matchAll(/^ {2}(\w+),$/gm)].map(([, name = ''], at) => [name, at]));
  const rank = (each: Declared): [folder: number, place: number] => [
    folders?.indexOf(each.file.split('/')[0] ?? '') ?? 0,
    placed.get(nameOf(each)) ?? Infinity,
  ];
  const unknown = all.find((each) => rank(each)[0] < 0);
  if (unknown) {
    throw new Error(`${unknown.file} lies in none of the folders that have an order, got: ${folders?.join(', ')}`);
  }
  return all
    .map((each) => ({ each, rank: rank(each) }))
    .sort(({ rank: [a, one] }, { rank: [b, two] }) => a - b || (one === two ? 0 : one - two))
    .map(({ each }) => nameOf(each));
}
