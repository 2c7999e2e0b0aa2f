/** Every command: the one list behind the command line, `--help` and the reference page. */
import type { CommandRow, RunCommand, ValuesOf } from '../command.js';
import { packagesCommand, pipelineCommands, upgradeCommand } from './pipeline-table.js';
import { deployment, stacks, recoverState, verbose, json } from '../shared-options.js';
import { bootstrapRow } from './bootstrap-row.js';
import { endpointsRow } from './endpoints-row.js';
import { desktopsCommands } from './desktops-table.js';
import { fleetCommands } from './fleet-table.js';
import { doctorRow, preflightRow, statusRow } from './looking-rows.js';
import { ejectRow, initRow, schemaRow, synthRow } from './repository-rows.js';
import { applyRow, destroyRow, planRow } from './terraform-rows.js';
import { usersCommands } from './users-table.js';

export const commandTable = [
  initRow,
  {
    name: 'rehearse',
    summary: 'play the whole life of a deployment on this machine, without any cloud',
    description: [
      'Both clouds are emulated and joined; terraform is real and must be installed. No account, no cost, no trace afterwards.',
      'A sandbox (--keep) has its consoles as pages: users out of a list of yours, quotas, the handshake.',
      'Ends with 1 when a person could not work in the end.',
    ],
    options: [
      { flags: '--deployment <file>', description: 'play this deployment instead of a small example' },
      {
        flags: '--keep [stage]',
        description: 'a sandbox: both clouds stay up for every command, set up this far (default: connected)',
        choices: ['empty', 'foundation', 'connected'],
      },
      verbose,
      json,
    ],
    examples: [
      'entra-workspaces rehearse',
      'entra-workspaces rehearse --keep=empty',
      'entra-workspaces rehearse --deployment deployment.json',
    ],
    withoutClouds: true,
  },
  synthRow,
  planRow,
  applyRow,
  {
    name: 'connect',
    summary: 'lead through the handshake between Entra and Identity Center',
    description: [
      'Two things have no API: AWS trusting Entra, and the token that lets Entra bring users. This says where to click, checks what comes out, puts the token into its secret and records the rest.',
      'Where it stands is told from the clouds: stop at any point, go on from any machine.',
      'The token is typed hidden or piped in; it is never in a file, an argument or a log.',
    ],
    options: [
      deployment,
      { flags: '--service-provider-metadata <file>', description: 'metadata file that the AWS console hands out' },
      { flags: '--sign-in-url <url>', description: 'sign-in address of the AWS access portal' },
      { flags: '--scim-endpoint <url>', description: 'SCIM endpoint from the AWS console' },
      { flags: '--token-stdin', description: 'read the token from standard input' },
      { flags: '--token-expires <date>', description: 'when it expires (default: a day less than a year from now)' },
      {
        flags: '--replace-identity-source <id>',
        description: 'id of an instance in use whose identity source is replaced',
      },
      { flags: '--metadata-out <file>', description: "where Entra's metadata is saved for the upload" },
      { flags: '--app <object-id>', description: 'enterprise app, where several have its name' },
      { flags: '--secret <arn>', description: 'secret for the token, where several have its name' },
      { flags: '--again', description: 'ask for everything anew' },
      { flags: '--renew-token', description: 'put another token in place of one that expires' },
      { flags: '--renew-certificate', description: 'the next of three steps to another signing certificate' },
      { flags: '--imported', description: 'the AWS console lists the new certificate' },
      { flags: '--forget', description: 'take a handshake out of the deployment that a destroy has made void' },
      { flags: '--early', description: 'renew a certificate that is valid for long' },
      { flags: '--hand-over [dir]', description: 'write a sheet for each of four roles (default: hand-over)' },
      { flags: '--take-in <file>', description: 'go on with what came back', repeatable: true },
      json,
    ],
    examples: [
      'entra-workspaces connect',
      'entra-workspaces connect --hand-over',
      'pass show scim-token | entra-workspaces connect --token-stdin --scim-endpoint URL --sign-in-url URL --service-provider-metadata FILE',
    ],
  },
  preflightRow,
  doctorRow,
  statusRow,
  destroyRow,
  usersCommands,
  fleetCommands,
  desktopsCommands,
  {
    name: 'adopt',
    summary: 'take over what exists: made by hand, left by a killed apply, or of a state that was lost',
    description: [
      'Looks in both clouds, by name and by user, for what the deployment has and the state does not know, and shows it.',
      'Changes nothing: it writes adopted.json, from which the next apply takes over what matches. Run plan in between.',
      'Ends with 1 when something could not be decided: an apply would make it a second time.',
    ],
    options: [
      deployment,
      stacks,
      { flags: '--take <address=id>', description: 'the one that is meant, of several', repeatable: true },
      recoverState,
      verbose,
      json,
    ],
    examples: ['entra-workspaces adopt', 'entra-workspaces adopt --json'],
  },
  bootstrapRow,
  {
    name: 'permissions',
    summary: 'print the least rights that each command needs in both clouds',
    description: [
      'For every command that calls a cloud: AWS policies to paste, and permissions on Microsoft Graph. No cloud is called.',
      'Without a deployment everything that one may hold is covered; with one, what it holds, by its names.',
    ],
    options: [
      { flags: '--command <name>', description: 'only this one: plan, apply, connect, "doctor --user"' },
      { flags: '--deployment <file>', description: 'only what this deployment needs' },
      json,
    ],
    examples: [
      'entra-workspaces permissions --command plan --deployment deployment.json',
      'entra-workspaces permissions --json',
    ],
    withoutClouds: true,
  },
  endpointsRow,
  packagesCommand,
  pipelineCommands,
  upgradeCommand,
  schemaRow,
  ejectRow,
  {
    name: 'completion',
    summary: 'print what makes a shell complete commands, options and values',
    description: [
      'bash: eval "$(entra-workspaces completion bash)" in ~/.bashrc. zsh: the same with zsh, in ~/.zshrc.',
      'fish: entra-workspaces completion fish | source, in ~/.config/fish/config.fish.',
      'PowerShell: entra-workspaces completion powershell | Out-String | Invoke-Expression, in $PROFILE.',
      'It holds for a command that is installed (npm install --global), and for the shell of a sandbox.',
    ],
    args: [['<shell>', 'bash, zsh, fish or powershell', ['bash', 'zsh', 'fish', 'powershell']]],
    withoutClouds: true,
  },
  {
    name: 'version',
    summary: 'say which versions run here: of this program, Node.js and terraform',
    options: [json],
    withoutClouds: true,
  },
] as const satisfies readonly CommandRow[];

type Rows = (typeof commandTable)[number];
type Groups = Extract<Rows, { readonly commands: readonly unknown[] }>;
type Below<Row> = Row extends { readonly commands: readonly (infer Each)[] } ? Each : never;
type OptionsIn<Row> = Row extends { readonly options: infer Options } ? Options : readonly [];
type Named<Row, Name> = Row extends { readonly name: Name } ? Row : never;
type NamesIn<Row> = Row extends Groups ? `${Row['name']} ${Below<Row>['name']}` : never;

/** Names of commands that run: `plan`, `users add`. */
export type CommandName = Exclude<Rows['name'], Groups['name']> | NamesIn<Groups>;

/** The values that a command is given, typed from its row. */
export type ValuesFor<Name extends CommandName> = ValuesOf<
  OptionsIn<Name extends `${infer Outer} ${infer Inner}` ? Named<Below<Named<Rows, Outer>>, Inner> : Named<Rows, Name>>
>;

/** The program of a command. */
export type Run<Name extends CommandName> = RunCommand<ValuesFor<Name>>;
