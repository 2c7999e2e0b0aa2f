import { randomUUID } from 'node:crypto';
import type { Sku } from './catalogue.js';
import { EntitlementState } from './entitlement-objects.js';
import type { DeviceCheckIn } from './intune/check-in-result.js';
import {
  autopilotProfiles,
  profileAssignments,
  type AutopilotDevice,
  type AutopilotProfile,
  type ManagedDevice,
  type MdmScope,
  type EnrolmentEvent,
  type FailingSetting,
  type DeviceRegistrationPolicy,
  type ProfileAssignment,
  type StoreKey,
} from './intune-objects.js';
import {
  defaultStatusPage,
  policyCollections,
  type ConditionalAccessPolicy,
  type DeviceManagementSettings,
  type IntunePolicy,
  type PolicyCollection,
} from './intune-policies.js';
import {
  odataTypes,
  type AppRoleAssignment,
  type Application,
  type Device,
  type DirectoryKind,
  type DirectoryObject,
  type DirectoryRole,
  type FederatedIdentityCredential,
  type Group,
  type RoleAssignment,
  type ServicePrincipal,
  type User,
} from './objects.js';
import type { ProvisioningLogEntry, SynchronizationJob, SynchronizationSecret } from './synchronization.js';

/** One sign-in to an application, as `auditLogs/signIns` shows it. */
export interface SignInLogEntry {
  readonly id: string;
  readonly createdDateTime: string;
  readonly userId: string;
  readonly userPrincipalName: string;
  readonly appId: string;
  readonly appDisplayName: string | null;
  readonly errorCode: number;
  readonly failureReason: string | null;
}

/** Limits that a tenant puts on the credentials of its applications. Undefined: no limit. */
export interface AppManagementPolicy {
  passwordAdditionBlocked?: boolean;
  /** Days. */
  passwordMaxLifetimeDays?: number;
}

/** Everything one tenant holds. No behaviour beyond what keeps it whole; Graph's rules are in graph/. */
export class TenantState {
  private readonly stores = new Map<string, Map<string, unknown>>();

  readonly users = new Map<string, User>();
  readonly groups = new Map<string, Group>();
  readonly applications = new Map<string, Application>();
  readonly servicePrincipals = new Map<string, ServicePrincipal>();
  readonly devices = new Map<string, Device>();
  readonly directoryRoles = new Map<string, DirectoryRole>();
  /** Deleted but restorable, by id. */
  readonly deleted = new Map<string, { kind: DirectoryKind; object: DirectoryObject }>();

  readonly members = new Map<string, string[]>();
  readonly owners = new Map<string, string[]>();
  readonly roleAssignments = new Map<string, RoleAssignment>();
  readonly appRoleAssignments = new Map<string, AppRoleAssignment>();
  readonly federatedCredentials = new Map<string, Map<string, FederatedIdentityCredential>>();

  readonly synchronizationSecrets = new Map<string, SynchronizationSecret[]>();
  readonly synchronizationJobs = new Map<string, SynchronizationJob>();
  readonly provisioningLog: ProvisioningLogEntry[] = [];
  readonly signInLog: SignInLogEntry[] = [];

  /** Access packages, and who has what by them. */
  readonly entitlement = new EntitlementState();

  readonly autopilotDevices = new Map<string, AutopilotDevice>();
  readonly managedDevices = new Map<string, ManagedDevice>();
  /** What the last check-in of a managed device brought, by its id. */
  readonly checkIns = new Map<string, DeviceCheckIn>();
  /** Policies of Intune by collection, then by id. */
  readonly policies = Object.fromEntries(
    policyCollections.map((name) => [name, this.kept<IntunePolicy>({ name })]),
  ) as Readonly<Record<PolicyCollection, Map<string, IntunePolicy>>>;
  readonly deviceManagementSettings: DeviceManagementSettings = {
    deviceComplianceCheckinThresholdDays: 30,
    isScheduledActionEnabled: true,
    secureByDefault: false,
  };
  readonly conditionalAccessPolicies = new Map<string, ConditionalAccessPolicy>();
  readonly enrolmentEvents: EnrolmentEvent[] = [];
  /** By managed device. */
  readonly failingSettings = new Map<string, readonly FailingSetting[]>();
  /** Object ids of users whom Conditional Access keeps out of the AWS app. */
  readonly conditionallyRefused = new Set<string>();
  deviceRegistration: DeviceRegistrationPolicy = { userDeviceQuota: 50, mayJoin: 'all' };
  /** An enrolment restriction keeps Windows out. */
  windowsMayEnrol = true;
  mdmScope: MdmScope = { appliesTo: 'all', includedGroups: [] };
  appManagementPolicy: AppManagementPolicy = {};

  constructor(
    readonly tenantId: string,
    readonly displayName: string,
    readonly verifiedDomains: readonly string[],
    /** What it has bought. */
    public skus: readonly Sku[],
  ) {
    const page = defaultStatusPage(tenantId);
    this.policies.deviceEnrollmentConfigurations.set(page.id, page);
  }

  /** What Intune keeps of one kind, by id. */
  kept<T>({ name }: StoreKey<T>): Map<string, T> {
    const store = this.stores.get(name) ?? new Map<string, T>();
    this.stores.set(name, store);
    return store as Map<string, T>;
  }

  get autopilotProfiles(): Map<string, AutopilotProfile> {
    return this.kept(autopilotProfiles);
  }

  get profileAssignments(): Map<string, ProfileAssignment> {
    return this.kept(profileAssignments);
  }

  /** A fresh GUID that nothing in the tenant has. */
  newId(): string {
    return randomUUID();
  }

  /** Any object that owners, members and `directoryObjects` may name. */
  directoryObject(id: string): { kind: DirectoryKind; object: DirectoryObject } | undefined {
    for (const kind of Object.keys(odataTypes) as DirectoryKind[]) {
      const object = this[kind].get(id);
      if (object) return { kind, object };
    }
    return undefined;
  }

  userByName(userPrincipalName: string): User | undefined {
    const wanted = userPrincipalName.toLowerCase();
    return [...this.users.values()].find((user) => user.userPrincipalName.toLowerCase() === wanted);
  }

  servicePrincipalOf(appId: string): ServicePrincipal | undefined {
    return [...this.servicePrincipals.values()].find((each) => each.appId === appId);
  }

  applicationOf(appId: string): Application | undefined {
    return [...this.applications.values()].find((each) => each.appId === appId);
  }

  membersOf(id: string): readonly string[] {
    return this.members.get(id) ?? [];
  }

  ownersOf(id: string): readonly string[] {
    return this.owners.get(id) ?? [];
  }

  /** Groups, and directory roles, that name an object as direct member. */
  parentsOf(id: string): readonly string[] {
    return [...this.members].filter(([, members]) => members.includes(id)).map(([parent]) => parent);
  }

  /** Members of a group, of its groups, and so on; each once, the groups among them included. */
  transitiveMembersOf(id: string, seen = new Set<string>()): readonly string[] {
    for (const member of this.membersOf(id)) {
      if (seen.has(member)) continue;
      seen.add(member);
      if (this.groups.has(member)) this.transitiveMembersOf(member, seen);
    }
    return [...seen];
  }

  /** Values of the application roles that a service principal holds on another one. */
  grantedRoles(principalId: string, resourceId: string): string[] {
    const resource = this.servicePrincipals.get(resourceId);
    return [...this.appRoleAssignments.values()]
      .filter((each) => each.principalId === principalId && each.resourceId === resourceId)
      .map((each) => resource?.appRoles.find((role) => role.id === each.appRoleId)?.value)
      .filter((value): value is string => typeof value === 'string');
  }

  /** Service plans that a user's licences bring and that are not switched off. */
  servicePlansOf(user: User): ReadonlySet<string> {
    return new Set(
      user.assignedLicenses.flatMap(({ skuId, disabledPlans }) =>
        (this.skus.find((sku) => sku.skuId === skuId)?.servicePlans ?? [])
          .map((plan) => plan.servicePlanId)
          .filter((id) => !disabledPlans.includes(id)),
      ),
    );
  }

  /** Takes an object out, with everything that names it. Users, groups and applications stay restorable for 30 days. */
  remove(kind: DirectoryKind, id: string, now: Date): void {
    const object = this[kind].get(id);
    if (!object) return;
    this[kind].delete(id);
    if (kind === 'users' || kind === 'groups' || kind === 'applications') {
      this.deleted.set(id, { kind, object: { ...object, deletedDateTime: now.toISOString() } });
    }
    for (const relation of [this.members, this.owners]) {
      relation.delete(id);
      for (const [parent, ids] of relation) {
        if (ids.includes(id))
          relation.set(
            parent,
            ids.filter((each) => each !== id),
          );
      }
    }
    for (const [key, each] of this.appRoleAssignments) {
      if (each.principalId === id || each.resourceId === id) this.appRoleAssignments.delete(key);
    }
    for (const [key, each] of this.roleAssignments) if (each.principalId === id) this.roleAssignments.delete(key);
    if (kind === 'applications') {
      this.federatedCredentials.delete(id);
      const principal = this.servicePrincipalOf((object as Application).appId);
      if (principal) this.remove('servicePrincipals', principal.id, now);
    }
    if (kind === 'servicePrincipals') {
      this.synchronizationSecrets.delete(id);
      for (const [key, job] of this.synchronizationJobs) {
        if (job.servicePrincipalId === id) this.synchronizationJobs.delete(key);
      }
    }
  }
}
