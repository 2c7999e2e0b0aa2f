/** `bootstrap` as the table has it. */
import { levels } from '../../domain/pipeline-level.js';
import type { CommandRow, OptionDescription } from '../command.js';
import { autoApprove, deployment, json, verbose } from '../shared-options.js';

const options = [
  deployment,
  { flags: '--print', description: 'say what it makes, by whose rights and at which level; make nothing' },
  {
    flags: '--laptop',
    description: 'the place of the state alone, for people who apply on a laptop: no repository, no pipeline',
  },
  {
    flags: '--intune',
    description: 'with --laptop: an application that signs in for Intune alone, and a certificate of yours for it',
  },
  {
    flags: '--certificate <file>',
    description: 'with --intune: where the certificate lies (default: ~/.entra-workspaces/NAME-intune.pfx)',
  },
  {
    flags: '--host <host>',
    description: 'what runs the pipeline, where the deployment names none (default: github)',
    choices: ['github', 'gitlab', 'azureDevOps'],
  },
  {
    flags: '--repository <name>',
    description:
      'OWNER/REPOSITORY, of GitLab GROUP/PROJECT or its address, of Azure DevOps ORGANIZATION/PROJECT/REPOSITORY (default: of the deployment, or the remote of this clone)',
  },
  {
    flags: '--host-url <address>',
    description: 'address of a GitLab of your own, where --repository is a name alone, or it lies below a path',
  },
  {
    flags: '--host-issuer <address>',
    description: 'who signs the tokens of its jobs, where that is another address (ci_id_tokens_issuer_url)',
  },
  { flags: '--environment <name>', description: 'environment whose reviewers approve (default: production)' },
  {
    flags: '--reviewer <name>',
    description:
      'login, ORGANIZATION/TEAM, or of GitLab the path of a group, who approves; of Azure DevOps the address of a person, or a group; up to six times',
    repeatable: true,
  },
  {
    flags: '--level <level>',
    description: 'what an apply waits for, where it is to be less than the host could enforce',
    choices: levels,
  },
  {
    flags: '--entra-rights <rights>',
    description: 'what the pipeline may do in Entra (default: of the deployment, daily for a new pipeline)',
    choices: ['daily', 'whole'],
  },
  {
    flags: '--bucket <name>',
    description: 'bucket of the state, where the deployment names none (default: NAME-state-ACCOUNT)',
  },
  {
    flags: '--location <name>',
    description: 'for a state in Azure: where its storage account is made (default: of its resource group)',
  },
  {
    flags: '--subject <identity=subject>',
    description: 'main-plan=… or apply=…: whom to trust, for a repository that makes subjects of its own',
    repeatable: true,
  },
  {
    flags: '--only <part>',
    description: 'one part, by somebody who has rights there alone',
    choices: ['repository', 'azure', 'aws', 'entra'],
  },
  { flags: '--hand-over <file>', description: 'what one person hands to the next (default: bootstrap.json)' },
  { flags: '--no-consent', description: 'consent to nothing in Entra: print a link for somebody who may' },
  { flags: '--undo', description: 'take it away again, trust first; the state stays' },
  { flags: '--delete-state <name>', description: 'with --undo: the bucket or storage account, too, its name repeated' },
  { flags: '--by-hand', description: 'print what does the same by hand, for roles and applications of your own' },
  autoApprove,
  verbose,
  json,
] as const satisfies readonly OptionDescription[];

export const bootstrapRow = {
  name: 'bootstrap',
  summary: 'make the pipeline: rules of the repository, state, identities in both clouds',
  description: [
    'On GitHub, GitLab (`--host gitlab`) or Azure DevOps (`--host azureDevOps`; AWS experimental there), with the state in S3 or in Azure. Makes the rules of the repository first, then the state, identities that trust nobody, their rights, and the trust last; reads it all back. Repeated, it changes nothing that is right.',
    'Nothing is taken over by its name. A run that was killed is finished by the next one.',
    '`--laptop` makes bucket and key of the state alone and writes `state` of the deployment, for people who apply on a laptop; a pipeline may follow with the same state.',
    'Signs in to GitHub with GH_TOKEN or as gh does, to GitLab with GITLAB_TOKEN or as glab does, to Azure DevOps with AZURE_DEVOPS_EXT_PAT or by az login, to AWS and Entra as terraform does.',
  ],
  options,
  examples: [
    'entra-workspaces bootstrap --print',
    'entra-workspaces bootstrap --repository contoso/desktops --reviewer contoso/platform',
    'entra-workspaces bootstrap --host gitlab --repository contoso/it/desktops --reviewer contoso/platform',
    'entra-workspaces bootstrap --host gitlab --host-url https://git.contoso.com --repository it/desktops --reviewer it/platform',
    'entra-workspaces bootstrap --host azureDevOps --repository contoso/Desktops --reviewer grace@contoso.com',
    'entra-workspaces bootstrap --only entra',
    'entra-workspaces bootstrap --laptop',
    'entra-workspaces bootstrap --laptop --intune',
    'entra-workspaces bootstrap --undo',
  ],
} as const satisfies CommandRow;
