import { lookup } from '../../lookup.js';
import { odataText } from '../../odata.js';

interface Device {
  readonly id: string;
  readonly deviceName: string;
  readonly serialNumber: string;
  readonly azureADDeviceId: string;
  readonly userPrincipalName: string;
  readonly enrolledDateTime: string;
  readonly lastSyncDateTime: string;
  readonly complianceState: string;
}

/** Devices that Intune manages: of one user, of one name, or all. */
export const managedDevices = lookup({
  id: 'managed-devices',
  what: 'the managed devices',
  needs: { graph: ['DeviceManagementManagedDevices.Read.All'] },
  seconds: 60,
  async look({ graph }, at: { readonly upn?: string; readonly name?: string }) {
    const filters = [
      ...(at.upn === undefined ? [] : [`userPrincipalName eq ${odataText(at.upn)}`]),
      ...(at.name === undefined ? [] : [`deviceName eq ${odataText(at.name)}`]),
    ];
    const devices = await graph.list<Device>(
      'deviceManagement/managedDevices',
      filters.length === 0 ? {} : { query: { $filter: filters.join(' and ') } },
      20_000,
    );
    return devices.map((device) => ({
      id: device.id,
      name: device.deviceName,
      serialNumber: device.serialNumber,
      entraDeviceId: device.azureADDeviceId,
      upn: device.userPrincipalName,
      enrolled: device.enrolledDateTime,
      lastSync: device.lastSyncDateTime,
      compliance: device.complianceState,
    }));
  },
});
