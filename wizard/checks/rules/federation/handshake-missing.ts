import { siteRule, type Finding } from '../../rule.js';

/** The handshake was made once, and its record is gone from the file: of a reset, a merge, an old copy. */
export const handshakeMissing = siteRule({
  id: 'handshake-missing',
  failureModes: [],
  title: 'The directory is there, and the handshake is missing from the deployment file',
  good: 'No directory waits for a handshake that the file has lost',
  why: 'Without it the deployment is taken for one that was never connected: an apply would take directory and sign-in away again.',
  fix: 'Bring the record back, identityCenter.federation.setUp.handshake: `git restore deployment.json`, or from an earlier commit. Where no copy of it is left, `entra-workspaces connect` goes through the handshake again. A directory that was made by hand is taken over first: `entra-workspaces adopt`.',
  who: 'desktop engineer',
  severity: 'error',
  area: 'federation',
  at: ['preflight', 'doctor'],
  foundation: true,
  holdsFor: ({ deployment: { identityCenter }, stage }) =>
    stage === 'foundation' && 'setUp' in identityCenter.federation,
  needs: ['directory'],
  evaluate: ({ directory }, { deployment: { entra } }): Finding[] =>
    directory?.tenantId?.toLowerCase() === entra.tenantId.toLowerCase()
      ? [{ thing: directory.name, got: `the state ${directory.state}, and no handshake in the file` }]
      : [],
});
