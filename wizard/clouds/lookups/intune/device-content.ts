import { lookup } from '../../lookup.js';
import { present } from '../../../../domain/present.js';

interface ConfigurationState {
  readonly displayName: string | null;
  readonly state: string;
  readonly settingStates?: readonly {
    readonly setting: string;
    readonly settingName: string | null;
    readonly state: string;
    readonly sources?: readonly { readonly displayName: string | null }[];
  }[];
}

interface AppStates {
  readonly managedDeviceIdentifier: string;
  readonly mobileAppList?: readonly {
    readonly applicationId: string;
    readonly displayName: string | null;
    readonly mobileAppIntent: string;
    readonly installState: string;
  }[];
}

/**
 * What Intune has brought to a managed device: policies, with those that contradict each other, and apps. That policies of
 * the settings catalog are among these states is not verified (docs/facts/intune.md 6.10).
 */
export const deviceContent = lookup({
  id: 'device-content',
  what: 'policies and apps of the device',
  needs: { graph: ['DeviceManagementConfiguration.Read.All', 'DeviceManagementManagedDevices.Read.All'] },
  seconds: 20,
  async look({ graph }, at: { readonly deviceId: string; readonly userId: string }) {
    const policies = await graph.list<ConfigurationState>(
      `deviceManagement/managedDevices/${at.deviceId}/deviceConfigurationStates`,
    );
    const apps = await graph.list<AppStates>(`users/${at.userId}/mobileAppIntentAndStates`, { version: 'beta' });
    const mine = apps.find(({ managedDeviceIdentifier }) => managedDeviceIdentifier === at.deviceId);
    return {
      policies: policies.map(({ displayName, state, settingStates = [] }) => {
        const inConflict = settingStates.filter((each) => each.state === 'conflict');
        const others = inConflict.flatMap(({ sources = [] }) => sources.map((source) => source.displayName ?? ''));
        return present({
          name: displayName ?? '',
          state,
          settings:
            inConflict.length > 0 ? inConflict.map(({ settingName, setting }) => settingName ?? setting) : undefined,
          against: [...new Set(others)].filter((name) => name !== '' && name !== displayName),
        });
      }),
      apps: (mine?.mobileAppList ?? []).map(({ applicationId, displayName, mobileAppIntent, installState }) => ({
        id: applicationId,
        name: displayName ?? '',
        intent: mobileAppIntent,
        state: installState,
      })),
    };
  },
});
