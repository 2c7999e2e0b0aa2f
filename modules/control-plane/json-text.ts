import { Fn, Token } from 'cdktf';

/** A directive of which Terraform leaves nothing: it parts `${` from `TfToken[…]` where that is text (stacks/literal-text.ts). */
export const emptyDirective = '%{if true}%{endif}';

/** What a template without references means: the text that somebody wrote, before the stack escaped its marks. */
export function meantBy(template: string): string {
  return template.replaceAll(emptyDirective, '').replace(/([$%])\1\{/g, '$1{');
}

/** A reference as cdktf writes it into a string, until the synthesis puts the expression in its place. */
const reference = /(\$\{TfToken\[[^\]]+\]\})/;

/**
 * JSON as Terraform writes it out: what a literal holds is encoded here, by JSON.stringify, what a reference stands for is
 * encoded by Terraform, which alone knows it. A value that is known only at apply may hold quotes and backslashes: a group's
 * name did, and broke every plan.
 *
 * Not `Fn.jsonencode` of the whole: cdktf 0.21 writes literals with quotes into its expression as they are. Keys keep
 * their order and literals every byte, for a changed byte would make an invocation anew.
 *
 * @param value JSON, with references anywhere but in the keys; keys that are undefined are left out
 */
export function jsonText(value: unknown): string {
  return element(value) ?? 'null';
}

/** The links of a chain carry the same identity, which may name a thousand users: it is written once. */
const written = new WeakMap<object, string>();

function element(value: unknown): string | undefined {
  if (typeof value === 'string') return text(value);
  // A number, list or map that is a reference as a whole.
  if (value !== undefined && value !== null && Token.isUnresolved(value)) return encoded(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const before = written.get(value);
  if (before !== undefined) return before;
  const made = Array.isArray(value)
    ? `[${value.map((item: unknown) => element(item) ?? 'null').join(',')}]`
    : `{${members(value).join(',')}}`;
  written.set(value, made);
  return made;
}

function members(value: object): string[] {
  return Object.entries(value).flatMap(([key, item]: [string, unknown]) => {
    const inner = element(item);
    return inner === undefined ? [] : [`${literal(key)}:${inner}`];
  });
}

/** What a text that is a reference as a whole is written as: one expression, however many desktops it stands in. */
const references = new Map<string, string>();

function text(value: string): string {
  const before = references.get(value);
  if (before !== undefined) return before;
  const parts = value.includes('TfToken[') ? value.split(reference).filter((part) => part !== '') : [value];
  if (parts.length === 1 && reference.test(value)) {
    const made = encoded(Fn.tostring(value));
    references.set(value, made);
    return made;
  }
  // A reference inside a text: encoded as a text of its own, without the quotes around it.
  const inside = parts.map((part) =>
    reference.test(part)
      ? Token.asString(Fn.replace(encoded(Fn.tostring(part)), '/^.|.$/', ''))
      : literal(part).slice(1, -1).replace(/[$%]$/, escaped),
  );
  return `"${inside.join('')}"`;
}

function encoded(value: unknown): string {
  return Token.asString(Fn.jsonencode(value));
}

/**
 * Terraform reads every string as a template, and so does cdktf: what looks like a mark of one and is no reference is
 * text. It is written as JSON writes any character by its number, for cdktf 0.21 takes an escaped `$${` for the begin of an
 * expression and writes the references after it as text. What the stack has escaped already is one `${`, and what it put
 * between the marks of something that only looks like a reference is nothing.
 */
function literal(value: string): string {
  const json = JSON.stringify(value);
  if (!json.includes('{')) return json;
  return json
    .replaceAll(`{${emptyDirective}TfToken[`, '{TfToken[')
    .replace(/\$?\$\{|%?%\{|[#&]\{(?=TfToken\[)/g, (mark) => `${escaped(mark.slice(0, 1))}{`);
}

function escaped(mark: string): string {
  return `\\u00${mark.charCodeAt(0).toString(16)}`;
}
