/** `endpoints` as the table has it. */
import type { CommandRow, OptionDescription } from '../command.js';

const options = [
  {
    flags: '--format <format>',
    description: 'how it is printed (default: table)',
    choices: ['table', 'json', 'csv', 'network-firewall'],
  },
  { flags: '--purpose <name>', description: 'only this one, such as intune; up to eleven times', repeatable: true },
  { flags: '--region <region>', description: 'Region of the desktops, for the names that hold one' },
] as const satisfies readonly OptionDescription[];

export const endpointsRow = {
  name: 'endpoints',
  summary: 'print the hosts that desktops and clients need, by purpose',
  description: [
    'For a firewall that lets out only what is listed. The list is dated, and each line says its source. Nothing is called.',
    'network-firewall: a rule group of AWS Network Firewall, of what begins at a desktop; what it cannot hold is said beside it.',
  ],
  options,
  examples: [
    'entra-workspaces endpoints',
    'entra-workspaces endpoints --format csv --purpose intune --purpose apps',
    'entra-workspaces endpoints --format network-firewall --region eu-central-1 > rule-group.json',
  ],
  withoutClouds: true,
} as const satisfies CommandRow;
