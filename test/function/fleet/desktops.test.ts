import { CreateWorkspacesCommand, type ModifyWorkspacePropertiesCommand } from '@aws-sdk/client-workspaces';
import { describe, expect, test } from '@jest/globals';
import type { FleetSettings } from '../../../domain/fleet/settings.js';
import type { DesktopKind } from '../../../domain/fleet/types.js';
import type { Clients } from '../../../function/clients.js';
import { fleetDesktops } from '../../../function/fleet/desktops.js';
import { Pace } from '../../../function/fleet/pace.js';
import { policy } from './world.js';

const settings = {
  ...policy,
  directoryId: 'wsd-1',
  computeType: 'POWER',
  rootVolumeGib: 175,
  userVolumeGib: 100,
  autoStopMinutes: 60,
  bundles: { big: { bundleId: 'wsb-big', computeType: 'PERFORMANCE', rootVolumeGib: 80, userVolumeGib: 50 } },
  tags: {},
} as unknown as FleetSettings;

/** The desktops of a fleet, and what WorkSpaces is asked for. */
function asked() {
  const inputs: object[] = [];
  const send = async (command: { input: object }): Promise<object> => {
    inputs.push(command instanceof CreateWorkspacesCommand ? (command.input.Workspaces?.[0] ?? {}) : command.input);
    return {};
  };
  const clients = { workspaces: { send }, makingWorkspaces: { send } } as unknown as Clients;
  return { inputs, desktops: fleetDesktops(clients, settings, new Pace()) };
}

describe('a desktop that is made', () => {
  const ofSite = { BundleId: policy.bundleId };
  test.each<[string, DesktopKind | undefined, object]>([
    [
      'of the site',
      undefined,
      { ...ofSite, WorkspaceProperties: { ComputeTypeName: 'POWER', RunningModeAutoStopTimeoutInMinutes: 60 } },
    ],
    [
      'of a package with another bundle',
      { bundle: 'big', autoStopMinutes: 120 },
      {
        BundleId: 'wsb-big',
        WorkspaceProperties: {
          ComputeTypeName: 'PERFORMANCE',
          RootVolumeSizeGib: 80,
          UserVolumeSizeGib: 50,
          RunningModeAutoStopTimeoutInMinutes: 120,
        },
      },
    ],
    [
      'that always runs',
      { runningMode: 'ALWAYS_ON' },
      { ...ofSite, WorkspaceProperties: { RunningMode: 'ALWAYS_ON' } },
    ],
    ['of a bundle that the site has no more', { bundle: 'gone' }, ofSite],
  ])('%s', async (_, desktop, expected) => {
    const { inputs, desktops } = asked();
    await desktops.create([{ userId: 'id-1', upn: 'ada@contoso.com', ...(desktop ? { desktop } : {}) }]);
    expect(inputs).toMatchObject([expected]);
  });
});

test('another running mode has the minutes of the person, else those of the site', async () => {
  const { inputs, desktops } = asked();
  await desktops.setMode('ws-1', 'AUTO_STOP', 180);
  await desktops.setMode('ws-1', 'AUTO_STOP');
  expect(inputs.map((each) => (each as ModifyWorkspacePropertiesCommand['input']).WorkspaceProperties)).toEqual([
    { RunningMode: 'AUTO_STOP', RunningModeAutoStopTimeoutInMinutes: 180 },
    { RunningMode: 'AUTO_STOP', RunningModeAutoStopTimeoutInMinutes: 60 },
  ]);
});
