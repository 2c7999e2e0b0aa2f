/** What is wrong with a deployment, said so that a person can put it right. */
import { counted } from '../domain/counted.js';
import { shortened, visibleText, visibleValue } from './visible-text.js';

/** One thing that is wrong, or, in a list of warnings, one thing to know. */
export interface Problem {
  /** Where: `sites[0].network.create.cidr`; empty for the file as a whole. */
  readonly path: string;
  /** What must hold, as the rest of a sentence: `must be …`. */
  readonly rule: string;
  /** What was found instead. */
  readonly got: string;
  /** The nearest valid value, where there is one. */
  readonly nearest?: string;
  /** Line in `file`, or in the deployment file. */
  readonly line?: number;
  /** Another file than the deployment file: one that it names. */
  readonly file?: string;
  /** What to do about it, where that is not plain from the rule. */
  readonly fix?: string;
}

/** Prints a problem as one or two plain lines. */
export function formatProblem(problem: Problem): string {
  const line =
    problem.line === undefined ? '' : problem.file === undefined ? ` (line ${problem.line})` : `:${problem.line}`;
  const where =
    problem.file === undefined
      ? `${problem.path || 'deployment'}${line}`
      : `${problem.file}${line} ${problem.path}`.trim();
  const nearest = problem.nearest === undefined ? '' : ` (nearest: ${problem.nearest})`;
  const fix = problem.fix === undefined ? '' : `\n    ${problem.fix}`;
  return `${where}: ${problem.rule}, got: ${problem.got}${nearest}${fix}`;
}

/** How many problems a message lists; a file of the wrong kind can hold one in each of its thousand lines. */
export const mostListed = 100;

/** Problems as the lines of a message. */
export function problemLines(problems: readonly Problem[]): string[] {
  const more = problems.length - mostListed;
  return [
    ...problems.slice(0, mostListed).flatMap((problem) => formatProblem(problem).split('\n')),
    ...(more > 0 ? [`… and ${more} more`] : []),
  ];
}

/** A deployment that cannot be used. Its message lists the problems in plain text. */
export class DeploymentError extends Error {
  override readonly name = 'DeploymentError';

  constructor(
    /** All problems, in the order of the file. */
    readonly problems: readonly Problem[],
    /** The deployment file, as named by the caller. */
    readonly file: string,
  ) {
    const count = counted(problems.length, 'problem');
    const listed = problems.slice(0, mostListed).map((problem) => `  ${formatProblem(problem)}`);
    const rest = problems.length - listed.length;
    super(visibleText([`${count} in ${file}`, ...listed, ...(rest > 0 ? [`  … and ${rest} more`] : [])].join('\n')));
  }
}

/** A value as it is shown after `got:`: short, one line, never a whole section. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  // Cut before it is made readable: a text may have megabytes.
  if (typeof value === 'string') return value === '' ? '"" (empty)' : shortened(shownText(shortened(value)));
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
  if (value !== null && typeof value === 'object') {
    const keys = Object.keys(value);
    return keys.length === 0
      ? 'an empty object'
      : `an object with ${keys.slice(0, 6).join(', ')}${keys.length > 6 ? ', …' : ''}`;
  }
  return typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : value === null
      ? 'null'
      : typeof value;
}

/** Quotes and backslashes as JSON writes them, what cannot be seen as `\\u{200b}`. */
function shownText(text: string): string {
  return visibleValue(text.replace(/["\\]/g, '\\$&'));
}
