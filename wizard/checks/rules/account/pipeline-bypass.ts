import { hasIdentities } from '../../../../deployment/pipeline-of.js';
import { githubGaps } from '../../../../domain/github-rules.js';
import { deploymentRule } from '../../rule.js';

/** A job never sees it, and whoever may not change the rules does not either: what others see is told by the rule on the host. */
export const pipelineBypass = deploymentRule({
  id: 'pipeline-bypass',
  failureModes: [],
  title: 'Nobody told whether the rules of the host are bypassed',
  good: 'GitHub told who bypasses the rules of the repository',
  why: 'A rule that somebody bypasses holds for everybody else. GitHub tells that to whoever may change the rule, and to nobody else.',
  fix: 'Let somebody with the role Admin in the repository run `entra-workspaces doctor`, with a token of theirs.',
  who: 'desktop engineer',
  severity: 'warning',
  area: 'account',
  at: ['preflight', 'doctor'],
  foundation: true,
  byPeople: true,
  holdsFor: ({ deployment: { pipeline } }) => pipeline?.github !== undefined && hasIdentities(pipeline),
  needs: ['githubRules'],
  evaluate: ({ githubRules }, { deployment: { pipeline } }) =>
    githubRules === undefined || pipeline?.github === undefined
      ? []
      : githubGaps(githubRules, { ...pipeline.github, reviewers: [], anyRuleset: true }).unseen.map(
          ({ thing, got }) => ({ thing, got }),
        ),
});
