/** What the rules of a host are to be. */
import type { Level } from '../../domain/pipeline-level.js';

/** Who approves: a person, or a team of the organization (a group). */
export interface Reviewer {
  readonly type: 'User' | 'Team';
  /** As the host numbers them. */
  readonly id: number | string;
  /** As CODEOWNERS has it, where the host has one: `@ada`, `@contoso/desktops`. */
  readonly name: string;
}

export interface WantedRules {
  readonly level: Level;
  readonly environment: string;
  /** As the deployment names it: it counts where the repository does not say yet which environment is ours. */
  readonly environmentBefore?: string | undefined;
  readonly reviewers: readonly Reviewer[];
  /** Name of the deployment, which the repository's variable says once its rules are ours. */
  readonly deployment: string;
  /** Paths of data, which no owner is asked about, for a host without a file that says so. */
  readonly data?: readonly string[];
  /** Text of CODEOWNERS. */
  readonly owners: string;
}

/** The variable which says that the rules of a repository are those of a deployment: only then are they put back. */
export const ownVariable = 'ENTRA_WORKSPACES_DEPLOYMENT';
