/** Rules on running a deployment: state, pipeline, tags. */
import type { Path } from '../json-text.js';
import { ifReadable } from '../readable.js';
import { inSite, type Finding, type Rule } from './rule.js';

/** A pipeline forgets a state on its own disk. */
export const pipelineSharesTheState: Rule = function* ({ file }) {
  if (file.pipeline === null || !('local' in file.state)) return;
  yield {
    at: ['state'],
    rule: 'must be `s3` or `azurerm` with a pipeline, which keeps nothing on its disk',
    got: 'local',
  };
};

/** Planning and applying are two identities: whoever may open a pull request must not be able to apply. */
export const planAndApplyAreTwoIdentities: Rule = function* ({ file }): Iterable<Finding> {
  const github = file.pipeline?.github;
  if (github === undefined) return;
  const { aws, entra } = github;
  if (aws.planRoleArn === aws.applyRoleArn) {
    yield {
      at: ['pipeline', 'github', 'aws', 'applyRoleArn'],
      rule: 'must be another role than planRoleArn, which only reads',
      got: aws.applyRoleArn,
    };
  }
  if (entra.planClientId.toLowerCase() === entra.applyClientId.toLowerCase()) {
    yield {
      at: ['pipeline', 'github', 'entra', 'applyClientId'],
      rule: 'must be another application than planClientId, which only reads',
      got: entra.applyClientId,
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
