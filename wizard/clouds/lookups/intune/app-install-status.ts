import { errorCodeOf } from '../../../../domain/enrolment/app-failures.js';
import { CloudError } from '../../cloud-error.js';
import { lookup } from '../../lookup.js';

/** A report of Intune: names of columns, and a row of values a device and user. */
interface Report {
  readonly Schema?: readonly { readonly Column: string }[];
  readonly Values?: readonly (readonly unknown[])[];
}

const columns = ['DeviceId', 'DeviceName', 'UserPrincipalName', 'AppInstallState', 'HexErrorCode', 'ErrorCode'];
const pageSize = 50;
/** An app for everybody has a row for each device of the company: what is not among so many is not told. */
const pages = 40;

/**
 * The code with which an app failed on a device: `0x87D1041C`. Undefined: Intune reports none, or not for this device.
 * The states of apps under a user carry no code, and `mobileApps/ID/deviceStatuses`, which did, is gone; this is the report
 * that the portal shows of an app. That `search` finds a device by its name is a guess: without it the rows are gone through.
 */
export const appInstallStatus = lookup({
  id: 'app-install-status',
  what: 'the code of the app that failed',
  needs: { graph: ['DeviceManagementApps.Read.All'] },
  seconds: 20,
  async look({ graph }, at: { readonly appId: string; readonly deviceId: string; readonly deviceName: string }) {
    for (let page = 0; page < pages; page += 1) {
      const report = await graph.post<Report>(
        'deviceManagement/reports/retrieveDeviceAppInstallationStatusReport',
        {
          select: columns,
          filter: `(ApplicationId eq '${at.appId}')`,
          search: at.deviceName,
          orderBy: [],
          skip: page * pageSize,
          top: pageSize,
        },
        { version: 'beta' },
      );
      const { Schema: schema, Values: values } = report;
      if (schema === undefined || values === undefined) {
        throw new CloudError('error', 'Intune answered with no rows where the report about an app was asked for');
      }
      const place = new Map(schema.map(({ Column: name }, index) => [name, index]));
      const of = (row: readonly unknown[], name: string): unknown => row[place.get(name) ?? -1];
      const own = values.filter((row) => of(row, 'DeviceId') === at.deviceId);
      const [code] = own.flatMap(
        (row) => errorCodeOf(of(row, 'HexErrorCode')) ?? errorCodeOf(of(row, 'ErrorCode')) ?? [],
      );
      if (own.length > 0 || values.length < pageSize) return { code };
    }
    return { code: undefined };
  },
});
