/** Hosts that desktops and clients need, by purpose. */
import { endpointsAsOf, endpointsFor, neverInspected, purposes } from '../../domain/endpoints.js';

export function endpointsPage(): string {
  const sections = Object.entries(purposes).flatMap(([purpose, what]) => {
    const own = endpointsFor({ purposes: [purpose] });
    return [
      `## ${purpose}`,
      '',
      `${what}.`,
      '',
      '| Host | Protocol | Port | From |',
      '|---|---|---|---|',
      ...own.map(
        ({ host, protocol, port, from, unconfirmed }) =>
          `| \`${host}\`${unconfirmed === true ? ' (unconfirmed)' : ''} | ${protocol} | ${port} | ${from} |`,
      ),
      '',
      `Source: ${[...new Set(own.map(({ source }) => source))].join(', ')}`,
      '',
    ];
  });
  return [
    '# Hosts',
    '',
    `For a firewall that lets out only what is listed, as of ${endpointsAsOf}. \`entra-workspaces endpoints --format table|json|csv|network-firewall\` prints the same. A dot in front stands for a name and everything below it; \`REGION\` for the Region of the desktops.`,
    '',
    `Nothing may open the traffic to ${neverInspected.map((host) => `\`${host}\``).join(' and ')}. Microsoft 365 itself has a list of its own: https://learn.microsoft.com/microsoft-365/enterprise/urls-and-ip-address-ranges. The management interface of a desktop lies outside your network and passes no firewall of yours.`,
    '',
    ...sections,
  ]
    .join('\n')
    .trimEnd();
}
