/**
 * Whether a device passes an assignment filter of Intune, as far as its properties are known. Pure.
 * Source: https://learn.microsoft.com/intune/intune-service/fundamentals/filters-device-properties.
 */

/** `undefined`: a property that is not known, or an expression that is not read, decides. */
export type Passes = boolean | undefined;

/** Properties by the name that a rule gives them after `device.`, in any case. */
export type DeviceProperties = Readonly<Record<string, string>>;

type Token = string;

const tokens = /\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|-[a-z]+|[()[\],]|[\w.$]+)/giy;

/** Reads the rule of a filter: comparisons joined by and, or, not. */
export function passesFilter(rule: string, device: DeviceProperties): Passes {
  const all = tokensOf(rule);
  if (all === undefined || all.length === 0) return undefined;
  let at = 0;
  const next = (): Token => all[at++] ?? '';
  const isNext = (word: string): boolean => (all[at] ?? '').toLowerCase().replace(/^-/, '') === word;
  const known = new Map(Object.entries(device).map(([name, value]) => [name.toLowerCase(), value.toLowerCase()]));

  function either(): Passes {
    let found = both();
    while (isNext('or')) {
      next();
      found = or(found, both());
    }
    return found;
  }

  function both(): Passes {
    let found = one();
    while (isNext('and')) {
      next();
      found = and(found, one());
    }
    return found;
  }

  function one(): Passes {
    if (isNext('not')) {
      next();
      return not(one());
    }
    if (isNext('(')) {
      next();
      const inner = either();
      if (next() !== ')') throw new UnreadRule();
      return inner;
    }
    const [, property] = /^device\.(\w+)$/i.exec(next()) ?? [];
    if (property === undefined) throw new UnreadRule();
    const operator = next().toLowerCase();
    const values = operand();
    const value = known.get(property.toLowerCase());
    return value === undefined ? undefined : compared(operator, value, values);
  }

  function operand(): readonly string[] {
    if (!isNext('[')) return [text(next())];
    next();
    const values: string[] = [];
    while (!isNext(']')) {
      if (at >= (all?.length ?? 0)) throw new UnreadRule();
      const token = next();
      if (token !== ',') values.push(text(token));
    }
    next();
    return values;
  }

  try {
    const found = either();
    return at === all.length ? found : undefined;
  } catch (error) {
    if (error instanceof UnreadRule) return undefined;
    throw error;
  }
}

class UnreadRule extends Error {}

function tokensOf(rule: string): readonly Token[] | undefined {
  const found: Token[] = [];
  tokens.lastIndex = 0;
  while (rule.slice(tokens.lastIndex).trim() !== '') {
    const [, token] = tokens.exec(rule) ?? [];
    if (token === undefined) return undefined;
    found.push(token);
  }
  return found;
}

function text(token: Token): string {
  if (!/^["']/.test(token)) throw new UnreadRule();
  return token.slice(1, -1).replace(/\\(.)/g, '$1').toLowerCase();
}

function compared(operator: string, value: string, values: readonly string[]): Passes {
  const any = (test: (each: string) => boolean): boolean => values.some(test);
  switch (operator) {
    case '-eq':
    case '-in':
      return any((each) => value === each);
    case '-ne':
    case '-notin':
      return !any((each) => value === each);
    case '-contains':
      return any((each) => value.includes(each));
    case '-notcontains':
      return !any((each) => value.includes(each));
    case '-startswith':
      return any((each) => value.startsWith(each));
    case '-notstartswith':
      return !any((each) => value.startsWith(each));
    case '-endswith':
      return any((each) => value.endsWith(each));
    default:
      throw new UnreadRule();
  }
}

const and = (a: Passes, b: Passes): Passes => (a === false || b === false ? false : a && b);
const or = (a: Passes, b: Passes): Passes => (a === true || b === true ? true : a === false ? b : a);
const not = (a: Passes): Passes => (a === undefined ? undefined : !a);
