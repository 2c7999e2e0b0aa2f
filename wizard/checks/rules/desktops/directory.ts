import { siteRule, type Finding } from '../../rule.js';

/** The WorkSpaces directory of a site. */
export const directory = siteRule({
  id: 'directory',
  failureModes: [],
  title: 'The directory of the site is missing or not registered',
  good: 'The directory of the site is registered',
  why: 'Nobody of this site can open a desktop, and none can be made.',
  fix: 'Run `entra-workspaces apply`. A directory in ERROR is taken away and made anew once what its message says is mended.',
  who: 'desktop engineer',
  severity: 'error',
  area: 'desktops',
  at: ['doctor'],
  because: ['byol', 'management-range', 'service-role', 'instance', 'instance-key', 'secret'],
  holdsFor: ({ stage }) => stage === 'connected',
  needs: ['directory'],
  evaluate: ({ directory: found }, { site }): Finding[] => {
    if (!found) return [{ thing: site.directoryName, got: `no such directory in ${site.region}` }];
    if (found.state === 'REGISTERED') return [];
    return [
      {
        thing: site.directoryName,
        got: `the state ${found.state}${found.error === undefined ? '' : `: ${found.error}`}`,
      },
    ];
  },
});
