import { microsoftTenantId } from './catalogue.js';
import { intuneCollections } from './intune/index.js';
import type { TenantState } from './state.js';

const keptByIntune = intuneCollections.flatMap(({ kept }) => kept);

/** How many of each there are. What Microsoft brings into a tenant is left out, and what is deleted but restorable. */
export function countObjects(state: TenantState): Readonly<Record<string, number>> {
  const ours = [...state.servicePrincipals.values()].filter(
    (each) => each.appOwnerOrganizationId !== microsoftTenantId,
  );
  const credentials = [...state.applications.values(), ...ours];
  return {
    users: state.users.size,
    groups: state.groups.size,
    applications: state.applications.size,
    servicePrincipals: ours.length,
    devices: state.devices.size,
    appRoleAssignments: state.appRoleAssignments.size,
    roleAssignments: state.roleAssignments.size,
    federatedIdentityCredentials: [...state.federatedCredentials.values()].reduce((sum, each) => sum + each.size, 0),
    passwords: credentials.reduce(
      (sum, each) => sum + each.passwordCredentials.filter((one) => one.secretText !== null).length,
      0,
    ),
    certificates: ours.reduce(
      (sum, each) => sum + each.keyCredentials.filter((one) => one.usage === 'Verify').length,
      0,
    ),
    synchronizationSecrets: [...state.synchronizationSecrets.values()].reduce((sum, each) => sum + each.length, 0),
    synchronizationJobs: state.synchronizationJobs.size,
    accessCatalogs: state.entitlement.catalogs.size,
    accessPackages: state.entitlement.packages.size,
    accessPolicies: state.entitlement.policies.size,
    autopilotDevices: state.autopilotDevices.size,
    ...Object.fromEntries(keptByIntune.map(({ name, count }) => [name, count(state)])),
    managedDevices: state.managedDevices.size,
  };
}

type Named = ReadonlyMap<string, string>;

/**
 * Everything there is, with names in the place of ids and without times and secrets, sorted. Two tenants that hold the
 * same give equal snapshots, also after destroy and apply.
 */
export function snapshotOf(state: TenantState): Readonly<Record<string, readonly unknown[]>> {
  const names: Named = new Map(
    [state.users, state.groups, state.applications, state.servicePrincipals, state.devices, state.directoryRoles]
      .flatMap((each) => [...each.values()].map(({ id, displayName }): [string, string] => [id, displayName ?? '']))
      .concat(keptByIntune.flatMap(({ named }) => named(state))),
  );
  const ours = [...state.servicePrincipals.values()].filter(
    (each) => each.appOwnerOrganizationId !== microsoftTenantId,
  );
  const lists: Record<string, readonly unknown[]> = {
    users: [...state.users.values()],
    groups: [...state.groups.values()].map((each) => ({
      ...each,
      members: named(names, state.membersOf(each.id)),
      owners: named(names, state.ownersOf(each.id)),
    })),
    applications: [...state.applications.values()].map((each) => ({
      ...each,
      owners: named(names, state.ownersOf(each.id)),
      federated: [...(state.federatedCredentials.get(each.id)?.values() ?? [])],
    })),
    servicePrincipals: ours.map((each) => ({
      ...each,
      owners: named(names, state.ownersOf(each.id)),
      secrets: (state.synchronizationSecrets.get(each.id) ?? []).map(({ key }) => key),
    })),
    appRoleAssignments: [...state.appRoleAssignments.values()].map((each) => ({
      principal: each.principalDisplayName,
      resource: each.resourceDisplayName,
      role: state.servicePrincipals.get(each.resourceId)?.appRoles.find((role) => role.id === each.appRoleId)
        ?.displayName,
    })),
    roleAssignments: [...state.directoryRoles.values()]
      .map((role) => ({ role: role.displayName, members: named(names, state.membersOf(role.id)) }))
      .filter(({ members }) => members.length > 0),
    synchronizationJobs: [...state.synchronizationJobs.values()].map(
      ({ templateId, state: schedule, statusCode, servicePrincipalId }) => ({
        templateId,
        schedule,
        statusCode,
        of: names.get(servicePrincipalId),
      }),
    ),
    autopilotDevices: [...state.autopilotDevices.values()].map(({ serialNumber, groupTag, enrollmentState }) => ({
      serialNumber,
      groupTag,
      enrollmentState,
    })),
    ...Object.fromEntries(keptByIntune.map(({ name, compared }) => [name, compared(state, names)])),
    devices: [...state.devices.values()].map(({ displayName, physicalIds }) => ({
      displayName,
      physicalIds: physicalIds.filter((id) => !id.startsWith('[ZTDId]')),
    })),
    managedDevices: [...state.managedDevices.values()].map(({ deviceName, userPrincipalName }) => ({
      deviceName,
      userPrincipalName,
    })),
  };
  return Object.fromEntries(Object.entries(lists).map(([kind, list]) => [kind, list.map(timeless).sort(byText)]));
}

function named(names: Named, ids: readonly string[]): readonly string[] {
  return ids.map((id) => names.get(id) ?? 'unknown').sort();
}

const volatile =
  /^(id|appId|keyId|deviceId|createdDateTime|lastModifiedDateTime|renewedDateTime|startDateTime|endDateTime|securityIdentifier|mailNickname|secretText|hint|key|customKeyIdentifier|preferredTokenSigningKeyThumbprint|servicePrincipalNames|membershipRuleProcessingStatus|appOwnerOrganizationId)$/;

function timeless(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(timeless);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !volatile.test(name))
      .map(([name, each]) => [name, timeless(each)]),
  );
}

function byText(a: unknown, b: unknown): number {
  return JSON.stringify(a).localeCompare(JSON.stringify(b));
}
