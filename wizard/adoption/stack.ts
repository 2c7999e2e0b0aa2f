/** The synthesized stack as `adopt` reads it: blocks by address, and what their references come to. */
import { present } from '../../domain/present.js';
import type { StackBlock } from '../resources/finder.js';
import { textOf, type Values } from '../resources/values.js';
import type { StackJson } from '../terraform/contents.js';

/** An argument that the control plane answers: it is known during the apply alone. */
export const fromControlPlane = /^\$\{jsondecode\(aws_lambda_invocation\./;

/** The file that Terraform reads, as far as it matters here. */
export interface StackFile extends StackJson {
  readonly provider?: { readonly aws?: readonly { readonly alias?: string; readonly region?: string }[] };
}

/** Every block of a stack. */
export function blocksIn(stack: StackFile): readonly StackBlock[] {
  const regions = new Map((stack.provider?.aws ?? []).map(({ alias, region }) => [`aws.${alias ?? ''}`, region]));
  return (['resource', 'data'] as const).flatMap((mode) =>
    Object.entries(stack[mode] ?? {}).flatMap(([type, named]) =>
      Object.entries(named).map(([name, content]): StackBlock => {
        const values = content as Values;
        const region = regions.get(textOf(values['provider']) ?? '');
        const address = `${mode === 'data' ? 'data.' : ''}${type}.${name}`;
        return { address, mode, type, values, ...present({ region }) };
      }),
    ),
  );
}

/** Attributes of what a state holds, by the address of the block: one with a `count` has its instance behind it there. */
export function byBlock(
  held: readonly { readonly address: string; readonly values?: Values }[],
): ReadonlyMap<string, Values> {
  return new Map(held.map(({ address, values = {} }) => [address.replace(/\[.*\]$/s, ''), values]));
}

/** What is not known: a reference to something that does not exist yet, or an expression that only terraform can work out. */
export const unknown = Symbol('unknown');

/** Attributes of what a block stands for; undefined: it is not there. */
export type AttributesOf = (address: string) => Promise<Values | undefined>;

/** Works out a value of a block with the attributes of what exists. */
export async function resolved(value: unknown, stack: StackFile, attributesOf: AttributesOf): Promise<unknown> {
  if (typeof value === 'string') return resolvedText(value, stack, attributesOf);
  if (Array.isArray(value)) return Promise.all(value.map((each) => resolved(each, stack, attributesOf)));
  if (typeof value !== 'object' || value === null) return value;
  const entries = await Promise.all(
    Object.entries(value).map(async ([key, each]) => [key, await resolved(each, stack, attributesOf)] as const),
  );
  return Object.fromEntries(entries);
}

async function resolvedText(text: string, stack: StackFile, attributesOf: AttributesOf): Promise<unknown> {
  const whole = /^\$\{([^${}]+)\}$/.exec(text)?.[1];
  if (whole !== undefined) return evaluated(whole, stack, attributesOf);
  if (!text.includes('${')) return text;
  const parts = text.split(/\$\{([^${}]+)\}/);
  const done = await Promise.all(
    parts.map(async (part, at) => (at % 2 === 0 ? part : evaluated(part, stack, attributesOf))),
  );
  return done.every((each) => typeof each === 'string' || typeof each === 'number') ? done.join('') : unknown;
}

async function evaluated(expression: string, stack: StackFile, attributesOf: AttributesOf): Promise<unknown> {
  const local = /^local\.([\w-]+)$/.exec(expression)?.[1];
  if (local !== undefined) return resolved(stack.locals?.[local] ?? unknown, stack, attributesOf);
  const [, inner, field] = /^jsondecode\((.+)\)\.(\w+)$/.exec(expression) ?? [];
  if (inner !== undefined && field !== undefined) {
    const json = await evaluated(inner, stack, attributesOf);
    return typeof json === 'string' ? ((JSON.parse(json) as Values)[field] ?? unknown) : unknown;
  }
  const [, address, path] = /^((?:data\.)?[a-z]+_\w+\.[\w-]+)\.(\w+(?:\.\w+|\["[^"]+"\])*)$/.exec(expression) ?? [];
  if (address === undefined || path === undefined) return unknown;
  const steps = [...path.matchAll(/(\w+)|\["([^"]+)"\]/g)].map(([, name, key]) => name ?? key ?? '');
  let value: unknown = await attributesOf(address);
  for (const step of steps) value = typeof value === 'object' && value !== null ? (value as Values)[step] : undefined;
  return value ?? unknown;
}
