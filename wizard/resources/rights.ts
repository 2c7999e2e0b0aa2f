/**
 * What terraform's providers need for a resource type, as reviewed. Two sources for aws: the calls of the real provider
 * 5.100.0, recorded while it made, planned, changed and removed a whole deployment on the twin, and for the calls that such a run
 * does not reach the permissions of the CloudFormation handler of the same type
 * (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/). For Graph: "API Permissions" on the page of
 * each resource of azuread (https://registry.terraform.io/providers/hashicorp/azuread/latest/docs), and the permissions
 * reference of Graph (https://learn.microsoft.com/graph/permissions-reference) for what msgraph sends.
 */

/** Rights in both clouds, by name. */
export interface Rights {
  /** IAM actions. */
  readonly aws?: readonly string[];
  /** Application permissions on Microsoft Graph. */
  readonly graph?: readonly string[];
  /** Actions of Azure Resource Manager, with where they are needed. */
  readonly azure?: readonly string[];
}

/** What who owns a thing, or what it is a part of, needs in place of rights on all of them. */
export interface OwnerRights {
  readonly graph: readonly string[];
  /** Attribute that names what is owned; without one it is the thing itself. */
  readonly of?: string;
  /** Whether an owner makes and removes it, too. */
  readonly makes: boolean;
}

/** What a type needs in each phase of its life. */
export interface TypeRights {
  /** To plan. */
  readonly read: Rights;
  /** To make and to change. */
  readonly write?: Rights;
  /** To remove. */
  readonly remove?: Rights;
  /** Left out: owning nothing is of use. */
  readonly owner?: OwnerRights;
}

/** `service:Operation` of each. */
export const of = (service: string, ...operations: readonly string[]): readonly string[] =>
  operations.map((operation) => `${service}:${operation}`);

/** Rights on one service of AWS. `more`: full names, to write. */
export const aws = (
  service: string,
  read: readonly string[],
  write: readonly string[] = [],
  remove: readonly string[] = [],
  more: readonly string[] = [],
): TypeRights => ({
  read: { aws: of(service, ...read) },
  write: { aws: [...of(service, ...write), ...more] },
  remove: { aws: of(service, ...remove) },
});

/** Rights on Graph: one to read, one to write and remove. */
export const graph = (
  read: string,
  write = read.replace('.Read.', '.ReadWrite.'),
  owner?: OwnerRights,
): TypeRights => ({
  read: { graph: [read] },
  write: { graph: [write] },
  remove: { graph: [write] },
  ...(owner ? { owner } : {}),
});

/** Rights on Azure Resource Manager: one to read, one to write and remove. */
export const azure = (read: string, write: string): TypeRights => ({
  read: { azure: [read] },
  write: { azure: [write] },
  remove: { azure: [write] },
});
