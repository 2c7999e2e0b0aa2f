/** Whom both clouds let in, as the printed steps make it on each host. */
import { pipelineHosts, type HostName } from '../../../deployment/pipeline-hosts/index.js';
import { claimsExpression, type Trusted } from '../../../domain/pipeline-subjects.js';
import { connections } from './azure.js';
import { gitlabIssuer, gitlabProject, projectId } from './gitlab.js';

export const repositoryId = '821093847';
/** As repositories that were made since 15 July 2026 send it. */
export const prefix = `repo:contoso@5544123/desktops@${repositoryId}`;

/** @param isProtected whether somebody has to approve, on GitLab */
export function trusted(host: HostName, identity: 'mainPlan' | 'apply', isProtected = true): Trusted {
  const environment = 'production';
  return {
    github: () => pipelineHosts.github.trusted(identity, { prefix, id: repositoryId, environment }),
    gitlab: () =>
      pipelineHosts.gitlab.trusted(identity, {
        ...{ url: gitlabIssuer, project: gitlabProject, id: projectId },
        ...{ environment, isProtected },
      }),
    azureDevOps: () => pipelineHosts.azureDevOps.trusted(identity, connections[identity]),
  }[host]();
}

/** The same as a federated credential of the tenant. */
export function federatedOf(whom: Trusted) {
  const { issuer, subject } = whom;
  const value = claimsExpression(whom);
  return value === undefined
    ? { issuer, subject }
    : { issuer, subject: null, claimsMatchingExpression: { value, languageVersion: 1 } };
}
