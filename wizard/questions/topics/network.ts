/** The network of the desktops. */
import { counted } from '../../../domain/counted.js';
import {
  desktopsThatFit,
  nearestNetworkCidr,
  networkCidrProblem,
  overlaps,
  smallestCidrFor,
} from '../../../domain/cidr.js';
import { firewallDollarsAMonth } from '../../../domain/outbound.js';
import { availabilityZoneIdsOf } from '../../../domain/regions.js';
import type { DeploymentInput } from '../../../deployment/schema.js';
import { seenOr, type Discovered } from '../../discovery/discovered.js';
import { choiceOf, put, question, valueAt } from '../define.js';
import { links } from '../links.js';
import { listAnswer, textAnswer, type Answers, type Question } from '../question.js';

const created = 'sites[].network.create';
const outboundPath = `${created}.outbound`;
const existing = 'sites[].network.existing';
const isCreated = (answers: Answers): boolean => answers['network'] === 'create';
const isExisting = (answers: Answers): boolean => answers['network'] === 'existing';

function outboundOf({ sites }: DeploymentInput) {
  const network = sites?.[0]?.network;
  return network !== undefined && 'create' in network ? network.create.outbound : undefined;
}

/** Ranges that are offered, in this order: outside 10.0.0.0/8, which the management interface uses in part. */
const candidates = ['172.20.0.0/22', '172.24.0.0/22', '172.28.0.0/22', '192.168.128.0/22', '100.64.0.0/22'];

/** What a new range must keep clear of: networks of the account, and its management range. */
function taken({ networks, byol }: Discovered): string[] {
  const management = seenOr(byol, []).flatMap(({ managementCidr }) => managementCidr ?? []);
  return [...seenOr(networks, []).flatMap(({ cidrs }) => cidrs), ...management];
}

function networkIn({ networks }: Discovered, answers: Answers) {
  return seenOr(networks, []).filter(({ region }) => region === answers['region']);
}

export const networkQuestions: readonly Question[] = [
  question({
    key: 'network',
    label: 'Network',
    topic: 'network',
    path: 'sites[].network',
    message: 'Network of the desktops',
    why: 'Range, zones, VPC and subnets never change; gateways, capacity, flow logs and the way out may.',
    link: links.network,
    choices: { create: 'create a new one', existing: 'use an existing one' },
    initial: () => 'create',
  }),
  question({
    key: 'networkCidr',
    label: 'IPv4 range',
    topic: 'network',
    path: `${created}.cidr`,
    message: 'IPv4 range of the new network',
    link: links.network,
    when: isCreated,
    initial: (answers, discovered) => {
      const people = Math.max(50, listAnswer(answers, 'users').length);
      const free = candidates.filter((cidr) => !taken(discovered).some((other) => overlaps(cidr, other)));
      const first = free[0] ?? candidates[0] ?? '';
      return desktopsThatFit(first) >= people ? first : (smallestCidrFor(first, people) ?? first);
    },
    check: (value) => {
      const problem = networkCidrProblem(String(value));
      const nearest = problem === undefined ? undefined : nearestNetworkCidr(String(value));
      return nearest === undefined ? problem : `${problem} (nearest: ${nearest})`;
    },
  }),
  question({
    key: 'availabilityZoneIds',
    label: 'Zones',
    topic: 'network',
    path: `${created}.availabilityZoneIds`,
    type: 'list',
    message: 'Two Availability Zone ids',
    link: links.zones,
    advanced: true,
    when: isCreated,
    derivedFrom: () => ['region'],
    initial: (answers) => availabilityZoneIdsOf(textAnswer(answers, 'region') ?? '').slice(0, 2),
    check: (value, answers) => {
      const supported = availabilityZoneIdsOf(textAnswer(answers, 'region') ?? '');
      const ids = listAnswer({ value }, 'value');
      const wrong = ids.find((id) => supported.length > 0 && !supported.includes(id));
      if (wrong !== undefined) return `must be zones with WorkSpaces: ${supported.join(', ')}, got: ${wrong}`;
      return new Set(ids).size === ids.length ? undefined : 'must be two different zones';
    },
  }),
  question({
    key: 'natGateways',
    label: 'NAT gateways',
    topic: 'network',
    path: `${created}.natGateways`,
    type: 'number',
    message: 'NAT gateways: 1, or 2 to survive the loss of a zone',
    link: links.network,
    advanced: true,
    when: isCreated,
  }),
  question({
    key: 'capacity',
    label: 'Room for desktops',
    topic: 'network',
    path: `${created}.capacity`,
    type: 'number',
    message: 'How many desktops must the network have room for?',
    link: links.network,
    advanced: true,
    when: isCreated,
    initial: (answers) => Math.max(50, listAnswer(answers, 'users').length),
    check: (value, answers) => {
      const cidr = textAnswer(answers, 'networkCidr') ?? '';
      const fits = desktopsThatFit(cidr);
      if (fits === 0 || Number(value) <= fits) return undefined;
      const larger = smallestCidrFor(cidr, Number(value));
      return `must fit into ${cidr}, which has room for ${fits}${larger === undefined ? '' : `; ${larger} has enough`}`;
    },
  }),
  question({
    key: 'outbound',
    label: 'Desktops reach',
    topic: 'network',
    path: `${created}.outbound`,
    message: 'What may desktops reach?',
    why: 'AWS Network Firewall stops everything that work does not need and you do not name.',
    link: links.outbound,
    schema: choiceOf('open', 'allowList'),
    choices: [
      { value: 'open', name: 'everything', description: 'by the NAT gateway, as most networks do' },
      {
        value: 'allowList',
        name: 'only what they need',
        means: 'to work, and what you name',
        description: `a firewall, about $${firewallDollarsAMonth} a month; everything not listed stops, mail and web sites too`,
      },
    ],
    advanced: true,
    when: isCreated,
    read: (file) => {
      const outbound = outboundOf(file);
      return outbound === undefined || outbound === 'open' ? outbound : 'allowList';
    },
    write: (draft, value) => {
      const before = valueAt(draft, outboundPath);
      const list = typeof before === 'object' ? before : { allowList: { also: [] } };
      put(draft, outboundPath, value === 'allowList' ? list : 'open');
    },
  }),
  question({
    key: 'outboundAlso',
    label: 'Reached besides',
    topic: 'network',
    path: `${outboundPath}.allowList.also`,
    type: 'list',
    message: 'Which names of your own may they reach besides (a dot in front: and all below it)?',
    link: links.outbound,
    advanced: true,
    optional: true,
    when: (answers) => isCreated(answers) && answers['outbound'] === 'allowList',
    read: (file) => {
      const outbound = outboundOf(file);
      return typeof outbound === 'object' ? (outbound.allowList.also ?? []) : undefined;
    },
  }),
  question({
    key: 'vpcId',
    label: 'VPC',
    topic: 'network',
    path: `${existing}.vpcId`,
    message: 'Which network (VPC)?',
    link: links.network,
    when: isExisting,
    offers: (discovered, answers) =>
      networkIn(discovered, answers).map(({ vpcId, name, cidrs }) => ({
        value: vpcId,
        name: `${name ?? vpcId} (${cidrs.join(', ')})`,
      })),
  }),
  question({
    key: 'subnetIds',
    label: 'Subnets',
    topic: 'network',
    path: `${existing}.subnetIds`,
    type: 'list',
    message: 'Two subnets in different zones, with a way to the internet',
    link: links.network,
    when: isExisting,
    offers: (discovered, answers) => {
      const supported = availabilityZoneIdsOf(textAnswer(answers, 'region') ?? '');
      return networkIn(discovered, answers)
        .filter(({ vpcId }) => vpcId === answers['vpcId'])
        .flatMap(({ subnets }) =>
          subnets.map(({ id, name, cidr, availabilityZoneId, freeAddresses }) => ({
            value: id,
            name: `${name ?? id} (${cidr}, ${availabilityZoneId}, ${counted(freeAddresses, 'address', 'addresses')} free)`,
            ...(supported.includes(availabilityZoneId) ? {} : { disabled: 'WorkSpaces does not run in this zone' }),
          })),
        );
    },
  }),
];
