import type { World } from '../clouds.js';

/** What a host of repositories keeps of one repository. */

export type Plan = 'free' | 'pro' | 'team' | 'enterprise';

export interface Reviewer {
  readonly type: 'User' | 'Team';
  readonly id: number;
}

export interface BranchPolicy {
  readonly id: number;
  readonly name: string;
  readonly type: 'branch' | 'tag';
}

export interface Environment {
  readonly id: number;
  readonly name: string;
  reviewers: readonly Reviewer[];
  preventSelfReview: boolean;
  waitTimer: number;
  adminsBypass: boolean;
  /** `null`: every branch may use it. */
  branches: null | 'protected' | 'custom';
  readonly policies: Map<number, BranchPolicy>;
  /** Names of what it keeps for its jobs. */
  readonly secrets: string[];
}

export interface Ruleset {
  readonly id: number;
  name: string;
  target: string;
  enforcement: string;
  conditions: { ref_name: { include: string[]; exclude: string[] } };
  rules: { type: string; parameters?: Record<string, unknown> }[];
  bypass_actors: unknown[];
}

/** How a repository's tokens name it. */
export interface Subject {
  useDefault: boolean;
  claimKeys: readonly string[];
  /** The form with ids, which nobody can take over by a name. */
  immutable: boolean;
}

export interface Repository {
  /** `contoso/desktops`. */
  name: string;
  readonly id: number;
  readonly ownerId: number;
  readonly ownerType: 'Organization' | 'User';
  private: boolean;
  plan: Plan;
  /** Whether the one who asks is told the plan. */
  showsPlan: boolean;
  readonly fork: boolean;
  /** A classic rule for the main branch. */
  classicRule: boolean;
  /** Its jobs may create and approve pull requests. */
  jobsApprove: boolean;
  readonly subject: Subject;
  /** Of an empty repository what its owner's account calls it. */
  defaultBranch: string;
  readonly environments: Map<string, Environment>;
  readonly rulesets: Map<number, Ruleset>;
  readonly variables: Map<string, string>;
  /** Branches with their files. */
  readonly branches: Map<string, Map<string, string>>;
}

/** Somebody with an account on the host. */
export interface Person {
  readonly login: string;
  readonly id: number;
  /** Their right on every repository here. */
  readonly role: 'admin' | 'write' | 'read';
  readonly scopes: readonly string[];
}

/** What the parts of the host know of it. */
export interface Host {
  readonly world: World;
  readonly repositories: ReadonlyMap<string, Repository>;
  readonly people: ReadonlyMap<string, Person>;
  readonly teams: ReadonlyMap<string, number>;
  readonly writes: string[];
  readonly unknownCalls: string[];
  newId(): number;
  /** Notes that this host has signed a token: another one opens nothing. */
  sign(token: string): string;
  /** Rules that hold for a branch. */
  rulesOf(repository: Repository, branch: string): Ruleset['rules'];
}
