/** The list of endpoints as other programs read it. Pure. */
import type { Endpoint } from './endpoints.js';
import { allowedNames, namedToFirewall } from './outbound.js';

/** One line each, for a spreadsheet or a firewall that imports lists. */
export function endpointsCsv(all: readonly Endpoint[]): string {
  const rows = all.map(({ purpose, host, protocol, port, from, source, unconfirmed }) =>
    [purpose, host, protocol, port, from, unconfirmed === true ? 'unconfirmed' : 'documented', source].join(','),
  );
  return ['purpose,host,protocol,port,from,status,source', ...rows].join('\n');
}

/**
 * A rule group of AWS Network Firewall: names that may be reached by TLS and HTTP, each once and none that another one
 * covers. A leading dot is its way to write a name and all below it
 * (https://docs.aws.amazon.com/network-firewall/latest/APIReference/API_RulesSourceList.html).
 */
export function networkFirewallGroup(all: readonly Endpoint[]): object {
  return {
    RulesSource: {
      RulesSourceList: {
        GeneratedRulesType: 'ALLOWLIST',
        TargetTypes: ['TLS_SNI', 'HTTP_HOST'],
        Targets: allowedNames(all),
      },
    },
  };
}

/** What such a rule group cannot hold: other protocols, ranges, and what does not begin at the desktop. */
export function notInNetworkFirewall(all: readonly Endpoint[]): readonly Endpoint[] {
  return all.filter((each) => each.from === 'desktop' && !namedToFirewall(each));
}
