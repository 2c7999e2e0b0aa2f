/** Whether the project of a pipeline is still the one that bootstrap made it for, where no cloud compares its number. */
import { gitlabCom, gitlabIssuer } from '../../../../deployment/pipeline-hosts/gitlab.js';
import type { Deployment } from '../../../../deployment/schema.js';
import type { DeploymentFacts } from '../../fact-types.js';
import type { Finding } from '../../rule.js';

/** The number that the deployment keeps, held against the one that GitLab tells now. */
export function numberFindings(
  { pipeline }: Pick<Deployment, 'pipeline'>,
  { gitlabRules }: Pick<DeploymentFacts, 'gitlabRules'>,
): Finding[] {
  const { gitlab } = pipeline ?? {};
  if (gitlab === undefined || gitlabRules === undefined) return [];
  const isOwn = gitlabIssuer(gitlab) !== gitlabCom;
  const { project: thing, projectId: kept } = gitlab;
  const { id } = gitlabRules.project;
  if (kept === undefined)
    return isOwn
      ? [
          {
            ...{
              thing,
              got: `its number, ${id} now, is not kept: no cloud compares it, so nobody would see that another project took over the name`,
            },
            fix: 'Is it still the same project? Then write the number into `pipeline.gitlab.projectId`; `entra-workspaces bootstrap` does that, too.',
          },
        ]
      : [];
  if (String(kept) === id) return [];
  return [
    {
      ...{ thing, severity: 'error' },
      got: `is number ${id} on GitLab, and the pipeline was made for number ${kept}: it was made anew${isOwn ? ', and both clouds take its jobs for those of the former one' : ''}`,
      fix: 'Find out who made it anew. If that was meant: take `projectId` out of the deployment, and run `entra-workspaces bootstrap`. If not: take the trust of both clouds away (the roles and the federated credentials of the pipeline), and look into CloudTrail and the sign-in log for what its jobs did.',
    },
  ];
}
