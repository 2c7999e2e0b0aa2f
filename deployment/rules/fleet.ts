/** Rules on sites whose desktops are those of a group. */
import { ifReadable } from '../readable.js';
import type { SelfService } from '../schema.js';
import { inSite, type SiteRule } from './rule.js';

const isFleet = (site: Parameters<SiteRule>[0]['site']): boolean =>
  ifReadable(() => 'group' in site.desktops.users) ?? false;

const hasOwnGroup = (site: Parameters<SiteRule>[0]['site']): boolean =>
  ifReadable(() => 'group' in site.desktops.users && site.desktops.users.group.entra !== undefined) ?? false;

/** Holding means being out of access: that needs an assignment that can be lost. */
export const fleetRequiresAssignment: SiteRule = function* (located) {
  if (!isFleet(located.site) || (ifReadable(() => located.site.access.requireAssignment) ?? true)) return;
  yield {
    at: inSite(located, 'access', 'requireAssignment'),
    rule: 'must be true where desktops are those of a group: who leaves the group must lose access, or a held desktop would still be used',
    got: 'false',
    nearest: 'true',
  };
};

/** Somebody else keeps the members: Terraform would put back the list of this file. */
export const fleetGroupIsKeptElsewhere: SiteRule = function* (located, { file }) {
  if (!isFleet(located.site) || hasOwnGroup(located.site)) return;
  const members = ifReadable(() => {
    const { desktopUsers } = file.entra;
    return 'create' in desktopUsers ? desktopUsers.create.members : undefined;
  });
  if (members !== 'deployment') return;
  yield {
    at: ['entra', 'desktopUsers'],
    rule: 'must be an `existing` group, or have `members: elsewhere` or a membership `rule`, where the desktops of a site are those of the group: `members: deployment` are the users that this file lists, and it lists none',
    got: 'create with members: deployment',
    fix: 'Name the group that your joiners and leavers process keeps: {"existing": {"objectId": "…"}}.',
  };
};

/** The group of the deployment is one: its members would have a desktop at each site. */
export const fleetIsAlone: SiteRule = function* (located, { sites }) {
  if (!isFleet(located.site) || hasOwnGroup(located.site)) return;
  if (sites.every(({ index, site }) => index === located.index || hasOwnGroup(site))) return;
  yield {
    at: inSite(located, 'desktops', 'users', 'group'),
    rule: 'must name a group of its own (`entra`) beside other sites: all that name none share the desktop users group, whose members would have a desktop at each',
    got: 'no group of its own',
    fix: 'Add {"entra": {"existing": {"objectId": "…"}}}, or {"entra": "ours"} for one that is made here.',
  };
};

/** An access package gives membership one by one: who is in a dynamic group, its rule says. */
export const selfServiceNeedsAnAssignedGroup: SiteRule = function* (located, { file }) {
  if (selfServiceOf(located.site) === undefined || hasOwnGroup(located.site)) return;
  const members = ifReadable(() => {
    const { desktopUsers } = file.entra;
    return 'create' in desktopUsers ? desktopUsers.create.members : undefined;
  });
  if (members === undefined || typeof members === 'string') return;
  yield {
    at: ['entra', 'desktopUsers', 'create', 'members'],
    rule: 'must be `elsewhere` where people ask for a desktop themselves: an access package cannot give membership of a dynamic group',
    got: 'a membership rule',
    nearest: 'elsewhere',
  };
};

/** Whoever asks and has no manager would wait for nobody. */
export const selfServiceHasAnApproverForEverybody: SiteRule = function* (located) {
  const approvers = selfServiceOf(located.site)?.accessPackage.approvers;
  if (approvers === undefined || !approvers.includes('manager')) return;
  if (approvers.some((each) => typeof each === 'object')) return;
  yield {
    at: inSite(located, 'desktops', 'users', 'group', 'selfService', 'accessPackage', 'approvers'),
    rule: 'must name a user or a group beside `manager`: who asks and has no manager in Entra would wait for nobody',
    got: JSON.stringify(approvers),
    fix: 'Add {"group": "…"} with the object id of those who decide then.',
  };
};

const selfServiceOf = (site: Parameters<SiteRule>[0]['site']): SelfService | undefined =>
  ifReadable(() => ('group' in site.desktops.users ? (site.desktops.users.group.selfService ?? undefined) : undefined));
