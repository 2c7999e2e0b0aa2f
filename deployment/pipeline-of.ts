/** The pipeline of a deployment, whichever host runs it. */
import { pipelineAppName, pipelineRoleName } from '../domain/names.js';
import { partitionOf } from '../domain/partitions.js';
import type { Level } from '../domain/pipeline-level.js';
import { pipelineHosts, type HostName } from './pipeline-hosts/index.js';
import type { DeploymentFile } from './schema.js';

type Chosen = NonNullable<DeploymentFile['pipeline']>;
/** Settings of one host. */
export type SettingsOf<Host extends HostName> = NonNullable<Chosen[Host]>;

export type GithubSettings = SettingsOf<'github'>;

/** What every host has. */
export interface Pipeline {
  readonly host: HostName;
  readonly level: Level;
  readonly pullRequests: 'check' | 'plan';
  /** What the application that applies may do in Entra. */
  readonly entraRights: 'daily' | 'whole';
  /** Roles and client ids of its jobs; none where it only checks. */
  readonly aws: Partial<NonNullable<GithubSettings['aws']>>;
  readonly entra: Partial<NonNullable<GithubSettings['entra']>>;
}

/** Nothing where a person plans and applies. Each part is read when it is asked for: of a file, some may be wrong. */
export function pipelineOf(pipeline: DeploymentFile['pipeline']): Pipeline | undefined {
  for (const [name, settings] of Object.entries(pipeline ?? {}) as [HostName, SettingsOf<HostName> | undefined][]) {
    if (settings === undefined) continue;
    return {
      host: name,
      get level() {
        return settings.level;
      },
      get pullRequests() {
        return 'pullRequests' in settings ? settings.pullRequests : 'check';
      },
      get entraRights() {
        return settings.entraRights;
      },
      get aws() {
        return settings.aws ?? {};
      },
      get entra() {
        return settings.entra ?? {};
      },
    };
  }
  return undefined;
}

/**
 * Whether a job of it is anybody in a cloud. Where the main branch cannot be protected none is: pull requests are checked, and a
 * person plans and applies on a laptop, as without a pipeline.
 */
export function hasIdentities(pipeline: DeploymentFile['pipeline']): boolean {
  const chosen = pipelineOf(pipeline);
  return chosen !== undefined && !onlyChecks(chosen);
}

/** The same of the settings of its host: a pipeline that only checks names no identity. */
export function onlyChecks({
  aws,
  entra,
}: {
  readonly aws?: Pipeline['aws'] | undefined;
  readonly entra?: Pipeline['entra'] | undefined;
}): boolean {
  return identitiesIn(aws).length + identitiesIn(entra).length === 0;
}

/** The identities in one cloud, all that a deployment names. */
export function identitiesIn(of: Pipeline['aws'] | undefined): string[] {
  return [of?.mainPlan, of?.apply, of?.pullRequestPlan].filter((each) => each !== undefined);
}

/**
 * The roles that `bootstrap` made and a deployment whose level was lowered to `refused` no longer names, by their ARNs: that of
 * apply, and where the pipeline only checks both.
 */
export function leftRolesOf(deployment: RolePlace & Pick<DeploymentFile, 'pipeline'>): string[] {
  return leftIn(deployment, 'aws').map((identity) => roleArnOf(deployment, identity));
}

/** The same of the applications in Entra, by their display names: anybody may register one of any name. */
export function leftAppNamesOf(deployment: Pick<DeploymentFile, 'name' | 'pipeline'>): string[] {
  return leftIn(deployment, 'entra').map((identity) => pipelineAppName(deployment.name, identity));
}

function leftIn({ pipeline }: Pick<DeploymentFile, 'pipeline'>, cloud: 'aws' | 'entra'): ('mainPlan' | 'apply')[] {
  const chosen = pipelineOf(pipeline);
  if (chosen?.level !== 'refused') return [];
  return (['mainPlan', 'apply'] as const).filter((identity) => chosen[cloud][identity] === undefined);
}

type RolePlace = Pick<DeploymentFile, 'name' | 'aws' | 'identityCenter'>;

/** ARN of the role that bootstrap makes for an identity, which follows from the deployment. */
export function roleArnOf({ aws, name, identityCenter }: RolePlace, identity: 'mainPlan' | 'apply'): string {
  const partition = partitionOf(identityCenter.region);
  return `arn:${partition}:iam::${aws.accountId}:role${aws.rolePath}${pipelineRoleName(name, identity)}`;
}

/** Who signs the tokens of its jobs, with `https://`; nobody where a person plans and applies. */
export function tokenIssuers(pipeline: DeploymentFile['pipeline']): readonly string[] {
  const name = pipelineOf(pipeline)?.host;
  const settings = name && pipeline?.[name];
  // The table pairs each host with its own settings, which one name cannot tell the compiler.
  return settings ? (pipelineHosts[name].issuers as (of: typeof settings) => readonly string[])(settings) : [];
}

/** Client id of an application that applies and may do no more than its daily work; nothing where there is none. */
export function dailyClientOf({ pipeline }: Pick<DeploymentFile, 'pipeline'>): string | undefined {
  const chosen = pipelineOf(pipeline);
  return chosen?.entraRights === 'daily' ? chosen.entra.apply : undefined;
}
