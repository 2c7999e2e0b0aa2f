import { rule } from '../rules.js';

/** What a condition on a role assignment is asked about. */
export interface Asked {
  readonly action: string;
  readonly subOperation?: string;
  /** Attributes of the resource by name: the path of a blob, `isCurrentVersion`. */
  readonly resource: Readonly<Record<string, string>>;
}

export const conditions = rule(
  'azure-role-condition',
  'https://learn.microsoft.com/azure/role-based-access-control/conditions-format',
  'A role with a condition lets in where the condition holds alone; one that cannot be read lets nobody in.',
);

const token =
  /\s*(\(|\)|!|AND\b|OR\b|NOT\b|(?:Sub)?(?:Action|Operation)Matches\{'[^']*'\}|SubOperationMatches\{'[^']*'\}|@(?:Resource|Request)\[[^\]]+\]|StringLike\b|StringEquals\b|BoolEquals\b|true\b|false\b|'[^']*')/y;

/** Whether a condition holds. @throws Error where it is none */
export function holds(condition: string, asked: Asked): boolean {
  const words: string[] = [];
  token.lastIndex = 0;
  for (let at = 0; condition.slice(at).trim() !== ''; at = token.lastIndex) {
    const found = token.exec(condition);
    if (found === null) throw new Error(`twin: a condition cannot be read at ${condition.slice(at, at + 40)}`);
    words.push(found[1] ?? '');
  }
  let at = 0;
  const next = (): string => words[at++] ?? '';
  const either = (): boolean => {
    let value = both();
    while (words[at] === 'OR') {
      at += 1;
      value = both() || value;
    }
    return value;
  };
  const both = (): boolean => {
    let value = one();
    while (words[at] === 'AND') {
      at += 1;
      value = one() && value;
    }
    return value;
  };
  const one = (): boolean => {
    const word = next();
    if (word === '!' || word === 'NOT') return !one();
    if (word === '(') {
      const value = either();
      if (next() !== ')') throw new Error('twin: a bracket of a condition is not closed');
      return value;
    }
    const [, kind, text = ''] = /^(\w+)\{'([^']*)'\}$/.exec(word) ?? [];
    if (kind === 'ActionMatches') return text === asked.action;
    if (kind === 'SubOperationMatches') return text === asked.subOperation;
    const [, attribute] = /^@Resource\[[^\]]+:(\w+)\]$/.exec(word) ?? [];
    const by = next();
    const operand = next();
    const pattern = operand.slice(1, -1);
    const value = asked.resource[attribute ?? ''];
    if (value !== undefined && by === 'BoolEquals' && /^(true|false)$/.test(operand)) return value === operand;
    if (value === undefined || !by.startsWith('String')) throw new Error(`twin: a condition on ${word} is not known`);
    if (by === 'StringEquals') return value === pattern;
    const escaped = pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.');
    return new RegExp(`^${escaped}$`, 's').test(value);
  };
  const value = either();
  if (at < words.length) throw new Error('twin: a condition goes on after its end');
  return value;
}
