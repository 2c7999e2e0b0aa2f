import type { Matcher } from './matchers.js';

/** `refuse`: AWS documents that it breaks a desktop. `warn`: it does harm, or may. */
export type GuardLevel = 'refuse' | 'warn';

/** Something that a laptop may be told and a WorkSpace should not. */
export interface GuardRow {
  /** In kebab-case, unique, kept: `accept` names it. */
  readonly id: string;
  readonly title: string;
  readonly level: GuardLevel;
  /** What happens on a WorkSpace. */
  readonly effect: string;
  /** A page on the web. */
  readonly source: string;
  /** Nobody documents the effect: it follows from what the page says. */
  readonly inferred?: true;
  readonly matchers: readonly Matcher[];
}

export const groupPolicyPage = 'https://docs.aws.amazon.com/workspaces/latest/adminguide/group_policy.html';
