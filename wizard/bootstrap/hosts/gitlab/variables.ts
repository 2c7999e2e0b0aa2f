/** Variables of a project: no secrets, so neither masked nor protected. Source: https://docs.gitlab.com/api/project_level_variables. */
import type { GitlabApi } from '../../../clouds/gitlab.js';
import { byTurn } from '../../own-environment.js';

interface Variable {
  readonly key: string;
  readonly value?: string | null;
}

/** Those that begin as ours do: of others no value is kept. */
export async function variablesOf(api: GitlabApi, base: string): Promise<Map<string, string>> {
  const all = await api.list<Variable>(`${base}/variables`);
  const ours = all.filter(({ key }) => key.startsWith(prefix));
  return new Map(ours.map(({ key, value }) => [key, value ?? '']));
}

const prefix = 'ENTRA_WORKSPACES_';

/** The token with which a job tells people and asks who approved: a person made it. */
const ofPeople = `${prefix}GITLAB_TOKEN`;

/** Sets one. @returns whether it was another before */
export async function setVariable(api: GitlabApi, base: string, key: string, value: string): Promise<boolean> {
  const there = (await variablesOf(api, base)).get(key);
  if (there === value) return false;
  if (there === undefined) await api.send('POST', `${base}/variables`, { key, value, protected: false, masked: false });
  else await api.send('PUT', `${base}/variables/${key}`, { value });
  return true;
}

/**
 * Takes ours away; the one that says whose the rules are goes last: a run that is killed before finds the rest again.
 * @param left What is to be said in their place, where another deployment is left @default nothing is
 */
export async function dropVariables(
  api: GitlabApi,
  base: string,
  left: Readonly<Record<string, string | undefined>>,
): Promise<string[]> {
  const names = [...(await variablesOf(api, base)).keys()].filter((each) => each !== ofPeople);
  const done: string[] = [];
  for (const name of names.sort(byTurn)) {
    const value = left[name];
    if (value) await setVariable(api, base, name, value);
    else await api.remove(`${base}/variables/${name}`);
    done.push(`the variable ${name}`);
  }
  return done;
}
