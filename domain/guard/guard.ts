/**
 * What a policy would do to a WorkSpace: the guard list held against one policy, whoever's it is. Pure. Our own settings,
 * files of the company and what the tenant holds already are all asked here.
 */
import { present } from '../present.js';
import { documentedRows } from './documented-rows.js';
import { inferredRows } from './inferred-rows.js';
import type { Matcher } from './matchers.js';
import { read, type Observed, type PolicyObject } from './observed.js';
import type { GuardLevel, GuardRow } from './row.js';

export type { PolicyObject } from './observed.js';
export type { GuardLevel, GuardRow } from './row.js';

/** The guard list. */
export const guardRows: readonly GuardRow[] = [...documentedRows, ...inferredRows];

/** Ids of rows that are let through, each with the reason that the file gives. */
export type Accept = Readonly<Record<string, string>>;

export interface GuardFinding {
  readonly row: GuardRow;
  /** The setting as the policy names it. */
  readonly where: string;
  /** What it is set to; undefined where that is encrypted. */
  readonly value?: string;
  /** Why it is let through all the same. */
  readonly accepted?: string;
}

export interface Guarded {
  /** The worst of it, without what is accepted. `unknown`: some of it could not be read. Never `pass` then. */
  readonly verdict: GuardLevel | 'unknown' | 'pass';
  /** The worst first, one for each row. */
  readonly findings: readonly GuardFinding[];
  /** What could not be read, in words. */
  readonly unread: readonly string[];
}

const order: readonly Guarded['verdict'][] = ['refuse', 'warn', 'unknown', 'pass'];

/**
 * Holds the guard list against a policy.
 *
 * @param policy as Graph answers it, with its settings inside (`settings`, `omaSettings`, `definitionValues`)
 * @param accept rows to let through, by id, with a reason
 * @example guard({ '@odata.type': '#microsoft.graph.windowsKioskConfiguration' }).verdict // 'warn'
 */
export function guard(policy: PolicyObject, accept: Accept = {}): Guarded {
  const { settings, unread } = read(policy);
  const hidden: string[] = [];
  const findings = guardRows.flatMap((row): GuardFinding[] => {
    const found = firstOf(row.matchers, settings, hidden);
    const accepted = accept[row.id];
    return found === undefined ? [] : [{ row, ...found, ...present({ accepted }) }];
  });
  const worst = findings.filter(({ accepted }) => accepted === undefined).map(({ row }) => row.level);
  const all = [...unread, ...new Set(hidden)];
  const verdicts: Guarded['verdict'][] = [...worst, ...(all.length > 0 ? (['unknown'] as const) : []), 'pass'];
  return {
    verdict: order.find((each) => verdicts.includes(each)) ?? 'pass',
    findings: [...findings].sort((a, b) => order.indexOf(a.row.level) - order.indexOf(b.row.level)),
    unread: all,
  };
}

/** Ids that `accept` names and the list does not have. */
export function unknownRows(accept: Accept): readonly string[] {
  return Object.keys(accept).filter((id) => !guardRows.some((row) => row.id === id));
}

function firstOf(
  matchers: readonly Matcher[],
  settings: readonly Observed[],
  hidden: string[],
): Pick<GuardFinding, 'where' | 'value'> | undefined {
  for (const matcher of matchers) {
    const here = settings.filter((each) => matcher.matches(each));
    hidden.push(...here.filter((each) => each.hidden).map(({ where }) => `the value of ${where}, which is encrypted`));
    const hit = here.find((each) => !each.hidden && matcher.meant.test(each.values));
    const rest = matcher.and ?? [];
    if (hit && rest.every((other) => settings.some((each) => other.matches(each) && other.meant.test(each.values)))) {
      return { where: hit.where, value: shortened(hit.values.join(', ')) };
    }
  }
  return undefined;
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
