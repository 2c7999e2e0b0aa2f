import { emptyDirective } from '../modules/control-plane/json-text.js';

/**
 * In Terraform JSON every string is a template: `${…}` and `%{…}` in a name or description would be evaluated. What a
 * person wrote is text, so both are escaped before anything is made of it, once: modules take templates.
 *
 * CDKTF knows a reference by its form, `${TfToken[…]}`, escaped or not, and would put in its place whatever it numbered so: a
 * secret, too. There a directive that is always true comes between, of which Terraform leaves nothing.
 */
export function asLiteralText<T>(value: T): T {
  if (typeof value === 'string') return literal(value) as T;
  if (Array.isArray(value)) return value.map((item: unknown) => asLiteralText(item)) as T;
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [asLiteralText(key), asLiteralText(item)]),
    ) as T;
  }
  return value;
}

function literal(text: string): string {
  return text.replace(/([$%])\{/g, '$1$1{').replace(/([$#&]\{)(?=TfToken\[)/g, `$1${emptyDirective}`);
}
