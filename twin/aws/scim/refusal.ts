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

/** `displayName eq "x"`, several joined with `and`: nothing else is supported. */
export function conditionsOf(filter: string): ReadonlyMap<string, string> {
  const parts = filter.split(/\s+and\s+/i).map((part) => /^\s*([\w.:]+)\s+eq\s+"([^"]*)"\s*$/i.exec(part));
  if (parts.some((part) => part === null))
    throw new ScimRefusal(400, 'ValidationException', `Filter is not supported: ${filter}`);
  return new Map(parts.map((part) => [part?.[1] ?? '', part?.[2] ?? '']));
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
