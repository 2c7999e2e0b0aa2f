/** Which lines of a plan come from what was just merged, and which from elsewhere: drift, an apply that did not finish. */
import type { StackJson } from './contents.js';
import type { PlanSummary } from './plan-summary.js';

type Blocks = ReadonlyMap<string, string>;

/**
 * The summary with each line marked.
 * @param before Synthesized from the commit that was applied last
 * @param now Synthesized from this one
 */
export function markLines(summary: PlanSummary, before: StackJson, now: StackJson): PlanSummary {
  const fromMerge = changedBy(before, now);
  return {
    ...summary,
    lines: summary.lines.map((line) => ({ ...line, fromThisMerge: fromMerge(line.address) })),
  };
}

/**
 * Tells of an address whether its configuration changed: its own block, or one that it refers to, directly or through
 * others. A thing that stays as it was written and changes all the same was changed by somebody else.
 */
export function changedBy(before: StackJson, now: StackJson): (address: string) => boolean {
  const [then, today] = [blocksOf(before), blocksOf(now)];
  const names = [...new Set([...then.keys(), ...today.keys()])];
  const changed = new Set(names.filter((name) => then.get(name) !== today.get(name)));
  const known = new Map<string, boolean>();
  const isChanged = (name: string, path: readonly string[]): boolean => {
    if (changed.has(name)) return true;
    const found = known.get(name);
    if (found !== undefined) return found;
    if (path.includes(name)) return false;
    const answer = referencesIn(today.get(name) ?? '', today).some((each) => isChanged(each, [...path, name]));
    known.set(name, answer);
    return answer;
  };
  return (address) => isChanged(address.replace(/\[.*$/s, ''), []);
}

/** Blocks by address, as text. Settings of a provider count for everything that names it. */
function blocksOf(stack: StackJson): Blocks {
  const named = (['resource', 'data'] as const).flatMap((mode) =>
    Object.entries(stack[mode] ?? {}).flatMap(([type, blocks]) =>
      Object.entries(blocks).map(
        ([name, block]) => [`${mode === 'data' ? 'data.' : ''}${type}.${name}`, JSON.stringify(block)] as const,
      ),
    ),
  );
  const local = Object.entries(stack.locals ?? {}).map(
    ([name, value]) => [`local.${name}`, JSON.stringify(value)] as const,
  );
  const providers = Object.entries(stack.provider ?? {}).flatMap(([name, settings]) =>
    settings.map(
      (each) =>
        [each['alias'] === undefined ? name : `${name}.${each['alias'] as string}`, JSON.stringify(each)] as const,
    ),
  );
  return new Map([...named, ...local, ...providers]);
}

/** Addresses that a block refers to, in expressions and in `depends_on`. */
function referencesIn(text: string, blocks: Blocks): string[] {
  const words = text.match(/(?:data\.)?[A-Za-z_][\w-]*\.[A-Za-z_][\w-]*/g) ?? [];
  return [...new Set(words)].filter((word) => blocks.has(word));
}
