/**
 * Rules of dynamic groups, as far as this product and its users meet them: comparisons on `device.` and `user.`
 * properties, `-any` over device physical ids, `-and`, `-or`, `-not`, brackets. Each operator may be written without its
 * hyphen, as the rule builder of the portal writes `and` and `or`
 * (learn.microsoft.com/entra/identity/users/groups-dynamic-membership: "with or without the hyphen (-) prefix").
 */
export type RuleSubject = Readonly<Record<string, unknown>>;

export interface MembershipRule {
  /** What the rule speaks of. */
  readonly about: 'device' | 'user';
  matches(subject: RuleSubject): boolean;
}

export class MembershipRuleError extends Error {}

type Test = (subject: RuleSubject) => boolean;
type Token = { readonly kind: 'text' | 'word' | 'operator' | 'mark'; readonly value: string };

/** What may stand for an operator without its hyphen. A property has a dot, a value has quotes. */
const bareOperators =
  /^(and|or|not|any|all|eq|ne|startswith|notstartswith|endswith|notendswith|contains|notcontains|match|notmatch|in|notin)$/i;

const tokens = /\s*(?:"((?:[^"`]|`.)*)"|'((?:[^'`]|`.)*)'|(-[A-Za-z]+)|([A-Za-z_][\w.]*)|([()[\],]))/gy;

/**
 * Reads a rule. Throws MembershipRuleError on what Entra would refuse and on what the twin does not know.
 * Everything is compared without case, as that page says: also device physical ids, which public rules write `[ZTDID]` and
 * `[ZTDId]` for the same device.
 */
export function parseMembershipRule(rule: string): MembershipRule {
  const list = tokenize(rule);
  let at = 0;
  let about: 'device' | 'user' | undefined;
  const fail = (text: string): MembershipRuleError => new MembershipRuleError(`${text} in the rule: ${rule}`);
  const peek = (): Token | undefined => list[at];
  const take = (kind?: Token['kind'], value?: string): Token => {
    const token = list[at++];
    if (!token) throw fail('unexpected end');
    if ((kind && token.kind !== kind) || (value !== undefined && token.value.toLowerCase() !== value)) {
      throw fail(`unexpected '${token.value}'`);
    }
    return token;
  };
  const isOperator = (name: string): boolean => peek()?.kind === 'operator' && peek()?.value.toLowerCase() === name;

  const any = (): Test => {
    let parts = [all()];
    while (isOperator('-or')) {
      take();
      parts = [...parts, all()];
    }
    return (subject) => parts.some((part) => part(subject));
  };
  const all = (): Test => {
    let parts = [one()];
    while (isOperator('-and')) {
      take();
      parts = [...parts, one()];
    }
    return (subject) => parts.every((part) => part(subject));
  };
  const one = (): Test => {
    if (isOperator('-not')) {
      take();
      const inner = one();
      return (subject) => !inner(subject);
    }
    if (peek()?.value === '(') {
      take();
      const inner = any();
      take('mark', ')');
      return inner;
    }
    const { value: name } = take('word');
    const [kind, property, ...rest] = name.split('.');
    if ((kind !== 'device' && kind !== 'user') || property === undefined || rest.length > 0)
      throw fail(`unknown property '${name}'`);
    if (about !== undefined && about !== kind) throw fail('users and devices are mixed');
    about = kind;
    const operator = take('operator').value.toLowerCase();
    if (operator === '-any' || operator === '-all') {
      take('mark', '(');
      take('word', '_');
      const compare = comparison(take('operator').value.toLowerCase());
      take('mark', ')');
      return (subject) => {
        const values = propertyOf(subject, property);
        if (!Array.isArray(values)) return false;
        return operator === '-any' ? values.some((each) => compare(each)) : values.every((each) => compare(each));
      };
    }
    const compare = comparison(operator);
    return (subject) => compare(propertyOf(subject, property));
  };

  const comparison = (operator: string): ((value: unknown) => boolean) => {
    const fold = (value: unknown): unknown => (typeof value === 'string' ? value.toLowerCase() : value);
    if (operator === '-in' || operator === '-notin') {
      take('mark', '[');
      const choices = [fold(literal())];
      while (peek()?.value === ',') {
        take();
        choices.push(fold(literal()));
      }
      take('mark', ']');
      return (value) => choices.includes(fold(value)) === (operator === '-in');
    }
    const wanted = fold(literal());
    const text = (value: unknown): string => (typeof value === 'string' ? String(fold(value)) : '');
    const test: Readonly<Record<string, (value: unknown) => boolean>> = {
      '-eq': (value) => fold(value ?? null) === wanted,
      '-ne': (value) => fold(value ?? null) !== wanted,
      '-startswith': (value) => text(value).startsWith(String(wanted)),
      '-notstartswith': (value) => !text(value).startsWith(String(wanted)),
      '-endswith': (value) => text(value).endsWith(String(wanted)),
      '-notendswith': (value) => !text(value).endsWith(String(wanted)),
      '-contains': (value) => text(value).includes(String(wanted)),
      '-notcontains': (value) => !text(value).includes(String(wanted)),
      '-match': (value) => new RegExp(String(wanted), 'i').test(text(value)),
      '-notmatch': (value) => !new RegExp(String(wanted), 'i').test(text(value)),
    };
    const found = test[operator];
    if (!found) throw fail(`unknown operator '${operator}'`);
    return found;
  };

  const literal = (): unknown => {
    const token = take();
    if (token.kind === 'text') return token.value;
    if (token.kind === 'word' && /^(true|false)$/i.test(token.value)) return token.value.toLowerCase() === 'true';
    if (token.kind === 'word' && /^null$/i.test(token.value)) return null;
    throw fail(`'${token.value}' is no value`);
  };

  const matches = any();
  if (at < list.length) throw fail(`unexpected '${list[at]?.value ?? ''}'`);
  if (about === undefined) throw fail('nothing is compared');
  return { about, matches };

  function tokenize(source: string): Token[] {
    const found: Token[] = [];
    let reached = 0;
    while (source.slice(reached).trim() !== '') {
      tokens.lastIndex = reached;
      const match = tokens.exec(source);
      if (!match) throw new MembershipRuleError(`cannot be read from position ${reached} in the rule: ${source}`);
      reached = tokens.lastIndex;
      const [, double, single, operator, word, mark] = match;
      const quoted = double ?? single;
      if (quoted !== undefined) found.push({ kind: 'text', value: quoted.replace(/`(.)/g, '$1') });
      else if (operator !== undefined) found.push({ kind: 'operator', value: operator });
      else if (word !== undefined && bareOperators.test(word)) found.push({ kind: 'operator', value: `-${word}` });
      else if (word !== undefined) found.push({ kind: 'word', value: word });
      else found.push({ kind: 'mark', value: mark ?? '' });
    }
    return found;
  }
}

/** Property names are not case-sensitive; the rule's name for `physicalIds` is `devicePhysicalIds`. */
function propertyOf(subject: RuleSubject, property: string): unknown {
  const wanted = property.toLowerCase() === 'devicephysicalids' ? 'physicalids' : property.toLowerCase();
  const key = Object.keys(subject).find((each) => each.toLowerCase() === wanted);
  return key === undefined ? undefined : subject[key];
}
