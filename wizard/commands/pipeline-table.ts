/** `pipeline` and its commands: what the jobs of a pipeline call, the same on every host. */
import type { CommandRow } from '../command.js';
import { deployment, json } from '../shared-options.js';

export const pipelineCommands = {
  name: 'pipeline',
  summary: 'what the jobs of a pipeline call: check, plan, apply, report',
  description: [
    'The files of a host hold no program: each job gets this package, known by its content, and calls one of these.',
    'They know GitHub Actions, GitLab CI/CD and Azure Pipelines by their environment, and show what they found with the run.',
  ],
  commands: [
    {
      name: 'check',
      summary: 'a proposed change, without any identity: packages, deployment, and what differs from main in words',
      description: [
        'Synthesizes main by its own code before any of the change runs, and compares.',
        'Packages are installed only where main.ts was changed, after .npmrc and package-lock.json were looked at.',
        'Where .checkov.yaml is committed, checkov scans what was synthesized by those settings: the one on the PATH, or the one that .checkov.requirements.txt names by hash. A scan that is asked for and did not take place fails; that none is asked for is said.',
        'A job that has an identity in a cloud is refused. On a laptop it does the same without comparing.',
      ],
      options: [
        deployment,
        { flags: '--out <dir>', description: 'folder for the synthesized stacks (default: cdktf.out)' },
        json,
      ],
      withoutClouds: true,
    },
    {
      name: 'plan',
      summary: 'plan what is on main, and keep the plan beside the state',
      description: [
        'Waits for the lock of the state, marks what is from this merge, shows the summary with the run and tells the next job the digest.',
        'Gets terraform by itself, known by its hash, where this very version is not on PATH.',
      ],
      options: [
        deployment,
        {
          flags: '--pull-request',
          description: 'plan a pull request that a person released: no lock is taken, nothing is kept',
        },
      ],
    },
    {
      name: 'apply',
      summary: 'apply the plan of a digest, as it was looked at',
      args: [['<digest>', 'of the plan, from the summary of the run that planned']],
      options: [deployment],
    },
    {
      name: 'report',
      summary: 'compare both clouds with the deployment, look for what is wrong or about to end, and tell somebody',
      description: [
        'Plans without keeping anything, asks the rules of doctor (secrets, tokens and certificates that are about to end among them), and shows both with the run.',
        'Keeps one issue (a work item on Azure DevOps): opened where something needs a look, brought up to date, closed when all is well. What a person opened is never touched.',
        'Ends with 1 when it could not look or could tell nobody.',
      ],
      options: [deployment, json],
    },
  ],
} as const satisfies CommandRow;

export const packagesCommand = {
  name: 'packages',
  summary: 'say whether npm would fetch or run anything but what the lock file names',
  description: [
    'Reads .npmrc and package-lock.json, before npm does. A pipeline looks so, too; no cloud and no network.',
    'Ends with 1 on a setting that is no registry, and on a package that does not come by https with an integrity.',
  ],
  options: [deployment, json],
} as const satisfies CommandRow;

export const upgradeCommand = {
  name: 'upgrade',
  summary: 'bring a repository to this version: deployment file and generated files',
  description: [
    'Shows the difference, then writes. Brings the deployment file up to its present form and renews files that are as they were generated.',
    'What its owner changed or deleted is never touched: what this version would have written is shown beside it.',
    'No cloud is called. Look at the difference and at entra-workspaces plan before you commit.',
  ],
  options: [
    { flags: '--dir <dir>', description: 'folder of the repository (default: this one)' },
    { flags: '--yes', description: 'do not ask' },
    { flags: '--dry-run', description: 'show files and differences, write nothing' },
    { flags: '--package <source>', description: 'where npm gets entra-workspaces from (default: this version)' },
    json,
  ],
  examples: ['npx entra-workspaces@latest upgrade', 'entra-workspaces upgrade --dry-run'],
  withoutClouds: true,
} as const satisfies CommandRow;
