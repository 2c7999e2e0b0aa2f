/** Rules on running a deployment: state, pipeline, tags. */
import type { Path } from '../json-text.js';
import { ifReadable } from '../readable.js';
import { pullRequestEnvironment } from '../../domain/pipeline-subjects.js';
import { pipelineHosts, type HostName } from '../pipeline-hosts/index.js';
import type { SettingsProblem } from '../pipeline-hosts/pipeline-host.js';
import { hasIdentities, pipelineOf, type Pipeline } from '../pipeline-of.js';
import type { DeploymentFile } from '../schema.js';
import { inSite, type Finding, type Rule } from './rule.js';

/** Whether a job plans or applies; one that only checks reads no state and signs in nowhere. */
const plansInJobs = (pipeline: DeploymentFile['pipeline']): boolean =>
  pipeline !== null && (ifReadable(() => hasIdentities(pipeline)) ?? true);

/** A pipeline forgets a state on its own disk. */
export const pipelineSharesTheState: Rule = function* ({ file }) {
  if (!plansInJobs(file.pipeline) || !('local' in file.state)) return;
  yield {
    at: ['state'],
    rule: 'must be `s3` or `azurerm` with a pipeline, which keeps nothing on its disk',
    got: 'local',
  };
};

/** Whoever may write a branch must not be able to apply: each job of the pipeline is somebody else, in both clouds. */
export const identitiesOfThePipelineDiffer: Rule = function* ({ file }): Iterable<Finding> {
  const pipeline = ifReadable(() => pipelineOf(file.pipeline));
  if (pipeline === undefined) return;
  for (const cloud of ['aws', 'entra'] as const) {
    const noun = cloud === 'aws' ? 'role' : 'application';
    const names = ['mainPlan', 'apply', 'pullRequestPlan'] as const;
    const idOf = (name: (typeof names)[number]): string | undefined => {
      const id = ifReadable(() => pipeline[cloud][name]);
      return cloud === 'aws' ? id : id?.toLowerCase();
    };
    for (const [at, name] of names.entries()) {
      const same = names.slice(0, at).find((earlier) => idOf(name) !== undefined && idOf(earlier) === idOf(name));
      if (same === undefined) continue;
      yield {
        at: ['pipeline', pipeline.host, cloud, name],
        rule: `must be another ${noun} than ${same}: each job of a pipeline is somebody else`,
        got: pipeline[cloud][name] ?? '',
      };
    }
  }
};

/** An identity that its level or its pull requests ask for is named, one that nothing may use is not. */
export const identitiesOfThePipelineAreNeeded: Rule = function* ({ file }): Iterable<Finding> {
  const pipeline = ifReadable(() => pipelineOf(file.pipeline));
  if (pipeline === undefined) return;
  const { host, level, pullRequests } = pipeline;
  const settings = file.pipeline?.[host];
  const parts = host === 'azureDevOps' ? ['connections', 'aws', 'entra'] : ['aws', 'entra'];
  const leftOut = parts.filter((part) => settings !== undefined && !(part in settings));
  const onlyChecks = level === 'refused' && leftOut.length === parts.length;
  for (const part of onlyChecks ? [] : leftOut) {
    yield {
      at: ['pipeline', host, part],
      rule: `must be named; a pipeline that only checks has the level \`refused\` and none of ${parts.join(', ')}`,
      got: 'nothing',
      fix: 'entra-workspaces bootstrap makes the identities of a pipeline, and names them.',
    };
  }
  for (const cloud of ['aws', 'entra'] as const) {
    if (leftOut.includes(cloud)) continue;
    const { apply, pullRequestPlan } = ifReadable((): Partial<Pipeline['aws']> => ({ ...pipeline[cloud] })) ?? {};
    const at = (name: string): Path => ['pipeline', host, cloud, name];
    if (level !== 'refused' && apply === undefined) {
      yield {
        at: at('apply'),
        rule: 'must be named, unless the level is `refused`',
        got: 'nothing',
        fix: 'An identity of its own, which trusts the environment alone; or "level": "refused", and a laptop applies.',
      };
    }
    if (level === 'refused' && apply !== undefined) {
      yield {
        at: at('apply'),
        rule: 'must be left out with level `refused`: where the main branch cannot be protected no pipeline may apply',
        got: apply,
      };
    }
    if (pullRequests === 'plan' && pullRequestPlan === undefined) {
      yield {
        at: at('pullRequestPlan'),
        rule: 'must be named where pull requests are planned: neither of the other two identities may do it',
        got: 'nothing',
        fix: 'An identity of its own that reads; or "pullRequests": "check", which needs none.',
      };
    }
  }
};

/** A service connection belongs to each identity of Azure Pipelines, and to no other. */
export const connectionsOfThePipelineFit: Rule = function* ({ file }): Iterable<Finding> {
  const settings = file.pipeline?.azureDevOps;
  if (settings?.connections === undefined) return;
  const { mainPlan, apply } = settings.connections;
  const at = (...path: string[]): Path => ['pipeline', 'azureDevOps', 'connections', ...path];
  if (settings.level !== 'refused' && apply === undefined) {
    yield {
      at: at('apply'),
      rule: 'must be named, unless the level is `refused`',
      got: 'nothing',
      fix: 'A service connection of its own, with approvals and branch control; or "level": "refused", and a laptop applies.',
    };
  }
  if (settings.level === 'refused' && apply !== undefined) {
    yield { at: at('apply'), rule: 'must be left out with level `refused`', got: ifReadable(() => apply.name) ?? '' };
  }
  for (const field of ['name', 'id', 'subject'] as const) {
    const [one, other] = [mainPlan, apply].map((each) => ifReadable(() => each?.[field].toLowerCase()));
    if (one === undefined || one !== other) continue;
    yield {
      at: at('apply', field),
      rule: 'must be another one than that of mainPlan: each job of a pipeline is somebody else',
      got: ifReadable(() => apply?.[field]) ?? '',
    };
  }
};

/** Who plans a pull request is released by a person, which only an environment with reviewers can ask for. */
export const pullRequestsArePlannedApart: Rule = function* ({ file }): Iterable<Finding> {
  const github = file.pipeline?.github;
  if (github === undefined) return;
  if (github.pullRequests === 'plan' && github.level !== 'approved') {
    yield {
      at: ['pipeline', 'github', 'pullRequests'],
      rule: 'must be `check` unless the level is `approved`: only reviewers of an environment can release such a run',
      got: 'plan',
      nearest: 'check',
    };
  }
  const environment = ifReadable(() => github.environment);
  if (environment?.toLowerCase() === pullRequestEnvironment) {
    yield {
      at: ['pipeline', 'github', 'environment'],
      rule: `must be another environment than that of planned pull requests, ${pullRequestEnvironment}`,
      got: environment,
      nearest: 'production',
    };
  }
};

/** What a host says of its settings together, such as who may sign for it. */
export const settingsOfTheHostFit: Rule = function* ({ file: { pipeline } }): Iterable<Finding> {
  for (const host of Object.keys(pipelineHosts) as HostName[]) {
    const settings = pipeline?.[host];
    const { problem }: { problem?: (settings: never) => SettingsProblem | undefined } = pipelineHosts[host];
    const found = settings && ifReadable(() => problem?.(settings as never));
    if (found === undefined) continue;
    const { at, ...finding } = found;
    yield { at: ['pipeline', host, at], ...finding };
  }
};

/** The provider of Intune has one client id, and a job another one; the backend of Azure takes the certificate for its own. */
export const intuneApplicationIsForLaptops: Rule = function* ({ file }): Iterable<Finding> {
  const clientId = ifReadable(() => file.intune.application?.clientId);
  if (clientId === undefined) return;
  const at = ['intune', 'application'];
  if (plansInJobs(file.pipeline))
    yield { at, rule: 'must be left out with a pipeline: its jobs sign in for Intune as well', got: clientId };
  if ('azurerm' in file.state)
    yield {
      at,
      rule: 'must be left out with a state in Azure: terraform would sign in to the storage account with its certificate',
      got: clientId,
    };
};

/** A role that the stack takes on by itself is the same one when it plans and when it applies. */
export const pipelineSharesNoRole: Rule = function* ({ file }): Iterable<Finding> {
  if (!plansInJobs(file.pipeline)) return;
  const rule =
    'must be left out with a pipeline: the identity that plans and the one that applies would both take on this role';
  const center = ifReadable(() => file.identityCenter.roleArn);
  if (center !== undefined) {
    yield {
      at: ['identityCenter', 'roleArn'],
      rule,
      got: center,
      fix: 'Make the account of the desktops a delegated administrator of Identity Center, so that no role is needed; or "pipeline": null, and apply from a laptop.',
    };
  }
  const state = ifReadable(() => ('s3' in file.state ? file.state.s3.roleArn : undefined));
  if (state !== undefined) {
    yield {
      at: ['state', 's3', 'roleArn'],
      rule,
      got: state,
      fix: 'Let the policy of the bucket name the two roles of the pipeline, each with its own rights.',
    };
  }
};

/** A resource has 50 tags at most; some are set here. Source: WorkSpaces API, CreateTags. */
const mostTags = 45;

/** All tags of a desktop together stay within what AWS takes. */
export const tagsFit: Rule = function* ({ file, sites }) {
  const ours = ifReadable(() => ({ ...file.tags })) ?? {};
  const tooMany = (at: Path, count: number): Finding => ({
    at,
    rule: `must be at most ${mostTags} tags together with those around it (AWS takes 50, some are set here)`,
    got: String(count),
  });
  const own = Object.keys(ours).length;
  if (own > mostTags) yield tooMany(['tags'], own);
  for (const located of sites) {
    const site = { ...ours, ...(ifReadable(() => ({ ...located.site.tags })) ?? {}) };
    const inThisSite = Object.keys(site).length;
    if (inThisSite > mostTags && inThisSite > own) yield tooMany(inSite(located, 'tags'), inThisSite);
    for (const { user, at } of located.users) {
      const all = Object.keys({ ...site, ...(ifReadable(() => ({ ...user.tags })) ?? {}) }).length;
      if (all > mostTags && all > inThisSite) yield { ...tooMany([], all), ...at('tags') };
    }
  }
};
