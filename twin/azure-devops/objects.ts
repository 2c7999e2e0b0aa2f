/** What Azure DevOps keeps of an organization, as far as it is played. */
import type { World } from '../clouds.js';

/** Of a person: the groups of a project give these rights. */
export type Role = 'administrator' | 'contributor' | 'stranger';

export interface Person {
  readonly id: string;
  /** What the person signs in with, or the name of a group. */
  readonly account: string;
  readonly displayName: string;
  readonly role: Role;
  readonly group: boolean;
}

export interface Policy {
  readonly id: number;
  readonly type: { readonly id: string };
  isEnabled: boolean;
  isBlocking: boolean;
  isDeleted?: boolean;
  settings: Readonly<Record<string, unknown>> & { readonly scope?: readonly Scope[] };
}

export interface Scope {
  readonly repositoryId?: string | null;
  readonly refName?: string | null;
  readonly matchKind?: string;
}

export interface Repository {
  readonly id: string;
  readonly name: string;
  /** `refs/heads/main`; nothing while it is empty. */
  defaultBranch: string | undefined;
  /** Branches with their files. */
  readonly branches: Map<string, Map<string, string>>;
}

/** A pipeline as builds know it. */
export interface Definition {
  readonly id: number;
  readonly name: string;
  readonly path: string;
  readonly description?: string;
  readonly repository: { readonly id: string; readonly type: string };
  readonly process: { readonly type: number; readonly yamlFilename?: string };
  /** Set on its page, not in its file. */
  readonly variables?: Readonly<Record<string, object>>;
  readonly variableGroups?: readonly { readonly id: number; readonly name: string }[];
}

export interface Check {
  readonly id: number;
  readonly type?: { readonly id?: string; readonly name?: string };
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly isDisabled?: boolean;
  readonly timeout?: number;
}

/** A service connection, in the words of its API. */
export interface Connection {
  readonly id: string;
  name: string;
  description: string;
  type: string;
  scheme: string;
  parameters: Readonly<Record<string, string>>;
  data: Readonly<Record<string, string>>;
  readonly checks: Check[];
  everyPipeline: boolean;
  /** Who made it. */
  readonly createdBy?: Pick<Person, 'id' | 'displayName' | 'account'>;
  /** Other projects that it is shared with. */
  sharedWith?: readonly string[];
  /** Not shown to whoever asks. */
  hidden?: boolean;
  /** Ids of the pipelines that may use it. */
  readonly pipelines: Set<number>;
}

export interface Project {
  readonly id: string;
  readonly organization: string;
  readonly name: string;
  readonly repositories: Map<string, Repository>;
  readonly policies: Map<number, Policy>;
  readonly definitions: Map<number, Definition>;
  readonly connections: Map<string, Connection>;
  /** "Limit variables that can be set at queue time". */
  limitsVariables: boolean;
}

/** What the parts of the host know of it. */
export interface Host {
  readonly world: World;
  readonly organizationId: string;
  readonly projects: readonly Project[];
  readonly people: ReadonlyMap<string, Person>;
  readonly groups: readonly Person[];
  /** Whose names the issuers of connections have; `none`: the API shows neither issuer nor subject, should it not be as documented. */
  issuer: 'entra' | 'vstoken' | 'none';
  readonly writes: string[];
  readonly unknownCalls: string[];
  /** Tokens of connections. */
  readonly signed: Set<string>;
  newId(): number;
}
