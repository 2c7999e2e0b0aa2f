/**
 * What a pipeline does, in words that no service owns: each service has one file that writes these jobs in its own
 * language. A decision (who may plan, what is applied) is made here, once for all of them.
 */

/** What starts a job. */
export type Occasion =
  /** A change is proposed from a branch of the repository itself. */
  | 'proposal'
  /** A change is proposed from elsewhere, or by a robot: its code is not trusted with credentials. */
  | 'foreign-proposal'
  /** A change has reached the main branch. */
  | 'merge'
  /** A person starts it, on the main branch. */
  | 'by-hand'
  | 'schedule';

/** Something that the service knows and a script needs. */
export type Fact =
  /** What the author wrote about the change: the text of the pull request, or what a person typed who started it. */
  'description';

export interface Script {
  readonly kind: 'script';
  readonly title: string;
  /** bash, with `-euo pipefail`. What a script finds out for later jobs it writes to `$ANSWERS` as `name=value`. */
  readonly lines: readonly string[];
  /** Environment variables. Facts come in this way alone: text of strangers never becomes part of a script. */
  readonly facts?: Readonly<Record<string, Fact>>;
}

/** Puts a Markdown file where a reviewer looks, also when an earlier step failed. */
export interface Report {
  readonly kind: 'report';
  readonly title: string;
  readonly file: string;
  readonly heading: string;
  /** Said below it, about what comes next. */
  readonly footer: string;
}

/** Says something where a person looks who wonders why the job failed. */
export interface AdviceOnFailure {
  readonly kind: 'advice';
  readonly title: string;
  readonly text: string;
}

export interface Job {
  readonly id: string;
  readonly title: string;
  readonly on: readonly Occasion[];
  /** Runs after this job, where that one runs at all, and only when it did not fail. */
  readonly after?: string;
  /** An answer of the job before that has to be `true`. */
  readonly onlyIf?: string;
  /** Answers for later jobs, each written by the script with this title. */
  readonly answers?: Readonly<Record<string, string>>;
  /** Credentials. `none`: the job may read the code and nothing else. */
  readonly identity: 'none' | 'plan' | 'apply';
  /** Waits for a person. */
  readonly approval?: boolean;
  /** May write on the proposal. */
  readonly comments?: boolean;
  readonly minutes: number;
  readonly steps: readonly (Script | Report | AdviceOnFailure)[];
}

export interface Pipeline {
  /** Of the deployment. */
  readonly name: string;
  readonly jobs: readonly Job[];
}
