import type { Block, Check, Complaint, TypeSchema } from './schema.js';
import { hasUnknown, isUnknown, isValues, type Value, type Values } from './value.js';

/** `expected to be one of …`, as the plugin SDK says it. */
export function oneOf(...allowed: readonly string[]): Check {
  return (value) =>
    allowed.includes(value as string)
      ? undefined
      : `expected to be one of [${allowed.map((each) => `"${each}"`).join(' ')}], got ${JSON.stringify(value)}`;
}

export const uuid: Check = (value) =>
  /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value as string)
    ? undefined
    : `expected to be a valid UUID, got ${JSON.stringify(value)}`;

export const notEmpty: Check = (value) => ((value as string).trim() === '' ? 'must not be empty' : undefined);

export const rfc3339: Check = (value) =>
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(value as string) &&
  !Number.isNaN(Date.parse(value as string))
    ? undefined
    : `expected to be a valid RFC3339 date, got ${JSON.stringify(value)}`;

export function between(least: number, most: number): Check {
  return (value) =>
    (value as number) >= least && (value as number) <= most
      ? undefined
      : `expected to be in the range (${least} - ${most}), got ${JSON.stringify(value)}`;
}

export function length(least: number, most: number): Check {
  return (value) => {
    const { length: found } = value as string | readonly Value[];
    return found >= least && found <= most
      ? undefined
      : `expected length to be in the range (${least} - ${most}), got ${found}`;
  };
}

export function matching(pattern: RegExp, says: string): Check {
  return (value) => (pattern.test(value as string) ? undefined : `${says}, got ${JSON.stringify(value)}`);
}

/** Each element of a list or set. */
export function each(check: Check): Check {
  return (value) =>
    (value as readonly Value[])
      .map((one) => (isUnknown(one) ? undefined : check(one)))
      .find((said) => said !== undefined);
}

type ConfigRule = TypeSchema['rules'][number];

/** Exactly one of several arguments. Silent while one of them is unknown. */
export function exactlyOneOf(...names: readonly string[]): ConfigRule {
  return (config) => {
    if (names.some((name) => isUnknown(config[name]))) return [];
    const given = names.filter((name) => isSet(config[name]));
    if (given.length === 1) return [];
    const list = names.join(',');
    const detail =
      given.length === 0
        ? `"${names[0]}": one of \`${list}\` must be specified`
        : `"${given[0]}": only one of \`${list}\` can be specified, but \`${given.join(',')}\` were specified.`;
    return [{ summary: 'Invalid combination of arguments', detail, at: [given[0] ?? names[0] ?? ''] }];
  };
}

export function atLeastOneOf(...names: readonly string[]): ConfigRule {
  return (config) =>
    names.some((name) => isUnknown(config[name]) || isSet(config[name]))
      ? []
      : [
          {
            summary: 'Missing required argument',
            detail: `"${names[0]}": one of \`${names.join(',')}\` must be specified`,
          },
        ];
}

function isSet(value: Value | undefined): boolean {
  return value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0);
}

/**
 * Everything that the type's own checks find wrong with a configuration. Unknown parts are left for later.
 *
 * A required argument may be null for terraform, which only asks that it is written; the plugin SDK refuses it
 * (github.com/hashicorp/terraform-plugin-sdk, helper/schema/schema.go, schemaMap.validate).
 */
export function complaints(schema: TypeSchema, config: Values, pluginSdk: boolean): Complaint[] {
  return [...inBlock(schema, config, [], pluginSdk), ...schema.rules.flatMap((rule) => rule(config))];
}

function inBlock(block: Block, values: Values, at: readonly (string | number)[], pluginSdk: boolean): Complaint[] {
  const found: Complaint[] = [];
  for (const [name, attribute] of Object.entries(block.attributes)) {
    const value = values[name] ?? null;
    if (pluginSdk && attribute.required && value === null) {
      const detail = `The argument "${[...at, name].join('.')}" is required, but no definition was found.`;
      found.push({ summary: 'Missing required argument', detail, at: [...at, name] });
    }
    if (!attribute.check || value === null || hasUnknown(value)) continue;
    const said = attribute.check(value);
    if (said) found.push({ summary: `Invalid value for "${name}": ${said}`, at: [...at, name] });
  }
  for (const [name, nested] of Object.entries(block.blocks)) {
    const value = values[name] ?? null;
    if (isValues(value)) found.push(...inBlock(nested.block, value, [...at, name], pluginSdk));
    // An element of a set has no index to name: the whole set is named.
    if (Array.isArray(value)) {
      (value as readonly Value[]).forEach((item, index) => {
        if (isValues(item))
          found.push(
            ...inBlock(nested.block, item, nested.nesting === 'list' ? [...at, name, index] : [...at, name], pluginSdk),
          );
      });
    }
  }
  return found.map((each) => withoutPathsIntoSets(block, each, at));
}

/** Terraform resolves a path into a set by value, which nobody needs here: the path ends at the set. */
function withoutPathsIntoSets(block: Block, complaint: Complaint, at: readonly (string | number)[]): Complaint {
  const name = complaint.at?.[at.length];
  if (typeof name !== 'string' || block.blocks[name]?.nesting !== 'set') return complaint;
  return { ...complaint, at: [...at, name] };
}
