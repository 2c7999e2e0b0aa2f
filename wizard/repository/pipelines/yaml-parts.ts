/**
 * YAML as a host of pipelines reads it: anchors, merges, both styles, several documents; each part with its line. What an alias
 * stands for is looked at where it stands and nothing is expanded, so that a file of aliases of aliases takes no longer than
 * another. `yaml` rather than own code: these texts decide whom a cloud lets in, and it has a line for each part.
 */
import {
  Composer,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  Parser,
  visit,
  type Alias,
  type CST,
  type Document,
  type Node,
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
 * Line ends of YAML 1.1, which the hosts' readers take (libyaml and its port YamlDotNet: IS_BREAK), and YAML 1.2 does not: behind one
 * of them a comment is over for a host, and goes on for others and for whoever reviews it.
 */
const oddBreak = /\r(?!\n)|[\u0085\u2028\u2029]/;

/**
 * @param written With or without a mark of byte order, lines as on any system
 * @returns never throws: what is no YAML, or is not the same YAML for everybody, is a mistake
 */
export function readYaml(written: string): YamlFile {
  const lineCounter = new LineCounter();
  const lineAt = (offset = 0): number => Math.max(1, lineCounter.linePos(offset).line);
  const documents: Part[] = [];
  const mistakes: { readonly at: number; readonly what: string }[] = [];
  const odd = oddBreak.exec(written);
  if (odd) mistakes.push({ at: odd.index, what: `a line end that is none for everybody, ${codeOf(odd[0])}` });
  // As long as before, so that each part keeps its place.
  const text = written.replaceAll(new RegExp(oddBreak, 'g'), '\n');
  const source: Source = { targets: new Map(), lineAt, looked: 0 };
  try {
    // A key twice is no mistake here: hosts differ in which of them they take, and both are looked at.
    const composer = new Composer({ uniqueKeys: false });
    for (const document of composer.compose(tokensOf(text, lineCounter))) {
      const { unknown, hidden } = aliasesIn(document, source.targets);
      documents.push(new Part(document.contents, source));
      mistakes.push(...document.errors.map(({ pos: [at], message }) => ({ at, what: message })).slice(0, 1));
      if (unknown) mistakes.push({ at: unknown.range?.[0] ?? 0, what: `nothing is called &${unknown.source}` });
      if (hidden)
        mistakes.push({ at: hidden.range?.[0] ?? 0, what: 'a word in Base64 (!!binary), which some hosts open' });
    }
  } catch (error) {
    if (!(error instanceof TooDeep)) throw error;
    mistakes.push({ at: error.offset, what: `nested in more than ${deepest} levels` });
  }
  const [first] = mistakes;
  return { documents, ...(first === undefined ? {} : { mistake: { line: lineAt(first.at), what: first.what } }) };
}

const codeOf = (letter: string): string => `U+${letter.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;

/** What the parts of one file share. */
interface Source {
  readonly targets: Map<unknown, unknown>;
  readonly lineAt: (offset: number | undefined) => number;
  /** How much was looked at. */
  looked: number;
}

/** So much no file says that people write: thousands of maps that each merge thousands of keys are looked through no further. */
const mostLooked = 5_000_000;

/** Thrown where the parts of a file say more than is looked through. */
export class TooMuch extends Error {
  override readonly message = 'merges more into one another than is looked through';
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

/**
 * What each alias stands for: the anchor of that name that stands last before it; and the first without one. And the first word that
 * only Ruby reads, as text of GitLab's own keys: https://github.com/ruby/psych/blob/master/lib/psych/visitors/to_ruby.rb
 */
function aliasesIn(
  document: Document.Parsed,
  targets: Map<unknown, unknown>,
): { unknown?: Alias | undefined; hidden?: Node | undefined } {
  const anchors = new Map<string, unknown>();
  let unknown: Alias | undefined;
  let hidden: Node | undefined;
  visit(document, {
    Node: (_key, node) => {
      if (!isAlias(node)) {
        if (node.anchor !== undefined) anchors.set(node.anchor, node);
        if (/[!:]binary$/.test(node.tag ?? '')) hidden ??= node;
      } else if (anchors.has(node.source)) targets.set(node, anchors.get(node.source));
      else unknown ??= node;
    },
  });
  return { unknown, hidden };
}

/** A text, a map or a list, with the line at which it begins. */
export class Part {
  /** What was parsed, by which one part is known from another. */
  readonly node: unknown;

  constructor(
    node: unknown,
    private readonly source: Source,
  ) {
    this.node = source.targets.has(node) ? source.targets.get(node) : node;
  }

  get line(): number {
    return this.source.lineAt((this.node as { range?: readonly number[] } | null | undefined)?.range?.[0]);
  }

  /** Of what is one word or text; a number as it is written. */
  get text(): string | undefined {
    if (!isScalar(this.node)) return undefined;
    return typeof this.node.value === 'string' ? this.node.value : this.node.source;
  }

  /** `!reference`; none of what has no tag. */
  get tag(): string | undefined {
    return isNode(this.node) ? this.node.tag : undefined;
  }

  get isList(): boolean {
    return isSeq(this.node);
  }

  /** Of a list; none of anything else. @throws TooMuch */
  get items(): readonly Part[] {
    return isSeq(this.node) ? this.looked(this.node.items).map((item) => this.at(item)) : [];
  }

  /** Of a map; a key may come several times. None of anything else. @throws TooMuch */
  get entries(): readonly Entry[] {
    return isMap(this.node)
      ? this.looked(this.node.items).map((pair) => ({ key: this.at(pair.key), value: this.at(pair.value) }))
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

  /**
   * Each entry of a name, as a symbol of Ruby too (`:name`), which GitLab takes for it.
   * Sources: `safe_load` with Symbol in lib/gitlab/config/loader/yaml.rb of gitlab-org/gitlab,
   * https://github.com/ruby/psych/blob/master/lib/psych/scalar_scanner.rb
   */
  named(name: string): readonly Entry[] {
    return this.merged.filter(
      ({ key: { text } }) => text === name || text?.replace(/^:(["']?)(.*)\1$/s, '$2') === name,
    );
  }

  private looked<T>(parts: readonly T[]): readonly T[] {
    this.source.looked += parts.length;
    if (this.source.looked > mostLooked) throw new TooMuch();
    return parts;
  }

  private at(node: unknown): Part {
    return new Part(node, this.source);
  }
}

/**
 * A list and the lists in it as one; what is no list is one item. What aliases stand for comes once.
 * @param whole Of a tag: a list that has it is one item
 */
export function flattened(part: Part, whole?: string): readonly Part[] {
  const found: Part[] = [];
  walk({ part }, ({ part: at }) => {
    const isOne = !at.isList || (whole !== undefined && at.tag === whole);
    if (isOne) found.push(at);
    return (isOne ? [] : at.items).map((item) => ({ part: item }));
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
