/** The hosts of pipelines as the scenarios of a lowered level meet them: one row each. */
import { connectionToken } from '../../../twin/azure-devops/jobs.js';
import { AzureWorld } from './azure-devops.js';
import { World } from './world.js';

type Identity = 'mainPlan' | 'apply';
type Cloud = 'aws' | 'entra';

export interface LoweredHost {
  readonly world: World;
  /** The command with everything that a person would be asked. */
  readonly words: readonly string[];
  /** What the deployment says of it. */
  section(): Promise<{
    readonly level?: string | undefined;
    readonly aws: { readonly [I in Identity]?: string | undefined };
    readonly entra: { readonly [I in Identity]?: string | undefined };
  }>;
  /** A token of the job of an identity, as the host signed it while it was trusted. */
  token(identity: Identity, cloud: Cloud): string;
  /** What stands for the job that applies on the host, by name. */
  ofApply(): readonly string[];
  /** What protects the main branch there. */
  guards(): number;
}

export interface HostRow {
  readonly name: string;
  /** The state lies in a storage account, and else in a bucket. */
  readonly inAzure: boolean;
  /** What `--print` says besides that goes. */
  readonly alsoGoes: readonly string[];
  /** What is said besides of what went. */
  readonly alsoSaid: readonly string[];
  readonly start: () => Promise<LoweredHost>;
}

const audience = { aws: 'sts.amazonaws.com', entra: 'api://AzureADTokenExchange' } as const;
const main = { ref: 'refs/heads/main', event: 'push' };
const apply = { ...main, environment: 'production' };
const applies = (names: Iterable<string>): string[] => [...names].filter((name) => /[_-]APPLY$/i.test(name)).sort();

const withVariables = (
  world: World,
  host: 'github' | 'gitlab',
  seen: Pick<LoweredHost, 'ofApply' | 'guards'>,
): LoweredHost => ({
  ...{ world, words: world.usual, ...seen },
  section: async () => (await world.deployment()).pipeline![host]!,
  token: (identity, cloud) => world.tokenOfJob(identity === 'apply' ? apply : main, audience[cloud]),
});

const variableGone = 'the variable ENTRA_WORKSPACES_AWS_APPLY, taken away';

export const hostRows: readonly HostRow[] = [
  {
    ...{ name: 'GitHub', inAzure: false, alsoGoes: ['the variables of both'], alsoSaid: [variableGone] },
    start: async () => {
      const world = await World.start({ empty: true });
      const { repository } = world;
      return withVariables(world, 'github', {
        ofApply: () => applies(repository.variables.keys()),
        guards: () => repository.rulesets.size,
      });
    },
  },
  {
    ...{ name: 'GitLab', inAzure: true, alsoSaid: [variableGone] },
    alsoGoes: ['the variables of both', 'role "contoso state apply" of its job'],
    start: async () => {
      const world = await World.start({ gitlab: {}, inAzure: true });
      const project = world.project!;
      return withVariables(world, 'gitlab', {
        ofApply: () => applies(project.variables.map(({ key }) => key)),
        guards: () => [...project.branches.values()].filter(({ push }) => push === 0).length,
      });
    },
  },
  {
    ...{ name: 'Azure DevOps', inAzure: false, alsoGoes: [], alsoSaid: [] },
    start: async () => {
      const { world, project, words } = await AzureWorld.start();
      const byName = (name: string) => [...project.connections.values()].find((each) => each.name === name);
      const known = new Map<Identity, ReturnType<typeof byName>>();
      return {
        ...{ world, words },
        section: async () => (await world.deployment()).pipeline!.azureDevOps!,
        // One that went is remembered: its tokens are good for a while.
        token: (identity) => {
          const there = byName(identity === 'apply' ? 'contoso-apply' : 'contoso-main-plan') ?? known.get(identity);
          if (there === undefined) throw new Error(`no connection of ${identity} was there`);
          known.set(identity, there);
          return connectionToken(world.twin.azureDevOps, project, there);
        },
        ofApply: () => applies([...project.connections.values()].map(({ name }) => name)),
        guards: () => project.policies.size,
      };
    },
  },
];
