/** Tables of cases for rules: each case is a world, and what the rule finds in it, word for word. */
import { describe, expect, test } from '@jest/globals';
import type { Finding, Rule } from '../../../../wizard/checks/rule.js';
import { rules } from '../../../../wizard/checks/rules/index.js';
import { aboutOf, type About, type Changes } from './about.js';
import { well, type Facts } from './world.js';

export interface Case {
  /** What is not well. */
  readonly facts?: Partial<Facts>;
  readonly deployment?: Changes;
  /** @default doctor, or preflight for a rule of preflight alone */
  readonly occasion?: About['occasion'];
  /** @default connected */
  readonly stage?: About['stage'];
  /** Each finding as a whole. @default none */
  readonly finds?: readonly Finding[];
  /** The rule is not asked at all. */
  readonly holds?: false;
}

/** What somebody would have to fill in before it could be typed: `--purpose NAME`, `=ADDRESS`, `<object id>`. */
export const placeholder = /=[A-Z]{3,}\b| --[\w-]+ [A-Z]{3,}\b|:[A-Z]{3,}( [A-Z]+)?\b|\bADDRESS\b|<[a-z][a-z ]*>/;

/** By the behaviour that a case shows. */
export type Table = Readonly<Record<string, Case>>;

/** Tries the rules of an area, and that each of them has a table that shows it good, bad and, where it has one, its condition. */
export function rulesOf(area: Rule['area'], tables: Readonly<Record<string, Table>>): void {
  const own = rules.filter((rule) => rule.area === area);

  test(`every rule of ${area} has cases, and nothing else has`, () => {
    const ids = own.map(({ id }) => id);
    const file = `test/wizard/checks/rules/${area}.test.ts`;
    expect([
      ...ids.filter((id) => tables[id] === undefined).map((id) => `${id}: add a table of its cases to ${file}`),
      ...Object.keys(tables)
        .filter((id) => !ids.includes(id))
        .map((id) => `${id}: no rule of ${area}, take its table out of ${file}`),
    ]).toEqual([]);
  });

  const shown = own.filter(({ id }) => tables[id] !== undefined);
  describe.each(shown.map((rule) => ({ rule, id: rule.id })))('$id', ({ rule, id }) => {
    const table = Object.entries(tables[id] ?? {});
    test('is shown finding nothing, finding something, and where it does not hold', () => {
      const asked = table.filter(([, { holds }]) => holds !== false);
      expect({
        good: asked.some(([, { finds = [] }]) => finds.length === 0),
        bad: asked.some(([, { finds = [] }]) => finds.length > 0),
        notAsked: asked.length < table.length,
      }).toEqual({ good: true, bad: true, notAsked: rule.holdsFor !== undefined });
    });
    for (const [name, each] of table) {
      test(name, () => {
        const outcome = outcomeOf(rule, each);
        expect(outcome).toEqual(expected(each));
        const typed = outcome === 'not asked' ? [] : outcome.flatMap(({ fix, command }) => [fix ?? '', command ?? '']);
        expect(typed.filter((words) => placeholder.test(words))).toEqual([]);
      });
    }
  });
}

function expected({ finds = [], holds }: Case): readonly Finding[] | 'not asked' {
  return holds === false ? 'not asked' : finds;
}

/** As the checks ask a rule: with the facts that it names, and no others. */
function outcomeOf(rule: Rule, { facts = {}, deployment = {}, stage, ...at }: Case): readonly Finding[] | 'not asked' {
  const occasion = at.occasion ?? (rule.at.includes('doctor') ? 'doctor' : 'preflight');
  if (!rule.at.includes(occasion)) throw new Error(`${rule.id} is no rule of ${occasion}`);
  const { site, ...about } = aboutOf(deployment, { occasion, ...(stage === undefined ? {} : { stage }) });
  const here = rule.on === 'site' ? { ...about, site } : about;
  if (rule.holdsFor?.(here) === false) return 'not asked';
  const seen = { ...well, ...facts };
  return rule.evaluate(Object.fromEntries(rule.needs.map((name) => [name, seen[name]])), here);
}
