/**
 * What GitHub says of who brought what to main: ada wrote and opened each pull request, linus merged it, the host signed it.
 * Sources: https://docs.github.com/en/rest/commits/commits#compare-two-commits, https://docs.github.com/en/rest/pulls/pulls.
 */
import type { Services } from './services.js';
import { git } from './workflow.js';

const commit = (sha: string) => ({
  sha,
  author: { login: 'ada' },
  committer: { login: 'web-flow' },
  commit: { verification: { verified: true, reason: 'valid' } },
});

/** @param origin the bare repository */
export function whoBrought(origin: string): Services['other'] {
  const pull = {
    ...{ number: 3, user: { login: 'ada' }, merged_by: { login: 'linus' }, commits: 1 },
    ...{ base: { ref: 'main' }, merged_at: '2026-11-25T12:00:00Z' },
  };
  return (url) => {
    const [, path] = /^\/repos\/[^/]+\/[^/]+\/(.*)$/.exec(url.pathname) ?? [];
    const ok = (body: unknown) => ({ status: 200, body });
    const [, since, until] = /^compare\/(\w+)\.\.\.(\w+)$/.exec(path ?? '') ?? [];
    if (since !== undefined && until !== undefined) {
      const commits = git(origin, 'rev-list', '--reverse', `${since}..${until}`)
        .split('\n')
        .filter(Boolean)
        .map(commit);
      return ok({ status: 'ahead', total_commits: commits.length, commits });
    }
    if (/^commits\/\w+\/pulls$/.test(path ?? '')) return ok([pull]);
    if (path === 'pulls/3') return ok(pull);
    return path === 'pulls/3/commits' ? ok([commit('a'.repeat(40))]) : undefined;
  };
}
