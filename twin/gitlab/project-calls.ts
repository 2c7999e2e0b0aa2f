/** Calls below a project, by method and path: a slash at the end stands for a name. */
import { json, type CloudResponse } from '../network.js';
import { rule } from '../rules.js';
import {
  levels,
  type Access,
  type BranchRule,
  type EnvironmentRule,
  type GitLabProject,
  type Host,
} from './objects.js';
import { notFound, Refused } from './refused.js';

const environmentsNeedPremium = rule(
  'gitlab-protected-environments-premium',
  'https://docs.gitlab.com/api/protected_environments: Tier: Premium, Ultimate; that Free answers 404: guess',
  'Without Premium there are no protected environments: 404.',
);
const approvalsNeedPremium = rule(
  'gitlab-approvals-premium',
  'https://docs.gitlab.com/api/merge_request_approvals: Tier: Premium, Ultimate; that Free answers 404: guess',
  'Without Premium there are no approvals of merge requests: 404.',
);
const componentsByVersion = rule(
  'gitlab-components-18.7',
  'https://docs.gitlab.com/api/projects/#update-a-project: an array that starts with project_path; environment and environment_protected since 18.7; that others answer 400: guess',
  'The components of a subject start with project_path; an older GitLab refuses those of the environment.',
);
const somethingChanges = rule(
  'gitlab-project-change-alone',
  'https://gitlab.com/gitlab-org/gitlab/-/issues/477260 (ci_id_token_sub_claim_components alone, in earlier versions); that allow_pipeline_trigger_approve_deployment counts as little without Premium: guess',
  'A change of a project has to name something besides the components of its subject and who approves a deployment: 400.',
);
const notAlone = ['ci_id_token_sub_claim_components', 'allow_pipeline_trigger_approve_deployment'];
const onceABranch = rule(
  'gitlab-protected-branch-once',
  'https://gitlab.com/gitlab-org/gitlab/-/blob/master/lib/api/protected_branches.rb: conflict!',
  'A branch that is protected already is not protected again: 409. To change who pushes takes Premium, or making the rule anew.',
);
const ownersNeedPremium = rule(
  'gitlab-code-owners-premium',
  'https://docs.gitlab.com/api/protected_branches: code_owner_approval_required, Premium and Ultimate only; that it is left out in silence: guess',
  'Without Premium no code owner is asked, and a rule that says so keeps nothing of it.',
);
const strangersAreLeftOut = rule(
  'gitlab-rules-name-members',
  'https://registry.terraform.io/providers/gitlabhq/gitlab/latest/docs/resources/project_protected_environment: "the GitLab API does not complain about users and groups without access to the project and just ignores those"',
  'A rule of an environment names people and groups who have access to the project; others are left out without a word.',
);
const nobodyPushes = rule(
  'gitlab-push-refused',
  'https://docs.gitlab.com/user/project/repository/branches/protected: nobody pushes at the level "No one"; the status of the API: guess',
  'A file is not made on a branch to which nobody pushes: 400.',
);
const firstBranch = rule(
  'gitlab-first-branch',
  'https://docs.gitlab.com/user/project/repository/branches/default: the first branch is the default branch and protected; that the API makes it by the first file: guess',
  'The first file of an empty project makes its branch, which is the default one from then on and protected: maintainers push.',
);

interface Call {
  readonly host: Host;
  readonly project: GitLabProject;
  readonly name: string;
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
  /** Whoever asks is a maintainer. */
  readonly may: boolean;
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

const names: Readonly<Record<number, string>> = { 0: 'No one', 30: 'Developers + Maintainers', 40: 'Maintainers' };

const who = (level: number) => [
  { access_level: level, access_level_description: names[level] ?? 'No one', user_id: null, group_id: null },
];

const paged = (all: readonly object[], query: URLSearchParams): CloudResponse => {
  const size = Number(query.get('per_page') ?? 20);
  const from = (Number(query.get('page') ?? 1) - 1) * size;
  return json(200, all.slice(from, from + size));
};

const shownBranch = (name: string, { push, force, merge, owned, inherited }: BranchRule): object => ({
  name,
  push_access_levels: who(push),
  merge_access_levels: who(merge ?? levels.maintainer),
  allow_force_push: force,
  code_owner_approval_required: owned === true,
  ...(inherited === undefined ? {} : { inherited }),
});

const shownAccess = (each: Access): object => ({
  user_id: null,
  group_id: null,
  access_level: null,
  access_level_description: each.group_id === undefined ? 'a user' : 'a group',
  ...each,
});

function shownEnvironment(name: string, { deploy, approvals, deployers, approvers }: EnvironmentRule): object {
  const byLevel = approvals === 0 ? [] : [{ ...who(levels.maintainer)[0], required_approvals: approvals }];
  return {
    name,
    deploy_access_levels: deployers?.map(shownAccess) ?? who(deploy),
    required_approval_count: 0,
    approval_rules: approvers?.map(shownAccess) ?? byLevel,
  };
}

function shown({ project, may }: Call): CloudResponse {
  const open = {
    id: project.id,
    path_with_namespace: project.path,
    visibility: project.visibility,
    default_branch: project.defaultBranch,
    namespace: { id: project.id + 1 },
    permissions: { project_access: { access_level: may ? levels.maintainer : levels.reporter }, group_access: null },
  };
  if (!may) return json(200, open);
  return json(200, {
    ...open,
    ci_id_token_sub_claim_components: project.components,
    ci_allow_fork_pipelines_to_run_in_parent_project: project.runsForks,
    ci_pipeline_variables_minimum_override_role: project.overrides,
    restrict_user_defined_variables: project.restricts,
    ci_config_path: project.ciConfigPath,
    ...(project.premium ? { allow_pipeline_trigger_approve_deployment: project.startersApprove } : {}),
  });
}

function change(call: Call): CloudResponse {
  const { host, project, body } = call;
  if (Object.keys(body).every((key) => notAlone.includes(key))) {
    host.world.rules.leanOn(somethingChanges);
    throw new Refused(400, 'name, default_branch, ... are missing, at least one parameter must be provided', 'error');
  }
  const known = [
    'project_path',
    'ref_type',
    'ref',
    ...(project.knowsEnvironments ? ['environment', 'environment_protected'] : []),
  ];
  const components = body['ci_id_token_sub_claim_components'] as readonly string[] | undefined;
  if (components !== undefined) {
    if (components[0] !== 'project_path' || components.some((each) => !known.includes(each))) {
      host.world.rules.leanOn(componentsByVersion);
      throw new Refused(400, 'ci_id_token_sub_claim_components does not have a valid value', 'error');
    }
    project.components = components;
  }
  const branch = body['default_branch'] as string | undefined;
  if (branch !== undefined) {
    if (!project.files.has(branch)) throw new Refused(400, { base: [`Could not set the default branch`] });
    project.defaultBranch = branch;
  }
  const set = <K extends keyof GitLabProject>(key: K, field: string): void => {
    if (body[field] !== undefined) project[key] = body[field] as GitLabProject[K];
  };
  set('runsForks', 'ci_allow_fork_pipelines_to_run_in_parent_project');
  set('overrides', 'ci_pipeline_variables_minimum_override_role');
  set('restricts', 'restrict_user_defined_variables');
  set('ciConfigPath', 'ci_config_path');
  if (project.premium) set('startersApprove', 'allow_pipeline_trigger_approve_deployment');
  return shown(call);
}

function protectBranch({ host, project, body }: Call): CloudResponse {
  const name = textOf(body['name']);
  if (project.branches.has(name)) {
    host.world.rules.leanOn(onceABranch);
    throw new Refused(409, `Protected branch '${name}' already exists`);
  }
  const owned = body['code_owner_approval_required'] === true;
  if (owned && !project.premium) host.world.rules.leanOn(ownersNeedPremium);
  const made: BranchRule = {
    push: Number(body['push_access_level'] ?? levels.maintainer),
    merge: Number(body['merge_access_level'] ?? levels.maintainer),
    force: body['allow_force_push'] === true,
    owned: owned && project.premium,
  };
  project.branches.set(name, made);
  return json(201, shownBranch(name, made));
}

function protectEnvironment({ host, project, body }: Call): CloudResponse {
  assertPremium(host, project);
  const name = textOf(body['name']);
  if (project.environments.has(name)) throw new Refused(409, `Protected environment '${name}' already exists`);
  const isMember = ({ user_id: user, group_id: group }: Access): boolean => {
    const [path] = [...host.groups].find(([, id]) => id === group) ?? [];
    const person = [...host.people.values()].find(({ id }) => id === user);
    const known = project.members.has(path ?? '') || (person !== undefined && person.level >= levels.reporter);
    if (!known) host.world.rules.leanOn(strangersAreLeftOut);
    return known;
  };
  const all = <T extends Access>(field: string): T[] => ((body[field] ?? []) as T[]).filter(isMember);
  const deployers = all<Access>('deploy_access_levels');
  if (deployers.length === 0) throw new Refused(422, { base: ['deploy_access_levels is too short'] });
  const made: EnvironmentRule = { deploy: levels.nobody, approvals: 0, deployers, approvers: all('approval_rules') };
  project.environments.set(name, made);
  return json(201, shownEnvironment(name, made));
}

function assertPremium({ world }: Host, { premium }: GitLabProject): void {
  if (premium) return;
  world.rules.leanOn(environmentsNeedPremium);
  throw notFound();
}

function approvals({ host, project, body }: Call): CloudResponse {
  if (!project.premium) {
    host.world.rules.leanOn(approvalsNeedPremium);
    throw notFound();
  }
  Object.assign(project.approvals, body);
  return json(200, project.approvals);
}

function makeFile({ host, project, name, body }: Call): CloudResponse {
  const branch = textOf(body['branch']);
  if (project.files.size === 0) {
    host.world.rules.leanOn(firstBranch);
    project.files.set(branch, new Map());
    project.defaultBranch = branch;
    if (!project.branches.has(branch)) project.branches.set(branch, { push: levels.maintainer, force: false });
  }
  const files = project.files.get(branch);
  if (files === undefined) throw new Refused(400, 'You can only create or edit files when you are on a branch');
  if (project.branches.get(branch)?.push === levels.nobody) {
    host.world.rules.leanOn(nobodyPushes);
    throw new Refused(400, 'You are not allowed to push into this branch');
  }
  if (files.has(name)) throw new Refused(400, 'A file with this name already exists');
  files.set(name, textOf(body['content']));
  return json(201, { file_path: name, branch });
}

function fileIn({ project, name, query }: Call): CloudResponse {
  const text = project.files.get(query.get('ref') ?? '')?.get(name);
  if (text === undefined) throw new Refused(404, '404 File Not Found');
  return json(200, { file_path: name, encoding: 'base64', content: Buffer.from(text).toString('base64') });
}

const shownVariable = (each: object): object => ({ ...each, variable_type: 'env_var', environment_scope: '*' });

function addVariable({ project, body }: Call): CloudResponse {
  const { key, value, protected: guarded, masked } = body as Record<string, unknown>;
  if (project.variables.some((each) => each.key === key))
    throw new Refused(400, { key: [`(${String(key)}) has already been taken`] });
  const made = { key: String(key), value: String(value), protected: guarded === true, masked: masked === true };
  project.variables.push(made);
  return json(201, shownVariable(made));
}

const variableIn = ({ project, name }: Call) => {
  const found = project.variables.find(({ key }) => key === name);
  if (found === undefined) throw new Refused(404, '404 Variable Not Found');
  return found;
};

const gone: CloudResponse = { status: 204 };

export const routes: Readonly<Record<string, (call: Call) => CloudResponse>> = {
  'GET ': shown,
  'PUT ': change,
  'GET repository/branches/': ({ project, name }) => {
    if (!project.files.has(name)) throw new Refused(404, '404 Branch Not Found');
    return json(200, { name });
  },
  'GET repository/files/': fileIn,
  'POST repository/files/': makeFile,
  'GET protected_branches': ({ project, query }) =>
    paged(
      [...project.branches].map(([name, each]) => shownBranch(name, each)),
      query,
    ),
  'POST protected_branches': protectBranch,
  'DELETE protected_branches/': ({ project, name }) => {
    if (project.branches.get(name)?.inherited === true || !project.branches.delete(name)) throw notFound();
    return gone;
  },
  'GET protected_environments/': ({ host, project, name }) => {
    assertPremium(host, project);
    const found = project.environments.get(name);
    if (found === undefined) throw notFound();
    return json(200, shownEnvironment(name, found));
  },
  'POST protected_environments': protectEnvironment,
  'DELETE protected_environments/': ({ host, project, name }) => {
    assertPremium(host, project);
    if (!project.environments.delete(name)) throw notFound();
    return gone;
  },
  'GET approvals': approvals,
  'POST approvals': approvals,
  'GET variables': ({ project, query }) => paged(project.variables.map(shownVariable), query),
  'POST variables': addVariable,
  'PUT variables/': (call) => {
    const found = variableIn(call);
    found.value = textOf(call.body['value'] ?? found.value);
    return json(200, shownVariable(found));
  },
  'DELETE variables/': (call) => {
    call.project.variables.splice(call.project.variables.indexOf(variableIn(call)), 1);
    return gone;
  },
};
