import { lookup } from '../../lookup.js';
import { present } from '../../../../domain/present.js';

interface Device {
  readonly id: string;
  readonly groupTag: string | null;
  readonly serialNumber: string;
  readonly displayName: string;
  readonly enrollmentState: string;
  readonly lastContactedDateTime: string;
  readonly azureActiveDirectoryDeviceId: string;
  readonly managedDeviceId: string;
  readonly userPrincipalName: string;
  readonly deploymentProfileAssignmentStatus?: string;
  readonly deploymentProfileAssignedDateTime?: string;
  readonly deploymentProfile?: { readonly id: string; readonly displayName: string } | null;
}

/** Autopilot devices with one of these group tags; without tags: all. The tag is compared as written, as Entra does. */
export const autopilotDevices = lookup({
  id: 'autopilot-devices',
  what: 'the Autopilot devices',
  needs: { graph: ['DeviceManagementServiceConfig.Read.All'] },
  seconds: 60,
  async look({ graph }, at: { readonly groupTags?: readonly string[] }) {
    // Graph filters these by few properties, and the tag is not documented among them.
    const devices = await graph.list<Device>(
      'deviceManagement/windowsAutopilotDeviceIdentities',
      { version: 'beta', query: { $expand: 'deploymentProfile' } },
      20_000,
    );
    return devices
      .filter(({ groupTag }) => at.groupTags === undefined || at.groupTags.includes(groupTag ?? ''))
      .map((device) =>
        present({
          id: device.id,
          groupTag: device.groupTag ?? '',
          serialNumber: device.serialNumber,
          displayName: device.displayName,
          enrollment: device.enrollmentState,
          lastContact: device.lastContactedDateTime,
          entraDeviceId: device.azureActiveDirectoryDeviceId,
          managedDeviceId: device.managedDeviceId,
          upn: device.userPrincipalName,
          profileStatus: device.deploymentProfileAssignmentStatus,
          profileAssigned: device.deploymentProfileAssignedDateTime,
          profile: device.deploymentProfile?.displayName,
          profileId: device.deploymentProfile?.id,
        }),
      );
  },
});
