/** What Intune reports of one device, and AWS of an image, as the lookups see it. */
import { expect } from '@jest/globals';
import type { Twin } from '../../../twin/twin.js';
import { region } from './prepared.js';

interface Reported {
  readonly managedDeviceId: string;
  readonly userId: string;
  readonly failedApp: object;
  readonly imageId: string;
}

export const deviceReportCases = {
  imageApplications: {
    at: (made: Reported) => ({ region, imageIds: [made.imageId] }),
    sees: (made: Reported) => [{ imageId: made.imageId, names: ['Microsoft Office 2019 Professional'] }],
  },
  failingSettings: {
    at: (made: Reported) => ({ deviceId: made.managedDeviceId }),
    sees: () => [{ policy: 'Laptops', setting: 'BitLocker', value: 'false' }],
  },
  deviceContent: {
    at: (made: Reported) => ({ deviceId: made.managedDeviceId, userId: made.userId }),
    sees: () => ({ policies: expect.any(Array), apps: expect.any(Array) }),
  },
  appInstallStatus: { at: (made: Reported) => made.failedApp, sees: () => ({ code: '0x87D1041C' }) },
};

/** Company Portal was installed on a managed device, and is not found there. Where its report is asked for. */
export function failApp(twin: Twin, deviceId: string) {
  const { checkIns, managedDevices } = twin.entra.state;
  const checkIn = checkIns.get(deviceId);
  const device = managedDevices.get(deviceId);
  if (!checkIn || !device) throw new Error('the desktop has not checked in');
  const appId = '3f6c1e52-7a4b-4d0c-9e55-0c7d2b1a9f10';
  const app = {
    id: appId,
    name: 'Company Portal',
    intent: 'required',
    state: 'failed',
    errorCode: -2016345060,
  } as const;
  checkIns.set(deviceId, { ...checkIn, apps: [app] });
  return { appId, deviceId, deviceName: device.deviceName };
}

/** An image into which AWS put Office: its id. */
export function giveOffice({ aws }: Twin): string {
  const [image] = aws.workspaces.region(region).images.values();
  if (!image) throw new Error('there is no image');
  image.applications = ['Microsoft Office 2019 Professional'];
  return image.id;
}
