import { gitlabCom, gitlabIssuer } from '../../../../deployment/pipeline-hosts/gitlab.js';
import { hasIdentities } from '../../../../deployment/pipeline-of.js';
import { discoveryGaps } from '../../../../domain/discovery-document.js';
import { deploymentRule } from '../../rule.js';

/** The hosts that everybody uses are not asked: both clouds know them. */
export const pipelineIssuer = deploymentRule({
  id: 'pipeline-issuer',
  failureModes: [],
  title: 'No cloud can believe who signs for the GitLab of the pipeline',
  good: 'Who signs for the GitLab of the pipeline says so where both clouds read it',
  why: 'AWS and Entra fetch there who signs, and the keys of the signature, before they believe the token of a job. Where it differs no job is let in.',
  fix: 'Its administrators say what signs (ci_id_tokens_issuer_url of GitLab). Where another address signs by now: `entra-workspaces bootstrap --host-issuer` with that one, once both clouds are to believe it.',
  who: 'desktop engineer',
  severity: 'warning',
  area: 'account',
  at: ['doctor'],
  foundation: true,
  holdsFor: ({ deployment: { pipeline } }) =>
    pipeline?.gitlab !== undefined && hasIdentities(pipeline) && gitlabIssuer(pipeline.gitlab) !== gitlabCom,
  needs: ['tokenIssuer'],
  evaluate: ({ tokenIssuer }) => {
    if (tokenIssuer === undefined) return [];
    const { issuer, url, told } = tokenIssuer;
    if (told === undefined) return [{ thing: issuer, got: `${url} holds no document of who signs` }];
    return discoveryGaps(told, issuer).map(({ at, wanted, got }) => ({
      thing: issuer,
      got: `the ${at} in ${url} must be ${wanted}, got: ${got}`,
    }));
  },
});
