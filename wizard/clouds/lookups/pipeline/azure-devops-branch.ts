/**
 * Sources: https://learn.microsoft.com/en-us/rest/api/azure/devops/policy/configurations/list,
 * https://learn.microsoft.com/en-us/azure/devops/repos/git/branch-policies (several policies of a kind all hold); ids and
 * settings of the kinds as microsoft/terraform-provider-azuredevops has them (internal/service/policy/branch).
 */
import type { BranchPolicies } from '../../../../domain/azure-devops-rules.js';
import type { Deployment } from '../../../../deployment/schema.js';
import { mainBranch } from '../../../../domain/pipeline-subjects.js';
import { CloudError } from '../../cloud-error.js';
import { namedLookup } from '../../lookup.js';

/** A policy, as far as it is read. */
export interface PolicyAnswer {
  readonly id: number;
  readonly isEnabled?: boolean;
  readonly isBlocking?: boolean;
  readonly isDeleted?: boolean;
  readonly type?: { readonly id?: string };
  readonly settings?: PolicySettings;
}

export interface PolicySettings {
  readonly scope?: readonly {
    readonly repositoryId?: string | null;
    readonly refName?: string | null;
    readonly matchKind?: string;
  }[];
  readonly minimumApproverCount?: number;
  readonly creatorVoteCounts?: boolean;
  readonly allowDownvotes?: boolean;
  readonly resetOnSourcePush?: boolean;
  readonly resetRejectionsOnSourcePush?: boolean;
  readonly requireVoteOnLastIteration?: boolean;
  readonly requireVoteOnEachIteration?: boolean;
  readonly blockLastPusherVote?: boolean;
  readonly requiredReviewerIds?: readonly string[];
  readonly filenamePatterns?: readonly string[];
  readonly message?: string;
  readonly buildDefinitionId?: number;
  readonly displayName?: string;
}

export const policyKinds = {
  reviewers: 'fa4e907d-c16b-4a4c-9dfa-4906e5d171dd',
  owners: 'fd2167ab-b0be-447a-8ec8-39368250530e',
  build: '0609b952-1397-4640-95ec-e00a01b2c241',
} as const;

export interface RepositoryAnswer {
  readonly id: string;
  readonly name: string;
  readonly defaultBranch?: string;
  readonly isDisabled?: boolean;
  readonly project?: { readonly id: string; readonly name: string };
}

const main = `refs/heads/${mainBranch}`;
export const version = 'api-version=7.1';

/** A repository of Azure DevOps, by the names that people know. */
export interface RepositoryOnAzure {
  readonly organization: string;
  readonly project: string;
  readonly repository: string;
}

/** The one that a deployment names: without a name of its own it has that of its project. */
export function repositoryOf({ pipeline }: Pick<Deployment, 'pipeline'>): RepositoryOnAzure | undefined {
  if (pipeline?.azureDevOps === undefined) return undefined;
  const { organization, project, repository = project } = pipeline.azureDevOps;
  return { organization, project, repository };
}

/** Where a project answers. */
export const projectAddress = ({ organization, project }: Omit<RepositoryOnAzure, 'repository'>): string =>
  `https://dev.azure.com/${encodeURIComponent(organization)}/${encodeURIComponent(project)}/_apis`;

/** What blocks a merge to the main branch of the pipeline's repository; undefined: it is not there, or not seen. */
export const azureDevOpsBranch = namedLookup({
  id: 'azure-devops-branch',
  what: 'the policies of the main branch on Azure DevOps',
  needs: {},
  seconds: 15,
  named: repositoryOf,
  without: undefined,
  async look({ hosts }, at: RepositoryOnAzure): Promise<BranchPolicies | undefined> {
    if (hosts === undefined) throw new CloudError('error', 'nobody is signed in to Azure DevOps');
    const [base, repository] = [projectAddress(at), encodeURIComponent(at.repository)];
    const [found, policies] = await Promise.all([
      hosts.find<RepositoryAnswer>('Azure DevOps', `${base}/git/repositories/${repository}?${version}`),
      hosts.find<{ value?: readonly PolicyAnswer[] }>('Azure DevOps', `${base}/policy/configurations?${version}`),
    ]);
    return found === undefined ? undefined : branchPolicies(found, policies?.value ?? []);
  },
});

/** Whether a policy holds for the main branch of a repository. */
export function holdsForMain({ settings }: PolicyAnswer, { id, defaultBranch }: RepositoryAnswer): boolean {
  return (settings?.scope ?? []).some(({ repositoryId, refName, matchKind = '' }) => {
    if (repositoryId && repositoryId.toLowerCase() !== id.toLowerCase()) return false;
    if (matchKind.toLowerCase() === 'defaultbranch') return defaultBranch === main;
    if (!refName) return true;
    return matchKind.toLowerCase() === 'prefix' ? main.startsWith(refName) : refName === main;
  });
}

/** What of all policies of a project blocks a merge to the main branch of a repository. */
export function branchPolicies(repository: RepositoryAnswer, all: readonly PolicyAnswer[]): BranchPolicies {
  const held = all.filter(
    (each) =>
      each.isEnabled !== false &&
      each.isBlocking !== false &&
      each.isDeleted !== true &&
      holdsForMain(each, repository),
  );
  const ofKind = (kind: string): PolicySettings[] =>
    held.flatMap(({ type, settings }) => (type?.id?.toLowerCase() === kind ? [settings ?? {}] : []));
  return {
    defaultBranch: repository.defaultBranch,
    reviews: ofKind(policyKinds.reviewers).map((settings) => ({
      needed: settings.minimumApproverCount ?? 0,
      authorCounts: settings.creatorVoteCounts === true,
      pusherCounts: settings.blockLastPusherVote !== true,
      againstVotes: settings.allowDownvotes === true,
      keptOnPush:
        settings.resetOnSourcePush !== true &&
        settings.resetRejectionsOnSourcePush !== true &&
        settings.requireVoteOnLastIteration !== true &&
        settings.requireVoteOnEachIteration !== true,
    })),
    owners: ofKind(policyKinds.owners).map((settings) => ({
      people: settings.requiredReviewerIds?.length ?? 0,
      paths: settings.filenamePatterns ?? [],
      needed: settings.minimumApproverCount ?? 1,
      authorCounts: settings.creatorVoteCounts === true,
    })),
    builds: ofKind(policyKinds.build).length,
  };
}
