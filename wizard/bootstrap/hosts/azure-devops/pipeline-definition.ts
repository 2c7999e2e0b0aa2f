/**
 * The pipeline of azure-pipelines.yml. It may be made before the file lies in the repository. Sources:
 * https://learn.microsoft.com/en-us/rest/api/azure/devops/build/definitions/create; queue and trigger as
 * microsoft/terraform-provider-azuredevops sends them (resource_build_definition.go: settingsSourceType 2 is the file).
 */
import { azurePipelinesFile } from '../../../../domain/pipeline-files.js';
import type { AzureDevOpsApi } from '../../../clouds/azure-devops.js';
import { CloudError } from '../../../clouds/cloud-error.js';
import {
  definitionsOf,
  isOfOurFile,
  ownVariables,
  type DefinitionAnswer,
} from '../../../clouds/lookups/pipeline/azure-devops-runs.js';
import { Failure } from '../../../terminal/failure.js';
import { inProject, mainRef, type HostedProject } from './project.js';

export const definitionName = (deployment: string): string => `desktops-${deployment}`;
/** What says that a thing is of this deployment, where a thing can say so. */
export const markOf = (deployment: string): string => `entra-workspaces ${deployment}`;

/**
 * The pipeline of a deployment, if it is there.
 * @throws Failure where another one has its name, or it has variables of its own: its steps would read what no review saw
 */
export async function ourDefinition(
  api: AzureDevOpsApi,
  at: HostedProject,
  deployment: string,
): Promise<number | undefined> {
  const there = await definitionNamed(api, at, deployment);
  const names = there === undefined ? [] : ownVariables(there);
  if (names.length === 0) return there?.id;
  throw new Failure(
    `The pipeline ${definitionName(deployment)} has variables that do not come from ${azurePipelinesFile}.`,
    [
      `must have none, got: ${names.join(', ')}`,
      'Whoever set them chooses what its steps read, and nobody reviews it. Take them away: Pipelines, the pipeline, Edit, Variables (groups: Triggers, Variables).',
    ],
  );
}

async function definitionNamed(
  api: AzureDevOpsApi,
  at: HostedProject,
  deployment: string,
): Promise<DefinitionAnswer | undefined> {
  const name = definitionName(deployment);
  const named = await api.list<{ readonly id: number; readonly name: string }>(
    `${inProject(at)}/build/definitions?name=${encodeURIComponent(name)}`,
  );
  for (const { id, name: called } of named) {
    if (called !== name) continue;
    const found = await api.find<DefinitionAnswer>(`${inProject(at)}/build/definitions/${id}`);
    if (found === undefined) continue;
    const { description = '', repository, process } = found;
    if (
      description === markOf(deployment) &&
      repository?.id?.toLowerCase() === at.repository.id.toLowerCase() &&
      isOfOurFile(found)
    )
      return found;
    throw new Failure(`There is a pipeline "${name}" already, and bootstrap did not make it.`, [
      `wanted: one of ${azurePipelinesFile} in ${at.repository.name}, described as ${markOf(deployment)}`,
      `there:  number ${id}, of ${process?.yamlFilename ?? 'no file'}, described as ${description || 'nothing'}`,
      'Nothing is taken over by its name. Delete it or call it otherwise, or give the deployment another name.',
    ]);
  }
  return undefined;
}

/** Makes it where it is missing. */
export async function setDefinition(
  api: AzureDevOpsApi,
  at: HostedProject,
  deployment: string,
): Promise<{ readonly id: number; readonly done: readonly string[] }> {
  const there = await ourDefinition(api, at, deployment);
  if (there !== undefined) return { id: there, done: [] };
  await refuseSecond(api, at, deployment);
  const pool = { name: 'Azure Pipelines' };
  const made = await api
    .send<DefinitionAnswer>('POST', `${inProject(at)}/build/definitions`, {
      body: {
        name: definitionName(deployment),
        description: markOf(deployment),
        ...{ type: 'build', quality: 'definition', queueStatus: 'enabled', path: '\\' },
        repository: { id: at.repository.id, name: at.repository.name, type: 'TfsGit', defaultBranch: mainRef },
        process: { type: 2, yamlFilename: azurePipelinesFile },
        queue: { ...pool, pool },
        triggers: [
          {
            ...{ triggerType: 'continuousIntegration', settingsSourceType: 2, batchChanges: false },
            ...{ branchFilters: [], pathFilters: [], maxConcurrentBuildsPerBranch: 1 },
          },
        ],
      },
    })
    .catch(async (error: unknown) => {
      // Its answer may have been lost, and the name is taken by what that call made.
      const meanwhile = error instanceof CloudError ? await ourDefinition(api, at, deployment) : undefined;
      if (meanwhile === undefined) throw error;
      return { id: meanwhile };
    });
  return { id: made.id, done: [`the pipeline ${definitionName(deployment)} of ${azurePipelinesFile}`] };
}

/** A second pipeline of the same file would plan each merge once more. */
async function refuseSecond(api: AzureDevOpsApi, at: HostedProject, deployment: string): Promise<void> {
  const all = await api.list<DefinitionAnswer>(`${inProject(at)}/${definitionsOf(at.repository.id)}`);
  const other = all.find(isOfOurFile);
  if (other === undefined) return;
  throw new Failure(
    `Another pipeline runs ${azurePipelinesFile} of ${at.repository.name} already: ${other.name}, number ${other.id}.`,
    [
      'A second one would plan each merge once more.',
      `Delete it; or, to go on with it, call it ${definitionName(deployment)} and describe it as "${markOf(deployment)}" (Pipelines, the pipeline, Edit, Triggers, YAML, Get sources and Details). Then run bootstrap again.`,
    ],
  );
}

/** Takes it away with the runs that it kept. @returns what went, in words */
export async function dropDefinition(api: AzureDevOpsApi, at: HostedProject, deployment: string): Promise<string[]> {
  const there = await definitionNamed(api, at, deployment);
  if (there === undefined) return [];
  await api.send('DELETE', `${inProject(at)}/build/definitions/${there.id}`);
  return [`the pipeline ${definitionName(deployment)}`];
}
