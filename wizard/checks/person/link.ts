/** One link of the chain from a person's Entra account to their managed desktop. */
import { present } from '../../../domain/present.js';
import type { Seen } from '../../clouds/lookup.js';
import type { Owner } from '../owner.js';
import type { PersonLooks } from './looks.js';

/** What became of a link. `wait` is no fault: it takes its time, until then where that is known. */
export type Verdict =
  | { readonly state: 'ok'; readonly seen: string }
  | { readonly state: 'wait'; readonly seen: string; readonly usual: string; readonly until?: Date }
  | {
      readonly state: 'broken';
      readonly seen: string;
      readonly cause: string;
      readonly owner: Owner;
      readonly fix: string;
    }
  /** It could not be seen; with the permission, where one was missing. */
  | { readonly state: 'unknown'; readonly seen: string; readonly permission?: string }
  /** What it hangs on is not there yet: nothing can be said. */
  | { readonly state: 'not-reached'; readonly seen: string };

export interface Link {
  /** In kebab-case, unique. */
  readonly id: string;
  /** What is looked at: `Member of the assigned group`. */
  readonly title: string;
  /** It holds for everybody of the site, not for this person alone. */
  readonly everybody?: true;
  /**
   * Rules about the same thing. What they find about the person (about the site, for a link of everybody) breaks the
   * link: a report and `doctor --user` never disagree. What only the link can see of one person is its own.
   */
  readonly rules?: readonly string[];
  /** Links without which this one cannot be whole: while one of them is not, this one says nothing. */
  readonly after: readonly string[];
  judge(looks: PersonLooks): Promise<Verdict>;
}

/** In good order. */
export function ok(seen: string): Verdict {
  return { state: 'ok', seen };
}

/** A fault, with whose it is. */
export function broken(seen: string, cause: string, owner: Owner, fix: string): Verdict {
  return { state: 'broken', seen, cause, owner, fix };
}

/** No fault yet. `usual` is how long it takes: `20 minutes`. */
export function wait(seen: string, usual: string, until?: Date): Verdict {
  return { state: 'wait', seen, usual, ...present({ until }) };
}

/** What nobody can decide from here. */
export function undecided(seen: string): Verdict {
  return { state: 'unknown', seen };
}

/** Judges what was seen; what could not be seen is unknown, with its reason. */
export async function judged<T>(
  look: Promise<Seen<T>>,
  judge: (seen: T) => Verdict | Promise<Verdict>,
): Promise<Verdict> {
  const found = await look;
  return 'seen' in found ? judge(found.seen) : unseen(found);
}

/** A look that failed, as a verdict. */
export function unseen({ message, permission }: Exclude<Seen<never>, { readonly seen: never }>): Verdict {
  return { state: 'unknown', seen: message, ...present({ permission }) };
}
