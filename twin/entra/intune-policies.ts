/** Policies of Intune that reach devices by assignment: one store for every collection of Graph that holds such. */

/** Collections of Intune, by their name in Graph, and whether a device applies what reaches it of them by itself. */
const collections = {
  configurationPolicies: { applied: true },
  deviceConfigurations: { applied: true },
  groupPolicyConfigurations: { applied: false },
  deviceCompliancePolicies: { applied: true },
  deviceEnrollmentConfigurations: { applied: false },
  windowsFeatureUpdateProfiles: { applied: true },
  intents: { applied: false },
  assignmentFilters: { applied: false },
  managedDeviceCleanupRules: { applied: false },
  mobileApps: { applied: false },
} as const;
export type PolicyCollection = keyof typeof collections;

export const policyCollections = Object.keys(collections) as readonly PolicyCollection[];

/** What a device applies at its check-in; apps and the status page are a matter of their own. */
export const appliedCollections = policyCollections.filter((name) => collections[name].applied);

export interface PolicyTarget {
  readonly '@odata.type':
    | '#microsoft.graph.groupAssignmentTarget'
    | '#microsoft.graph.exclusionGroupAssignmentTarget'
    | '#microsoft.graph.allDevicesAssignmentTarget'
    | '#microsoft.graph.allLicensedUsersAssignmentTarget';
  readonly groupId?: string;
  readonly deviceAndAppManagementAssignmentFilterId?: string | null;
  readonly deviceAndAppManagementAssignmentFilterType?: 'none' | 'include' | 'exclude';
}

export interface IntunePolicy {
  readonly id: string;
  /** As Graph shows it without `$expand`, `id` included. */
  body: Record<string, unknown>;
  /** Navigation properties but for the assignments: `settings`, `definitionValues`, `scheduledActionsForRule`. */
  inside: Record<string, readonly Record<string, unknown>[]>;
  assignments: PolicyAssignment[];
}

export interface PolicyAssignment {
  readonly id: string;
  readonly target: PolicyTarget;
  /** Of an app. */
  intent?: string;
  /** Of an app. */
  settings?: unknown;
}

/** Settings of the tenant that hold for every device. */
export interface DeviceManagementSettings {
  /** 0 to 120. */
  deviceComplianceCheckinThresholdDays: number;
  isScheduledActionEnabled: boolean;
  /** A device without a compliance policy is not compliant. */
  secureByDefault: boolean;
}

/** A policy of Conditional Access, as far as the twin reads it. */
export interface ConditionalAccessPolicy {
  readonly id: string;
  displayName: string;
  state: 'enabled' | 'disabled' | 'enabledForReportingButNotEnforced';
  conditions: {
    users: {
      includeUsers: string[];
      excludeUsers: string[];
      includeGroups: string[];
      excludeGroups: string[];
    };
    applications: { includeApplications: string[]; excludeApplications: string[] };
  };
  grantControls: { operator: 'AND' | 'OR'; builtInControls: string[] } | null;
}

/** Who has no assignment of an own kind in a target: what Graph shows in their place. */
const wholeTenant = 'adadadad-808e-44e2-905a-0b7873a8a531';

/** An assignment as it is kept: its id is made of the policy and of whom it reaches. */
export function policyAssignment(
  policyId: string,
  target: PolicyTarget,
  said: Pick<PolicyAssignment, 'intent' | 'settings'> = {},
): PolicyAssignment {
  const whom = target.groupId ?? wholeTenant;
  return {
    ...said,
    id: said.intent === undefined ? `${policyId}_${whom}` : `${whom}_${said.intent}_0`,
    target: {
      deviceAndAppManagementAssignmentFilterId: null,
      deviceAndAppManagementAssignmentFilterType: 'none',
      ...target,
    },
  };
}

/** A policy as it is kept. What `inside` names is shown only by `$expand` or under a path of its own. */
export function intunePolicy(
  id: string,
  body: Readonly<Record<string, unknown>>,
  given: { readonly inside?: IntunePolicy['inside']; readonly targets?: readonly PolicyTarget[] } = {},
): IntunePolicy {
  const assignments = (given.targets ?? []).map((target) => policyAssignment(id, target));
  return { id, body: { ...body, id }, inside: given.inside ?? {}, assignments };
}

/** The status page that every tenant has and nobody can remove; the lowest rank of all. */
export function defaultStatusPage(tenantId: string): IntunePolicy {
  return intunePolicy(
    `${tenantId}_DefaultWindows10EnrollmentCompletionPageConfiguration`,
    {
      '@odata.type': '#microsoft.graph.windows10EnrollmentCompletionPageConfiguration',
      displayName: 'All users and all devices',
      description:
        'This is the default enrollment status screen configuration applied with the lowest priority to all users and all devices regardless of group membership.',
      priority: 0,
      createdDateTime: '0001-01-01T00:00:00Z',
      lastModifiedDateTime: '0001-01-01T00:00:00Z',
      version: 0,
      deviceEnrollmentConfigurationType: 'defaultWindows10EnrollmentCompletionPageConfiguration',
      roleScopeTagIds: [],
      showInstallationProgress: false,
      blockDeviceSetupRetryByUser: true,
      allowDeviceResetOnInstallFailure: false,
      allowLogCollectionOnInstallFailure: false,
      customErrorMessage: null,
      installProgressTimeoutInMinutes: 0,
      allowDeviceUseOnInstallFailure: false,
      selectedMobileAppIds: [],
      allowNonBlockingAppInstallation: false,
      installQualityUpdates: false,
      trackInstallProgressForAutopilotOnly: false,
      disableUserStatusTrackingAfterFirstUser: false,
    },
    { targets: [{ '@odata.type': '#microsoft.graph.allDevicesAssignmentTarget' }] },
  );
}
