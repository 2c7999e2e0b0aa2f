/** What Intune holds, in the field names of Microsoft Graph. */

/** Where the tenant keeps objects of one kind; its name is that among counts and snapshots. */
export interface StoreKey<T> {
  readonly name: string;
  /** For the compiler alone. */
  readonly holds?: T;
}

/** A device registered with Autopilot. The group tag becomes `[OrderID]:` on the Entra device. */
export interface AutopilotDevice {
  readonly id: string;
  groupTag: string | null;
  readonly serialNumber: string;
  readonly manufacturer: string;
  readonly model: string;
  enrollmentState: 'unknown' | 'enrolled' | 'pendingReset' | 'failed' | 'notContacted' | 'blocked';
  lastContactedDateTime: string;
  addressableUserName: string;
  userPrincipalName: string;
  displayName: string;
  azureActiveDirectoryDeviceId: string;
  managedDeviceId: string;
  readonly registeredDateTime: string;
}

export interface OutOfBoxExperience {
  deviceUsageType: 'singleUser' | 'shared';
  userType: 'administrator' | 'standard';
  privacySettingsHidden: boolean;
  eulaHidden: boolean;
  keyboardSelectionPageSkipped: boolean;
  escapeLinkHidden: boolean;
}

export interface AutopilotProfile {
  readonly '@odata.type': string;
  readonly id: string;
  displayName: string;
  description: string;
  locale: string;
  deviceNameTemplate: string;
  readonly deviceType: string;
  hardwareHashExtractionEnabled: boolean;
  preprovisioningAllowed: boolean;
  roleScopeTagIds: string[];
  outOfBoxExperienceSetting: OutOfBoxExperience;
  readonly createdDateTime: string;
  lastModifiedDateTime: string;
}

export type AssignmentTarget =
  | {
      readonly '@odata.type':
        '#microsoft.graph.groupAssignmentTarget' | '#microsoft.graph.exclusionGroupAssignmentTarget';
      readonly groupId: string;
    }
  | { readonly '@odata.type': '#microsoft.graph.allDevicesAssignmentTarget' };

export interface ProfileAssignment {
  readonly id: string;
  readonly profileId: string;
  readonly target: AssignmentTarget;
}

export const autopilotProfiles: StoreKey<AutopilotProfile> = { name: 'autopilotProfiles' };
export const profileAssignments: StoreKey<ProfileAssignment> = { name: 'profileAssignments' };

/** A device under Intune's management. */
export interface ManagedDevice {
  readonly id: string;
  deviceName: string;
  readonly serialNumber: string;
  readonly azureADDeviceId: string;
  readonly userId: string;
  readonly userPrincipalName: string;
  readonly enrolledDateTime: string;
  lastSyncDateTime: string;
  complianceState: 'compliant' | 'noncompliant' | 'inGracePeriod' | 'unknown';
  readonly autopilotEnrolled: boolean;
}

/** An enrolment that Intune refused. */
export interface EnrolmentEvent {
  readonly id: string;
  readonly eventDateTime: string;
  readonly userId: string;
  readonly failureCategory: string;
  readonly failureReason: string;
}

/** A setting of a compliance policy that a device does not keep. */
export interface FailingSetting {
  readonly policy: string;
  readonly setting: string;
  readonly value: string;
}

/** Who may join devices to Entra, and how many. */
export interface DeviceRegistrationPolicy {
  userDeviceQuota: number;
  mayJoin: 'all' | 'none';
}

/** Who enrols into Intune by joining Entra. */
export interface MdmScope {
  appliesTo: 'none' | 'all' | 'selected';
  includedGroups: string[];
}
