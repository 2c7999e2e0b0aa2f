/** Rules about the network of the desktops. */
import { rulesOf } from './cases.js';
import { one, theirs, well, without } from './world.js';

const [a, b] = [one.subnet, { ...one.subnet, id: 'subnet-b', availabilityZoneId: 'euc1-az3' }];

rulesOf('network', {
  'management-range': {
    'apart from the network of the desktops': {},
    'not enabled yet: there is none, and `byol` says why': {
      facts: { byol: { region: 'eu-central-1', enabled: false } },
    },
    'not chosen': {
      facts: { byol: without(well.byol, 'managementCidr') },
      finds: [{ got: 'no management range', fix: 'Choose it in the WorkSpaces console, Account settings.' }],
    },
    'one of two ranges lies within it': {
      facts: { networkRanges: ['172.20.0.0/20', '198.19.4.0/24'] },
      finds: [{ thing: '198.19.4.0/24', got: 'overlaps the management range 198.19.0.0/16' }],
    },
    'a range around it': {
      facts: { networkRanges: ['198.16.0.0/12'] },
      finds: [{ thing: '198.16.0.0/12', got: 'overlaps the management range 198.19.0.0/16' }],
    },
    'its neighbours on both sides': { facts: { networkRanges: ['198.18.0.0/16', '198.20.0.0/16'] } },
  },
  'subnet-zones': {
    'two zones with WorkSpaces': {},
    'no subnets yet': { facts: { subnets: [] }, occasion: 'preflight' },
    'one zone for both': {
      facts: { subnets: [a, { ...b, availabilityZoneId: a.availabilityZoneId }] },
      finds: [{ got: 'both subnets in euc1-az2' }],
    },
    'a zone without WorkSpaces': {
      facts: { subnets: [{ ...a, availabilityZoneId: 'euc1-az1' }, b] },
      finds: [{ thing: 'subnet-a', got: 'euc1-az1, without WorkSpaces; possible: euc1-az2, euc1-az3' }],
    },
    'a chosen subnet is not there: of its zone nothing is said': {
      facts: { subnets: [{ ...b, availabilityZoneId: 'euc1-az1' }] },
      deployment: { site: theirs.network },
      finds: [{ thing: 'subnet-a', got: 'no such subnet in eu-central-1' }],
    },
    'both chosen subnets are there': { deployment: { site: theirs.network } },
  },
  'subnet-way-out': {
    'through a NAT gateway': {},
    'through something of theirs': { facts: { subnets: [{ ...a, wayOut: 'other' }] } },
    'no default route': {
      facts: { subnets: [a, { ...b, wayOut: 'none' }] },
      finds: [{ thing: 'subnet-b', got: 'no default route' }],
    },
    'no default route, and public addresses, which do not help': {
      facts: { subnets: [{ ...a, wayOut: 'none' }] },
      deployment: { site: { access: { internetAccess: true } } },
      finds: [{ thing: 'subnet-a', got: 'no default route' }],
    },
    'an internet gateway and no public addresses': {
      facts: { subnets: [{ ...a, wayOut: 'public' }] },
      finds: [
        {
          thing: 'subnet-a',
          got: 'a route to an internet gateway, and desktops without a public address',
          fix: 'Route it through a NAT gateway, or give desktops a public address (access.internetAccess: true).',
        },
      ],
    },
    'an internet gateway and public addresses': {
      facts: { subnets: [{ ...a, wayOut: 'public' }] },
      deployment: { site: { access: { internetAccess: true } } },
    },
    'before an apply that makes the network': { occasion: 'preflight', holds: false },
    'before an apply into a network of theirs': {
      occasion: 'preflight',
      deployment: { site: theirs.network },
      facts: { subnets: [{ ...a, wayOut: 'none' }, b] },
      finds: [{ thing: 'subnet-a', got: 'no default route' }],
    },
  },
  'subnet-ipv6': {
    'no IPv6 addresses': {},
    'one subnet assigns them': {
      facts: { subnets: [a, { ...b, assignsIpv6: true }] },
      finds: [{ thing: 'subnet-b', got: 'assigns IPv6 addresses' }],
    },
  },
});
