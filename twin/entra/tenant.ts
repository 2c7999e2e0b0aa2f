import type { World } from '../clouds.js';
import type { Listener } from '../network.js';
import type { Consistency } from './consistency.js';
import type { TenantDelays, TenantUnknowns } from './context.js';
import type { Sku } from './catalogue.js';
import type { Group, User } from './objects.js';
import type { AppManagementPolicy, TenantState } from './state.js';
import type { SynchronizationRunner } from './synchronization.js';

export interface TenantOptions {
  /** Default `11111111-2222-3333-4444-555555555555`. */
  readonly tenantId?: string;
  /** Default Contoso. */
  readonly displayName?: string;
  /** The first is the default domain. Default `contoso.onmicrosoft.com`, `contoso.com`. */
  readonly verifiedDomains?: readonly string[];
  /** Licences that the tenant has bought. Default Microsoft 365 E3 and Windows VDA. */
  readonly skus?: readonly Sku[];
}

/** A service principal made by hand, with what is needed to sign in as it. */
export interface Credentials {
  readonly applicationObjectId: string;
  readonly objectId: string;
  readonly appId: string;
  readonly clientSecret: string;
}

export interface UnknownCall {
  readonly method: string;
  readonly path: string;
  /** What was unknown: the call itself, a query option, or a field of the body. */
  readonly what: string;
}

/**
 * One Entra tenant with its Intune, behind `graph.microsoft.com` (v1.0 and beta) and `login.microsoftonline.com`.
 * Whatever calls it comes over the network; the methods here set a tenant up as administrators would have left it, and
 * look into it.
 */
export declare class Tenant {
  readonly id: string;
  readonly world: World;
  readonly state: TenantState;
  /** Late visibility of new objects; off until switched on. */
  readonly consistency: Consistency;
  readonly delays: TenantDelays;
  readonly unknowns: TenantUnknowns;
  /** Calls, query options and body fields that the twin does not know: a scenario asserts that this stays empty. */
  readonly unknownCalls: UnknownCall[];

  constructor(world: World, options?: TenantOptions);

  /** Adds a user; by default enabled, a member, with first and last name from the UPN and every licence of the tenant. */
  addUser(userPrincipalName: string, given?: Partial<User> & { licences?: readonly string[] }): User;
  /** Adds a group with members by object id, or dynamic with a rule. */
  addGroup(displayName: string, given?: { members?: readonly string[]; rule?: string }): Group;
  addMember(groupId: string, objectId: string): void;
  removeMember(groupId: string, objectId: string): void;
  /** Adds an application with its service principal, a client secret and consent to Graph application roles. */
  addServicePrincipal(
    displayName: string,
    given?: { roles?: readonly string[]; secretEnds?: Date; federated?: { issuer: string; subject: string } },
  ): Credentials;
  /** Consents to Graph application roles by name. */
  grantRoles(servicePrincipalId: string, roles: readonly string[]): void;
  /** Takes the consent away again. */
  revokeRoles(servicePrincipalId: string, roles: readonly string[]): void;
  /** Gives a directory role, e.g. `Global Administrator`. */
  assignDirectoryRole(principalId: string, roleName: string): void;
  /** A token as `az login` of this user would bring: delegated, limited by scopes and by the user's directory roles. */
  userToken(userPrincipalName: string, scopes: readonly string[]): string;
  changeUserPrincipalName(from: string, to: string): void;
  setMdmScope(appliesTo: 'none' | 'all' | 'selected', includedGroups?: readonly string[]): void;
  setAppManagementPolicy(policy: AppManagementPolicy): void;
  setPageSize(objects: number): void;
  /** Joins the tenant's provisioning jobs to what moves users and groups. */
  onSynchronization(runner: SynchronizationRunner): void;

  /** How many of each there are; what Microsoft brings is left out. */
  counts(): Readonly<Record<string, number>>;
  /** Everything there is, sorted, without ids and times: two empty tenants give equal snapshots. */
  snapshot(): unknown;
  /**
   * Serves the tenant for providers that take a metadata host: `metadata` answers over TLS with `certificatePem`
   * (for SSL_CERT_FILE), Graph and token endpoint are at `graph.url`.
   */
  listen(): Promise<{
    graph: Listener;
    metadata: Listener;
    metadataHost: string;
    certificatePem: string;
    close(): Promise<void>;
  }>;
}
