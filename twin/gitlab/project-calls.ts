/** Calls below a project, by method and path: a slash at the end stands for a name. */
import { json, type CloudResponse } from '../network.js';
import { rule } from '../rules.js';
import { gone, paged, textOf, type Call, type Routes } from './call.js';
import { levels, type GitLabProject } from './objects.js';
import { protectionRoutes } from './protections.js';
import { Refused } from './refused.js';

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

export const routes: Routes = {
  ...protectionRoutes,
  'GET ': shown,
  'PUT ': change,
  'GET repository/branches/': ({ project, name }) => {
    if (!project.files.has(name)) throw new Refused(404, '404 Branch Not Found');
    return json(200, { name });
  },
  'GET repository/files/': fileIn,
  'POST repository/files/': makeFile,
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
