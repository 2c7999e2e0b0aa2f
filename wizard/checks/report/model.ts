/** What a run of the rules says: for the table, for `--json` and for the page. No secret in it. */
import type { Stage } from '../../../deployment/stage.js';
import type { Owner } from '../owner.js';
import type { Area, Occasion, Severity } from '../rule.js';

export interface Report {
  readonly deployment: string;
  readonly stage: Stage;
  readonly occasion: Occasion;
  /** ISO date and time. */
  readonly when: string;
  readonly counts: {
    readonly errors: number;
    readonly warnings: number;
    /** Rules (each once a site) that could not look. */
    readonly unknown: number;
    readonly good: number;
  };
  /** Roots, errors first. What follows from one is listed under it and counted too. */
  readonly findings: readonly ReportedFinding[];
  readonly unknown: readonly ReportedUnknown[];
  /** What is young, and no fault yet. */
  readonly waits: readonly ReportedWait[];
  /** Every rule that was asked, once a site. */
  readonly rules: readonly RuleResult[];
}

export interface ReportedFinding {
  readonly rule: string;
  readonly failureModes: readonly number[];
  readonly severity: Severity;
  readonly area: Area;
  readonly title: string;
  readonly subject: Subject;
  readonly got: string;
  readonly why: string;
  readonly fix: string;
  /** What is typed for it, on a line of its own. */
  readonly command?: string;
  readonly who: Owner;
  /** Consequences of this one. */
  readonly follows: readonly ReportedFinding[];
}

/** What a finding is about: the deployment where all are left out. */
export interface Subject {
  /** Key of the site. */
  readonly site?: string;
  readonly user?: string;
  readonly thing?: string;
}

/** Something that takes its time. */
export interface ReportedWait {
  readonly rule: string;
  readonly subject: Subject;
  /** How long it takes, and since when. */
  readonly says: string;
}

/** Something that could not be looked at, with the rules that wait for it. */
export interface ReportedUnknown {
  readonly reason: 'denied' | 'timeout' | 'offline' | 'error';
  readonly message: string;
  /** What was missing, where that is known. */
  readonly permission?: string;
  readonly rules: readonly {
    readonly rule: string;
    readonly title: string;
    /** What stands unproven. */
    readonly good: string;
    readonly site?: string;
  }[];
}

/** What nobody could check, each once, as it is when it is in order: a fault in these words would read as one that was found. */
export function notChecked({ rules }: ReportedUnknown): readonly string[] {
  return [...new Set(rules.map(({ good }) => good))];
}

/** Roots and all that follows from them, the root before its followers. */
export function everyFinding(findings: readonly ReportedFinding[]): readonly ReportedFinding[] {
  return findings.flatMap((finding) => [finding, ...everyFinding(finding.follows)]);
}

/** How a step on a person's way stands. `waits`: it goes on by itself. `none`: nothing was asked about it. */
export type StepStatus = 'good' | 'warning' | 'error' | 'unknown' | 'waits' | 'none';

export interface RuleResult {
  readonly rule: string;
  /** What is wrong where the state is `error` or `warning`. */
  readonly title: string;
  /** What is right where it is `good`. */
  readonly good: string;
  readonly area: Area;
  readonly failureModes: readonly number[];
  readonly site?: string;
  readonly state: 'good' | Severity | 'unknown' | 'waits';
}
