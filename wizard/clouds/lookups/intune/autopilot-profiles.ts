import { lookup } from '../../lookup.js';
import { present } from '../../../../domain/present.js';

interface Profile {
  readonly '@odata.type'?: string;
  readonly id: string;
  readonly displayName: string;
  readonly createdDateTime: string;
  readonly deviceNameTemplate: string | null;
  readonly outOfBoxExperienceSetting?: {
    readonly deviceUsageType: string;
    readonly userType: string;
  } | null;
  readonly assignments?: readonly Assignment[];
}

interface Assignment {
  readonly target: { readonly '@odata.type': string; readonly groupId?: string };
}

/** Autopilot profiles with what they reach, the oldest first: of several that reach a device the oldest wins. */
export const autopilotProfiles = lookup({
  id: 'autopilot-profiles',
  what: 'the Autopilot profiles',
  needs: { graph: ['DeviceManagementServiceConfig.Read.All'] },
  seconds: 20,
  async look({ graph }, _at: void) {
    const profiles = await graph.list<Profile>('deviceManagement/windowsAutopilotDeploymentProfiles', {
      version: 'beta',
      query: { $expand: 'assignments' },
    });
    return profiles
      .map((profile) => {
        const targets = (kind: string): string[] =>
          (profile.assignments ?? [])
            .filter(({ target }) => target['@odata.type'] === `#microsoft.graph.${kind}`)
            .map(({ target }) => target.groupId ?? '');
        return present({
          id: profile.id,
          displayName: profile.displayName,
          created: profile.createdDateTime,
          deviceNameTemplate: profile.deviceNameTemplate ?? undefined,
          userDriven: profile.outOfBoxExperienceSetting?.deviceUsageType === 'singleUser',
          /** Hybrid join has a type of its own. */
          joinsEntra: profile['@odata.type'] !== '#microsoft.graph.activeDirectoryWindowsAutopilotDeploymentProfile',
          groupIds: targets('groupAssignmentTarget'),
          excludedGroupIds: targets('exclusionGroupAssignmentTarget'),
          allDevices: targets('allDevicesAssignmentTarget').length > 0,
        });
      })
      .sort((a, b) => Date.parse(a.created) - Date.parse(b.created));
  },
});
