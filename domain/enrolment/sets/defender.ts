/** Microsoft Defender Antivirus, with what a shared host and a desktop that sleeps for weeks can bear. */
import { policy, type SettingRow, type SettingSet } from '../setting.js';

const source =
  'SkipToTheEndpoint/OpenIntuneBaseline, Defender Antivirus - AV Configuration; https://learn.microsoft.com/windows/client-management/mdm/policy-csp-defender';
const on = (name: string, reason: string, option = '1'): SettingRow => ({
  id: `${policy}defender_${name}`,
  option,
  reason,
  source,
});
const number = (name: string, integer: number, reason: string): SettingRow => ({
  id: `${policy}defender_${name}`,
  integer,
  reason,
  source,
});

export const defender: SettingSet = {
  title: 'Defender',
  does: 'Microsoft Defender Antivirus protects the desktop in real time and from the cloud, and leaves most of the processor to the person.',
  rows: {
    recommended: () => [
      on('allowrealtimemonitoring', 'Nothing protects without it.'),
      on('allowbehaviormonitoring', 'Finds what no signature knows.'),
      on('allowioavprotection', 'What is downloaded is looked at.'),
      on('allowscriptscanning', 'Scripts are the usual way in.'),
      on('allowarchivescanning', 'What comes in an archive is looked at.'),
      on('allowonaccessprotection', 'What is opened is looked at.'),
      on('allowcloudprotection', 'New threats are known in the cloud first.'),
      on('cloudblocklevel', 'High, not more: a false alarm stops work on a desktop nobody stands beside.', '2'),
      number(
        'cloudextendedtimeout',
        50,
        'Seconds that a file may be held until the cloud has an answer: the most there are.',
      ),
      on('submitsamplesconsent', 'Samples without personal data go to Microsoft by themselves.'),
      on('enablenetworkprotection', 'Known bad addresses are blocked, in any program.'),
      on('puaprotection', 'Unwanted programs are kept out.'),
      number('signatureupdateinterval', 4, 'Hours: a desktop that slept catches up soon after it starts.'),
      number('avgcpuloadfactor', 25, 'Percent: hosts are shared, and a scan must not be felt.'),
      on('enablelowcpupriority', 'A scheduled scan yields to the person.'),
      on('disablecatchupquickscan', 'Off: after weeks of AutoStop the first minutes would be a scan.', '1'),
      on('disablecatchupfullscan', 'Off, for the same reason.', '1'),
    ],
  },
};
