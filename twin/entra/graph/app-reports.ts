import { rule } from '../../rules.js';
import { emptyBadRequest } from '../errors.js';
import { allowed } from '../permissions.js';
import { answer, type GraphCall, type Route } from './route.js';

const reportOfApp = rule(
  'app-install-report',
  'https://learn.microsoft.com/intune/intune-service/fundamentals/reports-export-graph-available-reports: DeviceInstallStatusByApp',
  'A report lists the devices of one app, found by ApplicationId, each with a state and the code of its failure.',
);
const searchedByName = rule(
  'app-install-report-search',
  'guess',
  'The report about an app is narrowed by a search for the name of a device.',
);

const types: Readonly<Record<string, string>> = {
  DeviceId: 'String',
  DeviceName: 'String',
  UserPrincipalName: 'String',
  ApplicationId: 'String',
  Platform: 'String',
  AppVersion: 'String',
  InstallState: 'Int32',
  InstallStateDetail: 'Int32',
  AppInstallState: 'String',
  AppInstallStateDetails: 'String',
  LastModifiedDateTime: 'DateTime',
  ErrorCode: 'Int32',
  HexErrorCode: 'String',
};

/** What the portal shows of an app on its devices. Columns stand apart from rows, and a row is a list (KelvinTegelaar/CIPP-API: ListAppStatus). */
export const appReportRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/deviceManagement/reports/retrieveDeviceAppInstallationStatusReport',
    versions: ['beta'],
    allow: allowed.readApps,
    body: {
      name: 'string',
      select: 'strings',
      search: 'string',
      groupBy: 'strings',
      orderBy: 'strings',
      skip: 'number',
      top: 'number',
      sessionId: 'string',
      filter: 'string',
    },
    handle: report,
  },
];

function report({ body, state, context, now }: GraphCall) {
  const { rules } = context.world;
  rules.leanOn(reportOfApp);
  const {
    filter = '',
    search = '',
    select = Object.keys(types),
    skip = 0,
    top = 50,
  } = body as {
    filter?: string;
    search?: string;
    select?: readonly string[];
    skip?: number;
    top?: number;
  };
  const [, appId] = /^\(ApplicationId eq '([0-9a-f-]{36})'\)$/i.exec(filter) ?? [];
  if (appId === undefined || select.some((column) => types[column] === undefined)) throw emptyBadRequest();
  if (search !== '') rules.leanOn(searchedByName);
  const rows = [...state.managedDevices.values()]
    .filter(({ deviceName }) => deviceName.toLowerCase().includes(search.toLowerCase()))
    .flatMap((device) => {
      const app = state.checkIns.get(device.id)?.apps.find(({ id }) => id === appId);
      if (!app) return [];
      const { errorCode = 0 } = app;
      const row: Readonly<Record<string, unknown>> = {
        DeviceId: device.id,
        DeviceName: device.deviceName,
        UserPrincipalName: device.userPrincipalName,
        ApplicationId: appId,
        Platform: 'Windows',
        AppVersion: '1.0',
        AppInstallState: app.state === 'available' ? 'notInstalled' : app.state,
        LastModifiedDateTime: now,
        ErrorCode: errorCode,
        HexErrorCode: `0x${(errorCode >>> 0).toString(16).toUpperCase()}`,
      };
      return [select.map((column) => row[column] ?? null)];
    });
  return answer(200, {
    TotalRowCount: rows.length,
    Schema: select.map((Column) => ({ Column, PropertyType: types[Column] })),
    Values: rows.slice(skip, skip + top),
    SessionId: '',
  });
}
