import { counted } from '../../../../domain/counted.js';
import { digitsNeeded, randomDigits } from '../../../../domain/profile-name.js';
import { profileOf } from '../../autopilot.js';
import { siteRule } from '../../rule.js';

/** `%RAND:5%` is digits, and nobody checks that two desktops do not draw the same. */
export const deviceNames = siteRule({
  id: 'device-names',
  failureModes: [46],
  title: 'The device name template has too few random digits',
  good: 'The device name template has enough random digits',
  why: 'Two desktops draw the same name sooner or later, and one of them is hard to find and to manage.',
  fix: 'Give the profile a template with more digits, such as WS-%RAND:9%; desktops that exist keep their names.',
  who: 'Intune administrator',
  severity: 'warning',
  area: 'intune',
  at: ['preflight', 'doctor'],
  // Templates of our own are checked with the deployment file.
  holdsFor: ({ deployment: { intune } }) => 'existing' in intune.profile,
  needs: ['profiles'],
  evaluate: ({ profiles }, { deployment, site }) => {
    const template = profileOf(profiles, deployment, site)?.deviceNameTemplate;
    if (template === undefined || template === '' || /%SERIAL%/i.test(template)) return [];
    const desktops = deployment.sites.flatMap((each) => each.desktops.users).length;
    return randomDigits(template) < digitsNeeded(desktops)
      ? [
          {
            thing: template,
            got: `${counted(randomDigits(template), 'random digit')} for ${counted(desktops, 'desktop')}`,
          },
        ]
      : [];
  },
});
