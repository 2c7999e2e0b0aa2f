/** Windows LAPS: one's own password for the local administrator of each desktop, kept in Entra. */
import type { SettingSet } from '../setting.js';

const laps = 'device_vendor_msft_laps_policies_';

export const localAdministratorPassword: SettingSet = {
  title: 'local administrator password',
  does: 'The local administrator of each desktop has a password of its own, kept in Entra for those who may read it.',
  rows: {
    recommended: () => [
      {
        id: `${laps}backupdirectory`,
        option: '1',
        children: [{ id: `${laps}passwordagedays_aad`, integer: 7 }],
        reason:
          'With no administrator among the people it is the only way in; a password that is the same everywhere opens all.',
        source:
          'SkipToTheEndpoint/OpenIntuneBaseline, Windows LAPS; https://learn.microsoft.com/windows-server/identity/laps/laps-management-policy-settings',
      },
      {
        id: `${laps}passwordcomplexity`,
        option: '4',
        reason: 'Letters, digits and signs.',
        source:
          'https://learn.microsoft.com/windows-server/identity/laps/laps-management-policy-settings#passwordcomplexity',
      },
    ],
  },
};
