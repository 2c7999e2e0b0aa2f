import { expect, test } from '@jest/globals';
import { CloudError } from '../../../wizard/clouds/cloud-error.js';
import { see, type Clouds, type Needs } from '../../../wizard/clouds/lookup.js';
import { appInstallStatus } from '../../../wizard/clouds/lookups/intune/app-install-status.js';

const within = { within: () => ({}) };

/** Graph refuses whatever it is asked for, and the token allows these. */
function refusing(permissions: readonly string[] | undefined, kind: 'application' | 'user' = 'application'): Clouds {
  const refuses = (): Promise<never> =>
    Promise.reject(new CloudError('denied', 'Forbidden: an error has occurred', { code: 'Forbidden', status: 403 }));
  const graph = {
    within: () => ({ post: refuses, list: refuses }),
    granted: () => (permissions ? Promise.resolve({ kind, permissions }) : Promise.reject(new Error('no token'))),
  };
  return { aws: within, graph, network: { secondsAltogether: 20 } } as unknown as Clouds;
}
const report = { appId: 'a', deviceId: 'd', deviceName: 'n' };
const asked = (clouds: Clouds, needs: Needs = appInstallStatus.needs) =>
  see({ ...appInstallStatus, needs }, clouds, report);

test('what is refused although its permission is given says so, and sends nobody to give it again', async () => {
  for (const held of ['DeviceManagementApps.Read.All', 'DeviceManagementApps.ReadWrite.All']) {
    expect(await asked(refusing([held]))).toEqual({
      unknown: 'denied',
      message:
        'the code of the app that failed: Forbidden: an error has occurred (refused although DeviceManagementApps.Read.All is given; a person needs a role, too)',
    });
  }
});

test('a permission that is not given is named, and so is one of which nothing is known', async () => {
  for (const held of [['Group.Read.All'], undefined]) {
    expect(await asked(refusing(held))).toEqual({
      unknown: 'denied',
      permission: 'DeviceManagementApps.Read.All',
      message: 'the code of the app that failed: needs the permission DeviceManagementApps.Read.All',
    });
  }
});

test('what a person alone may is named to an application, whatever it was given', async () => {
  const needs = { graph: ['Policy.Read.All'], delegatedOnly: true } as const;
  expect(await asked(refusing(['Policy.Read.All']), needs)).toMatchObject({ permission: 'Policy.Read.All' });
  expect(await asked(refusing(['Policy.Read.All'], 'user'), needs)).not.toHaveProperty('permission');
});
