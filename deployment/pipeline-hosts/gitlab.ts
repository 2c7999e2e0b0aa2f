/**
 * GitLab CI/CD. Sources: https://docs.gitlab.com/ci/secrets/id_token_authentication,
 * https://docs.gitlab.com/ci/cloud_services/aws (keys of gitlab.com that AWS knows).
 */
import { z } from 'zod';
import { gitlabFile } from '../../domain/pipeline-files.js';
import { audiences, mainBranch } from '../../domain/pipeline-subjects.js';
import { guid, roleArn } from '../fields.js';
import { entraRights, environmentName, pipelineHost, twoIdentities } from './pipeline-host.js';

/** The instance of GitLab that everybody uses, whose claims both clouds know by name. */
export const gitlabCom = 'https://gitlab.com';

/** What a subject is made of. */
export interface GitlabSubject {
  readonly url: string;
  readonly project: string;
  /** Number of the project: a project that takes over the name has another one. */
  readonly id: string;
  readonly environment: string;
  /** Whether the environment is protected: its approvers let a job in. */
  readonly isProtected: boolean;
}

export const gitlab = pipelineHost({
  settings: z
    .strictObject({
      url: z
        .string()
        .regex(/^https:\/\/[a-z0-9.-]+(:\d+)?$/i, {
          error: 'must be the address of GitLab, without a path or a slash at its end',
        })
        .default(gitlabCom)
        .describe('Address of GitLab: it signs the tokens of its jobs, and both clouds have to reach it.'),
      project: z
        .string()
        .regex(/^[A-Za-z0-9_][\w.-]*(\/[A-Za-z0-9_][\w.-]*)+$/, { error: 'must be GROUP/PROJECT' })
        .describe('GROUP/PROJECT, with every group above it.'),
      environment: environmentName().describe('Protected environment whose approvers release an apply.'),
      level: z
        .enum(['approved', 'confirmed', 'refused'])
        .default('approved')
        .describe(
          'What the project can enforce. `approved`: approvers of a protected environment (Premium). `confirmed`, without them: a person who had no part in the change starts the apply. `refused`: nothing but a laptop applies.',
        ),
      entraRights: entraRights(),
      aws: twoIdentities(roleArn, 'Role').describe('Roles that trust the ID tokens of this project.'),
      entra: twoIdentities(guid, 'Application (client id)').describe(
        'Applications with a federated credential for this project.',
      ),
    })
    .describe('GitLab CI/CD.'),
  home: gitlabFile,
  issuers: ({ url }) => [url],
  trusted: (identity, { url, project, id, environment, isProtected }: GitlabSubject) => ({
    issuer: url,
    audiences,
    subject: `project_path:${project}:ref_type:branch:ref:${mainBranch}${identity === 'apply' ? `:environment:${environment}:environment_protected:${isProtected}` : ''}`,
    // Of a GitLab of one's own AWS knows `sub` and `aud` alone, and Entra takes some of its addresses and others not.
    ...(url === gitlabCom
      ? { claims: { project_id: id, ref_protected: 'true' }, entraClaims: { project_id: id } }
      : { claims: {} }),
  }),
});
