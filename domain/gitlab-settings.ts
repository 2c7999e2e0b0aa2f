/**
 * What bootstrap sets in a project of GitLab, and the printed steps with it, in the words of its API. Sources:
 * https://docs.gitlab.com/api/projects/#update-a-project, https://docs.gitlab.com/api/protected_branches,
 * https://docs.gitlab.com/api/merge_request_approvals, https://docs.gitlab.com/api/protected_environments.
 */
import { gitlabComponents } from './gitlab-rules.js';
import type { Level } from './pipeline-level.js';
import { mainBranch } from './pipeline-subjects.js';

/** Levels of roles: https://docs.gitlab.com/api/members/#roles. */
export const gitlabRoles = { nobody: 0, maintainer: 40 } as const;

/** A fork would bring its own steps, and be taken for the project. */
export const noForks = { ci_allow_fork_pipelines_to_run_in_parent_project: false } as const;

/** What the settings of a project have to be. */
export interface GitlabProjectSettings {
  readonly ci_id_token_sub_claim_components: readonly string[];
  readonly ci_allow_fork_pipelines_to_run_in_parent_project: boolean;
  readonly ci_pipeline_variables_minimum_override_role: string;
  /** Without it the role counts for nothing. Deprecated: a version without it goes by the role alone. */
  readonly restrict_user_defined_variables: boolean;
  readonly allow_pipeline_trigger_approve_deployment: boolean;
  /** Empty: `.gitlab-ci.yml` of the project itself. Another one may be a file of another project, which nobody here reviews. */
  readonly ci_config_path: string;
}

const settings: GitlabProjectSettings = {
  ci_id_token_sub_claim_components: gitlabComponents,
  ...noForks,
  ci_pipeline_variables_minimum_override_role: 'no_one_allowed',
  restrict_user_defined_variables: true,
  allow_pipeline_trigger_approve_deployment: false,
  ci_config_path: '',
};

/** Those that count at a level: where nothing applies nothing has to be told apart, and who approves counts where somebody does. */
export function gitlabSettingsAt(level: Level): Partial<GitlabProjectSettings> {
  const { ci_id_token_sub_claim_components, allow_pipeline_trigger_approve_deployment, ...always } = settings;
  return {
    ...(level === 'refused' ? {} : { ci_id_token_sub_claim_components }),
    ...always,
    // Told and taken with protected environments alone, which are Premium.
    ...(level === 'approved' ? { allow_pipeline_trigger_approve_deployment } : {}),
  };
}

/** The rule of the main branch. @param owned A code owner approves: Premium */
export const gitlabBranchRule = (owned: boolean): object => ({
  ...{ name: mainBranch, push_access_level: gitlabRoles.nobody, merge_access_level: gitlabRoles.maintainer },
  allow_force_push: false,
  ...(owned ? { code_owner_approval_required: true } : {}),
});

/** A protected environment that is deployed to and approved by the same people. Premium. */
export const gitlabEnvironmentRule = (name: string, people: readonly object[]): object => ({
  name,
  deploy_access_levels: people,
  approval_rules: people.map((each) => ({ ...each, required_approvals: 1 })),
});
