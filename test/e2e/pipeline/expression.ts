/**
 * Expressions of GitHub Actions, as far as our workflows use them: names, texts, `==`, `!=`, `!`, `&&`, `||`, brackets and
 * the functions on the status of a job. Source: https://docs.github.com/en/actions/reference/workflows-and-actions/expressions
 */
export interface Context {
  /** `github.event.pull_request.number`; what is not there is empty. */
  lookUp(name: string): unknown;
  /** `failure()`, `cancelled()`, `always()`, `success()`. */
  status(name: string): boolean;
}

type Value = unknown;

export function evaluate(text: string, context: Context): Value {
  const tokens = [...text.matchAll(/\s*('(?:[^']|'')*'|==|!=|&&|\|\||[!()]|[A-Za-z_][\w-]*(?:\.[\w-]+)*)/gy)].map(
    ([, token = '']) => token,
  );
  if (tokens.join('').length !== text.replace(/\s+(?=(?:[^']*'[^']*')*[^']*$)/g, '').length) {
    throw new Error(`an expression that this reader does not know: ${text}`);
  }
  let at = 0;
  const next = (): string => tokens[at++] ?? '';
  const isNext = (token: string): boolean => tokens[at] === token && ++at > 0;
  const either = (): Value => {
    let value = both();
    while (isNext('||')) {
      const other = both();
      value = value || other;
    }
    return value;
  };
  const both = (): Value => {
    let value = compared();
    while (isNext('&&')) {
      const other = compared();
      value = value && other;
    }
    return value;
  };
  const compared = (): Value => {
    const value = single();
    if (isNext('==')) return same(value, single());
    if (isNext('!=')) return !same(value, single());
    return value;
  };
  const single = (): Value => {
    if (isNext('!')) return !single();
    if (isNext('(')) {
      const value = either();
      if (!isNext(')')) throw new Error(`a bracket is missing: ${text}`);
      return value;
    }
    const token = next();
    if (token.startsWith("'")) return token.slice(1, -1).replaceAll("''", "'");
    if (isNext('(')) {
      if (!isNext(')')) throw new Error(`a function with arguments is not known: ${text}`);
      return context.status(token);
    }
    return context.lookUp(token) ?? '';
  };
  const value = either();
  if (at !== tokens.length) throw new Error(`the expression goes on where it should end: ${text}`);
  return value;
}

/** Whether an expression asks for the status itself; otherwise `success()` is meant as well. */
export function asksForStatus(text: string): boolean {
  return /\b(always|failure|cancelled|success)\(\)/.test(text);
}

/** A text with `${{ … }}` in it. */
export function filledIn(text: string, context: Context): string {
  return text.replace(/\$\{\{(.*?)\}\}/gs, (_all, expression: string) => {
    const value = evaluate(expression.trim(), context);
    return typeof value === 'string' || typeof value === 'number' ? String(value) : JSON.stringify(value);
  });
}

function same(one: Value, other: Value): boolean {
  // Texts are compared without case.
  return String(one).toLowerCase() === String(other).toLowerCase();
}
