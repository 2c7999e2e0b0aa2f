/** Every command: the one list behind the command line, `--help` and the reference page. */
import type { CommandDescription, OptionDescription } from './command.js';

/** The deployment file that commands work on. */
const deployment: OptionDescription = {
  flags: '--deployment <file>',
  description: 'deployment file (default: deployment.json)',
};
const out: OptionDescription = {
  flags: '--out <dir>',
  description: 'folder for the synthesized stacks (default: cdktf.out)',
};
const json: OptionDescription = { flags: '--json', description: 'print the result as JSON on standard output' };

export const commandTable: readonly CommandDescription[] = [
  {
    name: 'synth',
    summary: 'write the Terraform JSON of a deployment',
    description: ['Reads the deployment file and writes Terraform JSON. Needs no terraform, no cloud and no network.'],
    options: [deployment, out, json],
    examples: ['entra-workspaces synth', 'entra-workspaces synth --deployment berlin.json --out build --json'],
    load: () => import('./synth.js'),
  },
];

/** The command that runs when none is named. */
export const defaultCommand = 'init';
