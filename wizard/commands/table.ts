/** Every command: the one list behind the command line, `--help` and the reference page. */
import { allowanceOptions } from './allowances.js';
import type { CommandDescription } from './command.js';
import { personOptions } from './person-options.js';
import {
  deployment,
  out,
  stacks,
  site,
  strict,
  noRefresh,
  verbose,
  autoApprove,
  words,
  page,
  json,
} from './shared-options.js';
import { usersCommands } from './users-table.js';

export const commandTable: readonly CommandDescription[] = [
  {
    name: 'init',
    summary: 'answer a few questions, get a repository that plans',
    description: [
      'Runs when no command is named. Nothing is written before you have seen and confirmed it.',
      'Every question has a flag, an environment variable and a key in a file of answers; flag wins over variable, variable over file.',
      'In a folder with a deployment.json it edits that deployment.',
    ],
    options: async () => {
      const { questionOptions } = await import('../questions/table.js');
      return [
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
        ...questionOptions(),
      ];
    },
    examples: [
      'entra-workspaces',
      'entra-workspaces --answers answers.json --yes',
      'entra-workspaces init --region eu-central-1 --users ada@contoso.com --dry-run',
    ],
    load: () => import('./init.js'),
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
      { flags: '--keep', description: 'leave both clouds up in the end, and say how to talk to them' },
      verbose,
      json,
    ],
    examples: ['entra-workspaces rehearse', 'entra-workspaces rehearse --deployment deployment.json --keep'],
    load: () => import('./rehearse.js'),
  },
  {
    name: 'synth',
    summary: 'write the Terraform JSON of a deployment',
    description: ['Reads the deployment file and writes Terraform JSON. Needs no terraform, no cloud and no network.'],
    options: [deployment, out, json],
    examples: ['entra-workspaces synth', 'entra-workspaces synth --deployment berlin.json --out build --json'],
    load: () => import('./synth.js'),
  },
  {
    name: 'plan',
    summary: 'say in words what would change in both clouds',
    description: [
      'Synthesizes, plans, and says what would be made, changed and removed, and what that risks.',
      'Ends with 1 when apply would refuse the plan: a desktop deleted or replaced that was not named, or too many at once.',
    ],
    words,
    options: [
      deployment,
      stacks,
      { flags: '--out <file>', description: 'keep the plan, to apply exactly it (it holds secrets)' },
      {
        flags: '--store <name>',
        description:
          'keep the plan beside the state, for a pipeline; the name says what was planned, such as a git tree',
      },
      { flags: '--stored <name>', description: 'plan nothing: say what a plan kept beside the state would do now' },
      { flags: '--markdown <file>', description: 'write the summary as Markdown, for a pull request' },
      { flags: '--diff', description: "terraform's own listing of every attribute, too" },
      { flags: '--detailed-exitcode', description: 'end with 2 when there are changes' },
      ...allowanceOptions,
      noRefresh,
      verbose,
      json,
    ],
    examples: [
      'entra-workspaces plan',
      'entra-workspaces plan --out plan.tfplan --markdown plan.md',
      'entra-workspaces plan --store "$(git rev-parse HEAD^{tree})"',
      'entra-workspaces plan -- -target=aws_vpc.network',
    ],
    load: () => import('./plan.js'),
  },
  {
    name: 'apply',
    summary: 'bring both clouds to what the deployment says',
    description: [
      'Plans, says what will happen, asks and applies. With a plan file it applies exactly that plan, without planning again.',
      'Looks at both clouds first, for half a minute at most, and stops at what preflight calls an error.',
      'Desktops are deleted or replaced only where their user is named.',
    ],
    words: [['[planfile-or-terraform-words...]', 'a kept plan; after --: arguments for terraform as they are']],
    options: [
      deployment,
      stacks,
      { flags: '--stored <name>', description: 'apply the plan that was kept beside the state under this name' },
      autoApprove,
      { flags: '--skip-preflight', description: 'do not look first for what would fail' },
      ...allowanceOptions,
      noRefresh,
      verbose,
      json,
    ],
    examples: [
      'entra-workspaces apply',
      'entra-workspaces apply plan.tfplan',
      'entra-workspaces apply --stored "$(git rev-parse HEAD^{tree})"',
      'entra-workspaces apply --allow-remove ada@contoso.com',
    ],
    load: () => import('./apply.js'),
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
    load: () => import('./connect.js'),
  },
  {
    name: 'preflight',
    summary: 'find what would make an apply fail, before it costs an hour',
    description: [
      'Looks at both clouds, reading only, and asks every rule that can be told before an apply.',
      'Ends with 1 on an error. What may not be seen is said with the missing permission; --strict counts it.',
    ],
    options: [deployment, site, strict, page, json],
    examples: ['entra-workspaces preflight', 'entra-workspaces preflight --site berlin --html preflight.html'],
    load: () => import('./preflight.js'),
  },
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
    load: () => import('./doctor.js'),
  },
  {
    name: 'destroy',
    summary: 'remove everything that the deployment made',
    description: [
      'Says what will be lost and has the name of the deployment typed. What existed before stays.',
      'While "protection" is true in the deployment, directories and keys are refused: set it to false and apply first.',
      'If an emptied secret stops the plan: --no-refresh.',
    ],
    words,
    options: [deployment, stacks, autoApprove, noRefresh, verbose, json],
    examples: ['entra-workspaces destroy', 'entra-workspaces destroy --auto-approve'],
    load: () => import('./destroy.js'),
  },
  usersCommands,
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
      verbose,
      json,
    ],
    examples: ['entra-workspaces adopt', 'entra-workspaces adopt --json'],
    load: () => import('./adopt.js'),
  },
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
    load: () => import('./permissions.js'),
  },
  {
    name: 'schema',
    summary: 'print the JSON Schema of the deployment file',
    load: () => import('./schema.js'),
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
    load: () => import('./eject.js'),
  },
];

/** The command that runs when none is named. */
export const defaultCommand = 'init';
