/**
 * Reads JSON and remembers on which line everything stands, so that a problem can name the line. Stricter than
 * `JSON.parse`: a key given twice is a problem, because one of the two would be dropped in silence.
 */
import type { Problem } from './problem.js';

/** Where in a document: keys and indices from the root. */
export type Path = readonly (string | number)[];

/** Writes a path as people read it: `sites[0].network.create.cidr`. */
export function formatPath(path: Path): string {
  return path
    .map((part, index) => {
      if (typeof part === 'number') return `[${part}]`;
      if (!/^[A-Za-z_$][\w$-]*$/.test(part)) return `[${JSON.stringify(part)}]`;
      return index === 0 ? part : `.${part}`;
    })
    .join('');
}

/** What reading gave: a value unless the text is no JSON at all. */
export interface JsonText {
  readonly value: unknown;
  readonly problems: readonly Problem[];
  /** The line of a path, or of the nearest thing around it that stands in the text. */
  readonly lineOf: (path: Path) => number | undefined;
}

const commentFix =
  'Remove the comment: JSON has none, and the file is rewritten by `connect` and `users`, which would lose it.';
const deepest = 64;

class Reader {
  position = 0;
  readonly lines = new Map<string, number>();
  readonly problems: Problem[] = [];
  private counted = { position: 0, line: 1 };

  constructor(private readonly text: string) {}

  document(): unknown {
    const value = this.value([]);
    this.space();
    if (this.position < this.text.length) this.fail('must end after the closing brace');
    return value;
  }

  /** The line of a position. Reading goes forward, so lines are counted on from where it was asked last. */
  line(position = this.position): number {
    if (position < this.counted.position) this.counted = { position: 0, line: 1 };
    let { line } = this.counted;
    for (
      let at = this.text.indexOf('\n', this.counted.position);
      at !== -1 && at < position;
      at = this.text.indexOf('\n', at + 1)
    ) {
      line += 1;
    }
    this.counted = { position, line };
    return line;
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
      ...(fix === undefined ? {} : { fix }),
    });
  }

  private space(): void {
    while (/[ \t\r\n]/.test(this.text.charAt(this.position))) this.position += 1;
    if (/^(\/\/|\/\*|#)/.test(this.text.slice(this.position, this.position + 2)))
      this.fail('must hold no comments', commentFix);
  }

  private value(path: Path): unknown {
    this.space();
    if (path.length > deepest) this.fail(`must not be nested deeper than ${deepest} levels`);
    this.lines.set(JSON.stringify(path), this.line());
    const next = this.text.charAt(this.position);
    if (next === '{') return this.object(path);
    if (next === '[') return this.array(path);
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

  private object(path: Path): Record<string, unknown> {
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
      if (Object.hasOwn(result, key)) {
        this.problems.push({
          path: formatPath([...path, key]),
          rule: 'must be given once',
          got: 'the key twice',
          line: this.line(start),
        });
      }
      const value = this.value([...path, key]);
      Object.defineProperty(result, key, { value, enumerable: true, configurable: true, writable: true });
      this.space();
      if (this.take('}')) return result;
      this.comma('}');
    }
  }

  private array(path: Path): unknown[] {
    const result: unknown[] = [];
    this.position += 1;
    this.space();
    if (this.take(']')) return result;
    for (;;) {
      result.push(this.value([...path, result.length]));
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

/** Reads JSON. A byte order mark at the beginning is skipped. */
export function readJson(text: string): JsonText {
  const reader = new Reader(text.replace(/^\uFEFF/, ''));
  const lineOf = (path: Path): number | undefined => {
    for (let length = path.length; length >= 0; length -= 1) {
      const line = reader.lines.get(JSON.stringify(path.slice(0, length)));
      if (line !== undefined) return line;
    }
    return undefined;
  };
  try {
    const value = reader.document();
    return { value, problems: reader.problems, lineOf };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { value: undefined, problems: [...reader.problems, error.problem], lineOf };
  }
}
