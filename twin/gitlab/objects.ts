/** What a GitLab holds: projects with their rules, people and groups. */
import type { World } from '../clouds.js';

/** Levels of roles: https://docs.gitlab.com/api/members/#roles. */
export const levels = { nobody: 0, reporter: 20, developer: 30, maintainer: 40 } as const;

/** A person or a group in a rule. */
export interface Access {
  readonly user_id?: number;
  readonly group_id?: number;
  readonly access_level?: number;
}

export interface BranchRule {
  /** As a level. */
  push: number;
  force: boolean;
  /** @default maintainer */
  merge?: number;
  /** A code owner approves. */
  owned?: boolean;
  /** A rule of the group, which the project does not change. */
  inherited?: boolean;
}

export interface EnvironmentRule {
  /** Who deploys, as a level, where `deployers` names nobody. */
  deploy: number;
  /** Approvals by maintainers, where `approvers` names nobody. */
  approvals: number;
  deployers?: readonly Access[];
  approvers?: readonly (Access & { readonly required_approvals: number })[];
}

export interface GitLabProject {
  readonly id: number;
  readonly path: string;
  visibility: 'private' | 'internal' | 'public';
  premium: boolean;
  /** What it pays for is told to owners of its group, on GitLab.com. */
  showsPlan: boolean;
  /** Whether this GitLab is 18.7 or later. */
  knowsEnvironments: boolean;
  defaultBranch: string;
  components: readonly string[];
  runsForks: boolean;
  overrides: 'no_one_allowed' | 'developer' | 'maintainer' | 'owner';
  /** Whether `overrides` counts: in a project that was made before GitLab 17.7 it may not. */
  restricts: boolean;
  startersApprove: boolean;
  /** Whether GraphQL tells its maintainers what it inherits. */
  tellsInherited: boolean;
  /** Where the file of its pipelines is; empty: `.gitlab-ci.yml`. */
  ciConfigPath: string;
  approvals: Record<string, boolean>;
  /** Who pushes to which branch, or to those of a pattern with `*`. */
  readonly branches: Map<string, BranchRule>;
  /** Protected environments. */
  readonly environments: Map<string, EnvironmentRule>;
  readonly variables: { key: string; value: string; protected: boolean; masked: boolean }[];
  /** Files by branch, as far as they were made by the API. */
  readonly files: Map<string, Map<string, string>>;
  /** Groups that are invited to it, and people who are members. */
  readonly members: Set<string>;
}

export interface Person {
  readonly id: number;
  readonly username: string;
  readonly level: number;
}

export interface Host {
  readonly world: World;
  /** With `https://`, and the path below which it lies. */
  readonly url: string;
  /** Who its tokens say that signed them. */
  readonly issuer: string;
  readonly projects: Map<string, GitLabProject>;
  /** By token. */
  readonly people: Map<string, Person>;
  /** Ids by path. */
  readonly groups: Map<string, number>;
  /** Variables by the path of their group: they reach the jobs of every project below it. */
  readonly groupVariables: Map<string, { readonly key: string; readonly value: string }[]>;
  /** Writing calls, in order. */
  readonly writes: string[];
  readonly unknownCalls: string[];
}
