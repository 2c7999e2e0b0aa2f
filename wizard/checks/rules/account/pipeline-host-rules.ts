import { hasIdentities } from '../../../../deployment/pipeline-of.js';
import { branchGaps, connectionGaps, shownGaps } from '../../../../domain/azure-devops-rules.js';
import { githubGaps } from '../../../../domain/github-rules.js';
import { gitlabGaps, type RuleGap } from '../../../../domain/gitlab-rules.js';
import { deploymentRule } from '../../rule.js';

/** What stands on the host and not in a file: whoever may write a branch may leave out what stands in a file. */
export const pipelineHostRules = deploymentRule({
  id: 'pipeline-host-rules',
  failureModes: [],
  title: 'The host of the pipeline does not enforce what its level says',
  good: 'Branch, environment, owners of the code and service connections are on the host as the level says',
  why: 'The clouds trust what the host says of a job. Where it lets anybody in, somebody applies what nobody approved.',
  fix: 'Run `entra-workspaces bootstrap`: it puts its own rules back, and names those of others; or set it on the host. What the host cannot enforce: `bootstrap --level` says what is accepted instead.',
  who: 'desktop engineer',
  severity: 'warning',
  area: 'account',
  at: ['preflight', 'doctor'],
  foundation: true,
  // Where no job is anybody in a cloud nothing rests on the host.
  holdsFor: ({ deployment: { pipeline } }) => hasIdentities(pipeline),
  needs: ['githubRules', 'gitlabRules', 'azureDevOpsRules', 'azureDevOpsBranch'],
  evaluate: ({ githubRules, gitlabRules, azureDevOpsRules, azureDevOpsBranch }, { deployment: { pipeline } }) => {
    const { github, gitlab, azureDevOps } = pipeline ?? {};
    // That a repository is not seen is said by the rule on its trust. Who approves the deployment does not name: somebody has to.
    const ofGithub =
      github === undefined || githubRules === undefined
        ? []
        : githubGaps(githubRules, {
            ...github,
            ...{ reviewers: [], planned: github.pullRequests === 'plan', anyRuleset: true },
          }).weak;
    const missing: RuleGap[] =
      gitlab !== undefined && gitlabRules === undefined
        ? [{ thing: gitlab.project, got: 'GitLab shows no such project to whoever is signed in', open: false }]
        : [];
    const ofGitlab = gitlab === undefined || gitlabRules === undefined ? [] : gitlabGaps(gitlabRules, gitlab);
    const ofBranch =
      azureDevOps === undefined ? [] : branchGaps(azureDevOps.repository ?? azureDevOps.project, azureDevOpsBranch);
    const ofAzure = (['mainPlan', 'apply'] as const).flatMap((identity) => {
      const connection = azureDevOps?.connections?.[identity];
      if (connection === undefined) return [];
      const checks = azureDevOpsRules.find(({ id }) => id === connection.id.toLowerCase());
      const { name, issuer, subject } = connection;
      const named = { issuer, subject, clientId: azureDevOps?.entra?.[identity] ?? '' };
      return [...connectionGaps(name, identity === 'apply', checks), ...shownGaps(name, named, checks?.shows)];
    });
    return [...missing, ...ofGithub, ...ofGitlab, ...ofBranch, ...ofAzure].map(({ thing, got, open }) => ({
      thing,
      got,
      ...(open ? { severity: 'error' as const } : {}),
    }));
  },
});
