/** JSON as people write it: what fits on a line stays on one. */

/** Columns that a line may take before it is broken up. */
const columns = 100;

/** The text of a file that is made new. */
export function jsonText(value: unknown): string {
  return `${format(value, '')}\n`;
}

/** The text of a file that is changed, in the manner it is written in now. */
export function jsonTextLike(before: string, value: unknown): string {
  const parsed: unknown = JSON.parse(before.replace(/^\uFEFF/, ''));
  for (const indent of [2, 4, '\t'] as const) {
    if (before.trim() === JSON.stringify(parsed, undefined, indent))
      return `${JSON.stringify(value, undefined, indent)}\n`;
  }
  return jsonText(value);
}

function format(value: unknown, indent: string): string {
  const line = oneLine(value);
  const isSmall = !isObject(value) || Object.keys(value).length <= 4;
  if (isSmall && indent.length + line.length <= columns && !holdsObjects(value)) return line;
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    return `[\n${value.map((each) => inner + format(each, inner)).join(',\n')}\n${indent}]`;
  }
  if (!isObject(value)) return line;
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  return `{\n${entries.map(([key, each]) => `${inner}${JSON.stringify(key)}: ${format(each, inner)}`).join(',\n')}\n${indent}}`;
}

function oneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(oneLine).join(', ')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  if (entries.length === 0) return '{}';
  return `{ ${entries.map(([key, each]) => `${JSON.stringify(key)}: ${oneLine(each)}`).join(', ')} }`;
}

/** A list of objects, and an object of objects with something in them, read better broken up. */
function holdsObjects(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(isObject);
  return isObject(value) && Object.values(value).some((each) => isObject(each) && Object.keys(each).length > 1);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
