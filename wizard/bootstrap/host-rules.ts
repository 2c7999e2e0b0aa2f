/**
 * The rules of the host, made before any cloud trusts a job of it: the main branch is protected, the environment lets that
 * branch alone in, and a person approves. Everything is read back: what the host did not keep is not there.
 * Source: https://docs.github.com/en/rest/repos/rules.
 */
import { githubGaps } from '../../domain/github-rules.js';
import { mainRuleset, rulesetName, signatures, signaturesName } from '../../domain/github-rulesets.js';
import type { RuleGap } from '../../domain/gitlab-rules.js';
import { mainBranch } from '../../domain/pipeline-subjects.js';
import type { GithubApi } from '../clouds/github.js';
import { actionsSettings, readGithubRules, type ActionsAnswer } from '../clouds/lookups/pipeline/github-rules.js';
import { Failure } from '../terminal/failure.js';
import { setOwners } from './code-owners.js';
import { asGithubCompares, refuseForeign, setEnvironment } from './environment-rules.js';
import type { Weaknesses } from './hosts/host.js';
import { environmentMark, environmentVariable, isNamedBefore, ownsEnvironment } from './own-environment.js';
import type { HostedRepository } from './repository.js';
import { setVariable, variablesOf } from './repository-variables.js';
import { setRuleset } from './rulesets.js';
import { ownVariable, type Reviewer, type WantedRules } from './wanted-rules.js';

/** The person or the team that a name stands for. @throws Failure when the host knows none */
export async function reviewerNamed(api: GithubApi, name: string): Promise<Reviewer> {
  const plain = name.replace(/^@/, '');
  const [organization, team] = plain.split('/');
  const path = team === undefined ? `/users/${plain}` : `/orgs/${organization}/teams/${team}`;
  const found = /^[\w.-]+(\/[\w.-]+)?$/.test(plain) ? await api.find<{ id: number }>(path) : undefined;
  if (found) return { type: team === undefined ? 'User' : 'Team', id: found.id, name: `@${plain}` };
  throw new Failure(`GitHub knows nobody of this name who could approve.`, [
    `--reviewer must be the login of a person or ORGANIZATION/TEAM, got: ${name}`,
  ]);
}

/**
 * Makes what is missing and puts back what differs, in the order that is safe, and reads all of it back.
 * @returns what was made or changed, in words; empty: everything was as it has to be
 * @throws Failure where something in the way is somebody else's, or the host keeps less than the level says
 */
export async function setHostRules(
  api: GithubApi,
  repository: HostedRepository,
  wanted: WantedRules,
): Promise<string[]> {
  const done: string[] = [];
  const base = `/repos/${repository.name}`;
  const variables = await ownVariables(api, repository, wanted.deployment);
  const mine = asGithubCompares(wanted);
  const own = ownsEnvironment(variables, mine);
  const kept = own && isNamedBefore(mine) ? false : await refuseForeign(api, base, wanted, own);
  await refuseOtherDefault(api, repository);
  if (!repository.hasMain || wanted.level !== 'refused')
    done.push(...(await setOwners(api, repository, wanted.owners)));
  if (repository.defaultBranch !== mainBranch) {
    // The first branch of an empty repository need not be the one that the account calls its default.
    await api.send('PATCH', base, { default_branch: mainBranch });
    done.push(`${mainBranch} as the default branch`);
  }
  // What plans reads the state, and reading it is as good as writing: at each level it is main alone, and nobody pushes to it.
  done.push(...(await setRuleset(api, base, rulesetName, mainRuleset())));
  if (await keepJobsFromApproving(api, base)) done.push('jobs approve no pull requests');
  if (wanted.level !== 'refused') {
    if (wanted.level === 'confirmed') done.push(...(await setRuleset(api, base, signaturesName, signatures)));
    const mark = environmentMark(variables, mine, kept ? 'kept' : 'ours');
    if (await setVariable(api, base, environmentVariable, mark)) done.push(`the variable ${environmentVariable}`);
    if (!kept) done.push(...(await setEnvironment(api, base, wanted)));
  }
  if (!variables.has(ownVariable)) {
    await setVariable(api, base, ownVariable, wanted.deployment);
    done.push(`the variable ${ownVariable}`);
  }
  const { weak, unseen } = await weaknesses(api, repository, wanted);
  if (weak.length + unseen.length > 0) {
    throw new Failure('The rules of the repository are not what was asked for, so nothing trusts it.', [
      ...weak,
      ...unseen,
      'Nothing was made in a cloud. Put it right, then run bootstrap again.',
    ]);
  }
  return done;
}

/**
 * The approval of a job counts as that of a person, and whoever may push a branch writes its jobs.
 * @returns whether it was changed
 */
async function keepJobsFromApproving(api: GithubApi, base: string): Promise<boolean> {
  const there = await api.find<ActionsAnswer>(`${base}${actionsSettings}`);
  if (there?.can_approve_pull_request_reviews !== true) return false;
  await api.send('PUT', `${base}${actionsSettings}`, { can_approve_pull_request_reviews: false });
  return true;
}

/** Its variables, which say whose its rules are. @throws Failure when they are those of another deployment */
async function ownVariables(
  api: GithubApi,
  { name }: HostedRepository,
  deployment: string,
): Promise<ReadonlyMap<string, string>> {
  const variables = await variablesOf(api, `/repos/${name}`);
  const found = variables.get(ownVariable);
  if (found === undefined || found === deployment) return variables;
  throw new Failure('This repository belongs to another deployment.', [
    `its variable ${ownVariable} must be ${deployment}, got: ${found}`,
    'Each deployment has a repository of its own, or its own environment and a variable that is changed by hand first.',
  ]);
}

/**
 * The pipeline plans and applies one branch, and schedules and runs by hand begin on the default branch alone.
 * Source: https://docs.github.com/en/rest/branches/branches#rename-a-branch.
 */
async function refuseOtherDefault(api: GithubApi, repository: HostedRepository): Promise<void> {
  const { name, defaultBranch, hasMain } = repository;
  if (defaultBranch === mainBranch) return;
  // Of an empty repository it is a name alone, also after a run that was killed between its first branch and this setting.
  if ((await api.find(`/repos/${name}/branches/${encodeURIComponent(defaultBranch)}`)) === undefined) return;
  throw new Failure(`The default branch of ${name} is not ${mainBranch}.`, [
    `must be ${mainBranch}, got: ${defaultBranch}`,
    hasMain
      ? `There are both: gh api --method PATCH repos/${name} -f default_branch=${mainBranch}`
      : `Rename it; clones and open pull requests follow: gh api --method POST 'repos/${name}/branches/${defaultBranch}/rename' -f new_name=${mainBranch}`,
  ]);
}

/** What of the rules is not there as the host tells it now; both empty: the level holds. Changes nothing. */
export async function weaknesses(api: GithubApi, { name }: HostedRepository, wanted: WantedRules): Promise<Weaknesses> {
  const { environment } = wanted;
  const asked = { environment, planned: false };
  const rules = await readGithubRules(async (below) => api.find(`/repos/${name}${below}`), asked);
  if (rules === undefined) return { weak: [`GitHub shows no repository ${name}`], unseen: [] };
  const { weak, unseen } = githubGaps(rules, wanted);
  const line = ({ thing, got }: RuleGap): string => `${thing} ${got}`;
  const isOpen = !rules.isProtected && rules.rulesets.every((each) => each.name !== rulesetName);
  return { weak: weak.map(line), unseen: unseen.map(line), ...(isOpen ? { open: true } : {}) };
}
