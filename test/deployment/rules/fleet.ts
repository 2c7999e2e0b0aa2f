import { anotherSite } from '../sample.js';
import { site, type Case } from './case.js';

const group = { existing: { objectId: '5b1f0d3e-6a1c-4d27-9b0e-2f3c4d5e6f70' } };
const anotherGroup = '0b7de9d2-1f6c-4a1b-8a3a-9d0f2c1e4b5a';
const decider = { group: '0c2f1a9b-7d3e-4b56-8a90-1f2e3d4c5b6a' };
const asked = (...approvers: ('manager' | typeof decider)[]) => ({ selfService: { accessPackage: { approvers } } });
const fleet: Case['accepts'] = (d) => {
  d.entra.desktopUsers = group;
  site(d).desktops.users = { group: {} };
};

export const fleetCases: readonly Case[] = [
  {
    rule: 'fleetRequiresAssignment',
    refuses: 'a fleet whose people keep access when they leave the group',
    change: (d) => {
      fleet(d);
      site(d).access = { requireAssignment: false };
    },
    path: 'sites[0].access.requireAssignment',
    says: /must be true where desktops are those of a group/,
    nearest: 'true',
    accepts: fleet,
  },
  {
    rule: 'fleetGroupIsKeptElsewhere',
    refuses: 'a fleet of a group whose members this file lists',
    change: (d) => {
      d.entra.desktopUsers = { create: {} };
      site(d).desktops.users = { group: {} };
    },
    path: 'entra.desktopUsers',
    says: /`members: deployment` are the users that this file lists/,
    accepts: (d) => {
      d.entra.desktopUsers = { create: { members: { rule: '(user.department -eq "Finance")' } } };
      site(d).desktops.users = { group: { mode: 'apply' } };
    },
  },
  {
    rule: 'fleetIsAlone',
    refuses: 'a fleet beside another site, whose group it shares',
    change: (d) => {
      fleet(d);
      d.sites.push(anotherSite());
    },
    path: 'sites[0].desktops.users.group',
    says: /must name a group of its own \(`entra`\) beside other sites/,
    accepts: (d) => {
      fleet(d);
      d.sites.push(anotherSite());
      d.sites[1]!.desktops.users = { group: { entra: 'ours' } };
    },
  },
  {
    rule: 'fleetGroupsDiffer',
    refuses: 'a package of the group that the fleet itself is of',
    change: (d) => {
      fleet(d);
      site(d).desktops.users = { group: { packages: [{ group: group.existing.objectId.toUpperCase() }] } };
    },
    path: 'sites[0].desktops.users.group.packages[0].group',
    says: /already the entra\.desktopUsers/,
    accepts: (d) => {
      fleet(d);
      site(d).desktops.users = { group: { packages: [{ group: anotherGroup, runningMode: 'ALWAYS_ON' }] } };
    },
  },
  {
    rule: 'fleetPartsExist',
    refuses: 'a package of a bundle that the site lacks',
    change: (d) => {
      fleet(d);
      site(d).desktops.users = { group: { packages: [{ group: anotherGroup, bundle: 'standart' }] } };
    },
    path: 'sites[0].desktops.users.group.packages[0].bundle',
    says: /must be the name of a bundle of this site/,
    nearest: 'standard',
    accepts: fleet,
  },
  {
    rule: 'formerUsersDiffer',
    refuses: 'a former list that names somebody twice',
    change: (d) => {
      fleet(d);
      site(d).desktops.users = { group: { from: ['ada@contoso.com', { upn: 'Ada@contoso.com', state: 'held' }] } };
    },
    path: 'sites[0].desktops.users.group.from[1]',
    says: /already in from\[0\]/,
    accepts: (d) => {
      fleet(d);
      site(d).desktops.users = { group: { from: ['ada@contoso.com', { upn: 'grace@contoso.com', state: 'held' }] } };
    },
  },
  {
    rule: 'selfServiceNeedsAnAssignedGroup',
    refuses: 'self-service for a group whose members a rule keeps',
    change: (d) => {
      d.entra.desktopUsers = { create: { members: { rule: '(user.department -eq "Finance")' } } };
      site(d).desktops.users = { group: asked(decider) };
    },
    path: 'entra.desktopUsers.create.members',
    says: /an access package cannot give membership of a dynamic group/,
    nearest: 'elsewhere',
    accepts: (d) => {
      d.entra.desktopUsers = { create: { members: 'elsewhere' } };
      site(d).desktops.users = { group: asked(decider) };
    },
  },
  {
    rule: 'selfServiceHasAnApproverForEverybody',
    refuses: 'managers as the only approvers',
    change: (d) => {
      d.entra.desktopUsers = group;
      site(d).desktops.users = { group: asked('manager') };
    },
    path: 'sites[0].desktops.users.group.selfService.accessPackage.approvers',
    says: /must name a user or a group beside `manager`/,
    accepts: (d) => {
      d.entra.desktopUsers = group;
      site(d).desktops.users = { group: asked('manager', decider) };
    },
  },
];
