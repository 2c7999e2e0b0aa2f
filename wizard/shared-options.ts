/** Options that several commands share. */
import type { OptionDescription, ValuesOf } from './command.js';

/** The deployment file that commands work on. */
export const deployment = {
  flags: '--deployment <file>',
  description: 'deployment file (default: deployment.json)',
} as const satisfies OptionDescription;
export const out = {
  flags: '--out <dir>',
  description: 'folder for the synthesized stacks (default: cdktf.out)',
} as const satisfies OptionDescription;
export const stacks = {
  flags: '--stacks <dir>',
  description: 'folder for the synthesized stacks (default: cdktf.out)',
} as const satisfies OptionDescription;
export const site = {
  flags: '--site <key>',
  description: 'key of the site, where there are several',
} as const satisfies OptionDescription;
export const strict = {
  flags: '--strict',
  description: 'also end with 1 when an error could not be ruled out',
} as const satisfies OptionDescription;
export const synthesized = {
  flags: '--synthesized <dir>',
  description: 'what a job without an identity synthesized of a main.ts that was changed, instead of running it',
} as const satisfies OptionDescription;
export const noRefresh = {
  flags: '--no-refresh',
  description: 'believe the state instead of asking the clouds',
} as const satisfies OptionDescription;
export const recoverState = {
  flags: '--recover-state',
  description: 'put a state there first that the last apply could not save',
} as const satisfies OptionDescription;
export const verbose = {
  flags: '--verbose',
  description: 'everything that terraform says',
} as const satisfies OptionDescription;
export const autoApprove = { flags: '--auto-approve', description: 'do not ask' } as const satisfies OptionDescription;
export const terraformArgs = [['[terraform-words...]', 'after --: arguments for terraform as they are']] as const;
export const page = {
  flags: '--html <file>',
  description: 'write what was found as one page, to look at without a network',
} as const satisfies OptionDescription;
export const json = {
  flags: '--json',
  description: 'print the result as JSON on standard output',
} as const satisfies OptionDescription;

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

/** What a command is given of the options that several share. */
export type Shared<Name extends keyof SharedValues> = Pick<SharedValues, Name>;
type SharedValues = ValuesOf<
  readonly [
    typeof deployment,
    typeof out,
    typeof stacks,
    typeof site,
    typeof strict,
    typeof synthesized,
    typeof noRefresh,
    typeof recoverState,
    typeof verbose,
    typeof autoApprove,
    typeof page,
    typeof json,
  ]
>;
