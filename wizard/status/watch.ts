/** Looks at where everybody stands again and again, until nobody waits for a desktop any more. */
import { lineFor, mostLines, together } from './grouped.js';
import type { Status, StatusLine } from './people.js';

export interface Watching {
  /** Each who changed has a line, however many: else those who stand alike share one. */
  readonly each: boolean;
  look(): Promise<Status>;
  /** What is seen first, and after it what changed. */
  show(seen: Status, changed: readonly string[] | undefined): void;
  /** A look failed; the next one follows. */
  failed(why: string): void;
  /** Until the next look. */
  pause(): Promise<void>;
}

/** After so many looks in a row that saw nothing, nobody sits and waits any more: ten minutes. */
const mostFailures = 20;

/** @returns what was seen last, and whether that is the end: false after too many looks that failed */
export async function watched(
  watching: Watching,
): Promise<{ readonly last: Status | undefined; readonly over: boolean }> {
  let last: Status | undefined;
  let failures = 0;
  for (;;) {
    const seen = await lookOnce(watching);
    if (typeof seen === 'string') {
      failures += 1;
      if (failures >= mostFailures) return { last, over: false };
      watching.failed(seen);
    } else {
      failures = 0;
      watching.show(seen, last && changesOf(last, seen, watching.each ? Infinity : mostLines));
      last = seen;
      if (waitingIn(seen).length === 0) return { last, over: true };
    }
    await watching.pause();
  }
}

/** What was seen, or why nothing was: of a look without desktops nobody can tell who still waits. */
async function lookOnce(watching: Watching): Promise<Status | string> {
  try {
    const seen = await watching.look();
    return seen.blind ?? seen;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Who waits for something that comes by itself. */
export function waitingIn({ people }: Status): StatusLine[] {
  return people.filter(({ desktop, waits }) => waits !== undefined && !settled(desktop, waits));
}

/** What only the person, or time, ends: nobody sits and watches for that. */
const settled = (desktop: string, waits: string): boolean =>
  waits === 'the first sign-in' ||
  waits === 'enrolment' ||
  /hold|held|doctor|only reports/.test(waits) ||
  desktop === 'unknown';

/** Nobody is left out: what was said of a change is not said again. */
function changesOf(before: Status, now: Status, most: number): string[] {
  const known = new Map(before.people.map((each) => [keyOf(each), lineOf(each)]));
  const changed = now.people.filter((each) => known.get(keyOf(each)) !== lineOf(each));
  return together(changed, most)
    .map(lineFor)
    .map((each) => `${keyOf(each)}: ${lineOf(each)}`);
}

const keyOf = ({ site, upn }: StatusLine): string => `${site} ${upn}`;
/** What there is of a person, in words: what is empty is left out. */
function lineOf({ desktop, enrolled, signedIn, waits, until }: StatusLine): string {
  const parts = [`desktop ${desktop}`, `enrolled ${enrolled}`, `signed in ${signedIn}`];
  if (waits !== undefined) parts.push(`waits for ${waits}${until === undefined ? '' : ` until ${until}`}`);
  return parts.join(', ');
}

export function cellsOf({ upn, site, desktop, enrolled, signedIn, waits, until }: StatusLine): string[] {
  return [upn, site, desktop, enrolled, signedIn, waits ?? '', until ?? ''];
}
