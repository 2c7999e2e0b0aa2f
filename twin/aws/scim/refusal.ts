import { rule } from '../../rules.js';

/** How the SCIM endpoint refuses. */
export class ScimRefusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** A request that breaks a constraint; the words are those that AWS's troubleshooting page quotes. */
export function invalid(field: string, constraint = 'Member must not be null', count = 1): ScimRefusal {
  return new ScimRefusal(
    400,
    'ValidationException',
    `${count} validation error detected: Value at '${field}' failed to satisfy constraint: ${constraint}`,
  );
}

/** `displayName eq "x"`, several joined with `and`: nothing else is supported. A value is written as JSON writes text. */
export function conditionsOf(filter: string): ReadonlyMap<string, string> {
  const condition = /\s*([\w.:]+)\s+eq\s+("(?:[^"\\]|\\.)*")\s*(and\s|$)/iy;
  const found = new Map<string, string>();
  let more = true;
  while (more) {
    const [, name = '', value = '""', connective = ''] = condition.exec(filter) ?? [];
    if (name === '') throw new ScimRefusal(400, 'ValidationException', `Filter is not supported: ${filter}`);
    found.set(name, unquoted(value));
    more = connective !== '';
  }
  return found;
}

function unquoted(text: string): string {
  try {
    return JSON.parse(text) as string;
  } catch {
    return text.slice(1, -1);
  }
}

const refusedInNames = rule(
  'scim-characters-in-names',
  'https://learn.microsoft.com/entra/identity/saas-apps/aws-single-sign-on-provisioning-tutorial: troubleshooting',
  'A name of a user or group holds none of < > ; : % and no tab or line end.',
);

/** Refuses a name that Identity Center does not take. */
export function checkName(leanOn: (leaned: typeof refusedInNames) => void, field: string, name: string): void {
  if (!/[<>;:%\t\n]/.test(name)) return;
  leanOn(refusedInNames);
  throw invalid(field, 'Member must satisfy regular expression pattern: [^<>;:%\\t\\n]+');
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
