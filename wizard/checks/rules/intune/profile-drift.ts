import { profileOf } from '../../autopilot.js';
import { siteRule } from '../../rule.js';

/** What somebody changed in Intune. Terraform sees it only when it plans. */
export const profileDrift = siteRule({
  id: 'profile-drift',
  failureModes: [],
  title: 'The Autopilot profile is not as the deployment says',
  good: 'The Autopilot profile is as the deployment says',
  why: 'New desktops are set up as Intune has it, until the next apply changes it back.',
  fix: 'Take the change over into the deployment (intune.profile), or run `entra-workspaces apply` to undo it.',
  who: 'Intune administrator',
  severity: 'warning',
  area: 'intune',
  at: ['doctor'],
  because: ['profile'],
  holdsFor: ({ deployment: { intune } }) => 'create' in intune.profile,
  needs: ['profiles'],
  evaluate: ({ profiles }, { deployment, site }) => {
    const found = profileOf(profiles, deployment, site);
    const wanted = 'create' in deployment.intune.profile ? deployment.intune.profile.create.deviceNameTemplate : '';
    return found && found.deviceNameTemplate !== wanted
      ? [{ thing: 'device name template', got: `${found.deviceNameTemplate ?? 'none'} instead of ${wanted}` }]
      : [];
  },
});
