/**
 * Which environment of a repository bootstrap made: that one alone is put back, opened or taken away. Another one of the same
 * repository, or one that stood already as it was wanted, is somebody's. The repository says so by a variable.
 */
import { ownVariable, type WantedRules } from './wanted-rules.js';

/** The variable that names it. */
export const environmentVariable = 'ENTRA_WORKSPACES_ENVIRONMENT';

/** What it says where bootstrap made none. */
export const noEnvironment = 'none, as others made it';

type Variables = ReadonlyMap<string, string>;
type Wanted = Pick<WantedRules, 'deployment' | 'environment' | 'environmentBefore'>;

/** Whether it is the one that bootstrap made for this deployment. */
export const ownsEnvironment = (
  variables: Variables,
  { deployment, environment, environmentBefore }: Wanted,
): boolean =>
  variables.get(ownVariable) === deployment &&
  (variables.get(environmentVariable) ?? environmentBefore) === environment;

/**
 * What the variable has to say. It is set before an environment is made, so that a run that is killed finds it again.
 * @param becomes `ours`: it is made or changed; `kept`: it stands as it is; `open`: nothing of ours is left of it
 */
export function environmentMark(variables: Variables, wanted: Wanted, becomes: 'ours' | 'kept' | 'open'): string {
  const { deployment, environment, environmentBefore } = wanted;
  if (becomes === 'ours') return environment;
  const before = variables.get(ownVariable) === deployment ? environmentBefore : undefined;
  const said = variables.get(environmentVariable) ?? before ?? noEnvironment;
  return becomes === 'open' && said === environment ? noEnvironment : said;
}

/** By this they go: the one that says whose the rules are after all others, and what it needs to be read after it. */
export const byTurn = (one: string, other: string): number => turnOf(one) - turnOf(other);
const turnOf = (name: string): number => [ownVariable, environmentVariable].indexOf(name);
