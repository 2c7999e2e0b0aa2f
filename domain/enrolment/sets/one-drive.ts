/** OneDrive: documents survive a desktop that is rebuilt or removed. */
import { policy, type SettingSet } from '../setting.js';

const exports = 'MicrosoftDocs/Windows365, OneDrive policy for Graph Explorer; SkipToTheEndpoint/OpenIntuneBaseline';
const documented = 'https://learn.microsoft.com/sharepoint/use-group-policy';
const folders = `${policy}onedrivengscv2.updates~policy~onedrivengsc_kfmoptinnowizard`;

export const oneDrive: SettingSet = {
  title: 'OneDrive',
  does: 'Desktop, Documents and Pictures are kept in OneDrive: a rebuild or a new desktop does not lose them.',
  rows: {
    recommended: ({ tenantId }) => [
      {
        id: folders,
        option: '1',
        children: [
          { id: `${folders}_kfmoptinnowizard_desktop_checkbox`, option: '1' },
          { id: `${folders}_kfmoptinnowizard_documents_checkbox`, option: '1' },
          { id: `${folders}_kfmoptinnowizard_pictures_checkbox`, option: '1' },
          // Whether a notice is shown once the folders are moved: not in a streaming session at first sign-in.
          { id: `${folders}_kfmoptinnowizard_dropdown`, option: '0' },
          { id: `${folders}_kfmoptinnowizard_textbox`, text: tenantId },
        ],
        reason: 'A rebuild and a removal destroy the user volume: what lies in OneDrive stays.',
        source: `${exports}; ${documented}#silently-move-windows-known-folders-to-onedrive`,
      },
      {
        id: `${policy}onedrivengscv2~policy~onedrivengsc_silentaccountconfig`,
        option: '1',
        reason: 'People are signed in to OneDrive by their Windows sign-in; without it no folder is moved.',
        source: `${exports}; ${documented}#silently-sign-in-users-to-the-onedrive-sync-app-with-their-windows-credentials`,
      },
      {
        id: `${policy}onedrivengscv2~policy~onedrivengsc_filesondemandenabled`,
        option: '1',
        reason: 'The user volume is small: files come when they are opened.',
        source: `${exports}; ${documented}#use-onedrive-files-on-demand`,
      },
      {
        id: `${policy}onedrivengscv2~policy~onedrivengsc_kfmblockoptout`,
        option: '1',
        reason: 'A folder that somebody takes out again is one that the next rebuild loses.',
        source: `${exports}; ${documented}#prevent-users-from-redirecting-their-windows-known-folders-to-their-pc`,
      },
    ],
  },
};
