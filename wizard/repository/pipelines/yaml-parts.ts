/**
 * YAML as a host of pipelines reads it: anchors, merges, both styles, several documents; each part with its line. What an alias
 * stands for is looked at where it stands and nothing is expanded, so that a file of aliases of aliases takes no longer than
 * another. `yaml` rather than own code: these texts decide whom a cloud lets in, and it has a line for each part.
 */
import {
  Composer,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  Parser,
  visit,
  type Alias,
  type CST,
  type Document,
} from 'yaml';

/** A file; of one with mistakes, what could be read of it. */
export interface YamlFile {
  /** What its documents hold. */
  readonly documents: readonly Part[];
  /** The first mistake, where there is one. */
  readonly mistake?: { readonly line: number; readonly what: string };
}

/** Merges the maps that are its value into the one in which it stands: https://yaml.org/type/merge.html */
const mergeKey = '<<';

export interface Entry {
  readonly key: Part;
  readonly value: Part;
}

/**
 * @param text With or without a mark of byte order, lines as on any system
 * @returns never throws: what is no YAML is a mistake
 */
export function readYaml(text: string): YamlFile {
  const lineCounter = new LineCounter();
  const lineAt = (offset = 0): number => Math.max(1, lineCounter.linePos(offset).line);
  const documents: Part[] = [];
  const mistakes: { readonly at: number; readonly what: string }[] = [];
  try {
    // A key twice is no mistake here: hosts differ in which of them they take, and both are looked at.
    const composer = new Composer({ uniqueKeys: false });
    for (const document of composer.compose(tokensOf(text, lineCounter))) {
      const { targets, unknown } = aliasesIn(document);
      documents.push(new Part(document.contents, targets, lineAt));
      mistakes.push(...document.errors.map(({ pos: [at], message }) => ({ at, what: message })).slice(0, 1));
      if (unknown) mistakes.push({ at: unknown.range?.[0] ?? 0, what: `nothing is called &${unknown.source}` });
    }
  } catch (error) {
    if (!(error instanceof TooDeep)) throw error;
    mistakes.push({ at: error.offset, what: `nested in more than ${deepest} levels` });
  }
  const [first] = mistakes;
  return { documents, ...(first === undefined ? {} : { mistake: { line: lineAt(first.at), what: first.what } }) };
}

/** GitLab takes 100: https://docs.gitlab.com/administration/instance_limits/#maximum-size-and-depth-of-ci-configuration-yaml-files */
const deepest = 200;

class TooDeep extends Error {
  constructor(readonly offset: number) {
    super();
  }
}

/** A tree is made of them by recursion, which a text of ten thousand brackets would end, with the whole program. */
function* tokensOf(text: string, lineCounter: LineCounter): Generator<CST.Token> {
  const parser = new Parser(lineCounter.addNewLine);
  lineCounter.addNewLine(0);
  for (const lexeme of new Lexer().lex(text)) {
    yield* parser.next(lexeme);
    if (parser.stack.length > deepest) throw new TooDeep(parser.offset);
  }
  yield* parser.end();
}

export type EntryBelow = Entry & { readonly below: string | undefined };

/** What each alias stands for: the anchor of that name that stands last before it; and the first without one. */
function aliasesIn(document: Document.Parsed): { targets: ReadonlyMap<unknown, unknown>; unknown?: Alias | undefined } {
  const anchors = new Map<string, unknown>();
  const targets = new Map<unknown, unknown>();
  let unknown: Alias | undefined;
  visit(document, {
    Node: (_key, node) => {
      if (!isAlias(node)) {
        if (node.anchor !== undefined) anchors.set(node.anchor, node);
      } else if (anchors.has(node.source)) targets.set(node, anchors.get(node.source));
      else unknown ??= node;
    },
  });
  return { targets, unknown };
}

/** A text, a map or a list, with the line at which it begins. */
export class Part {
  /** What was parsed, by which one part is known from another. */
  readonly node: unknown;

  constructor(
    node: unknown,
    private readonly targets: ReadonlyMap<unknown, unknown>,
    private readonly lineAt: (offset: number | undefined) => number,
  ) {
    this.node = targets.has(node) ? targets.get(node) : node;
  }

  get line(): number {
    return this.lineAt((this.node as { range?: readonly number[] } | null | undefined)?.range?.[0]);
  }

  /** Of what is one word or text; a number as it is written. */
  get text(): string | undefined {
    if (!isScalar(this.node)) return undefined;
    return typeof this.node.value === 'string' ? this.node.value : this.node.source;
  }

  get isList(): boolean {
    return isSeq(this.node);
  }

  /** Of a list; none of anything else. */
  get items(): readonly Part[] {
    return isSeq(this.node) ? this.node.items.map((item) => this.at(item)) : [];
  }

  /** Of a map; a key may come several times. None of anything else. */
  get entries(): readonly Entry[] {
    return isMap(this.node)
      ? this.node.items.map((pair) => ({ key: this.at(pair.key), value: this.at(pair.value) }))
      : [];
  }

  /** Of a map with what is merged into it (`<<`), whichever counts where both have a name. */
  get merged(): readonly Entry[] {
    if (!isMap(this.node)) return [];
    const found: Entry[] = [];
    walk<{ part: Part }>({ part: this }, ({ part }) => {
      const { entries } = part;
      for (const entry of entries) if (entry.key.text !== mergeKey) found.push(entry);
      return [...part.items, ...entries.filter(({ key }) => key.text === mergeKey).map(({ value }) => value)].map(
        (each) => ({ part: each }),
      );
    });
    return found;
  }

  /** Each entry of a name. */
  named(name: string): readonly Entry[] {
    return this.merged.filter(({ key }) => key.text === name);
  }

  private at(node: unknown): Part {
    return new Part(node, this.targets, this.lineAt);
  }
}

/** A list and the lists in it as one; what is no list is one item. What aliases stand for comes once. */
export function flattened(part: Part): readonly Part[] {
  const found: Part[] = [];
  walk({ part }, ({ part: at }) => {
    if (!at.isList) found.push(at);
    return at.items.map((item) => ({ part: item }));
  });
  return found;
}

/** Each entry of each map of a part, in the order of the text, with the key below which its map stands; what aliases stand for once. */
export function everyEntry(part: Part): readonly EntryBelow[] {
  const found: EntryBelow[] = [];
  walk<{ part: Part; below?: string | undefined }>({ part }, ({ part: at, below }) => {
    const { entries } = at;
    for (const entry of entries) found.push({ ...entry, below });
    return [
      ...at.items.map((item) => ({ part: item })),
      ...entries.map(({ key, value }) => ({ part: value, below: key.text })),
    ];
  });
  return found;
}

/** Depth first, each part once: by no recursion, which would end with the stack, and by no spread, which ends there too. */
function walk<Step extends { readonly part: Part }>(start: Step, next: (step: Step) => readonly Step[]): void {
  const waiting = [start];
  const seen = new Set<unknown>();
  for (let step = waiting.pop(); step !== undefined; step = waiting.pop()) {
    if (seen.has(step.part.node)) continue;
    seen.add(step.part.node);
    for (const each of next(step).toReversed()) waiting.push(each);
  }
}
