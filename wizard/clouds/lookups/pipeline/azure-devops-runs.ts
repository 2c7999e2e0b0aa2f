/**
 * Sources: https://learn.microsoft.com/en-us/rest/api/azure/devops/build/general-settings (enforceSettableVar),
 * https://learn.microsoft.com/en-us/azure/devops/pipelines/security/inputs#limit-variables-that-can-be-set-at-queue-time,
 * https://learn.microsoft.com/en-us/rest/api/azure/devops/build/definitions/list (repositoryId, includeAllProperties), .../get.
 */
import type { RunSettings } from '../../../../domain/azure-devops-rules.js';
import { azurePipelinesFile } from '../../../../domain/pipeline-files.js';
import { CloudError } from '../../cloud-error.js';
import { namedLookup } from '../../lookup.js';
import {
  projectAddress,
  repositoryOf,
  version,
  type RepositoryAnswer,
  type RepositoryOnAzure,
} from './azure-devops-branch.js';

/** A pipeline, as far as it is read. */
export interface DefinitionAnswer {
  readonly id: number;
  readonly name: string;
  readonly description?: string;
  readonly repository?: { readonly id?: string };
  readonly process?: { readonly yamlFilename?: string };
  readonly variables?: Readonly<Record<string, unknown>> | null;
  readonly variableGroups?: readonly { readonly name?: string }[] | null;
}

export interface GeneralSettingsAnswer {
  readonly enforceSettableVar?: boolean;
}

/** Variables of its own, and the groups that it reads, by name. */
export const ownVariables = ({ variables, variableGroups }: DefinitionAnswer): string[] => [
  ...Object.keys(variables ?? {}),
  ...(variableGroups ?? []).map((each) => each.name ?? ''),
];

/** Asks for the pipelines of a repository, whole: without it a list does not say of which file they are. */
export const definitionsOf = (repositoryId: string): string =>
  `build/definitions?repositoryId=${repositoryId}&repositoryType=TfsGit&includeAllProperties=true`;

/** Whether it is made of our file. The page of Azure DevOps writes the name with a slash, the API without. */
export const isOfOurFile = ({ process }: Pick<DefinitionAnswer, 'process'>): boolean =>
  process?.yamlFilename?.replace(/^\//, '') === azurePipelinesFile;

/** What decides what a run reads, besides the file; undefined: project or repository are not there, or not seen. */
export const azureDevOpsRuns = namedLookup({
  id: 'azure-devops-runs',
  what: 'what runs of the pipeline on Azure DevOps may be given',
  needs: {},
  seconds: 15,
  named: repositoryOf,
  without: undefined,
  async look({ hosts }, at: RepositoryOnAzure): Promise<RunSettings | undefined> {
    if (hosts === undefined) throw new CloudError('error', 'nobody is signed in to Azure DevOps');
    const [base, repository] = [projectAddress(at), encodeURIComponent(at.repository)];
    const find = async <T>(path: string): Promise<T | undefined> => hosts.find<T>('Azure DevOps', `${base}/${path}`);
    const [settings, found] = await Promise.all([
      find<GeneralSettingsAnswer>(`build/generalsettings?${version}`),
      find<RepositoryAnswer>(`git/repositories/${repository}?${version}`),
    ]);
    if (settings === undefined || found === undefined) return undefined;
    const all = await find<{ value?: readonly DefinitionAnswer[] }>(`${definitionsOf(found.id)}&${version}`);
    const ours = (all?.value ?? []).filter(isOfOurFile);
    const whole = await Promise.all(
      ours.map(async ({ id }) => find<DefinitionAnswer>(`build/definitions/${id}?${version}`)),
    );
    return {
      limitsVariables: settings.enforceSettableVar === true,
      pipelines: whole.flatMap((each) => (each ? [{ name: each.name, variables: ownVariables(each) }] : [])),
    };
  },
});
