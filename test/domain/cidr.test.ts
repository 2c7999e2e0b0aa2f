import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  desktopsThatFit,
  nearestNetworkCidr,
  networkCidrProblem,
  overlaps,
  parseCidr,
  smallestCidrFor,
  subnetPlan,
} from '../../domain/cidr.js';
import { runs } from '../deployment/arbitrary.js';

const range = fc
  .record({
    second: fc.integer({ min: 16, max: 31 }),
    host: fc.nat({ max: 65535 }),
    prefix: fc.integer({ min: 16, max: 25 }),
  })
  .map(({ second, host, prefix }) => {
    const start = Math.floor(host / 2 ** (32 - prefix)) * 2 ** (32 - prefix);
    return `172.${second}.${Math.floor(start / 256)}.${start % 256}/${prefix}`;
  });

describe('ranges', () => {
  test.each([
    ['172.20.0.0/33'],
    ['172.20.0.0'],
    ['172.20.0.256/24'],
    ['172.20.1.0/20'],
    ['fd00::/64'],
    ['x'],
    [''],
    ['172.20.0.0/20 '],
  ])('%j is none', (text) => expect(parseCidr(text)).toBeUndefined());

  test('parse to their first and last address', () => {
    expect(parseCidr('10.0.1.0/24')).toEqual({ cidr: '10.0.1.0/24', first: 167772416, last: 167772671, prefix: 24 });
    expect(parseCidr('255.255.255.255/32')?.last).toBe(2 ** 32 - 1);
    expect(parseCidr('0.0.0.0/0')?.last).toBe(2 ** 32 - 1);
  });

  test.each([
    ['172.20.0.0/20', '172.20.8.0/21', true],
    ['172.20.8.0/21', '172.20.0.0/20', true],
    ['172.20.0.0/20', '172.20.0.0/20', true],
    ['172.20.0.0/20', '172.20.16.0/20', false],
    ['172.20.0.0/20', 'nonsense', false],
  ])('%s and %s overlap: %s', (one, other, expected) => expect(overlaps(one, other)).toBe(expected));
});

describe('the range of a new network', () => {
  test.each([['172.20.0.0/16'], ['10.1.2.0/25'], ['192.168.128.0/17'], ['100.64.0.0/16'], ['198.19.0.0/16']])(
    'may be %s',
    (cidr) => expect(networkCidrProblem(cidr)).toBeUndefined(),
  );

  test.each([
    ['172.20.0.0/15', /between \/16 and \/25/],
    ['172.20.0.0/26', /between \/16 and \/25/],
    ['54.239.224.0/20', /management range/],
    ['54.239.232.0/24', /management range/],
    ['8.8.8.0/24', /private range/],
    ['172.32.0.0/16', /private range/],
    ['172.20.0.1/20', /begins at its first address/],
  ])('may not be %s', (cidr, rule) => expect(networkCidrProblem(cidr)).toMatch(rule));

  test.each([
    ['172.20.1.7/20', '172.20.0.0/20'],
    ['10.0.0.0/8', '10.0.0.0/16'],
    ['172.20.0.128/28', '172.20.0.128/25'],
    ['8.8.8.0/24', undefined],
    ['nonsense', undefined],
  ])('nearest to %s is %s', (cidr, nearest) => expect(nearestNetworkCidr(cidr)).toBe(nearest));
});

describe('the plan of subnets', () => {
  test('gives a quarter each to the desktops of two zones, and two /28 to a firewall and to the gateways', () => {
    expect(subnetPlan('172.20.0.0/20')).toEqual({
      desktops: ['172.20.0.0/22', '172.20.4.0/22'],
      firewall: ['172.20.8.0/28', '172.20.8.16/28'],
      gateways: ['172.20.12.0/28', '172.20.12.16/28'],
    });
    expect(subnetPlan('10.1.2.128/25')).toEqual({
      desktops: ['10.1.2.128/27', '10.1.2.160/27'],
      firewall: ['10.1.2.192/28', '10.1.2.208/28'],
      gateways: ['10.1.2.224/28', '10.1.2.240/28'],
    });
  });

  test('never leaves the network, and no two parts overlap', () => {
    fc.assert(
      fc.property(range, (cidr) => {
        const plan = subnetPlan(cidr);
        const parts = [...plan.desktops, ...plan.firewall, ...plan.gateways];
        const outer = parseCidr(cidr);
        for (const [index, part] of parts.entries()) {
          const inner = parseCidr(part);
          expect(inner && outer && inner.first >= outer.first && inner.last <= outer.last).toBe(true);
          expect(parts.slice(0, index).some((other) => overlaps(part, other))).toBe(false);
        }
      }),
      runs(300),
    );
  });

  test('refuses a range that is none', () => {
    expect(() => subnetPlan('172.20.0.0/28')).toThrow('cidr must be between /16 and /25, got: 172.20.0.0/28');
  });

  test.each([
    // 5 addresses of each subnet belong to AWS; a desktop counts for 1.3.
    ['172.20.0.0/25', 41],
    ['172.20.0.0/22', 386],
    ['172.20.0.0/20', 1567],
    ['nonsense', 0],
  ])('%s has room for %s desktops', (cidr, desktops) => expect(desktopsThatFit(cidr)).toBe(desktops));

  test('finds the smallest range for a number of desktops', () => {
    expect(smallestCidrFor('172.20.0.0/24', 387)).toBe('172.20.0.0/21');
    expect(smallestCidrFor('172.20.0.0/24', 1_000_000)).toBeUndefined();
  });
});
