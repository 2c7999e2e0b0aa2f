import { lookup } from '../../lookup.js';
import { present } from '../../../../domain/present.js';

interface PolicyState {
  readonly id: string;
  readonly displayName: string | null;
  readonly state: string;
  readonly settingStates?: readonly SettingState[];
}

interface SettingState {
  readonly setting: string;
  readonly settingName: string | null;
  readonly state: string;
  readonly currentValue: string | null;
}

/** What makes a managed device not compliant: policy, setting, and the value that it has. */
export const failingSettings = lookup({
  id: 'failing-settings',
  what: 'the compliance of the device',
  needs: { graph: ['DeviceManagementConfiguration.Read.All'] },
  seconds: 15,
  async look({ graph }, at: { readonly deviceId: string }) {
    const policies = await graph.list<PolicyState>(
      `deviceManagement/managedDevices/${at.deviceId}/deviceCompliancePolicyStates`,
    );
    return policies
      .filter(({ state }) => failed(state))
      .flatMap(({ displayName, settingStates = [] }) =>
        settingStates
          .filter(({ state }) => failed(state))
          .map(({ setting, settingName, currentValue }) =>
            present({
              policy: displayName ?? '',
              setting: settingName ?? setting,
              value: currentValue ?? undefined,
            }),
          ),
      );
  },
});

function failed(state: string): boolean {
  return ['nonCompliant', 'error', 'conflict'].includes(state);
}
