/** Windows Hello for Business. */
import type { SettingSet } from '../setting.js';

const id = 'device_vendor_msft_passportforwork_{tenantid}';

export const hello: SettingSet = {
  title: 'Windows Hello off',
  does: 'Nobody is asked to set up a PIN in the first session.',
  rows: {
    off: () => [
      {
        id,
        group: [{ id: `${id}_policies_usepassportforwork`, option: 'false' }],
        reason:
          'Setting up a PIN over a streaming session is friction alone: the way in is the sign-in of WorkSpaces, and a desktop may have no TPM to keep it.',
        source:
          'SkipToTheEndpoint/OpenIntuneBaseline, Windows Hello for Business; https://learn.microsoft.com/windows/client-management/mdm/passportforwork-csp',
      },
    ],
  },
};
