import { site, type Case } from './case.js';
import { anotherSite, greenfield } from '../sample.js';

export const networkCases: readonly Case[] = [
  {
    rule: 'networkRangeIsValid',
    refuses: 'a range that does not begin at its first address',
    change: (d) => (site(d).network.create.cidr = '172.20.1.0/20'),
    path: 'sites[0].network.create.cidr',
    says: /begins at its first address/,
    nearest: '172.20.0.0/20',
    accepts: () => undefined,
  },
  {
    rule: 'networkRangeIsValid',
    refuses: 'the management range of BYOL desktops',
    change: (d) => (site(d).network.create.cidr = '54.239.224.0/22'),
    path: 'sites[0].network.create.cidr',
    says: /must not overlap 54\.239\.224\.0\/20/,
    accepts: () => undefined,
  },
  {
    rule: 'networkRangeIsValid',
    refuses: 'a network smaller than its parts',
    change: (d) => {
      site(d).network.create.cidr = '172.20.0.0/26';
      site(d).network.create.capacity = 2;
    },
    path: 'sites[0].network.create.cidr',
    says: /between \/16 and \/25/,
    nearest: '172.20.0.0/25',
    accepts: (d) => {
      site(d).network.create.cidr = '172.20.0.0/25';
      site(d).network.create.capacity = 2;
    },
  },
  {
    rule: 'networkRangesDoNotOverlap',
    refuses: 'two networks that share addresses',
    from: () => ({ ...greenfield(), sites: [site(greenfield()), anotherSite()] }),
    change: (d) => (d.sites[1].network.create.cidr = '172.20.8.0/21'),
    path: 'sites[1].network.create.cidr',
    says: /must not overlap 172\.20\.0\.0\/20 of sites\[0\]/,
    accepts: (d) => (d.sites[1].network.create.cidr = '172.20.16.0/21'),
  },
  {
    rule: 'networkHoldsTheDesktops',
    // Two subnets of 251 addresses for 1.3 addresses a desktop: 386.
    refuses: 'more capacity than the range has addresses for',
    change: (d) => {
      site(d).network.create.cidr = '172.20.0.0/22';
      site(d).network.create.capacity = 387;
    },
    path: 'sites[0].network.create.cidr',
    says: /room for 387 desktops .* it has room for 386/,
    nearest: '172.20.0.0/21',
    accepts: (d) => {
      site(d).network.create.cidr = '172.20.0.0/22';
      site(d).network.create.capacity = 386;
    },
  },
  {
    rule: 'networkHoldsTheDesktops',
    refuses: 'more users than capacity',
    change: (d) => (site(d).network.create.capacity = 1),
    path: 'sites[0].network.create.capacity',
    says: /at least the number of users of the site, 2/,
    nearest: '2',
    accepts: (d) => (site(d).network.create.capacity = 2),
  },
  {
    rule: 'subnetsDiffer',
    refuses: 'one subnet twice',
    change: (d) =>
      (site(d).network = { existing: { vpcId: 'vpc-0a1b2c3d', subnetIds: ['subnet-0a1b2c3d', 'subnet-0a1b2c3d'] } }),
    path: 'sites[0].network.existing.subnetIds[1]',
    says: /another subnet/,
    accepts: (d) =>
      (site(d).network = { existing: { vpcId: 'vpc-0a1b2c3d', subnetIds: ['subnet-0a1b2c3d', 'subnet-1a1b2c3d'] } }),
  },
  {
    rule: 'ipGroupsAreValid',
    refuses: 'an address range that is none',
    change: (d) => (site(d).access = { ipGroups: [{ name: 'offices', rules: [{ cidr: '203.0.113.7/24' }] }] }),
    path: 'sites[0].access.ipGroups[0].rules[0].cidr',
    says: /must be an IPv4 range/,
    accepts: (d) => (site(d).access = { ipGroups: [{ name: 'offices', rules: [{ cidr: '203.0.113.0/24' }] }] }),
  },
  {
    rule: 'ipGroupsAreValid',
    refuses: 'two groups of one name in a site',
    change: (d) =>
      (site(d).access = {
        ipGroups: ['offices', 'offices'].map((name) => ({ name, rules: [{ cidr: '203.0.113.0/24' }] })),
      }),
    path: 'sites[0].access.ipGroups[1].name',
    says: /another name/,
    accepts: (d) =>
      (site(d).access = {
        ipGroups: ['offices', 'homes'].map((name) => ({ name, rules: [{ cidr: '203.0.113.0/24' }] })),
      }),
  },
];
