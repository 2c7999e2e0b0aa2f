/** GitHub Actions. Source of its subjects: https://docs.github.com/en/actions/reference/security/oidc. */
import { z } from 'zod';
import { githubFolder } from '../../domain/pipeline-files.js';
import { levels } from '../../domain/pipeline-level.js';
import { audiences, contextOf, issuer, mainBranch } from '../../domain/pipeline-subjects.js';
import { guid, roleArn } from '../fields.js';
import { entraRights, environmentName, identities, orNobody, pipelineHost } from './pipeline-host.js';

/** What a subject is made of. */
export interface GithubSubject {
  readonly prefix: string;
  readonly id: string;
  readonly environment: string;
}

export const github = pipelineHost({
  settings: z
    .strictObject({
      repository: z
        .string()
        // Users that a company manages carry its short code: ada_contoso.
        .regex(/^[A-Za-z0-9_-]{1,39}\/(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/, { error: 'must be OWNER/REPOSITORY' })
        .describe('OWNER/REPOSITORY.'),
      environment: environmentName().describe('GitHub environment whose reviewers approve an apply.'),
      level: z
        .enum(levels)
        .default('approved')
        .describe(
          'What the host can enforce. `approved`: reviewers of the environment. `confirmed`, for a host without them: nothing is applied on merge, a person who had no part in the change starts the apply with the digest of the plan. `refused`: no job is to apply, a person does on a laptop. The main branch is protected at each of them: where it cannot be, the level is `refused` and no identity is named.',
        ),
      pullRequests: z
        .enum(['check', 'plan'])
        .default('check')
        .describe(
          'What a pull request gets. `check`: no identity, only the files of the repository. `plan`: a plan with an identity that reads both clouds and the state, secrets included, once a person has released the run.',
        ),
      entraRights: entraRights(),
      aws: identities(roleArn, 'Role')
        .optional()
        .describe(`Roles that trust the OIDC tokens of this repository. ${orNobody}`),
      entra: identities(guid, 'Application (client id)')
        .optional()
        .describe(`Applications with a federated credential for this repository. ${orNobody}`),
    })
    .describe('GitHub Actions.'),
  home: githubFolder,
  issuers: () => [`https://${issuer}`],
  trusted: (identity, { prefix, id, environment }: GithubSubject) => ({
    issuer: `https://${issuer}`,
    audiences,
    subject: `${prefix}:${contextOf(identity, environment)}`,
    claims: {
      repository_id: id,
      // The ref of a pull request is another one each time: there its environment says all.
      ...(identity === 'pullRequestPlan' ? {} : { ref: `refs/heads/${mainBranch}` }),
    },
  }),
});
