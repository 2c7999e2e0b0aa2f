import { describe, expect, test } from '@jest/globals';
import { keptByFirewall, type FirewallGroup, type FirewallRule } from '../../domain/firewall-rules.js';
import { allowedAddresses, allowedNames } from '../../domain/outbound.js';

const names: FirewallGroup = { names: allowedNames(), allows: true, ports: [443, 80] };
const without = (...gone: readonly string[]): FirewallGroup => ({
  names: allowedNames().filter((name) => !gone.includes(name)),
  allows: true,
  ports: [443, 80],
});
const addresses: FirewallGroup = {
  rules: allowedAddresses().map(({ port, ...each }) => ({ ...each, passes: true, port: String(port) })),
};
const rule = (passes: boolean, more: Partial<FirewallRule> = {}): FirewallGroup => ({
  rules: [{ passes, protocol: 'IP', destination: 'ANY', port: 'ANY', ...more }],
});
const kept = (groups: readonly FirewallGroup[]) =>
  keptByFirewall({ byAction: true, groups, dropsTheRest: false }).flatMap(({ hosts }) => hosts);

describe('a firewall whose rules are ordered by action', () => {
  test('what no rule is about goes through: there is no default action', () => {
    expect(kept([])).toEqual([]);
    expect(kept([rule(false, { protocol: 'ICMP' })])).toEqual([]);
  });

  test('a rule that passes wins over one that drops, wherever both stand', () => {
    expect(kept([rule(false), rule(true)])).toEqual([]);
    expect(
      kept([
        {
          rules: [
            ...(rule(false) as { rules: FirewallRule[] }).rules,
            ...(rule(true) as { rules: FirewallRule[] }).rules,
          ],
        },
      ]),
    ).toEqual([]);
    expect(kept([rule(true), rule(false)])).toEqual([]);
    // In strict order the first one decides.
    const strict = keptByFirewall({ groups: [rule(false), rule(true)], dropsTheRest: false });
    expect(strict.length).toBeGreaterThan(0);
  });

  test('two lists of names add up: what neither names is dropped', () => {
    expect(kept([without('login.microsoftonline.com'), names])).toEqual([]);
    const gone = without('login.microsoftonline.com');
    expect(kept([gone, gone])).toEqual(['login.microsoftonline.com:443']);
    expect(kept([gone, addresses])).toEqual(['login.microsoftonline.com:443']);
  });

  test('a denied name that another list allows goes through', () => {
    const denied: FirewallGroup = { names: ['login.microsoftonline.com'], allows: false, ports: [443] };
    expect(kept([denied, names])).toEqual([]);
    expect(kept([denied])).toEqual(['login.microsoftonline.com:443']);
  });

  test('a group that nobody can read may pass what another one drops, and never drops what one passes', () => {
    expect(kept([rule(false), { unread: 'suricata' }])).toEqual([]);
    expect(kept([{ unread: 'suricata' }, names, addresses])).toEqual([]);
  });

  test('a passing rule that may be about a host leaves it unsaid', () => {
    expect(kept([rule(true, { destination: '$SOMEWHERE' }), rule(false)])).toEqual([]);
  });
});
