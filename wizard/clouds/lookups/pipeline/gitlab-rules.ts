/**
 * Sources: https://docs.gitlab.com/api/projects/#retrieve-a-project (seen by the role Maintainer:
 * `ci_id_token_sub_claim_components` and others), https://docs.gitlab.com/api/protected_environments (Premium; levels 30, 40
 * and 60; the approvals stand in `approval_rules`, in older ones in `required_approval_count`),
 * https://docs.gitlab.com/api/protected_branches (level 0 is nobody; the list has names with `*`), https://docs.gitlab.com/api/project_level_variables,
 * https://docs.gitlab.com/api/merge_request_approvals (Premium),
 * https://docs.gitlab.com/api/graphql/reference/#projectinheritedcivariables (who may set variables of the project may see those
 * of its groups there; by REST owners of each group alone). See docs/facts/pipelines.md 6.9.
 */
import { hasIdentities } from '../../../../deployment/pipeline-of.js';
import type { GitlabRules } from '../../../../domain/gitlab-rules.js';
import { gitlabRoles } from '../../../../domain/gitlab-settings.js';
import { gitlabOwnersPath } from '../../../../domain/pipeline-files.js';
import { mainBranch } from '../../../../domain/pipeline-subjects.js';
import { CloudError } from '../../cloud-error.js';
import { namedLookup } from '../../lookup.js';

interface Project {
  readonly id: number;
  readonly visibility?: string;
  readonly ci_id_token_sub_claim_components?: readonly string[];
  readonly ci_allow_fork_pipelines_to_run_in_parent_project?: boolean;
  readonly ci_pipeline_variables_minimum_override_role?: string;
  readonly restrict_user_defined_variables?: boolean;
  readonly allow_pipeline_trigger_approve_deployment?: boolean;
  readonly default_branch?: string | null;
  readonly ci_config_path?: string | null;
}

/** The answer of GraphQL: without a right a field is null, and stands among the errors. */
interface InheritedAnswer {
  readonly data?: {
    readonly project?: {
      readonly inheritedCiVariables?: {
        readonly nodes: readonly { readonly key: string; readonly groupName?: string | null }[];
        readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor?: string | null };
      } | null;
    } | null;
  } | null;
}

interface Level {
  readonly access_level?: number | null;
  readonly access_level_description?: string;
  readonly user_id?: number | null;
  readonly group_id?: number | null;
  readonly deploy_key_id?: number | null;
}

interface ProtectedEnvironment {
  readonly deploy_access_levels?: readonly Level[];
  readonly required_approval_count?: number;
  readonly approval_rules?: readonly (Level & { readonly required_approvals?: number })[];
}

/** A rule of branches, as far as it is read. */
export interface ProtectedBranch {
  /** Of a branch, or a pattern with `*`. */
  readonly name: string;
  readonly push_access_levels?: readonly Level[];
  readonly merge_access_levels?: readonly Level[];
  readonly allow_force_push?: boolean;
  /** Premium. */
  readonly code_owner_approval_required?: boolean;
  /** A rule of the group, which the project cannot change. */
  readonly inherited?: boolean;
}

/** Whoever is named, in words. */
function whoIs({
  access_level: level,
  access_level_description: words,
  user_id,
  group_id,
  deploy_key_id,
}: Level): string {
  if (user_id) return `user ${user_id}`;
  if (group_id) return `group ${group_id}`;
  if (deploy_key_id) return `deploy key ${deploy_key_id}`;
  return words ?? `level ${level ?? 'unknown'}`;
}

const page = 100;
/** The role that may push to a branch which is not protected. */
const developer = 30;
const { maintainer, nobody } = gitlabRoles;

/** The rules of a project on GitLab; undefined: it is not there, or whoever looks may not see it. */
export const gitlabRules = namedLookup({
  id: 'gitlab-rules',
  what: 'the rules of the project on GitLab',
  needs: {},
  seconds: 15,
  named: ({ pipeline }) => (hasIdentities(pipeline) ? pipeline?.gitlab : undefined),
  without: undefined,
  async look(
    { hosts },
    at: { readonly url: string; readonly project: string; readonly environment: string },
  ): Promise<GitlabRules | undefined> {
    if (hosts === undefined) throw new CloudError('error', 'nobody is signed in to GitLab');
    return readGitlabRules(async (path) => hosts.find('GitLab', `${at.url}/api${path}`), at);
  },
});

/** The rules of a project. @param find gives what lies at a path below `/api`, undefined where nothing is there */
export async function readGitlabRules(
  find: <T>(path: string) => Promise<T | undefined>,
  { project: name, environment: named }: { readonly project: string; readonly environment: string },
): Promise<GitlabRules | undefined> {
  const base = `/v4/projects/${encodeURIComponent(name)}`;
  const project = await find<Project>(base);
  if (project === undefined) return undefined;
  const below = async <T>(path: string): Promise<T | undefined> => find<T>(`${base}${path}`);
  const [environment, approvals, owners, branches, variables, inherited] = await Promise.all([
    find<ProtectedEnvironment>(`${base}/protected_environments/${encodeURIComponent(named)}`),
    below<GitlabRules['approvals']>('/approvals'),
    gitlabOwnersFile(below),
    allOf<ProtectedBranch>('protected_branches'),
    allOf<GitlabRules['variables'][number]>('variables'),
    inheritedBy(find, name),
  ]);
  const deployers = environment?.deploy_access_levels ?? [];
  return {
    project: {
      id: String(project.id),
      visibility: project.visibility,
      components: project.ci_id_token_sub_claim_components,
      runsForks: project.ci_allow_fork_pipelines_to_run_in_parent_project,
      // Without it the role counts for nothing (override_pipeline_variables_allowed? of GitLab's ProjectCiCdSetting).
      overrides:
        project.restrict_user_defined_variables === false
          ? 'developer'
          : project.ci_pipeline_variables_minimum_override_role,
      startersApprove: project.allow_pipeline_trigger_approve_deployment,
      file: project.ci_config_path === null ? '' : project.ci_config_path,
      defaultBranch: project.default_branch ?? undefined,
    },
    approvals,
    owners,
    environment: environment && {
      approvals: approvalsOf(environment),
      idle: (environment.approval_rules ?? []).flatMap((each) =>
        (each.required_approvals ?? 0) > 0 ? [] : [whoIs(each)],
      ),
      deployers: deployers.map(whoIs),
      developersDeploy: deployers.some(
        ({ access_level: level, user_id, group_id }) => !user_id && !group_id && level === developer,
      ),
    },
    branch: mainIn(branches),
    // Their values come, too: they go no further.
    variables: variables.map(({ key, protected: guarded, masked }) => ({ key, protected: guarded, masked })),
    inherited,
  };

  async function allOf<T>(kind: string): Promise<T[]> {
    const all: T[] = [];
    for (let number = 1; ; number += 1) {
      const some = await find<T[]>(`${base}/${kind}?per_page=${page}&page=${number}`);
      all.push(...(some ?? []));
      if ((some?.length ?? 0) < page) return all;
    }
  }
}

/** Names alone are asked for. @returns undefined where whoever is signed in is not told */
async function inheritedBy(
  find: <T>(path: string) => Promise<T | undefined>,
  project: string,
): Promise<GitlabRules['inherited']> {
  const all: { key: string; group: string }[] = [];
  for (let after = ''; ;) {
    const from = after === '' ? '' : `, after: ${JSON.stringify(after)}`;
    const query = `{ project(fullPath: ${JSON.stringify(project)}) { inheritedCiVariables(first: ${page}${from}) { nodes { key groupName } pageInfo { hasNextPage endCursor } } } }`;
    const answer = await find<InheritedAnswer>(`/graphql?query=${encodeURIComponent(query)}`).catch(notTold);
    const found = answer?.data?.project?.inheritedCiVariables;
    if (!found) return undefined;
    all.push(...found.nodes.map(({ key, groupName }) => ({ key, group: groupName ?? 'it is in' })));
    after = found.pageInfo.endCursor ?? '';
    if (!found.pageInfo.hasNextPage || after === '') return all;
  }
}

/** A refusal is an answer: nothing is told. */
function notTold(error: unknown): undefined {
  if (error instanceof CloudError && error.details.status !== undefined) return undefined;
  throw error;
}

const places = [gitlabOwnersPath, 'docs/CODEOWNERS', '.gitlab/CODEOWNERS'] as const;

/**
 * The file of owners that counts on the main branch, if there is one.
 * Source: https://docs.gitlab.com/user/project/codeowners (places, in their order), https://docs.gitlab.com/api/repository_files.
 */
export async function gitlabOwnersFile(
  find: <T>(path: string) => Promise<T | undefined>,
): Promise<GitlabRules['owners']> {
  for (const path of places) {
    const found = await find<{ content?: string }>(`/repository/files/${encodeURIComponent(path)}?ref=${mainBranch}`);
    if (found !== undefined) return { path, text: Buffer.from(found.content ?? '', 'base64').toString('utf8') };
  }
  return undefined;
}

const literal = (text: string): string => text.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&');

/** Whether a rule is of the main branch, too. */
export const fitsMain = ({ name }: Pick<ProtectedBranch, 'name'>): boolean =>
  new RegExp(`^${name.split('*').map(literal).join('.*')}$`).test(mainBranch);

/** Whether a role below that of a maintainer merges. Persons and groups that its owner named stay. */
export const developersMerge = ({ merge_access_levels: merge = [] }: ProtectedBranch): boolean =>
  merge.some(
    ({ access_level: level, user_id, group_id }) =>
      !user_id && !group_id && (level ?? nobody) > nobody && (level ?? nobody) < maintainer,
  );

/**
 * Every rule that matches counts, those with `*` and those of groups, too, and the one that allows most wins.
 * Source: https://docs.gitlab.com/user/project/repository/branches/protection_rules
 */
function mainIn(rules: readonly ProtectedBranch[]): GitlabRules['branch'] {
  const matching = rules.filter(fitsMain);
  if (matching.length === 0) return undefined;
  const own = matching.find(({ name }) => name === mainBranch);
  return {
    pushers: matching.flatMap(({ name, push_access_levels: levels = [] }) =>
      levels
        .filter((each) => each.access_level !== nobody)
        .map((each) => `${whoIs(each)}${name === mainBranch ? '' : ` (by the rule ${name})`}`),
    ),
    forced: matching.some(({ allow_force_push: forced }) => forced === true),
    asksOwners: (own === undefined ? matching : [own]).some((each) => each.code_owner_approval_required === true),
    developersMerge: own !== undefined && developersMerge(own),
  };
}

function approvalsOf({ required_approval_count: count = 0, approval_rules: rules = [] }: ProtectedEnvironment): number {
  return Math.max(count, ...rules.map(({ required_approvals: needed = 0 }) => needed));
}
