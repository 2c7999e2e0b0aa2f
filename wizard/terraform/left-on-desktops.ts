/** What stays on desktops when something that they got from Intune is taken away: Intune takes back less than it gave. */
import { contentAt } from '../resources/intune-content.js';
import { desktopType } from '../resources/aws/workspaces.js';
import { known } from '../resources/values.js';
import { actionOf, type PlanJson } from './plan-json.js';

/** https://learn.microsoft.com/intune/intune-service/configuration/device-profile-assign: each CSP handles the removal of a profile. */
const policies = [
  'deviceManagement/configurationPolicies',
  'deviceManagement/deviceConfigurations',
  'deviceManagement/windowsFeatureUpdateProfiles',
];
const apps = 'deviceAppManagement/mobileApps';

/** Sentences on what is taken away from desktops that stay; none where nothing is, or no desktop stays. */
export function leftOnDesktops(plan: PlanJson): readonly string[] {
  const state = plan.prior_state?.values?.root_module?.resources ?? [];
  const desktops = new Set(state.filter(({ type }) => type === desktopType).map(({ address }) => address));
  const removed = (plan.resource_changes ?? []).filter((change) => actionOf(change) === 'delete');
  for (const { address } of removed) desktops.delete(address);
  if (desktops.size === 0) return [];
  const collections = removed.map(({ change }) => known(change.before, 'url'));
  const takes = (...wanted: string[]): boolean =>
    collections.some((url) => wanted.includes(contentAt(url)?.collection ?? ''));
  return [
    ...(takes(...policies)
      ? [
          'What a policy has set may stay on the desktops that have it: Windows decides that setting by setting. To be sure, set it to something else first, and take the policy away later.',
        ]
      : []),
    ...(takes(apps)
      ? ['An app that is installed stays installed: Intune removes one only where it is assigned to be uninstalled.']
      : []),
  ];
}
