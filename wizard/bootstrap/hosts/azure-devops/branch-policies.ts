/**
 * The policies of the main branch: a reviewer who did not write it, an owner of the code, the check of the pipeline. Everything
 * is read back by the rule that `doctor` has. Sources: https://learn.microsoft.com/en-us/rest/api/azure/devops/policy/configurations,
 * https://learn.microsoft.com/en-us/azure/devops/repos/git/branch-policies (`!` leaves a path out, from left to right; of several
 * required people each has to approve, of a group one member).
 */
import { branchGaps } from '../../../../domain/azure-devops-rules.js';
import { mainBranch } from '../../../../domain/pipeline-subjects.js';
import type { AzureDevOpsApi } from '../../../clouds/azure-devops.js';
import {
  branchPolicies,
  holdsForMain,
  policyKinds,
  type PolicyAnswer,
  type PolicySettings,
  type RepositoryAnswer,
} from '../../../clouds/lookups/pipeline/azure-devops-branch.js';
import { Failure } from '../../../terminal/failure.js';
import type { Approver } from './approvers.js';
import { markOf } from './pipeline-definition.js';
import { inProject, mainRef, type HostedProject } from './project.js';

export interface WantedPolicies {
  readonly deployment: string;
  /** Number of the pipeline that checks a pull request. */
  readonly definition: number;
  /** Who owns the code; nobody: no owner is asked. */
  readonly owners: readonly Approver[];
  /** Paths of data, which no owner is asked about. */
  readonly data: readonly string[];
}

type Kind = keyof typeof policyKinds;

const allOf = (api: AzureDevOpsApi, at: HostedProject): Promise<readonly PolicyAnswer[]> =>
  api.list<PolicyAnswer>(`${inProject(at)}/policy/configurations`);

/** Of a kind, those that hold for the main branch. */
const ofKind = (all: readonly PolicyAnswer[], at: HostedProject, kind: Kind): PolicyAnswer[] =>
  all.filter(
    (each) =>
      each.isDeleted !== true &&
      each.type?.id?.toLowerCase() === policyKinds[kind] &&
      holdsForMain(each, at.repository),
  );

/** Everything is code, but for the data of every day. Who may lose a desktop is said in allow.json, which has an owner. */
const everything = '/*';
const patterns = (data: readonly string[]): string[] => [everything, ...data.map((path) => `!/${path}`), '/allow.json'];

const reviews = {
  minimumApproverCount: 1,
  creatorVoteCounts: false,
  allowDownvotes: false,
  resetOnSourcePush: true,
  blockLastPusherVote: true,
} as const;

/** Whose policies they are is said in the two texts that a policy can have. */
const buildName = markOf;
const ownersMessage = (deployment: string, review: number | undefined): string =>
  `${markOf(deployment)}: the code has an owner${review === undefined ? '' : ` (with policy ${review})`}`;

const isMark = (text: string | undefined, deployment: string): boolean =>
  text === markOf(deployment) || text?.startsWith(`${markOf(deployment)}: `) === true;

const stands = (there: PolicyAnswer | undefined, fits: (settings: PolicySettings) => boolean): boolean =>
  there?.isEnabled === true && there.isBlocking === true && fits(there.settings ?? {});

/** Whether owners have to say yes, and not to what they wrote themselves. */
const areAsked = ({ requiredReviewerIds = [], creatorVoteCounts, minimumApproverCount = 1 }: PolicySettings): boolean =>
  requiredReviewerIds.length > 0 && creatorVoteCounts !== true && minimumApproverCount >= 1;

/** As the rule that reads them says it. */
const noOwner = 'asks no owner of the code';

interface Ours {
  readonly build: PolicyAnswer | undefined;
  readonly owners: PolicyAnswer | undefined;
  /** The policy for reviewers, if it is known to be ours. */
  readonly review: PolicyAnswer | undefined;
}

function oursIn(all: readonly PolicyAnswer[], at: HostedProject, deployment: string): Ours {
  const build = ofKind(all, at, 'build').find(({ settings }) => isMark(settings?.displayName, deployment));
  const owners = ofKind(all, at, 'owners').find(({ settings }) => isMark(settings?.message, deployment));
  const [, number] = /\(with policy (\d+)\)$/.exec(owners?.settings?.message ?? '') ?? [];
  const review = ofKind(all, at, 'reviewers').find(({ id }) => String(id) === number);
  return { build, owners, review };
}

/** @throws Failure where the main branch has the policies of another deployment, or a weaker one of somebody else */
export async function refuseForeignPolicies(api: AzureDevOpsApi, at: HostedProject, deployment: string): Promise<void> {
  const all = await allOf(api, at);
  const marked = [
    ...ofKind(all, at, 'build').map(({ settings }) => settings?.displayName),
    ...ofKind(all, at, 'owners').map(({ settings }) => settings?.message),
  ];
  const other = marked.find((text) => /^entra-workspaces \S/.test(text ?? '') && !isMark(text, deployment));
  if (other !== undefined)
    throw new Failure('This repository belongs to another deployment.', [
      `its policies must be those of ${markOf(deployment)}, got: ${other}`,
      'Each deployment has a repository of its own.',
    ]);
  const { review } = oursIn(all, at, deployment);
  const weak = ofKind(all, at, 'reviewers').filter((each) => each !== review && isExact(each, at.repository));
  if (weak.length === 0 || isReviewed(all, at)) return;
  const [first] = weak;
  const gaps = branchGaps(at.repository.name, branchPolicies(at.repository, all)).filter(({ open }) => open);
  throw new Failure(`Somebody set reviewers of ${mainBranch} that do not protect it, and bootstrap did not.`, [
    ...gaps.map(({ thing, got }) => `${thing} ${got}`),
    `Nothing of it was changed. Raise policy ${first?.id} (Project settings, Repositories, ${at.repository.name}, Policies, ${mainBranch}): one reviewer, not the author, not who pushed last, votes reset on push, enabled and blocking. Or take it away, if nobody needs it.`,
  ]);
}

const isExact = ({ settings }: PolicyAnswer, { id }: RepositoryAnswer): boolean =>
  (settings?.scope ?? []).some(
    ({ repositoryId, refName }) => repositoryId?.toLowerCase() === id.toLowerCase() && refName === mainRef,
  );

const isReviewed = (all: readonly PolicyAnswer[], at: HostedProject): boolean =>
  branchGaps(at.repository.name, branchPolicies(at.repository, all)).every(({ open }) => !open);

/** Makes what is missing and puts back what is ours and differs. @returns what was made or changed, in words */
export async function setPolicies(
  api: AzureDevOpsApi,
  at: HostedProject,
  { deployment, definition, owners, data }: WantedPolicies,
): Promise<string[]> {
  const done: string[] = [];
  const path = `${inProject(at)}/policy/configurations`;
  const scope = [{ repositoryId: at.repository.id, refName: mainRef, matchKind: 'Exact' }];
  const put = async (kind: Kind, settings: PolicySettings, there: PolicyAnswer | undefined): Promise<number> => {
    const body = {
      isEnabled: true,
      isBlocking: true,
      type: { id: policyKinds[kind] },
      settings: { scope, ...settings },
    };
    const { id } =
      there === undefined
        ? await api.send<PolicyAnswer>('POST', path, { body })
        : await api.send<PolicyAnswer>('PUT', `${path}/${there.id}`, { body: { ...body, id: there.id } });
    return id;
  };
  const say = (what: string, there: PolicyAnswer | undefined): void => {
    done.push(`${what}${there === undefined ? '' : ', put back'}`);
  };
  const { build, owners: owned, review } = oursIn(await allOf(api, at), at, deployment);
  if (
    !stands(
      build,
      ({ buildDefinitionId, filenamePatterns = [] }) =>
        buildDefinitionId === definition && filenamePatterns.length === 0,
    )
  ) {
    const settings = { buildDefinitionId: definition, displayName: buildName(deployment) };
    await put('build', { ...settings, ...always }, build);
    say(`the policy that the pipeline checks each pull request for ${mainBranch}`, build);
  }
  const ids = owners.map(({ id }) => id);
  const wanted = (number: number | undefined): PolicySettings => ({
    requiredReviewerIds: [...new Set([...ids, ...(owned?.settings?.requiredReviewerIds ?? [])])],
    filenamePatterns: patterns(data),
    minimumApproverCount: Math.max(1, owned?.settings?.minimumApproverCount ?? 1),
    creatorVoteCounts: false,
    message: ownersMessage(deployment, number),
  });
  const ownersStand = stands(
    owned,
    (settings) =>
      areAsked(settings) &&
      ids.every((id) => settings.requiredReviewerIds?.includes(id)) &&
      (settings.filenamePatterns ?? []).join() === patterns(data).join(),
  );
  if (ids.length > 0 && !ownersStand) {
    await put('owners', wanted(review?.id), owned);
    say(`the policy that owners approve code: ${owners.map(({ name }) => name).join(', ')}`, owned);
  }
  const now = await allOf(api, at);
  if (!isReviewed(now, at)) {
    const number = await put('reviewers', reviews, review);
    say(`the policy that a pull request for ${mainBranch} has a reviewer who did not write it`, review);
    const mark = oursIn(now, at, deployment).owners;
    if (review === undefined && mark !== undefined) await put('owners', { ...mark.settings, ...wanted(number) }, mark);
  }
  return done;
}

/** Of a check of pull requests: again whenever the pull request changes, and never out of date by itself. */
const always = { queueOnSourceUpdateOnly: true, manualQueueOnly: false, validDuration: 0 } as const;

/** Ids of those who own the code by a policy of bootstrap, whichever deployment's it is. */
export async function ownersThere(api: AzureDevOpsApi, at: HostedProject): Promise<readonly string[]> {
  const owned = ofKind(await allOf(api, at), at, 'owners').find(({ settings }) =>
    /^entra-workspaces \S/.test(settings?.message ?? ''),
  );
  return owned?.settings?.requiredReviewerIds ?? [];
}

/**
 * What of the policies does not stand as the host tells it now, in words. Changes nothing.
 * @param ownedBy The deployment whose own policy has to ask owners, whoever they are @default owners alone decide
 */
export async function policiesLack(
  api: AzureDevOpsApi,
  at: HostedProject,
  { owners }: Pick<WantedPolicies, 'owners'>,
  ownedBy?: string,
): Promise<string[]> {
  const repository = await api.find<RepositoryAnswer>(`${inProject(at)}/git/repositories/${at.repository.id}`);
  const all = await allOf(api, at);
  const gaps = branchGaps(at.repository.name, repository && branchPolicies(repository, all));
  // Somebody's policy for a part of the paths would ask an owner as well.
  const asked =
    ownedBy === undefined ||
    stands(
      oursIn(all, at, ownedBy).owners,
      (settings) => areAsked(settings) && settings.filenamePatterns?.[0] === everything,
    );
  return [
    ...gaps
      .filter(({ got }) => got !== noOwner || (asked && owners.length > 0))
      .map(({ thing, got }) => `${thing} ${got}`),
    ...(asked ? [] : [`the branch ${mainBranch} ${noOwner}`]),
  ];
}

/** Takes away what is known to be ours; the mark goes last. @returns what went and what stays, in words */
export async function dropPolicies(
  api: AzureDevOpsApi,
  at: HostedProject,
  deployment: string,
): Promise<{ readonly gone: string[]; readonly stays: string[] }> {
  const all = await allOf(api, at);
  const { build, owners, review } = oursIn(all, at, deployment);
  const path = `${inProject(at)}/policy/configurations`;
  const gone: string[] = [];
  for (const [what, there] of [
    ['a reviewer who did not write it', review],
    ['owners approve code', owners],
    ['the pipeline checks each pull request', build],
  ] as const) {
    if (there === undefined) continue;
    await api.send('DELETE', `${path}/${there.id}`);
    gone.push(`the policy of ${mainBranch}: ${what}`);
  }
  const left = ofKind(all, at, 'reviewers').filter((each) => each !== review && isExact(each, at.repository));
  return { gone, stays: left.map(({ id }) => `policy ${id} of ${mainBranch} (reviewers), which may be somebody's`) };
}
