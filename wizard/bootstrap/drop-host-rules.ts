/**
 * What bootstrap made in a repository of GitHub goes again: all of it, or what a level or an environment uses no more. Only what is
 * ours: whose it is the variables of the repository say.
 */
import { rulesetName, signaturesName } from '../../domain/github-rulesets.js';
import type { GithubApi } from '../clouds/github.js';
import { dropUnused } from './drop-unused.js';
import { asGithubCompares, environmentPath, holdsOthers } from './environment-rules.js';
import type { Dropping, Unused } from './hosts/host.js';
import {
  byTurn,
  environmentVariable,
  isOfDeployment,
  markWithout,
  otherDeployments,
  ownEnvironments,
} from './own-environment.js';
import { setVariable, variablesOf } from './repository-variables.js';
import { rulesetsIfAny } from './rulesets.js';
import { ownVariable } from './wanted-rules.js';

const path = (name: string): string => `/repos/${name}`;

/** Its secrets and variables would go with it, and bootstrap lays none there: such an environment is somebody's by now. */
async function dropEnvironment(
  api: GithubApi,
  base: string,
  environment: string,
  stays?: (what: string) => void,
): Promise<string[]> {
  const at = environmentPath(base, environment);
  if ((await api.find(at)) === undefined) return [];
  if (await holdsOthers(api, at)) {
    stays?.(`The environment ${environment}, which holds secrets or variables,`);
    return [];
  }
  await api.send('DELETE', at);
  return [`the environment ${environment}`];
}

/** Takes away what `setHostRules` made, but for the branch and its files. @returns what went, in words */
export async function dropHostRules(
  api: GithubApi,
  name: string,
  { environment, deployment, stays }: Dropping,
): Promise<string[]> {
  const base = path(name);
  const variables = await variablesOf(api, base);
  if (!isOfDeployment(variables, deployment)) return [];
  const done: string[] = [];
  const mine = asGithubCompares({ deployment, environment, environmentBefore: environment });
  const own = ownEnvironments(variables, mine);
  const isThere = async (each: string): Promise<boolean> => (await api.find(environmentPath(base, each))) !== undefined;
  if (own.includes(mine.environment)) done.push(...(await dropEnvironment(api, base, environment, stays)));
  else if (await isThere(environment)) stays(`The environment ${environment}, which others made,`);
  for (const each of own.filter((one) => one !== mine.environment))
    if (await isThere(each)) stays(`The environment ${each}, which the deployment does not name,`);
  const others = otherDeployments(variables, deployment);
  if (others.length > 0) stays(`The rulesets of ${name}, which protect ${others.join(', ')} as well,`);
  else done.push(...(await dropRulesets(api, base)));
  const ours = [...variables.keys()].filter((each) => each.startsWith('ENTRA_WORKSPACES_'));
  for (const variable of ours.sort(byTurn)) {
    // The next deployment that is left says whose the rules are, so that its bootstrap puts them back.
    const left = { [ownVariable]: others[0], [environmentVariable]: markWithout(variables, deployment) }[variable];
    if (left) await setVariable(api, base, variable, left);
    else await api.send('DELETE', `${base}/actions/variables/${variable}`);
    done.push(`the variable ${variable}${left ? ` of ${deployment}` : ''}`);
  }
  return done;
}

async function dropRulesets(api: GithubApi, base: string): Promise<string[]> {
  const done: string[] = [];
  for (const { id, name: called } of await rulesetsIfAny(api, base)) {
    if (called !== rulesetName && called !== signaturesName) continue;
    await api.send('DELETE', `${base}/rulesets/${id}`);
    done.push(`the ruleset "${called}"`);
  }
  return done;
}

/** What is used no more. @returns what went, in words */
export async function dropUnusedRules(api: GithubApi, name: string, unused: Unused): Promise<string[]> {
  const base = path(name);
  const kept = {
    variables: await variablesOf(api, base),
    dropVariable: async (each: string) => api.send('DELETE', `${base}/actions/variables/${each}`),
    setVariable: async (each: string, value: string) => setVariable(api, base, each, value),
    dropEnvironment: async (each: string) => dropEnvironment(api, base, each),
  };
  return dropUnused(kept, asGithubCompares(unused));
}
