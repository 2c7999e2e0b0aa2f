/** Attack surface reduction rules: seen first, blocked when nothing of one's own was hit. */
import { policy, type SettingAt, type SettingRow, type SettingSet } from '../setting.js';

const group = `${policy}defender_attacksurfacereductionrules`;
/** Rules of the baseline but for two that may hit AWS's own agents, which those only report. */
const rules = [
  'blockcredentialstealingfromwindowslocalsecurityauthoritysubsystem',
  'blockabuseofexploitedvulnerablesigneddrivers',
  'blockexecutablecontentfromemailclientandwebmail',
  'blockofficeapplicationsfromcreatingexecutablecontent',
  'blockofficeapplicationsfrominjectingcodeintootherprocesses',
  'blockwin32apicallsfromofficemacros',
  'useadvancedprotectionagainstransomware',
  'blockuntrustedunsignedprocessesthatrunfromusb',
] as const;
/** Agents of WorkSpaces may use WMI and start processes: reported, never blocked (a guess until a desktop shows it). */
const onlyReported = [
  'blockpersistencethroughwmieventsubscription',
  'blockprocesscreationsfrompsexecandwmicommands',
] as const;

const rows = (option: 'audit' | 'block'): readonly SettingRow[] => [
  {
    id: group,
    group: [
      ...rules.map((rule): SettingAt => ({ id: `${group}_${rule}`, option })),
      ...onlyReported.map((rule): SettingAt => ({ id: `${group}_${rule}`, option: 'audit' })),
    ],
    reason:
      option === 'audit'
        ? 'What would have been blocked is reported, and nothing is: the reports say whether blocking is safe.'
        : 'What attackers do first is blocked; what AWS may do itself is only reported.',
    source:
      'SkipToTheEndpoint/OpenIntuneBaseline, Attack Surface Reduction - ASR Rules; https://learn.microsoft.com/defender-endpoint/attack-surface-reduction-rules-reference',
  },
];

export const attackSurface: SettingSet = {
  title: 'attack surface',
  does: 'What attackers usually do first is reported, and nothing is blocked.',
  doesInstead: { block: 'What attackers usually do first is blocked; what AWS may do itself is only reported.' },
  rows: { audit: () => rows('audit'), block: () => rows('block') },
};
