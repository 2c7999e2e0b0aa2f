/** A project and its repository as Azure DevOps knows them, and the first commit of an empty one. */
import { mainBranch } from '../../../../domain/pipeline-subjects.js';
import { CloudError } from '../../../clouds/cloud-error.js';
import type { AzureDevOpsApi } from '../../../clouds/azure-devops.js';
import type { RepositoryAnswer } from '../../../clouds/lookups/pipeline/azure-devops-branch.js';
import { Failure } from '../../../terminal/failure.js';

/** Where everything of a pipeline lies. */
export interface HostedProject {
  readonly organization: string;
  readonly project: { readonly id: string; readonly name: string };
  readonly repository: RepositoryAnswer;
  readonly hasMain: boolean;
}

export const mainRef = `refs/heads/${mainBranch}`;

/** Path of the API of a project. */
export const inProject = ({ project }: Pick<HostedProject, 'project'>): string =>
  `${encodeURIComponent(project.name)}/_apis`;

/**
 * Asks the host. Sources: https://learn.microsoft.com/en-us/rest/api/azure/devops/core/projects/get,
 * https://learn.microsoft.com/en-us/rest/api/azure/devops/git/repositories/get-repository,
 * https://learn.microsoft.com/en-us/rest/api/azure/devops/git/refs/list.
 * @throws Failure when one of them does not exist under this name, or nobody may look
 */
export async function lookAtProject(
  api: AzureDevOpsApi,
  wanted: { readonly project: string; readonly repository: string },
): Promise<HostedProject> {
  const { organization } = api;
  const project = await api.find<HostedProject['project']>(`_apis/projects/${encodeURIComponent(wanted.project)}`);
  if (project === undefined)
    throw new Failure(`Azure DevOps shows no project ${wanted.project} to whoever is signed in.`, [
      `pipeline.azureDevOps.project: must be a project of dev.azure.com/${organization}, got: ${wanted.project}`,
      'It does not exist, or the token may not see it: make it, or sign in as somebody who administers it.',
    ]);
  const at = inProject({ project });
  const repository = await api.find<RepositoryAnswer>(
    `${at}/git/repositories/${encodeURIComponent(wanted.repository)}`,
  );
  if (repository === undefined)
    throw new Failure(`The project ${project.name} has no repository ${wanted.repository}, or does not show it.`, [
      `pipeline.azureDevOps.repository: must be one of Azure Repos in this project, got: ${wanted.repository}`,
      `Make it: az repos create --organization https://dev.azure.com/${organization} --project '${project.name}' --name '${wanted.repository}'`,
    ]);
  if (repository.isDisabled === true)
    throw new Failure(`The repository ${repository.name} is disabled.`, ['Project settings, Repositories: enable it.']);
  const { name, id } = { name: project.name, id: project.id };
  const refs = await api.list<{ readonly name: string }>(
    `${at}/git/repositories/${repository.id}/refs?filter=heads/${mainBranch}`,
  );
  const hasMain = refs.some((ref) => ref.name === mainRef);
  refuseOtherDefault(repository);
  return { organization, project: { id, name }, repository, hasMain };
}

/** Schedules begin on the default branch, and the pipeline plans and applies one branch. */
function refuseOtherDefault({ name, defaultBranch }: RepositoryAnswer): void {
  if (defaultBranch === undefined || defaultBranch === mainRef) return;
  throw new Failure(`The default branch of ${name} is not ${mainBranch}.`, [
    `must be ${mainRef}, got: ${defaultBranch}`,
    `Push it as ${mainBranch}, and make that the default branch: Project settings, Repositories, ${name}, Branches.`,
  ]);
}

/** The one file of the first commit: an empty repository has no branch that a pull request could be for. */
export const firstFile = {
  path: '.azuredevops/README.md',
  text: [
    `\`${mainBranch}\` changes by pull request alone: approved by an owner of the code, not by who wrote it, and checked by the pipeline.`,
    'Whatever changes what the pipeline runs has an owner; `deployment.json` and the list of people are data.',
    '',
  ].join('\n'),
} as const;

/**
 * Makes the main branch of an empty repository.
 * Source: https://learn.microsoft.com/en-us/rest/api/azure/devops/git/pushes/create
 * @returns what was made, in words
 */
export async function setMainBranch(api: AzureDevOpsApi, at: HostedProject): Promise<string[]> {
  if (at.hasMain) return [];
  try {
    await api.send('POST', `${inProject(at)}/git/repositories/${at.repository.id}/pushes`, {
      body: {
        refUpdates: [{ name: mainRef, oldObjectId: '0'.repeat(40) }],
        commits: [
          {
            comment: 'How this branch changes',
            changes: [
              {
                changeType: 'add',
                item: { path: `/${firstFile.path}` },
                newContent: { content: firstFile.text, contentType: 'rawtext' },
              },
            ],
          },
        ],
      },
    });
  } catch (error) {
    // A run whose answer was lost has made it.
    if (!(error instanceof CloudError) || error.details.status !== 409) throw error;
    return [];
  }
  return [`the branch ${mainBranch}, with ${firstFile.path}`];
}
