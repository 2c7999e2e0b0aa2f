/**
 * The rules of a project, made before any cloud trusts a job of it, and read back: the main branch changes by merge request, the
 * environment asks somebody, the subject of a token names the environment, and nobody brings variables or runs from a fork along.
 * Sources: https://docs.gitlab.com/api/projects/#update-a-project, https://docs.gitlab.com/api/merge_request_approvals (Premium),
 * docs/facts/pipelines.md 6.3, 6.6, 6.9.
 */
import {
  gitlabApprovals,
  gitlabComponents,
  gitlabGaps,
  gitlabUntold,
  type RuleGap,
} from '../../../../domain/gitlab-rules.js';
import { gitlabFile } from '../../../../domain/pipeline-files.js';
import { gitlabSettingsAt, type GitlabProjectSettings } from '../../../../domain/gitlab-settings.js';
import { mainBranch } from '../../../../domain/pipeline-subjects.js';
import { present } from '../../../../domain/present.js';
import { CloudError } from '../../../clouds/cloud-error.js';
import type { GitlabApi } from '../../../clouds/gitlab.js';
import { readGitlabRules } from '../../../clouds/lookups/pipeline/gitlab-rules.js';
import { Failure } from '../../../terminal/failure.js';
import type { Weaknesses } from '../host.js';
import { environmentMark, environmentVariable, ownsEnvironment } from '../../own-environment.js';
import { ownVariable, type WantedRules } from '../../wanted-rules.js';
import { componentsBefore, componentsOf, componentsOfNobody, setComponents } from './components.js';
import { isFree, refuseForeignRules, setBranchRule } from './branch.js';
import {
  dropEnvironment,
  environmentLacksNow,
  isProtected,
  refuseForeignEnvironment,
  setEnvironment,
} from './environment.js';
import { setOwners } from './owners.js';
import { projectPath, type HostedProject } from './project.js';
import { setVariable, variablesOf } from './variables.js';

const inWords: Readonly<Record<keyof GitlabProjectSettings, string>> = {
  ci_id_token_sub_claim_components: 'the subject of its tokens, which names the environment',
  ci_allow_fork_pipelines_to_run_in_parent_project: 'no pipelines of forks',
  ci_pipeline_variables_minimum_override_role: 'no variables of who starts a job',
  restrict_user_defined_variables: 'no variables of who starts a job',
  allow_pipeline_trigger_approve_deployment: 'nobody approves a pipeline that they started',
  ci_config_path: `pipelines of ${gitlabFile} alone`,
};

/** Whether code owners approve: with what approvers of an environment need as well. */
const isOwned = ({ level }: Pick<WantedRules, 'level'>): boolean => level === 'approved';

/** Makes what is missing, puts back what differs, and reads it all back. */
export async function setProjectRules(api: GitlabApi, project: HostedProject, wanted: WantedRules): Promise<string[]> {
  const done: string[] = [];
  const base = projectPath(project.name);
  const applies = wanted.level !== 'refused';
  const variables = await ownVariables(api, project, wanted.deployment);
  const own = ownsEnvironment(variables, wanted);
  if (!own) await refuseForeignEnvironment(api, base, wanted);
  await refuseOtherDefault(api, project);
  await refuseForeignRules(api, base);
  if (!project.hasMain || applies) done.push(...(await setOwners(api, base, project, wanted.owners)));
  if (project.defaultBranch !== mainBranch) {
    await api.send('PUT', base, { default_branch: mainBranch });
    done.push(`${mainBranch} as the default branch`);
  }
  // A run was killed while main was free: its tokens fit to nobody until the rule is back.
  const stopped = String(await componentsOf(api, base)) === String(componentsOfNobody);
  const branch = async (): Promise<string[]> =>
    setBranchRule(api, base, isOwned(wanted), async (anew) => {
      await setComponents(api, base, componentsOfNobody);
      await anew();
      if (!stopped) await setComponents(api, base, applies ? gitlabComponents : componentsBefore);
    });
  if (stopped) {
    const free = await isFree(api, base);
    done.push(...(await branch()));
    if (free) done.push(`${mainBranch} was unprotected since a run that was stopped: look at its last commits`);
  }
  // Else first of all what an older GitLab refuses: nothing else is changed there.
  done.push(...(await setSettings(api, base, wanted)));
  if (!applies) done.push(...(await nameTheBranch(api, base)));
  if (!stopped) done.push(...(await branch()));
  const mark = async (becomes: 'ours' | 'kept' | 'open'): Promise<string[]> =>
    (await setVariable(api, base, environmentVariable, environmentMark(variables, wanted, becomes)))
      ? [`the variable ${environmentVariable}`]
      : [];
  if (applies && isOwned(wanted)) {
    done.push(...(await setApprovals(api, base)));
    done.push(...(await mark((await isProtected(api, base, wanted.environment)) ? 'kept' : 'ours')));
    done.push(...(await setEnvironment(api, base, wanted)));
  } else if (applies) {
    // The environment asks nobody, and its jobs say so: a protection of ours is in the way.
    if (own) done.push(...(await dropEnvironment(api, base, wanted.environment)).map((each) => `${each}, taken away`));
    done.push(...(await mark('open')));
  }
  if (!variables.has(ownVariable)) {
    await setVariable(api, base, ownVariable, wanted.deployment);
    done.push(`the variable ${ownVariable}`);
  }
  const { weak, unseen } = await projectWeaknesses(api, project, wanted);
  if (weak.length + unseen.length > 0) {
    throw new Failure('The rules of the project are not what was asked for, so nothing trusts it.', [
      ...weak,
      ...unseen,
      'Nothing was made in a cloud. Put it right, then run bootstrap again.',
    ]);
  }
  return done;
}

/** Its variables, which say whose its rules are. @throws Failure when they are those of another deployment */
async function ownVariables(
  api: GitlabApi,
  { name }: HostedProject,
  deployment: string,
): Promise<ReadonlyMap<string, string>> {
  const variables = await variablesOf(api, projectPath(name));
  const found = variables.get(ownVariable);
  if (found === undefined || found === deployment) return variables;
  throw new Failure('This project belongs to another deployment.', [
    `its variable ${ownVariable} must be ${deployment}, got: ${found}`,
    'Each deployment has a project of its own, or its own environment and a variable that is changed by hand first.',
  ]);
}

/** Schedules and runs by hand begin on the default branch, and the pipeline knows one branch. */
async function refuseOtherDefault(api: GitlabApi, { name, defaultBranch, hasMain }: HostedProject): Promise<void> {
  if (defaultBranch === mainBranch) return;
  const branches = `${projectPath(name)}/repository/branches`;
  if ((await api.find(`${branches}/${encodeURIComponent(defaultBranch)}`)) === undefined) return;
  throw new Failure(`The default branch of ${name} is not ${mainBranch}.`, [
    `must be ${mainBranch}, got: ${defaultBranch}`,
    hasMain
      ? 'There are both: Settings, Repository, Branch defaults.'
      : `Make it from the other one, then choose it in Settings, Repository, Branch defaults: glab api --method POST '${branches.slice(1)}' -f branch=${mainBranch} -f ref=${defaultBranch}`,
  ]);
}

/** Where nothing applies, what tells that job apart is left as it is; who approves counts where somebody does. */
async function setSettings(api: GitlabApi, base: string, { level }: Pick<WantedRules, 'level'>): Promise<string[]> {
  const there = (await api.send<Partial<GitlabProjectSettings>>('GET', base)) ?? {};
  const { restrict_user_defined_variables: deprecated, ci_config_path: ownFile, ...others } = gitlabSettingsAt(level);
  const isOwnFile = [undefined, null, '', gitlabFile].includes(there.ci_config_path);
  const all: Partial<GitlabProjectSettings> = {
    ...others,
    ...(isOwnFile ? {} : present({ ci_config_path: ownFile })),
    ...(there.restrict_user_defined_variables === undefined
      ? {}
      : present({ restrict_user_defined_variables: deprecated })),
  };
  const names = Object.keys(all) as (keyof GitlabProjectSettings)[];
  const differs = names.filter((key) => String(there[key]) !== String(all[key]));
  if (differs.length === 0) return [];
  try {
    // All of them: earlier versions refuse some of them alone.
    await api.send('PUT', base, all);
  } catch (error) {
    const refused = error instanceof CloudError && error.details.status === 400;
    if (!refused || !differs.includes('ci_id_token_sub_claim_components')) throw error;
    throw new Failure('GitLab does not let the subject of its tokens name the environment.', [
      error.message,
      `ci_id_token_sub_claim_components must take ${gitlabComponents.join(', ')}: that is GitLab 18.7 and later.`,
      'Without it the job that plans and the one that applies are the same to both clouds. With --level refused the pipeline checks and plans, and a person applies on a laptop.',
    ]);
  }
  return [...new Set(differs.map((key) => inWords[key]))];
}

/** Where nothing applies the job that plans is told by its branch: a run that was killed may have left less in its tokens. */
async function nameTheBranch(api: GitlabApi, base: string): Promise<string[]> {
  const components = await componentsOf(api, base);
  if (components === undefined || String(components.slice(0, 3)) === String(componentsBefore)) return [];
  await setComponents(api, base, componentsBefore);
  return ['the subject of its tokens, which names the branch'];
}

async function setApprovals(api: GitlabApi, base: string): Promise<string[]> {
  const there = await api.find<Readonly<Record<string, unknown>>>(`${base}/approvals`);
  if (Object.entries(gitlabApprovals).every(([key, value]) => there?.[key] === value)) return [];
  try {
    await api.send('POST', `${base}/approvals`, gitlabApprovals);
  } catch (error) {
    if (!(error instanceof CloudError) || error.details.status !== 404) throw error;
    throw new Failure('GitLab keeps no approvals for this project.', [
      error.message,
      'Approvals and protected environments need GitLab Premium. Without them run it with --level confirmed: whoever starts the apply must have had no part in the change.',
    ]);
  }
  return ['approvals: not by authors, and anew after a push'];
}

/** What of the rules is not there as the host tells it now; both empty: the level holds. Changes nothing. */
export async function projectWeaknesses(
  api: GitlabApi,
  { name }: HostedProject,
  wanted: WantedRules,
): Promise<Weaknesses> {
  const { level, environment } = wanted;
  const base = projectPath(name);
  const rules = await readGitlabRules(async (path) => api.findBelow(path), { project: name, environment });
  if (rules === undefined) return { weak: [`GitLab shows no project ${name}`], unseen: [] };
  const gaps = gitlabGaps(rules, { level, environment });
  const line = ({ thing, got }: RuleGap): string => `${thing}: ${got}`;
  return {
    weak: [
      ...gaps.filter(({ open, required }) => open || required === true).map(line),
      ...(isOwned(wanted)
        ? (await environmentLacksNow(api, base, wanted)).map((text) => `the environment ${environment} ${text}`)
        : []),
    ],
    unseen: gaps.filter(({ got }) => got === gitlabUntold).map(line),
  };
}
