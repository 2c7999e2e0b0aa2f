import { deploymentLookup } from '../../lookup.js';
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

/** Every Autopilot device of the tenant. Graph filters these by few properties; the group tag is not documented among them. */
export const autopilotDevices = deploymentLookup({
  id: 'autopilot-devices',
  what: 'the Autopilot devices',
  needs: { graph: ['DeviceManagementServiceConfig.Read.All'] },
  seconds: 60,
  async look({ graph }) {
    const devices = await graph.list<Device>(
      'deviceManagement/windowsAutopilotDeviceIdentities',
      { version: 'beta', query: { $expand: 'deploymentProfile' } },
      20_000,
    );
    return devices.map((device) =>
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
