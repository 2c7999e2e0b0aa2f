/**
 * Which environments of a repository bootstrap made for a deployment: those alone are put back, opened or taken away. Another one
 * of the same repository, or one that stood already as it was wanted, is somebody's. The repository says so by a variable, a line
 * for each: `contoso: production`.
 *
 * On GitHub whoever may write the repository may write its variables, and not its environments
 * (https://docs.github.com/en/rest/actions/variables): a line alone is no reason to change what is in the way of what is wanted,
 * nor to take anything away. The deployment, which people review, has to name the same environment.
 */
import { ownVariable, type WantedRules } from './wanted-rules.js';

/** The variable that names them. */
export const environmentVariable = 'ENTRA_WORKSPACES_ENVIRONMENT';

/** What a line says where bootstrap made none. */
export const noEnvironment = 'none, as others made it';

type Variables = ReadonlyMap<string, string>;
type Wanted = Pick<WantedRules, 'deployment' | 'environment' | 'environmentBefore'>;

interface Line {
  readonly deployment: string;
  /** Nothing where bootstrap made none. */
  readonly environment: string | undefined;
}

function linesOf(variables: Variables): readonly Line[] {
  return (variables.get(environmentVariable) ?? '').split(/\r?\n/).flatMap((line): Line[] => {
    const [, deployment, environment] = /^([^:]+): (.+)$/.exec(line.trim()) ?? [];
    if (deployment === undefined || environment === undefined) return [];
    return [{ deployment, environment: environment === noEnvironment ? undefined : environment }];
  });
}

/** Those that bootstrap made for a deployment: of a repository that says nothing yet the one that the deployment names. */
export function ownEnvironments(
  variables: Variables,
  { deployment, environmentBefore }: Pick<Wanted, 'deployment'> & Partial<Pick<Wanted, 'environmentBefore'>>,
): readonly string[] {
  const said = linesOf(variables).filter((line) => line.deployment === deployment);
  if (said.length > 0) return said.flatMap(({ environment }) => environment ?? []);
  return variables.get(ownVariable) === deployment && environmentBefore !== undefined ? [environmentBefore] : [];
}

/** Whether it is one that bootstrap made for this deployment. */
export const ownsEnvironment = (variables: Variables, wanted: Wanted): boolean =>
  ownEnvironments(variables, wanted).includes(wanted.environment);

/** Whether the deployment says so, too. */
export const isNamedBefore = ({ environment, environmentBefore }: Wanted): boolean => environment === environmentBefore;

/** The one of before, where another one applies from now on and bootstrap made it: the repository and the deployment say so. */
export function unusedEnvironment(variables: Variables, wanted: Wanted): string | undefined {
  const { environment, environmentBefore: before } = wanted;
  return before !== undefined && before !== environment && ownEnvironments(variables, wanted).includes(before)
    ? before
    : undefined;
}

/** Other deployments for which bootstrap works in the same repository. */
export const otherDeployments = (variables: Variables, deployment: string): readonly string[] => [
  ...new Set(linesOf(variables).flatMap((line) => (line.deployment === deployment ? [] : line.deployment))),
];

/** Whether the rules of a repository are those of a deployment; after an undo that was stopped the lines alone say so. */
export function isOfDeployment(variables: Variables, deployment: string): boolean {
  const named = variables.get(ownVariable);
  return named === undefined ? linesOf(variables).some((line) => line.deployment === deployment) : named === deployment;
}

/**
 * What the variable has to say. It is set before an environment is made, so that a run that is killed finds it again.
 * @param becomes `ours`: it is made or changed; `kept`: it stands as it is; `open`: nothing of ours is left of it
 */
export function environmentMark(variables: Variables, wanted: Wanted, becomes: 'ours' | 'kept' | 'open'): string {
  const { deployment, environment } = wanted;
  const before = ownEnvironments(variables, wanted).filter((each) => each !== environment || becomes !== 'open');
  const own = becomes === 'ours' ? [...new Set([...before, environment])] : before;
  return textOf(variables, deployment, own.length === 0 ? [undefined] : own);
}

/** What it has to say once nothing of a deployment is left; nothing: it goes as well. */
export const markWithout = (variables: Variables, deployment: string): string => textOf(variables, deployment, []);

function textOf(variables: Variables, deployment: string, own: readonly Line['environment'][]): string {
  const others = linesOf(variables).filter((line) => line.deployment !== deployment);
  return [...others, ...own.map((environment) => ({ deployment, environment }))]
    .map((line) => `${line.deployment}: ${line.environment ?? noEnvironment}`)
    .join('\n');
}

/** By this they go: the one that says whose the rules are after all others, and what it needs to be read after it. */
export const byTurn = (one: string, other: string): number => turnOf(one) - turnOf(other);
const turnOf = (name: string): number => [ownVariable, environmentVariable].indexOf(name);
