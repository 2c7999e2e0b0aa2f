import { siteRule } from '../../rule.js';

/** Desktops that join Entra run on Windows licences of one's own and nothing else. */
export const byol = siteRule({
  id: 'byol',
  failureModes: [2],
  title: 'Windows licences of your own (BYOL) are not enabled in this Region',
  good: 'Windows licences of your own (BYOL) are enabled in this Region',
  why: 'The directory is refused (InvalidParameterValues), and no desktop can be made.',
  fix: 'Enable BYOL in the WorkSpaces console, Account settings, in this Region; AWS reviews some accounts. It means at least 50 desktops a month there, and its management range is permanent.',
  who: 'desktop engineer',
  severity: 'error',
  area: 'account',
  at: ['preflight', 'doctor'],
  needs: ['byol'],
  evaluate: ({ byol: { enabled, pendingSince, failure } }, { site }) => {
    if (enabled) return [];
    if (pendingSince !== undefined) {
      return [
        {
          thing: site.region,
          got: `being enabled since ${pendingSince.toISOString().slice(0, 10)}`,
          fix: 'Wait until AWS has enabled it.',
        },
      ];
    }
    return [{ thing: site.region, got: failure === undefined ? 'not enabled' : `refused: ${failure}` }];
  },
});
