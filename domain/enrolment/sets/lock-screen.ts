/** What the lock screen gives away. */
import { policy, type SettingRow, type SettingSet } from '../setting.js';

const source =
  'SkipToTheEndpoint/OpenIntuneBaseline, Login and Lock Screen; https://learn.microsoft.com/windows/client-management/mdm/policy-configuration-service-provider';
const row = (name: string, option: string, reason: string): SettingRow => ({
  id: `${policy}${name}`,
  option,
  reason,
  source,
});

export const lockScreen: SettingSet = {
  title: 'lock screen',
  does: 'The lock screen shows no messages and no camera, and no password can be made visible.',
  rows: {
    recommended: () => [
      row('abovelock_allowtoasts', '0', 'Messages are not for whoever passes by the client.'),
      row('devicelock_preventenablinglockscreencamera', '1', 'There is no camera to use above a lock.'),
      row('devicelock_preventlockscreenslideshow', '1', 'Pictures are streamed for nothing.'),
      row('windowslogon_disablelockscreenappnotifications', '1', 'Messages are not for whoever passes by the client.'),
      row('credentialsui_disablepasswordreveal', '1', 'A screen may be shared.'),
    ],
  },
};
