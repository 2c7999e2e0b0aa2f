/**
 * Reads JSON and remembers on which line everything stands, so that a problem can name the line. Stricter than
 * `JSON.parse`: a key given twice is a problem, because one of the two would be dropped in silence. Own code: `jsonc-parser` goes
 * on behind a mistake, ends with the stack in a deep text, and names a mistake by a number and none by what to do.
 */
import { present } from '../domain/present.js';
import type { Problem } from './problem.js';
import { shortened } from './visible-text.js';

/** Where in a document: keys and indices from the root. */
export type Path = readonly (string | number)[];

/** Letters of a name in a path that are said. */
const mostOfName = 60;

/** Writes a path as people read it: `sites[0].network.create.cidr`. Long names are cut: two paths may be written alike. */
export function formatPath(path: Path): string {
  return path
    .map((part, index) => {
      if (typeof part === 'number') return `[${part}]`;
      if (!/^[A-Za-z_$][\w$-]*$/.test(part)) return `[${JSON.stringify(shortened(part, mostOfName))}]`;
      return index === 0 ? shortened(part, mostOfName) : `.${shortened(part, mostOfName)}`;
    })
    .join('');
}

/** Where a value stands in the text. */
export interface JsonPlace {
  /** Offset of its first character. */
  readonly start: number;
  /** Offset behind its last one. */
  readonly end: number;
  /** Offset of the key, of a value in an object. */
  readonly keyStart?: number;
  /** The values in it, by key or index. */
  readonly children: ReadonlyMap<string | number, JsonPlace>;
}

/** What reading gave: a value unless the text is no JSON at all. */
export interface JsonText {
  readonly value: unknown;
  readonly problems: readonly Problem[];
  /** The line of a path, or of the nearest thing around it that stands in the text. */
  readonly lineOf: (path: Path) => number | undefined;
  /** Where the root stands in the text without its byte order mark; `undefined` unless all of it could be read. */
  readonly place?: JsonPlace;
}

const commentFix =
  'Remove the comment: JSON has none, and the file is rewritten by `connect` and `users`, which would lose it.';
const deepest = 64;
/** A thousand desktops with tags hold 20,000; more is another kind of file, and each value costs memory. */
const mostValues = 200_000;
/** Keys that may not stand so, and are told: more are told by the first of them. */
const mostKeys = 100;

type Place = { -readonly [K in keyof JsonPlace]: JsonPlace[K] } & { children: Map<string | number, JsonPlace> };

const noChildren: Map<string | number, JsonPlace> = new Map();

class Reader {
  position = 0;
  root: Place | undefined;
  readonly problems: Problem[] = [];
  private count = 0;
  /** The path to what is being read. */
  private readonly names: (string | number)[] = [];
  private lineStarts: number[] | undefined;

  constructor(private readonly text: string) {}

  document(): unknown {
    const value = this.value(undefined, 0, undefined);
    this.space();
    if (this.position < this.text.length) this.fail('must end after the closing brace');
    return value;
  }

  /** The line of a position, from 1. */
  line(position = this.position): number {
    if (this.lineStarts === undefined) {
      this.lineStarts = [0];
      for (let at = this.text.indexOf('\n'); at !== -1; at = this.text.indexOf('\n', at + 1))
        this.lineStarts.push(at + 1);
    }
    let low = 0;
    let high = this.lineStarts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.lineStarts[middle] ?? 0) <= position) low = middle;
      else high = middle;
    }
    return low + 1;
  }

  fail(rule: string, fix?: string): never {
    const got = this.text.slice(this.position, this.position + 20).split(/[\r\n]/)[0];
    throw new Unreadable({
      path: '',
      rule,
      got:
        got === undefined || got === ''
          ? this.position >= this.text.length
            ? 'the end of the file'
            : 'the end of the line'
          : got,
      line: this.line(),
      ...present({ fix }),
    });
  }

  private space(): void {
    while (/[ \t\r\n]/.test(this.text.charAt(this.position))) this.position += 1;
    if (/^(\/\/|\/\*|#)/.test(this.text.slice(this.position, this.position + 2)))
      this.fail('must hold no comments', commentFix);
  }

  /** Reads a value; what it is in is told where the value stands, without writing out the path to it. */
  private value(
    around: Place | undefined,
    depth: number,
    name: string | number | undefined,
    keyStart?: number,
  ): unknown {
    this.space();
    if (depth > deepest) this.fail(`must not be nested deeper than ${deepest} levels`);
    this.count += 1;
    if (this.count > mostValues) this.fail(`must hold at most ${mostValues} values`);
    const next = this.text.charAt(this.position);
    const place: Place = {
      start: this.position,
      end: this.position,
      children: next === '{' || next === '[' ? new Map() : noChildren,
      ...present({ keyStart }),
    };
    if (around === undefined || name === undefined) this.root = place;
    else around.children.set(name, place);
    if (name !== undefined) this.names.push(name);
    const value = this.content(next, place, depth);
    if (name !== undefined) this.names.pop();
    place.end = this.position;
    return value;
  }

  private content(next: string, place: Place, depth: number): unknown {
    if (next === '{') return this.object(place, depth);
    if (next === '[') return this.array(place, depth);
    if (next === '"') return this.string();
    if (next === "'") this.fail('must quote text with double quotes');
    const literal = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.])/.exec(
      this.text.slice(this.position, this.position + 40),
    )?.[0];
    if (literal === undefined)
      this.fail('must be a JSON value: text in double quotes, a number, true, false, null, { or [');
    this.position += literal.length;
    return JSON.parse(literal) as unknown;
  }

  private object(place: Place, depth: number): Record<string, unknown> {
    const result: Record<string, unknown> = {};
    this.position += 1;
    this.space();
    if (this.take('}')) return result;
    for (;;) {
      this.space();
      if (this.text.charAt(this.position) !== '"') this.fail('must be a key in double quotes');
      const start = this.position;
      const key = this.string();
      this.space();
      if (!this.take(':')) this.fail('must have a colon after the key');
      if (key === '__proto__') this.refuseKey(key, start, 'must be another key: many programs pass over this one', key);
      // By the places, not by the object: an object of very many keys is slow to ask.
      if (place.children.has(key)) this.refuseKey(key, start, 'must be given once', 'the key twice');
      const value = this.value(place, depth + 1, key, start);
      Object.defineProperty(result, key, { value, enumerable: true, configurable: true, writable: true });
      this.space();
      if (this.take('}')) return result;
      this.comma('}');
    }
  }

  private refuseKey(key: string, start: number, rule: string, got: string): void {
    if (this.problems.length >= mostKeys) return;
    this.problems.push({ path: formatPath([...this.names, key]), rule, got, line: this.line(start) });
  }

  private array(place: Place, depth: number): unknown[] {
    const result: unknown[] = [];
    this.position += 1;
    this.space();
    if (this.take(']')) return result;
    for (;;) {
      result.push(this.value(place, depth + 1, result.length));
      this.space();
      if (this.take(']')) return result;
      this.comma(']');
    }
  }

  private comma(closing: string): void {
    if (!this.take(',')) this.fail(`must have a comma or ${closing} here`);
    const comma = this.position;
    this.space();
    if (this.text.charAt(this.position) === closing) {
      this.position = comma - 1;
      this.fail(`must have no comma before ${closing}`);
    }
  }

  /** Walks to the closing quote by hand: a pattern would need one step of the stack for each character. */
  private string(): string {
    const begin = this.position;
    let at = begin + 1;
    while (this.text.charAt(at) !== '"') {
      // The end of the text compares as no number does.
      if (!(this.text.charCodeAt(at) >= 0x20)) this.fail('must be text that ends with a double quote on the same line');
      if (this.text.charAt(at) === '\\') {
        const escape = /["\\/bfnrt]|u[0-9a-fA-F]{4}/y;
        escape.lastIndex = at + 1;
        if (!escape.test(this.text)) {
          this.position = at;
          this.fail('must hold a backslash only before one of " \\ / b f n r t u', 'Write a backslash as \\\\.');
        }
        at = escape.lastIndex;
      } else {
        at += 1;
      }
    }
    this.position = at + 1;
    return JSON.parse(this.text.slice(begin, this.position)) as string;
  }

  private take(character: string): boolean {
    if (this.text.charAt(this.position) !== character) return false;
    this.position += 1;
    return true;
  }
}

class Unreadable extends Error {
  constructor(readonly problem: Problem) {
    super(problem.rule);
  }
}

/** Reads JSON, in a time that grows with the text alone. A byte order mark at the beginning is skipped. */
export function readJson(text: string): JsonText {
  const reader = new Reader(text.replace(/^\uFEFF/, ''));
  const lineOf = (path: Path): number | undefined => {
    let here: JsonPlace | undefined = reader.root;
    if (here === undefined) return undefined;
    for (const part of path) {
      const child: JsonPlace | undefined = here.children.get(part);
      if (child === undefined) break;
      here = child;
    }
    return reader.line(here.start);
  };
  try {
    const value = reader.document();
    return { value, problems: reader.problems, lineOf, ...present({ place: reader.root }) };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { value: undefined, problems: [...reader.problems, error.problem], lineOf };
  }
}
