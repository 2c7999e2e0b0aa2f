/** `plan`, `apply` and `destroy`: what runs terraform on a deployment. */
import { allowanceOptions, sinceOption } from './allowance-options.js';
import type { CommandRow } from '../command.js';
import {
  deployment,
  stacks,
  synthesized,
  noRefresh,
  recoverState,
  verbose,
  autoApprove,
  terraformArgs,
  json,
} from '../shared-options.js';

export const planRow = {
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
    'entra-workspaces plan -- "-target=aws_vpc.network"',
  ],
} as const satisfies CommandRow;

export const applyRow = {
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
    { flags: '--second-of-name', description: 'make a second deployment of a name that is taken in these clouds' },
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
} as const satisfies CommandRow;

export const destroyRow = {
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
} as const satisfies CommandRow;
