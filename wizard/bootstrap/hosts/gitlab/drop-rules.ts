/** What bootstrap made in a project of GitLab goes again: all of it, or what a level or an environment uses no more. */
import { mainBranch } from '../../../../domain/pipeline-subjects.js';
import { gitlabComponents } from '../../../../domain/gitlab-rules.js';
import type { GitlabApi } from '../../../clouds/gitlab.js';
import { dropUnused } from '../../drop-unused.js';
import type { Dropping, Unused } from '../host.js';
import {
  environmentVariable,
  isOfDeployment,
  markWithout,
  otherDeployments,
  ownEnvironments,
} from '../../own-environment.js';
import { ownVariable } from '../../wanted-rules.js';
import { componentsBefore, componentsOf, setComponents } from './components.js';
import { dropEnvironment, isProtected } from './environment.js';
import { projectPath } from './project.js';
import { dropVariables, setVariable, variablesOf } from './variables.js';

/**
 * Takes away what was made, but for what keeps others out: the branch stays protected, and forks and variables stay out.
 * @returns what went, in words
 */
export async function dropProjectRules(
  api: GitlabApi,
  name: string,
  { environment, deployment, stays }: Dropping,
): Promise<string[]> {
  const base = projectPath(name);
  const variables = await variablesOf(api, base);
  if (!isOfDeployment(variables, deployment)) return [];
  stays(
    `What keeps others out of ${name} (nobody pushes to ${mainBranch}, no pipelines of forks, no variables of who starts a job)`,
  );
  const own = ownEnvironments(variables, { deployment, environmentBefore: environment });
  const done = own.includes(environment) ? await dropEnvironment(api, base, environment) : [];
  if (!own.includes(environment) && (await isProtected(api, base, environment)))
    stays(`The protection of the environment ${environment}, which others made,`);
  for (const each of own.filter((one) => one !== environment))
    if (await isProtected(api, base, each))
      stays(`The protection of the environment ${each}, which the deployment does not name,`);
  const [next] = otherDeployments(variables, deployment);
  if (next === undefined && String(await componentsOf(api, base)) === String(gitlabComponents)) {
    await setComponents(api, base, componentsBefore);
    done.push('the environment in the subject of its tokens');
  }
  // The next deployment that is left says whose the rules are, so that its bootstrap puts them back.
  const left = { [ownVariable]: next, [environmentVariable]: markWithout(variables, deployment) };
  return [...done, ...(await dropVariables(api, base, left))];
}

/** What is used no more. @returns what went, in words */
export async function dropUnusedRules(api: GitlabApi, name: string, unused: Unused): Promise<string[]> {
  const base = projectPath(name);
  const kept = {
    variables: await variablesOf(api, base),
    dropVariable: async (each: string) => api.remove(`${base}/variables/${each}`),
    setVariable: async (each: string, value: string) => setVariable(api, base, each, value),
    dropEnvironment: async (each: string) => dropEnvironment(api, base, each),
  };
  return dropUnused(kept, unused);
}
