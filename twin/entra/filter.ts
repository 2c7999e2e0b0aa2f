import { GraphError } from './errors.js';

/** A test over one object, made from `$filter`. */
export interface Filter {
  readonly test: (object: Readonly<Record<string, unknown>>) => boolean;
  /** Operators that Entra answers only with `ConsistencyLevel: eventual` and `$count=true`. */
  readonly advanced: readonly string[];
}

type Evaluate = (object: Readonly<Record<string, unknown>>) => unknown;

const tokenPattern =
  /\s*(?:(')((?:[^']|'')*)'|([A-Za-z_][\w./@]*)|(-?\d{4}-\d\d-\d\dT[\d:.]+Z)|(-?\d+(?:\.\d+)?)|([(),:]))/gy;

interface Token {
  readonly kind: 'text' | 'word' | 'value' | 'mark';
  readonly value: string;
}

/**
 * Reads OData's `$filter`: and, or, not, eq, ne, gt, ge, lt, le, in, startsWith, endsWith, contains, any. Text is
 * compared without case, as Entra does. Anything else is refused.
 */
export function parseFilter(text: string): Filter {
  const tokens = tokenize(text);
  const advanced = new Set<string>();
  let at = 0;
  const refuse = (what: string): GraphError =>
    new GraphError(400, 'Request_UnsupportedQuery', `Invalid filter clause: ${what}`).asUnknown(`$filter=${text}`);
  const peek = (): Token | undefined => tokens[at];
  const next = (): Token => {
    const token = tokens[at++];
    if (!token) throw refuse(`the expression ends early in '${text}'.`);
    return token;
  };
  const expect = (mark: string): void => {
    const token = next();
    if (token.kind !== 'mark' || token.value !== mark) throw refuse(`'${mark}' expected at '${token.value}'.`);
  };
  const isWord = (word: string): boolean => {
    const token = peek();
    return token?.kind === 'word' && token.value.toLowerCase() === word;
  };

  const literal = (): unknown => {
    const token = next();
    if (token.kind === 'text' || token.kind === 'value') {
      return token.kind === 'text' ? token.value : /T/.test(token.value) ? token.value : Number(token.value);
    }
    if (token.value === 'true') return true;
    if (token.value === 'false') return false;
    if (token.value === 'null') return null;
    throw refuse(`'${token.value}' is no literal.`);
  };

  const path = (name: string, variable?: string): Evaluate => {
    if (name === variable) return (object) => object['$it'];
    return (object) =>
      name.split('/').reduce<unknown>((value, key) => (isRecord(value) ? valueAt(value, key) : undefined), object);
  };

  const operand = (variable?: string): Evaluate => {
    const token = next();
    if (token.kind !== 'word') throw refuse(`a property expected at '${token.value}'.`);
    return path(token.value, variable);
  };

  const comparison = (variable?: string): Evaluate => {
    if (isWord('not')) {
      next();
      advanced.add('not');
      const inner = comparison(variable);
      return (object) => inner(object) !== true;
    }
    if (peek()?.value === '(') {
      next();
      const inner = or(variable);
      expect(')');
      return inner;
    }
    const token = next();
    if (token.kind !== 'word') throw refuse(`a property or function expected at '${token.value}'.`);
    const called = token.value.toLowerCase();
    if (['startswith', 'endswith', 'contains'].includes(called)) {
      if (called === 'endswith') advanced.add('endsWith');
      expect('(');
      const left = operand(variable);
      expect(',');
      const right = String(literal()).toLowerCase();
      expect(')');
      return (object) => {
        const found = left(object);
        if (typeof found !== 'string') return false;
        const text = found.toLowerCase();
        if (called === 'startswith') return text.startsWith(right);
        return called === 'endswith' ? text.endsWith(right) : text.includes(right);
      };
    }
    if (called.endsWith('/any')) {
      expect('(');
      const name = next().value;
      expect(':');
      const inner = or(name);
      expect(')');
      const list = path(token.value.slice(0, -4));
      return (object) => {
        const found = list(object);
        return (
          Array.isArray(found) && found.some((each) => inner({ ...(isRecord(each) ? each : {}), $it: each }) === true)
        );
      };
    }
    const left = path(token.value, variable);
    const operator = next().value.toLowerCase();
    if (operator === 'in') {
      expect('(');
      const choices: unknown[] = [literal()];
      while (peek()?.value === ',') {
        next();
        choices.push(literal());
      }
      expect(')');
      return (object) => choices.some((choice) => same(left(object), choice));
    }
    const right = literal();
    if (operator === 'eq') return (object) => same(left(object), right);
    if (operator === 'ne') {
      advanced.add('ne');
      return (object) => !same(left(object), right);
    }
    const order = { gt: [1], ge: [0, 1], lt: [-1], le: [-1, 0] }[operator];
    if (!order) throw refuse(`the operator '${operator}' is not known.`);
    return (object) => order.includes(compare(left(object), right));
  };

  const and = (variable?: string): Evaluate => {
    const parts = [comparison(variable)];
    while (isWord('and')) {
      next();
      parts.push(comparison(variable));
    }
    return (object) => parts.every((part) => part(object) === true);
  };

  function or(variable?: string): Evaluate {
    const parts = [and(variable)];
    while (isWord('or')) {
      next();
      parts.push(and(variable));
    }
    return (object) => parts.some((part) => part(object) === true);
  }

  const whole = or();
  if (at < tokens.length) throw refuse(`'${tokens[at]?.value ?? ''}' is left over.`);
  return { test: (object) => whole(object) === true, advanced: [...advanced] };

  function valueAt(record: Readonly<Record<string, unknown>>, key: string): unknown {
    if (!(key in record)) throw refuse(`Could not find a property named '${key}'.`);
    return record[key];
  }

  function tokenize(source: string): Token[] {
    const found: Token[] = [];
    tokenPattern.lastIndex = 0;
    let reached = 0;
    while (source.slice(reached).trim() !== '') {
      tokenPattern.lastIndex = reached;
      const match = tokenPattern.exec(source);
      if (!match)
        throw new GraphError(400, 'BadRequest', `Syntax error at position ${reached} in '${source}'.`).asUnknown(
          `$filter=${source}`,
        );
      reached = tokenPattern.lastIndex;
      const [, quote, quoted, word, date, number, mark] = match;
      if (quote) found.push({ kind: 'text', value: (quoted ?? '').replaceAll("''", "'") });
      else if (word) found.push({ kind: 'word', value: word });
      else if (date ?? number) found.push({ kind: 'value', value: (date ?? number) as string });
      else found.push({ kind: 'mark', value: mark ?? '' });
    }
    return found;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function same(left: unknown, right: unknown): boolean {
  if (typeof left === 'string' && typeof right === 'string') return left.toLowerCase() === right.toLowerCase();
  return (left ?? null) === right;
}

function compare(left: unknown, right: unknown): number {
  if (typeof left === 'number' && typeof right === 'number') return Math.sign(left - right);
  if (typeof left === 'string' && typeof right === 'string') return Math.sign(Date.parse(left) - Date.parse(right));
  return Number.NaN;
}
