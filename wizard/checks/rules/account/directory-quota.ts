import { siteRule } from '../../rule.js';

/** AWS allows 50 a Region and raises that for nobody. */
export const directoryQuota = siteRule({
  id: 'directory-quota',
  failureModes: [10],
  title: 'There is no room for another directory in this Region',
  good: 'There is room for another directory',
  why: 'The directory is refused (ResourceLimitExceeded).',
  fix: 'Deregister a directory that nobody uses; AWS does not raise this quota.',
  who: 'desktop engineer',
  severity: 'error',
  area: 'account',
  at: ['preflight'],
  needs: ['directories', 'directory', 'quotas'],
  evaluate: ({ directories, directory, quotas: { directories: allowed = 50 } }, { site }) =>
    directory === undefined && directories.length >= allowed
      ? [{ thing: site.region, got: `${directories.length} of ${allowed} directories` }]
      : [],
});
