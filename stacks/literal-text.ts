/**
 * In Terraform JSON every string is a template: `${…}` and `%{…}` in a name or description would be evaluated. What a
 * person wrote is text, so both are escaped before anything is made of it.
 */
export function asLiteralText<T>(value: T): T {
  if (typeof value === 'string') return value.replace(/([$%])\{/g, '$1$1{') as T;
  if (Array.isArray(value)) return value.map((item: unknown) => asLiteralText(item)) as T;
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [asLiteralText(key), asLiteralText(item)]),
    ) as T;
  }
  return value;
}
