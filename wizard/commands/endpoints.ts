import { present } from '../../domain/present.js';
import { endpointsCsv, networkFirewallGroup, notInNetworkFirewall } from '../../domain/endpoint-formats.js';
import { endpointsAsOf, endpointsFor, neverInspected, purposes, type Endpoint } from '../../domain/endpoints.js';
import { supportsEntraDirectories } from '../../domain/regions.js';
import { UsageError } from '../terminal/failure.js';
import type { Terminal } from '../terminal/terminal.js';
import { wrapped } from '../terminal/width.js';
import type { Run } from './table.js';

/** `endpoints`: what a firewall has to let out. Nothing is called. */
export const run: Run<'endpoints'> = async (
  { format = 'table', purpose: wanted = [], region },
  _args,
  { terminal },
) => {
  const unknown = wanted.find((each) => !(each in purposes));
  if (unknown !== undefined) {
    throw new UsageError(`--purpose must be one of ${Object.keys(purposes).join(', ')}, got: ${unknown}`);
  }
  if (region !== undefined && !supportsEntraDirectories(region)) {
    throw new UsageError(`--region must be a Region with directories for Entra, such as eu-central-1, got: ${region}`);
  }
  const all = endpointsFor({ purposes: wanted, ...present({ region }) });
  if (format === 'json') return terminal.result({ asOf: endpointsAsOf, purposes, neverInspected, endpoints: all });
  if (format === 'csv') return terminal.output(endpointsCsv(all));
  if (format === 'network-firewall') {
    terminal.result(networkFirewallGroup(all));
    const rest = notInNetworkFirewall(all);
    if (rest.length > 0) {
      terminal.warn(
        `A list of names cannot hold these; they need rules of their own: ${rest.map(written).join(', ')}.`,
      );
    }
    return;
  }
  sayTable(terminal, all);
};

function sayTable(terminal: Terminal, all: readonly Endpoint[]): void {
  const prose = (text: string): string => wrapped(text, terminal.outputWidth);
  const blocks = Object.entries(purposes).flatMap(([purpose, what]) => {
    const own = all.filter((each) => each.purpose === purpose);
    return own.length === 0
      ? []
      : [[prose(`${purpose}: ${what}`), ...own.map((each) => `  ${written(each)}`)].join('\n')];
  });
  terminal.output(
    [
      prose(`As of ${endpointsAsOf}. A dot in front stands for a name and everything below it.`),
      ...blocks,
      prose(`Nothing may open the traffic to ${neverInspected.join(', ')}. Sources: --format csv.`),
    ].join('\n\n'),
  );
}

function written({ host, protocol, port, unconfirmed }: Endpoint): string {
  return `${host}  ${protocol} ${port}${unconfirmed === true ? '  (unconfirmed)' : ''}`;
}
