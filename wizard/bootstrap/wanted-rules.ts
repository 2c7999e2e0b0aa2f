/** What the rules of a host are to be. */
import type { Level } from './repository.js';

/** Who approves: a person or a team of the organization. */
export interface Reviewer {
  readonly type: 'User' | 'Team';
  readonly id: number;
  /** As CODEOWNERS has it: `@ada`, `@contoso/desktops`. */
  readonly name: string;
}

export interface WantedRules {
  readonly level: Level;
  readonly environment: string;
  readonly reviewers: readonly Reviewer[];
  /** Name of the deployment, which the repository's variable says once its rules are ours. */
  readonly deployment: string;
  /** Text of CODEOWNERS. */
  readonly owners: string;
}
