/** Rules about the network of the desktops. */
import type { FirewallGroup } from '../../../../domain/firewall-rules.js';
import { allowedAddresses, allowedNames } from '../../../../domain/outbound.js';
import { rulesOf } from './cases.js';
import { one, theirs, well, without } from './world.js';

/** What shows the hosts of a purpose, ready to be typed. */
const hostsOf = (purpose: string) => ({ command: `entra-workspaces endpoints --purpose ${purpose}` });
const behind = { ...one.subnet, wayOut: 'other' as const, through: 'vpce-a', backThrough: ['vpce-a'] };
const addresses = {
  rules: allowedAddresses().map(({ port, ...rule }) => ({ ...rule, passes: true, port: String(port) })),
};
const names = { names: allowedNames(), allows: true, ports: [443, 80] as const };
const firewall = {
  name: 'contoso-berlin',
  endpoints: ['vpce-a'],
  ready: true,
  rules: { groups: [addresses, names], dropsTheRest: true },
};
const passing = (destination: string, port = '443', protocol = 'TCP') => ({
  passes: true,
  protocol,
  destination,
  port,
});
const [clock, http] = [passing('ANY', '123', 'UDP'), passing('ANY', '80')];
const lists = (groups: readonly FirewallGroup[]) => ({ ...firewall, rules: { ...firewall.rules, groups } });
const acl = {
  id: 'acl-a',
  out: [{ allows: true, protocol: '-1', from: 0, to: 65535 }],
  back: [{ allows: true, protocol: '-1', from: 0, to: 65535 }],
};

/** Of Intune without a name (Azure Front Door). */
const intuneRanges = ['13.107.219.0/24', '13.107.227.0/24', '13.107.228.0/23', '150.171.97.0/24'];

/** VPC Block Public Access, as a whole Region has it. */
const blocked = { region: 'eu-central-1', mode: 'block-bidirectional' as const, byOrganization: false, leftOut: [] };

const leavingOut = (how: string): string =>
  `aws ec2 create-vpc-block-public-access-exclusion --vpc-id ${one.subnet.vpcId} --internet-gateway-exclusion-mode ${how} --region eu-central-1`;

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
  'public-access-blocked': {
    'nothing is blocked': {},
    'all is blocked': {
      facts: { publicAccess: blocked },
      finds: [{ thing: 'eu-central-1', got: 'block-bidirectional', command: leavingOut('allow-egress') }],
    },
    'all is blocked, and a firewall of ours stands before the way out': {
      facts: { publicAccess: blocked, subnets: [{ ...a, wayOut: 'other' }] },
      finds: [{ thing: 'eu-central-1', got: 'block-bidirectional', command: leavingOut('allow-egress') }],
    },
    'before there is a network, by the organization': {
      facts: { publicAccess: { ...blocked, byOrganization: true }, subnets: [] },
      occasion: 'preflight',
      finds: [{ thing: 'eu-central-1', got: 'block-bidirectional, by a policy of the organization' }],
    },
    'the VPC is left out': { facts: { publicAccess: { ...blocked, leftOut: [a.vpcId] } } },
    'another VPC is left out': {
      facts: { publicAccess: { ...blocked, leftOut: ['vpc-other'] } },
      finds: [{ thing: 'eu-central-1', got: 'block-bidirectional', command: leavingOut('allow-egress') }],
    },
    'a subnet is left out, maybe that of the NAT gateway': {
      facts: { publicAccess: { ...blocked, leftOut: ['subnet-nat'] } },
    },
    'a way out of theirs, which does not end here': {
      facts: { publicAccess: blocked, subnets: [{ ...a, wayOut: 'other' }] },
      deployment: { site: theirs.network },
    },
    'what comes from outside alone is blocked, through a NAT gateway': {
      facts: { publicAccess: { ...blocked, mode: 'block-ingress' } },
    },
    'what comes from outside alone is blocked, and desktops have public addresses': {
      facts: { publicAccess: { ...blocked, mode: 'block-ingress' }, subnets: [{ ...a, wayOut: 'public' }] },
      deployment: { site: { ...theirs.network, access: { internetAccess: true } } },
      finds: [{ thing: 'eu-central-1', got: 'block-ingress', command: leavingOut('allow-bidirectional') }],
    },
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
  'outbound-blocked': {
    'no group is seen': {},
    'everything is let out': { facts: { outboundRules: [{ id: 'sg-a', rules: [{ protocol: '-1' }] }] } },
    'https alone': {
      facts: { outboundRules: [{ id: 'sg-a', rules: [{ protocol: 'tcp', from: 443, to: 443 }] }] },
      finds: [
        ['autopilot', 'TCP 80', 'The first sign-in: Autopilot finds the profile of the desktop'],
        ['updates', 'TCP 80', 'Windows Update and Delivery Optimization'],
        ['certificates', 'TCP 80', 'Lists of certificates that no longer hold'],
        ['time', 'UDP 123', 'The clock'],
      ].map(([thing = '', port = '', what = '']) => ({
        thing,
        got: `${port} is not let out by sg-a: ${what}`,
        ...hostsOf(thing),
      })),
    },
    'two groups add up': {
      facts: {
        outboundRules: [
          { id: 'sg-a', rules: [{ protocol: 'tcp', from: 0, to: 1024 }] },
          { id: 'sg-b', rules: [{ protocol: 'udp' }] },
        ],
      },
    },
    'all but the clock': {
      facts: { outboundRules: [{ id: 'sg-a', rules: [{ protocol: 'tcp' }, { protocol: 'udp', from: 53, to: 53 }] }] },
      finds: [{ thing: 'time', got: 'UDP 123 is not let out by sg-a: The clock', ...hostsOf('time') }],
    },
  },
  'outbound-firewall': {
    'no subnet leads to one': { facts: { outboundFirewalls: [firewall] } },
    'the list of an allow-list lets through all that is needed': {
      facts: { subnets: [behind], outboundFirewalls: [firewall] },
    },
    'another firewall of the network is none of ours': {
      facts: { subnets: [behind], outboundFirewalls: [{ ...lists([]), endpoints: ['vpce-b'] }] },
    },
    'one host is missing': {
      facts: {
        subnets: [behind],
        outboundFirewalls: [
          lists([addresses, { ...names, names: names.names.filter((each) => each !== 'login.microsoftonline.com') }]),
        ],
      },
      finds: [
        {
          thing: 'sign-in',
          got: 'contoso-berlin drops login.microsoftonline.com:443: Signing in to Entra, and joining it',
          ...hostsOf('sign-in'),
        },
      ],
    },
    'names before addresses: Intune by address is no matter of names, and the clock passes': {
      facts: { subnets: [behind], outboundFirewalls: [lists([names, addresses])] },
    },
    'no way for the clock': {
      facts: {
        subnets: [behind],
        outboundFirewalls: [lists([{ rules: [{ passes: true, protocol: 'TCP', destination: 'ANY', port: 'ANY' }] }])],
      },
      finds: [{ thing: 'time', got: 'contoso-berlin drops time.windows.com:123: The clock', ...hostsOf('time') }],
    },
    'a list that denies': {
      facts: {
        subnets: [behind],
        outboundFirewalls: [
          {
            ...lists([{ names: ['.sls.microsoft.com'], allows: false, ports: [443] }]),
            rules: { groups: [{ names: ['.sls.microsoft.com'], allows: false, ports: [443] }], dropsTheRest: false },
          },
        ],
      },
      finds: [
        {
          thing: 'activation',
          got: 'contoso-berlin drops .sls.microsoft.com:443: Activation of Windows',
          ...hostsOf('activation'),
        },
      ],
    },
    ...Object.fromEntries(
      [
        { protocol: 'TLS', destination: 'ANY', port: '443' },
        { protocol: 'TCP', destination: 'ANY', port: '[80,443]' },
        { protocol: 'TCP', destination: '$MICROSOFT', port: '443' },
        { protocol: 'IP', destination: '0.0.0.0/0', port: 'ANY' },
      ].map((rule) => [
        `what a rule of ${rule.protocol} to ${rule.destination}:${rule.port} may let through: nothing is claimed`,
        {
          facts: {
            subnets: [behind],
            outboundFirewalls: [lists([{ rules: [{ ...rule, passes: true }, clock, http] }])],
          },
        },
      ]),
    ),
    'a range around those of Intune that passes, and one beside them': {
      facts: {
        subnets: [behind],
        outboundFirewalls: [
          lists([
            { rules: [clock, passing('13.107.0.0/16'), passing('150.171.96.0/24')] },
            { names: names.names, allows: true, ports: [443, 80] },
          ]),
        ],
      },
      finds: [
        {
          thing: 'intune',
          got: 'contoso-berlin drops 150.171.97.0/24:443: Enrolment, policies and check-ins with Intune',
          ...hostsOf('intune'),
        },
      ],
    },
    'rules that cannot be read: nothing is claimed': {
      facts: { subnets: [behind], outboundFirewalls: [lists([{ unread: 'suricata' }])] },
    },
    'not ready': {
      facts: { subnets: [behind], outboundFirewalls: [{ ...firewall, ready: false }] },
      finds: [{ thing: 'contoso-berlin', got: 'not ready: nothing passes it', fix: 'Look at it in the VPC console.' }],
    },
    'traffic does not come back through it': {
      facts: { subnets: [{ ...behind, backThrough: [] }], outboundFirewalls: [firewall] },
      finds: [
        {
          thing: 'subnet-a',
          got: 'traffic leaves through vpce-a and does not come back through it: the rules of contoso-berlin are bypassed, or its connections die',
          fix: 'Give the route table of the NAT gateways a route for the range of the subnet to the same endpoint.',
        },
      ],
    },
  },
  'outbound-acl': {
    'none is seen': {},
    'everything is let out and back': { facts: { outboundAcls: [acl] } },
    'the clock is denied before everything is allowed': {
      facts: { outboundAcls: [{ ...acl, out: [{ allows: false, protocol: '17', from: 123, to: 123 }, ...acl.out] }] },
      finds: [{ thing: 'time', got: 'UDP 123 is not let out and back by acl-a: The clock', ...hostsOf('time') }],
    },
    'https is allowed to some addresses of the internet alone: nobody can tell from here': {
      facts: {
        outboundAcls: [
          {
            ...acl,
            out: [
              { allows: true, protocol: '6', from: 443, to: 443, range: '20.0.0.0/8' },
              { allows: true, protocol: '6', from: 80, to: 80 },
              { allows: true, protocol: '17', from: 0, to: 65535 },
            ],
          },
        ],
      },
      finds: [
        {
          thing: 'intune',
          got: `${intuneRanges.map((range) => `TCP 443 to ${range}`).join(', ')} is not let out and back by acl-a: Enrolment, policies and check-ins with Intune`,
          ...hostsOf('intune'),
        },
        {
          thing: 'acl-a',
          got: 'lets TCP 443 through for some addresses alone: whether they are the right ones cannot be told from here',
          fix: 'Allow them for 0.0.0.0/0, and choose by name in a firewall or proxy; addresses of these hosts change without notice.',
        },
      ],
    },
    'https goes out, and nothing comes back to high ports': {
      facts: {
        outboundAcls: [
          {
            ...acl,
            back: [
              { allows: true, protocol: '6', from: 443, to: 443 },
              { allows: true, protocol: '17', from: 0, to: 65535 },
            ],
          },
        ],
      },
      finds: (
        [
          ['sign-in', '443', 'Signing in to Entra, and joining it'],
          ['autopilot', '443, TCP 80', 'The first sign-in: Autopilot finds the profile of the desktop'],
          ['intune', '443', 'Enrolment, policies and check-ins with Intune'],
          ['apps', '443', 'Apps: Company Portal, the Store, content of Win32 apps'],
          ['updates', '443, TCP 80', 'Windows Update and Delivery Optimization'],
          ['notifications', '443', 'Push notifications: a sync that starts at once'],
          [
            'diagnostics',
            '443',
            'What Windows and Intune report; without it the set-up works, and its reports are empty',
          ],
          ['activation', '443', 'Activation of Windows'],
          ['certificates', '80', 'Lists of certificates that no longer hold'],
        ] as const
      ).map(([thing, port, what]) => ({
        thing,
        got: `TCP ${port} is not let out and back by acl-a: ${what}`,
        ...hostsOf(thing),
      })),
    },
  },
});
