/** `init`, `synth`, `schema` and `eject`: what writes files. */
import type { CommandRow } from '../command.js';
import { deployment, out, stacks, json } from '../shared-options.js';

export const initRow = {
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
} as const satisfies CommandRow;

export const synthRow = {
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
} as const satisfies CommandRow;

export const schemaRow = {
  name: 'schema',
  summary: 'print the JSON Schema of the deployment file, or of allow.json',
  options: [{ flags: '--allow', description: 'of allow.json: who may lose a desktop' }],
  withoutClouds: true,
} as const satisfies CommandRow;

export const ejectRow = {
  name: 'eject',
  summary: 'write plain Terraform JSON that needs nothing of ours',
  description: ['The way out: the same stack on the same state, with a README, to go on with Terraform alone.'],
  options: [
    deployment,
    { flags: '--out <dir>', description: 'folder for it (default: terraform)' },
    stacks,
    { flags: '--force', description: 'write into a folder that is not empty' },
    json,
  ],
  withoutClouds: true,
} as const satisfies CommandRow;
