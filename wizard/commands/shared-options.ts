/** Options that several commands share. */
import type { OptionDescription } from '../command.js';

/** The deployment file that commands work on. */
export const deployment: OptionDescription = {
  flags: '--deployment <file>',
  description: 'deployment file (default: deployment.json)',
};
export const out: OptionDescription = {
  flags: '--out <dir>',
  description: 'folder for the synthesized stacks (default: cdktf.out)',
};
export const stacks: OptionDescription = {
  flags: '--stacks <dir>',
  description: 'folder for the synthesized stacks (default: cdktf.out)',
};
export const site: OptionDescription = {
  flags: '--site <key>',
  description: 'key of the site, where there are several',
};
export const strict: OptionDescription = {
  flags: '--strict',
  description: 'also end with 1 when an error could not be ruled out',
};
export const synthesized: OptionDescription = {
  flags: '--synthesized <dir>',
  description: 'what a job without an identity synthesized of a main.ts that was changed, instead of running it',
};
export const noRefresh: OptionDescription = {
  flags: '--no-refresh',
  description: 'believe the state instead of asking the clouds',
};
export const recoverState: OptionDescription = {
  flags: '--recover-state',
  description: 'put a state there first that the last apply could not save',
};
export const verbose: OptionDescription = { flags: '--verbose', description: 'everything that terraform says' };
export const autoApprove: OptionDescription = { flags: '--auto-approve', description: 'do not ask' };
export const words = [['[terraform-words...]', 'after --: arguments for terraform as they are']] as const;
export const page: OptionDescription = {
  flags: '--html <file>',
  description: 'write what was found as one page, to look at without a network',
};
export const json: OptionDescription = { flags: '--json', description: 'print the result as JSON on standard output' };

/** What every command takes. */
export const everywhere: readonly OptionDescription[] = [
  { flags: '--interactive', description: 'ask even where no person seems to sit' },
  { flags: '--no-interactive', description: 'never ask' },
  { flags: '--color', description: 'colour, even where none is expected' },
  { flags: '--no-color', description: 'no colour' },
];
/** Of the program itself; commander adds the first to each command. */
export const help: OptionDescription = { flags: '-h, --help', description: 'display help for command' };
export const versionOption: OptionDescription = { flags: '-V, --version', description: 'print the version' };
