import type { World } from '../clouds.js';
import { skus, type Sku } from './catalogue.js';
import { Consistency } from './consistency.js';
import type { TenantContext, TenantDelays, TenantUnknowns } from './context.js';
import { DynamicGroups } from './dynamic-groups.js';
import { addEnterpriseApp, assign, type EnterpriseApp, type EnterpriseAppWish } from './enterprise-app.js';
import { Entitlement } from './entitlement.js';
import {
  addMicrosoftApplications,
  addServicePrincipal,
  grantRoles,
  graphServicePrincipal,
  revokeRoles,
  type Credentials,
  type ServicePrincipalWish,
} from './given-applications.js';
import { addGroup, addUser, assignDirectoryRole, type GroupWish, type UserWish } from './given-people.js';
import { answerGraph } from './graph/router.js';
import { Login } from './login.js';
import { openLoopback, type Loopback } from './loopback.js';
import type { DeviceRegistrationPolicy, FailingSetting } from './intune-objects.js';
import { intunePolicy, type IntunePolicy, type PolicyCollection } from './intune-policies.js';
import type { Group, ServicePrincipal, User } from './objects.js';
import { countObjects, snapshotOf } from './snapshot.js';
import { TenantState, type AppManagementPolicy } from './state.js';
import type { SynchronizationRunner } from './synchronization.js';
import { delegatedToken } from './token.js';

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

type PolicyWish = readonly [
  body: Readonly<Record<string, unknown>>,
  given?: NonNullable<Parameters<typeof intunePolicy>[2]>,
];

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
export class Tenant {
  readonly id: string;
  readonly state: TenantState;
  /** Late visibility of new objects; off until switched on. */
  readonly consistency: Consistency;
  readonly delays: TenantDelays = { dynamicGroup: 10, firstSynchronization: 2, appPublishing: 1 };
  readonly unknowns: TenantUnknowns = {
    firstCertificateIsActive: true,
    newestCertificateFirst: false,
    callerOwnsInstantiated: false,
  };
  /** Calls, query options and body fields that the twin does not know: a scenario asserts that this stays empty. */
  readonly unknownCalls: UnknownCall[] = [];
  /** What the integrations are given. */
  readonly context: TenantContext;

  constructor(
    readonly world: World,
    options: TenantOptions = {},
  ) {
    this.state = new TenantState(
      options.tenantId ?? '11111111-2222-3333-4444-555555555555',
      options.displayName ?? 'Contoso',
      options.verifiedDomains ?? ['contoso.onmicrosoft.com', 'contoso.com'],
      options.skus ?? [skus.microsoft365E3, skus.windowsVda],
    );
    this.id = this.state.tenantId;
    this.consistency = new Consistency(world.clock, world.rules);
    const { state, consistency, delays, unknowns } = this;
    const dynamicGroups: { follow?: DynamicGroups } = {};
    this.context = {
      world,
      state,
      consistency,
      delays,
      unknowns,
      pageSize: 100,
      runner: undefined,
      membershipMayHaveChanged: () => dynamicGroups.follow?.changed(),
    };
    dynamicGroups.follow = new DynamicGroups(this.context);
    addMicrosoftApplications(this.context);
    const login = new Login(this.context);
    world.network.register('graph.microsoft.com', (request) =>
      answerGraph(this.context, request, (unknown) => this.unknownCalls.push(unknown)),
    );
    world.network.register('login.microsoftonline.com', (request) =>
      login.answer(request, (what) => this.unknownCalls.push({ method: request.method, path: request.path, what })),
    );
  }

  /** What people do in My Access: ask for an access package, and decide. */
  get myAccess(): Entitlement {
    return new Entitlement(this.context);
  }

  /** Adds a user; by default enabled, a member, with first and last name from the UPN and every licence of the tenant. */
  addUser(userPrincipalName: string, given: UserWish = {}): User {
    return addUser(this.context, userPrincipalName, given);
  }

  /** Adds a group with members by object id, or dynamic with a rule. */
  addGroup(displayName: string, given: GroupWish = {}): Group {
    return addGroup(this.context, displayName, given);
  }

  addMember(groupId: string, objectId: string): void {
    this.state.members.set(groupId, [...this.state.membersOf(groupId).filter((each) => each !== objectId), objectId]);
    this.context.membershipMayHaveChanged();
  }

  removeMember(groupId: string, objectId: string): void {
    this.state.members.set(
      groupId,
      this.state.membersOf(groupId).filter((each) => each !== objectId),
    );
    this.context.membershipMayHaveChanged();
  }

  /** Adds an application with its service principal, a client secret and consent to Graph application roles. */
  addServicePrincipal(displayName: string, given: ServicePrincipalWish = {}): Credentials {
    return addServicePrincipal(this.context, displayName, given);
  }

  /** Sets up the AWS gallery app as an administrator has it when the federation is in use already. */
  addEnterpriseApp(wish: EnterpriseAppWish = {}): Promise<EnterpriseApp> {
    return addEnterpriseApp(this.context, wish);
  }

  /** Consents to Graph application roles by name. */
  grantRoles(servicePrincipalId: string, roles: readonly string[]): void {
    grantRoles(this.context, servicePrincipalId, roles);
  }

  /** Lets a group use an enterprise app, as its administrator does under Users and groups. */
  assignGroup(servicePrincipalId: string, groupId: string): void {
    assign(this.context, servicePrincipalId, groupId);
  }

  /** Takes the consent away again. */
  revokeRoles(servicePrincipalId: string, roles: readonly string[]): void {
    revokeRoles(this.context, servicePrincipalId, roles);
  }

  /** Gives a directory role, e.g. `Global Administrator`. */
  assignDirectoryRole(principalId: string, roleName: string): void {
    assignDirectoryRole(this.context, principalId, roleName);
  }

  /** A token as `az login` of this user would bring: delegated, limited by scopes and by the user's directory roles. */
  userToken(userPrincipalName: string, scopes: readonly string[]): string {
    const user = this.userNamed(userPrincipalName);
    return delegatedToken(this.context, user.id, user.userPrincipalName, scopes);
  }

  changeUserPrincipalName(from: string, to: string): void {
    this.userNamed(from).userPrincipalName = to;
    this.context.membershipMayHaveChanged();
  }

  deleteUser(userPrincipalName: string): void {
    this.state.remove('users', this.userNamed(userPrincipalName).id, this.world.clock.now());
    this.context.membershipMayHaveChanged();
  }

  setMdmScope(appliesTo: 'none' | 'all' | 'selected', includedGroups: readonly string[] = []): void {
    this.state.mdmScope = { appliesTo, includedGroups: [...includedGroups] };
  }

  setDeviceRegistration(policy: Partial<DeviceRegistrationPolicy>): void {
    this.state.deviceRegistration = { ...this.state.deviceRegistration, ...policy };
  }

  /** An enrolment restriction that keeps Windows out, or lets it in again. */
  restrictEnrolment(windowsMayEnrol: boolean): void {
    this.state.windowsMayEnrol = windowsMayEnrol;
  }

  /** A Conditional Access policy that keeps a user out of the AWS app. */
  refuseConditionally(userPrincipalName: string): void {
    this.state.conditionallyRefused.add(this.userNamed(userPrincipalName).id);
  }

  /** A managed device no longer keeps a setting of a compliance policy. */
  failCompliance(serialNumber: string, failing: FailingSetting): void {
    const device = [...this.state.managedDevices.values()].find((each) => each.serialNumber === serialNumber);
    if (!device) throw new Error(`twin: Intune manages no device ${serialNumber}`);
    device.complianceState = 'noncompliant';
    this.state.failingSettings.set(device.id, [...(this.state.failingSettings.get(device.id) ?? []), failing]);
  }

  /** Adds a policy of Intune as an administrator has it: body, what is inside, and whom it reaches. */
  addPolicy(collection: PolicyCollection, ...[body, given]: PolicyWish): IntunePolicy {
    const made = intunePolicy(this.state.newId(), { createdDateTime: this.now(), ...body }, given);
    this.state.policies[collection].set(made.id, made);
    return made;
  }

  setAppManagementPolicy(policy: AppManagementPolicy): void {
    this.state.appManagementPolicy = policy;
  }

  /** Objects a page; small ones make callers follow `@odata.nextLink`. */
  setPageSize(objects: number): void {
    this.context.pageSize = objects;
  }

  /** Joins the tenant's provisioning jobs to what moves users and groups. */
  onSynchronization(runner: SynchronizationRunner): void {
    this.context.runner = runner;
  }

  /** How many of each there are; what Microsoft brings is left out. */
  counts(): Readonly<Record<string, number>> {
    return countObjects(this.state);
  }

  /** Everything there is, with names instead of ids, sorted, without times and secrets. */
  snapshot(): Readonly<Record<string, readonly unknown[]>> {
    return snapshotOf(this.state);
  }

  /**
   * Serves the tenant for providers that take a metadata host: `metadata` answers over TLS with `certificatePem`
   * (for SSL_CERT_FILE), Graph and token endpoint are at `graph.url`.
   */
  listen(): Promise<Loopback> {
    return openLoopback(this.world.network);
  }

  /** Microsoft Graph in this tenant. */
  graphServicePrincipal(): ServicePrincipal {
    return graphServicePrincipal(this.context);
  }

  private userNamed(userPrincipalName: string): User {
    const user = this.state.userByName(userPrincipalName);
    if (!user) throw new Error(`twin: the tenant has no user ${userPrincipalName}`);
    return user;
  }

  private now(): string {
    return this.world.clock.now().toISOString();
  }
}
