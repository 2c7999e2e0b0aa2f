/** Variables of a repository: no secrets. Source: https://docs.github.com/en/rest/actions/variables. */
import type { GithubApi } from '../clouds/github.js';

/** Variables of a repository by name. */
export async function variablesOf(api: GithubApi, base: string): Promise<Map<string, string>> {
  const all = new Map<string, string>();
  // 30 is the most that this list gives at once.
  for (let page = 1, known = -1; all.size > known; page += 1) {
    known = all.size;
    const { variables } = await api.send<{ variables: readonly { name: string; value: string }[] }>(
      'GET',
      `${base}/actions/variables?per_page=30${page === 1 ? '' : `&page=${page}`}`,
    );
    for (const { name, value } of variables) all.set(name, value);
    if (variables.length < 30) break;
  }
  return all;
}

/** Sets a variable, which is no secret: whoever may read the repository's settings reads it. */
export async function setVariable(api: GithubApi, base: string, name: string, value: string): Promise<boolean> {
  const there = (await variablesOf(api, base)).get(name);
  if (there === value) return false;
  if (there === undefined) await api.send('POST', `${base}/actions/variables`, { name, value });
  else await api.send('PATCH', `${base}/actions/variables/${name}`, { name, value });
  return true;
}
