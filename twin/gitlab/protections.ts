/** What a project protects: branches, environments, and how many approve a merge request. */
import { json, type CloudResponse } from '../network.js';
import { rule } from '../rules.js';
import { gone, paged, textOf, type Call, type Routes } from './call.js';
import {
  levels,
  type Access,
  type BranchRule,
  type EnvironmentRule,
  type GitLabProject,
  type Host,
} from './objects.js';
import { notFound, Refused } from './refused.js';

const environmentsNeedPremium = rule(
  'gitlab-protected-environments-premium',
  'https://docs.gitlab.com/api/protected_environments: Tier: Premium, Ultimate; that Free answers 404: guess',
  'Without Premium there are no protected environments: 404.',
);
const approvalsNeedPremium = rule(
  'gitlab-approvals-premium',
  'https://docs.gitlab.com/api/merge_request_approvals: Tier: Premium, Ultimate; that Free answers 404: guess',
  'Without Premium there are no approvals of merge requests: 404.',
);
const onceABranch = rule(
  'gitlab-protected-branch-once',
  'https://gitlab.com/gitlab-org/gitlab/-/blob/master/lib/api/protected_branches.rb: conflict!',
  'A branch that is protected already is not protected again: 409. To change who pushes takes Premium, or making the rule anew.',
);
const ownersNeedPremium = rule(
  'gitlab-code-owners-premium',
  'https://docs.gitlab.com/api/protected_branches: code_owner_approval_required, Premium and Ultimate only; that it is left out in silence: guess',
  'Without Premium no code owner is asked, and a rule that says so keeps nothing of it.',
);
const strangersAreLeftOut = rule(
  'gitlab-rules-name-members',
  'https://registry.terraform.io/providers/gitlabhq/gitlab/latest/docs/resources/project_protected_environment: "the GitLab API does not complain about users and groups without access to the project and just ignores those"',
  'A rule of an environment names people and groups who have access to the project; others are left out without a word.',
);

const names: Readonly<Record<number, string>> = { 0: 'No one', 30: 'Developers + Maintainers', 40: 'Maintainers' };

const who = (level: number) => [
  { access_level: level, access_level_description: names[level] ?? 'No one', user_id: null, group_id: null },
];

const shownBranch = (name: string, { push, force, merge, owned, inherited }: BranchRule): object => ({
  name,
  push_access_levels: who(push),
  merge_access_levels: who(merge ?? levels.maintainer),
  allow_force_push: force,
  code_owner_approval_required: owned === true,
  ...(inherited === undefined ? {} : { inherited }),
});

const shownAccess = (each: Access): object => ({
  user_id: null,
  group_id: null,
  access_level: null,
  access_level_description: each.group_id === undefined ? 'a user' : 'a group',
  ...each,
});

function shownEnvironment(name: string, { deploy, approvals, deployers, approvers }: EnvironmentRule): object {
  const byLevel = approvals === 0 ? [] : [{ ...who(levels.maintainer)[0], required_approvals: approvals }];
  return {
    name,
    deploy_access_levels: deployers?.map(shownAccess) ?? who(deploy),
    required_approval_count: 0,
    approval_rules: approvers?.map(shownAccess) ?? byLevel,
  };
}

function protectBranch({ host, project, body }: Call): CloudResponse {
  const name = textOf(body['name']);
  if (project.branches.has(name)) {
    host.world.rules.leanOn(onceABranch);
    throw new Refused(409, `Protected branch '${name}' already exists`);
  }
  const owned = body['code_owner_approval_required'] === true;
  if (owned && !project.premium) host.world.rules.leanOn(ownersNeedPremium);
  const made: BranchRule = {
    push: Number(body['push_access_level'] ?? levels.maintainer),
    merge: Number(body['merge_access_level'] ?? levels.maintainer),
    force: body['allow_force_push'] === true,
    owned: owned && project.premium,
  };
  project.branches.set(name, made);
  return json(201, shownBranch(name, made));
}

function protectEnvironment({ host, project, body }: Call): CloudResponse {
  assertPremium(host, project);
  const name = textOf(body['name']);
  if (project.environments.has(name)) throw new Refused(409, `Protected environment '${name}' already exists`);
  const isMember = ({ user_id: user, group_id: group }: Access): boolean => {
    const [path] = [...host.groups].find(([, id]) => id === group) ?? [];
    const person = [...host.people.values()].find(({ id }) => id === user);
    const known = project.members.has(path ?? '') || (person !== undefined && person.level >= levels.reporter);
    if (!known) host.world.rules.leanOn(strangersAreLeftOut);
    return known;
  };
  const all = <T extends Access>(field: string): T[] => ((body[field] ?? []) as T[]).filter(isMember);
  const deployers = all<Access>('deploy_access_levels');
  if (deployers.length === 0) throw new Refused(422, { base: ['deploy_access_levels is too short'] });
  const made: EnvironmentRule = { deploy: levels.nobody, approvals: 0, deployers, approvers: all('approval_rules') };
  project.environments.set(name, made);
  return json(201, shownEnvironment(name, made));
}

function assertPremium({ world }: Host, { premium }: GitLabProject): void {
  if (premium) return;
  world.rules.leanOn(environmentsNeedPremium);
  throw notFound();
}

function approvals({ host, project, body }: Call): CloudResponse {
  if (!project.premium) {
    host.world.rules.leanOn(approvalsNeedPremium);
    throw notFound();
  }
  Object.assign(project.approvals, body);
  return json(200, project.approvals);
}

export const protectionRoutes: Routes = {
  'GET protected_branches': ({ project, query }) =>
    paged(
      [...project.branches].map(([name, each]) => shownBranch(name, each)),
      query,
    ),
  'POST protected_branches': protectBranch,
  'DELETE protected_branches/': ({ project, name }) => {
    if (project.branches.get(name)?.inherited === true || !project.branches.delete(name)) throw notFound();
    return gone;
  },
  'GET protected_environments/': ({ host, project, name }) => {
    assertPremium(host, project);
    const found = project.environments.get(name);
    if (found === undefined) throw notFound();
    return json(200, shownEnvironment(name, found));
  },
  'POST protected_environments': protectEnvironment,
  'DELETE protected_environments/': ({ host, project, name }) => {
    assertPremium(host, project);
    if (!project.environments.delete(name)) throw notFound();
    return gone;
  },
  'GET approvals': approvals,
  'POST approvals': approvals,
};
