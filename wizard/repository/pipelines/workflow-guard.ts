/**
 * The workflow that runs is the one that deployment.json asks for. The file is data, reviewed by fewer people than the workflow:
 * a merge that edits `pipeline` in it alone must not leave a job that applies where none should, or make the commands believe
 * in reviewers that the workflow never asks. What decides that is compared, job by job; what else its owner changed in the
 * workflow (runner, versions of actions, steps, jobs of their own) is theirs.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Deployment } from '../../../deployment/schema.js';
import { Failure } from '../../terminal/failure.js';
import { githubWorkflow, githubWorkflowPath } from './github.js';

/** Lines of a job that say when it runs, after what, behind which environment and as whom. */
const decisive = /^ {4}(if|needs|environment): |^ {6}(AWS_ROLE_ARN|ARM_TENANT_ID|ARM_CLIENT_ID): |^ {6}id-token: /;
/** Jobs that there are at some levels and not at others. */
const ours = ['apply', 'pull-request-plan', 'main-plan', 'report'];

/**
 * Before a job does anything with its identity. Nothing where the repository holds no workflow of ours.
 * @param folder of deployment.json
 * @throws Failure that names each difference
 */
export function refuseOtherWorkflow(deployment: Deployment, folder: string): void {
  const committed = readIf(join(folder, githubWorkflowPath));
  if (committed === undefined) return;
  const { pipeline } = deployment;
  const { github } = pipeline ?? {};
  const asked = github === undefined ? '' : githubWorkflow(deployment, github, { source: '' });
  const differences = differencesOf(partsOf(committed), partsOf(asked));
  if (differences.length === 0) return;
  throw new Failure(`${githubWorkflowPath} is not the workflow that \`pipeline\` in deployment.json asks for.`, [
    ...differences,
    'One of both was changed alone. Where deployment.json is right: npx entra-workspaces init writes the workflow anew; commit both.',
    'Where the workflow is right: put `pipeline` in deployment.json back.',
  ]);
}

type Parts = ReadonlyMap<string, readonly string[]>;

/** What decides, by job; and by which events the workflow is started by hand. */
function partsOf(workflow: string): Parts {
  const parts = new Map<string, string[]>();
  let job: string | undefined;
  let inJobs = false;
  for (const line of workflow.split(/\r?\n/)) {
    if (/^\S/.test(line)) inJobs = line === 'jobs:';
    if (!inJobs) {
      if (/^ {2}workflow_dispatch:/.test(line)) parts.set('on', ['workflow_dispatch']);
      continue;
    }
    const [, id] = /^ {2}([\w-]+):\s*$/.exec(line) ?? [];
    if (id !== undefined) {
      job = id;
      if (ours.includes(id)) parts.set(id, []);
    } else if (job !== undefined && decisive.test(line)) parts.get(job)?.push(line.trim());
  }
  return parts;
}

function differencesOf(committed: Parts, asked: Parts): string[] {
  return ['on', ...ours].flatMap((part) => {
    const [there, wanted] = [committed.get(part), asked.get(part)];
    const name = part === 'on' ? 'start by hand' : `job ${part}`;
    if (there === undefined && wanted === undefined) return [];
    if (there === undefined) return [`${name}: deployment.json asks for it, the workflow has none`];
    if (wanted === undefined) return [`${name}: the workflow has it, deployment.json does not ask for it`];
    const only = (some: readonly string[], others: readonly string[]): string =>
      some.filter((line) => !others.includes(line)).join(', ') || 'nothing';
    return there.join('\n') === wanted.join('\n')
      ? []
      : [`${name}: the workflow says ${only(there, wanted)}; deployment.json asks for ${only(wanted, there)}`];
  });
}

function readIf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}
