/** Every command: the one list behind the command line, `--help` and the reference page. */
import { allowanceOptions, sinceOption } from './allowance-options.js';
import type { CommandRow, RunCommand, ValuesOf } from '../command.js';
import { personOptions } from './person-options.js';
import { packagesCommand, pipelineCommands, upgradeCommand } from './pipeline-table.js';
import {
  deployment,
  out,
  stacks,
  site,
  strict,
  synthesized,
  noRefresh,
  recoverState,
  verbose,
  autoApprove,
  terraformArgs,
  page,
  json,
} from './shared-options.js';
import { bootstrapRow } from './bootstrap-row.js';
import { endpointsRow } from './endpoints-row.js';
import { desktopsCommands } from './desktops-table.js';
import { fleetCommands } from './fleet-table.js';
import { preflightRow, statusRow } from './looking-rows.js';
import { usersCommands } from './users-table.js';

export const commandTable = [
  {
    name: 'init',
    summary: 'answer a few questions, get a repository that plans',
    description: [
      'Runs when no command is named. Nothing is written before you have seen and confirmed it.',
      'Every question has a flag, an environment variable and a key in a file of answers; flag wins over variable, variable over file.',
      'In a folder with a deployment.json it edits that deployment.',
    ],
    options: [
      { flags: '--dir <dir>', description: 'folder for the repository (default: this one)' },
      { flags: '--answers <file>', description: 'answers in a file (JSON)' },
      { flags: '--yes', description: 'take the defaults and ask nothing; never applies, never overwrites' },
      { flags: '--dry-run', description: 'show files and differences, write nothing' },
      { flags: '--resume', description: 'go on with the answers of a run that was stopped' },
      { flags: '--everything', description: 'ask everything, also what has a safe default' },
      { flags: '--force', description: 'write into a folder that is not empty, and over files that were changed' },
      { flags: '--offline', description: 'do not look at the clouds first' },
      { flags: '--package <source>', description: 'where npm gets entra-workspaces from (default: this version)' },
      json,
    ],
    moreOptions: async () => (await import('../questions/table.js')).questionOptions(),
    examples: [
      'entra-workspaces',
      'entra-workspaces --answers answers.json --yes',
      'entra-workspaces init --region eu-central-1 --users ada@contoso.com --dry-run',
    ],
  },
  {
    name: 'rehearse',
    summary: 'play the whole life of a deployment on this machine, without any cloud',
    description: [
      'Both clouds are emulated and joined; terraform is real and must be installed. No account, no cost, no trace afterwards.',
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
  {
    name: 'synth',
    summary: 'write the Terraform JSON of a deployment',
    description: ['Reads the deployment file and writes Terraform JSON. Needs no terraform, no cloud and no network.'],
    options: [
      deployment,
      out,
      {
        flags: '--compare <dir>',
        description: 'say in words what differs from a stack synthesized elsewhere, such as on the main branch',
      },
      { flags: '--markdown <file>', description: 'write what differs as Markdown, for a pull request' },
      json,
    ],
    examples: [
      'entra-workspaces synth',
      'entra-workspaces synth --compare ../main --markdown difference.md',
      'entra-workspaces synth --deployment berlin.json --out build --json',
    ],
    withoutClouds: true,
  },
  {
    name: 'plan',
    summary: 'say in words what would change in both clouds',
    description: [
      'Synthesizes, plans, and says what would be made, changed and removed, and what that risks.',
      'Ends with 1 when apply would refuse the plan: a desktop deleted or replaced that was not named, or too many at once.',
    ],
    args: terraformArgs,
    options: [
      deployment,
      stacks,
      { flags: '--out <file>', description: 'keep the plan, to apply exactly it (it holds secrets)' },
      {
        flags: '--store',
        description: 'keep the plan beside the state, for a pipeline; its digest names it, and is said first',
      },
      { flags: '--stored <digest>', description: 'plan nothing: say what a plan kept beside the state would do now' },
      synthesized,
      { flags: '--markdown <file>', description: 'write the summary as Markdown, for a pull request' },
      { flags: '--diff', description: "terraform's own listing of every attribute, too" },
      { flags: '--detailed-exitcode', description: 'end with 2 when there are changes' },
      ...allowanceOptions,
      sinceOption,
      noRefresh,
      recoverState,
      verbose,
      json,
    ],
    examples: [
      'entra-workspaces plan',
      'entra-workspaces plan --out plan.tfplan --markdown plan.md',
      'entra-workspaces plan --store',
      'entra-workspaces plan -- -target=aws_vpc.network',
    ],
  },
  {
    name: 'apply',
    summary: 'bring both clouds to what the deployment says',
    description: [
      'Plans, says what will happen, asks and applies. With a plan file it applies exactly that plan, without planning again.',
      'Looks at both clouds first, for half a minute at most, and stops at what preflight calls an error.',
      'Desktops are deleted or replaced only where their user is named.',
    ],
    args: [['[planfile-or-terraform-words...]', 'a kept plan; after --: arguments for terraform as they are']],
    options: [
      deployment,
      stacks,
      { flags: '--stored <digest>', description: 'apply the plan of this digest, which was kept beside the state' },
      synthesized,
      autoApprove,
      { flags: '--skip-preflight', description: 'do not look first for what would fail' },
      {
        flags: '--break-glass <reason>',
        description: 'on a laptop, past the pipeline: keep the reason beside the state, the next plan shows it',
      },
      { flags: '--build-again', description: 'make anew what a destroy that was stopped half-way has removed' },
      ...allowanceOptions,
      sinceOption,
      noRefresh,
      recoverState,
      verbose,
      json,
    ],
    examples: [
      'entra-workspaces apply',
      'entra-workspaces apply plan.tfplan',
      'entra-workspaces apply --stored DIGEST',
      'entra-workspaces apply --allow-remove ada@contoso.com',
      'entra-workspaces apply --break-glass "Sign-in is down since 9:40, ticket 4711"',
    ],
  },
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
  {
    name: 'doctor',
    summary: 'say what is wrong with a deployment that was applied',
    description: [
      'Looks at both clouds, reading only: root causes first, with what follows from them, what to do, and who can.',
      'With --user it follows one person from the Entra account to the managed desktop and names the first broken link; with --region it needs no deployment.',
      'Ends with 1 on an error. What may not be seen is said with the missing permission; --strict counts it.',
    ],
    options: [deployment, site, strict, page, ...personOptions, json],
    examples: [
      'entra-workspaces doctor --html doctor.html',
      'entra-workspaces doctor --user ada@contoso.com --from 203.0.113.7 --ticket',
      'entra-workspaces doctor --user WS-482913307 --region eu-central-1 --directory contoso-berlin',
    ],
  },
  statusRow,
  {
    name: 'destroy',
    summary: 'remove everything that the deployment made',
    description: [
      'Says what will be lost and has the name of the deployment typed. What existed before stays.',
      'While "protection" is true in the deployment it is refused, unless --unprotect is given.',
      'What an apply that was killed has made is taken over first, so that it goes as well.',
      'In the end it says what stays: files with secrets, and a handshake that is void.',
      'If an emptied secret stops the plan: --no-refresh.',
    ],
    args: terraformArgs,
    options: [
      deployment,
      stacks,
      autoApprove,
      { flags: '--unprotect', description: 'also what "protection" guards: directories and keys' },
      { flags: '--adopt', description: 'take over first what exists without the state knowing of it' },
      { flags: '--remove-files', description: 'in the end remove the files that still hold secrets' },
      { flags: '--forget-handshake', description: 'in the end take the handshake, then void, out of the deployment' },
      noRefresh,
      recoverState,
      verbose,
      json,
    ],
    examples: ['entra-workspaces destroy', 'entra-workspaces destroy --auto-approve'],
  },
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
  {
    name: 'schema',
    summary: 'print the JSON Schema of the deployment file, or of allow.json',
    options: [{ flags: '--allow', description: 'of allow.json: who may lose a desktop' }],
    withoutClouds: true,
  },
  {
    name: 'eject',
    summary: 'write plain Terraform JSON that needs nothing of ours',
    description: ['The way out: the same stack on the same state, with a README, to go on with Terraform alone.'],
    options: [
      deployment,
      { flags: '--out <dir>', description: 'folder for it (default: terraform)' },
      { flags: '--force', description: 'write into a folder that is not empty' },
      json,
    ],
    withoutClouds: true,
  },
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
