/** Rules on Regions, zones, accounts and partitions. */
import { partsOfArn } from '../../domain/arn.js';
import { present } from '../../domain/present.js';
import {
  allowsCrossRegionIdentityCenter,
  availabilityZoneIdsOf,
  awsRegions,
  entraDirectoryRegions,
  supportsEntraDirectories,
} from '../../domain/regions.js';
import { partitionOf } from '../../domain/partitions.js';
import type { Path } from '../json-text.js';
import { nearest } from '../nearest.js';
import { ifReadable } from '../readable.js';
import { pipelineOf } from '../pipeline-of.js';
import { inSite, type Finding, type Rule, type RuleContext, type SiteRule } from './rule.js';

/** Directories that join Entra ID exist in some Regions only. */
export const siteRegionSupportsEntraDirectories: SiteRule = function* (located) {
  const { region } = located.site;
  if (supportsEntraDirectories(region)) return;
  const real = awsRegions.includes(region);
  const guess = real ? undefined : nearest(region, entraDirectoryRegions);
  const near = entraDirectoryRegions.filter((other) => other.slice(0, 3) === region.slice(0, 3));
  yield {
    at: inSite(located, 'region'),
    rule: 'must be a Region where WorkSpaces directories can join Microsoft Entra ID',
    got: region,
    ...present({ nearest: guess }),
    fix: `Choose one of ${(real && near.length > 0 ? near : entraDirectoryRegions).join(', ')}.`,
  };
};

/** A directory takes two different zones, and only those in which WorkSpaces runs. */
export const zonesAreSupportedAndDifferent: SiteRule = function* (located) {
  const { network, region } = located.site;
  if (!('create' in network)) return;
  const ids = network.create.availabilityZoneIds;
  const supported = availabilityZoneIdsOf(region);
  const at = (index: number): Path => inSite(located, 'network', 'create', 'availabilityZoneIds', index);
  for (const [index, id] of ids.entries()) {
    const unused = supported.filter((zone) => !ids.includes(zone));
    if (supported.length > 0 && !supported.includes(id)) {
      const names = new RegExp(`^${region}[a-z]$`).test(id) ? ' (an id, not a name: names differ per account)' : '';
      yield {
        at: at(index),
        rule: `must be an Availability Zone id of ${region} with WorkSpaces: ${supported.join(', ')}${names}`,
        got: id,
        ...first(unused),
      };
    } else if (ids.indexOf(id) !== index) {
      yield { at: at(index), rule: 'must be another zone than the first', got: id, ...first(unused) };
    }
  }
};

const first = ([candidate]: readonly string[]): { nearest?: string } => present({ nearest: candidate });

/** The Region of Identity Center exists, and is none of China. */
export const identityCenterRegionExists: Rule = function* ({ file }) {
  const { region } = file.identityCenter;
  const at = ['identityCenter', 'region'];
  if (partitionOf(region) === 'aws-cn') {
    yield {
      at,
      rule: 'must be a Region outside China: the Entra gallery app does not reach Identity Center there',
      got: region,
    };
  } else if (!awsRegions.includes(region)) {
    const guess = nearest(region, awsRegions);
    yield { at, rule: 'must be an AWS Region', got: region, ...present({ nearest: guess }) };
  }
};

/** An instance of one account serves one Region; another Region needs an organization instance, and not in GovCloud. */
export const siteIsWithinReachOfIdentityCenter: SiteRule = function* (located, { file }) {
  const { region, instance } = file.identityCenter;
  const site = located.site.region;
  if (site === region) return;
  const at = inSite(located, 'region');
  if (partitionOf(site) !== partitionOf(region)) {
    yield {
      at,
      rule: `must be in the partition of Identity Center (${region}, ${partitionOf(region)})`,
      got: `${site} (${partitionOf(site)})`,
    };
    return;
  }
  if (!allowsCrossRegionIdentityCenter(site)) {
    yield {
      at,
      rule: 'must be the Region of Identity Center: GovCloud has no cross-Region integration',
      got: site,
      nearest: region,
    };
    return;
  }
  if ('create' in instance || instance.existing.kind === 'account') {
    yield {
      at,
      rule: `must be the Region of Identity Center (${region}): an account instance serves that Region only`,
      got: site,
      nearest: region,
      fix: 'Desktops in another Region than Identity Center need an organization instance.',
    };
  }
};

interface Located {
  readonly at: Path;
  readonly arn: string;
  /** What its Region or account must be. */
  readonly region?: string;
  readonly accountId?: string;
}

function* arnsOf({ file, sites }: RuleContext): Iterable<Located> {
  const here = (at: Path, read: () => string | undefined, rest: Partial<Located> = {}): Located[] => {
    const arn = ifReadable(read);
    return arn === undefined ? [] : [{ at, arn, ...rest }];
  };
  const accountId = ifReadable(() => file.aws.accountId);
  const ours = present({ accountId });
  yield* here(['aws', 'permissionsBoundaryArn'], () => file.aws.permissionsBoundaryArn);
  yield* here(['identityCenter', 'roleArn'], () => file.identityCenter.roleArn);
  const { identityCenter } = file;
  yield* here(['identityCenter', 'instance', 'existing', 'arn'], () =>
    'existing' in identityCenter.instance ? identityCenter.instance.existing.arn : undefined,
  );
  yield* here(['alerts', 'snsTopicArn'], () =>
    file.alerts !== null && 'snsTopicArn' in file.alerts ? file.alerts.snsTopicArn : undefined,
  );
  for (const region of Object.keys(ifReadable(() => file.aws.logs.keyArns) ?? {})) {
    yield* here(['aws', 'logs', 'keyArns', region], () => file.aws.logs.keyArns[region], { region });
  }
  const pipeline = ifReadable(() => pipelineOf(file.pipeline));
  for (const role of ['mainPlan', 'apply', 'pullRequestPlan'] as const) {
    if (pipeline !== undefined) yield* here(['pipeline', pipeline.host, 'aws', role], () => pipeline.aws[role]);
  }
  for (const located of sites) {
    const region = ifReadable(() => located.site.region);
    const there = present({ region });
    yield* here(
      inSite(located, 'registrationSecret', 'existing', 'arn'),
      () => ('existing' in located.site.registrationSecret ? located.site.registrationSecret.existing.arn : undefined),
      { ...there, ...ours },
    );
    yield* here(
      inSite(located, 'desktops', 'encryption', 'key'),
      () => {
        const key = located.site.desktops.encryption?.key;
        return key === 'create' ? undefined : key;
      },
      there,
    );
  }
}

/** ARNs are of the partition of the deployment; secrets and keys of the Region that uses them, secrets of its account. */
export const arnsFitTheDeployment: Rule = function* (context) {
  const partition = partitionOf(context.file.identityCenter.region);
  for (const { at, arn, region, accountId } of arnsOf(context)) {
    const parts = partsOfArn(arn);
    if (parts.partition !== partition) {
      yield {
        at,
        rule: `must be an ARN of the partition ${partition}`,
        got: arn,
        nearest: arn.replace(/^arn:[^:]*/, `arn:${partition}`),
      };
    } else if (region !== undefined && parts.region !== region) {
      yield { at, rule: `must be in the Region that uses it, ${region}`, got: arn };
    } else if (accountId !== undefined && parts.accountId !== accountId) {
      yield { at, rule: `must be in the account of the desktops, ${accountId}`, got: arn };
    }
  }
};

/**
 * A boundary is a policy of the account, as IAM wants it, and none of AWS's own: AdministratorAccess and its like bound nothing,
 * the others leave out what the functions need. Source:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html.
 */
export const boundaryIsAPolicyOfTheAccount: Rule = function* ({ file }) {
  const { accountId, permissionsBoundaryArn: arn } = file.aws;
  if (arn === undefined) return;
  const owner = partsOfArn(arn).accountId;
  if (owner === accountId) return;
  yield {
    at: ['aws', 'permissionsBoundaryArn'],
    rule: `must be a policy of the account of the desktops, ${accountId}${owner === 'aws' ? ": those of AWS's own bound nothing, or leave out what the functions need" : ''}`,
    got: arn,
    fix: 'Make the policy that `entra-workspaces permissions --command boundary` prints, and name it here.',
  };
};

/** A function in a VPC is set up for the Regions in which a function runs, and for all of them or none. */
export const functionVpcCoversTheRegionsInUse: Rule = function* (context) {
  const configured = Object.keys(context.file.aws.functionVpc);
  if (configured.length === 0) return;
  const inUse = regionsInUse(context);
  const at = (region: string): Path => ['aws', 'functionVpc', region];
  yield* onlyRegionsInUse(configured, inUse, at);
  for (const region of inUse.filter((name) => !configured.includes(name))) {
    yield { at: at(region), rule: 'must be given: with functionVpc, every Region in use has an entry', got: 'nothing' };
  }
};

/** Keys of the logs are for Regions in which a function runs. A Region without one has its logs encrypted by AWS. */
export const logKeysAreForRegionsInUse: Rule = function* (context) {
  const configured = Object.keys(context.file.aws.logs.keyArns);
  yield* onlyRegionsInUse(configured, regionsInUse(context), (region) => ['aws', 'logs', 'keyArns', region]);
};

/** Where a function runs. */
function regionsInUse({ file, sites }: RuleContext): string[] {
  return [...new Set([file.identityCenter.region, ...sites.map(({ site }) => site.region)])];
}

function* onlyRegionsInUse(
  configured: readonly string[],
  inUse: readonly string[],
  at: (region: string) => Path,
): Iterable<Finding> {
  for (const region of configured.filter((name) => !inUse.includes(name))) {
    const guess = nearest(region, inUse);
    yield {
      at: at(region),
      rule: `must be a Region in use: ${inUse.join(', ')}`,
      got: region,
      ...present({ nearest: guess }),
    };
  }
}

/** The bucket of the state is in a Region that exists. */
export const stateRegionExists: Rule = function* ({ file }): Iterable<Finding> {
  if (!('s3' in file.state) || awsRegions.includes(file.state.s3.region)) return;
  const { region } = file.state.s3;
  const guess = nearest(region, awsRegions);
  yield {
    at: ['state', 's3', 'region'],
    rule: 'must be an AWS Region',
    got: region,
    ...present({ nearest: guess }),
  };
};
