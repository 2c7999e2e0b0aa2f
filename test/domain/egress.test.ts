import { describe, expect, test } from '@jest/globals';
import { blockedByAcl, untoldByAcl, type AclRule } from '../../domain/egress.js';

const rule = (allows: boolean, range?: string, port?: number): AclRule => ({
  allows,
  protocol: '-1',
  from: port ?? 0,
  to: port ?? 65535,
  ...(range === undefined ? {} : { range }),
});
const all = rule(true);
const through = (out: readonly AclRule[], back: readonly AclRule[] = [all]) => ({
  blocked: blockedByAcl({ out, back }).map(({ purpose }) => purpose),
  untold: untoldByAcl({ out, back }),
});
const nothing = { blocked: [], untold: [] };

describe('a network ACL with rules about some addresses', () => {
  test.each([
    ['everything is allowed', [all]],
    ['private ranges are denied first', [rule(false, '10.0.0.0/8'), rule(false, '192.168.1.0/24'), all]],
    ['one address of somebody else is denied first', [rule(false, '198.51.100.7/32'), all]],
    ['a range is allowed, and then everything', [rule(true, '20.0.0.0/8'), all]],
    ['a denial after everything was allowed', [all, rule(false, '0.0.0.0/1')]],
  ])('%s: nothing is kept in', (_what, out) => {
    expect(through(out)).toEqual(nothing);
    expect(through([all], out)).toEqual(nothing);
  });

  test('a range of Intune that is denied is kept in, and named; hosts with names are not', () => {
    const found = blockedByAcl({ out: [rule(false, '13.107.219.0/24'), all], back: [all] });
    expect(found).toEqual([{ purpose: 'intune', ports: ['TCP 443 to 13.107.219.0/24'] }]);
  });

  test('half of a range that is denied leaves it open what becomes of it', () => {
    expect(through([rule(false, '13.107.228.0/24'), all])).toEqual({ blocked: [], untold: ['TCP 443'] });
  });

  test('private ranges alone let out nothing', () => {
    const { blocked, untold } = through([rule(true, '10.0.0.0/8'), rule(true, '172.16.0.0/12')]);
    expect(untold).toEqual([]);
    expect(blocked).toContain('sign-in');
  });

  test.each([
    ['a range of the internet alone is allowed', [rule(true, '20.0.0.0/8')]],
    ['half of the internet is denied first', [rule(false, '128.0.0.0/1'), all]],
    ['both halves are denied', [rule(false, '0.0.0.0/1'), rule(false, '128.0.0.0/1'), all]],
  ])('%s: of names nobody can tell, and it is not called open', (_what, out) => {
    expect(through(out).untold).toContain('TCP 443');
    expect(through(out).blocked).not.toContain('sign-in');
  });

  test('what comes back from some addresses alone is as little known', () => {
    expect(through([all], [rule(true, '20.0.0.0/8')]).untold).toContain('TCP 443');
  });
});
