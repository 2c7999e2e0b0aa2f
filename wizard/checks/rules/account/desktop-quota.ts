import { counted } from '../../../../domain/counted.js';
import { present } from '../../../../domain/present.js';
import { siteRule } from '../../rule.js';

/** AWS lets a new account have one. */
export const desktopQuota = siteRule({
  id: 'desktop-quota',
  failureModes: [4],
  title: 'The quota of WorkSpaces in this Region is smaller than the number of desktops',
  good: 'The quota of WorkSpaces is large enough for the desktops',
  why: 'Desktops beyond it fail with ResourceLimitExceeded, in the middle of an apply.',
  fix: 'Ask for more in Service Quotas, Amazon WorkSpaces, "WorkSpaces". AWS decides within days.',
  who: 'desktop engineer',
  severity: 'error',
  area: 'account',
  at: ['preflight', 'doctor'],
  needs: ['quotas'],
  evaluate: ({ quotas: { desktops, desktopsQuotaCode: code } }, { deployment, site }) => {
    const here = deployment.sites.filter(({ region }) => region === site.region);
    const wanted = here.flatMap((each) => each.desktops.users).length;
    // Said once a Region, at its first site.
    if (desktops === undefined || desktops >= wanted || here[0] !== site) return [];
    const command =
      code === undefined
        ? undefined
        : `aws service-quotas request-service-quota-increase --service-code workspaces --quota-code ${code} --desired-value ${wanted} --region ${site.region}`;
    return [{ thing: site.region, got: `${desktops} for ${counted(wanted, 'desktop')}`, ...present({ command }) }];
  },
});
