/** Runs a workflow of GitHub Actions on this machine: each job in a clean clone, each `run:` step by bash, in order. */
import { spawn, execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { asksForStatus, evaluate, filledIn, type Context } from './expression.js';
import type { Services } from './services.js';

type Result = 'success' | 'failure' | 'skipped';

interface Step {
  readonly name?: string;
  readonly id?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly with?: Record<string, unknown>;
  readonly run?: string;
  readonly shell?: string;
  readonly env?: Record<string, string>;
}

interface Job {
  readonly name: string;
  readonly if?: string;
  readonly needs?: string;
  readonly permissions: Record<string, string>;
  readonly environment?: string;
  readonly outputs?: Record<string, string>;
  readonly env?: Record<string, string>;
  readonly steps: readonly Step[];
}

export interface Workflow {
  readonly permissions: Record<string, string>;
  readonly env: Record<string, string | number>;
  readonly jobs: Record<string, Job>;
}

export interface Event {
  readonly name: 'pull_request' | 'push' | 'workflow_dispatch' | 'schedule';
  readonly ref: string;
  /** `github.event`. */
  readonly payload?: object;
  readonly inputs?: Record<string, string>;
  readonly actor?: string;
}

export interface JobRun {
  readonly result: Result;
  /** All that its steps printed. */
  readonly log: string;
  readonly summary: string;
  readonly outputs: Record<string, string>;
}

export interface Machine {
  readonly services: Services;
  readonly repository: string;
  /** The bare repository. */
  readonly origin: string;
  /** Environment of each step, beneath what the workflow says. */
  readonly env: NodeJS.ProcessEnv;
  /** Called with the folder of a job before its first step. */
  readonly prepare: (folder: string) => void;
  /** What a person says to a job that waits for approval. */
  readonly approve: (environment: string) => boolean;
}

export function readWorkflow(text: string): Workflow {
  return parse(text) as Workflow;
}

/** Runs every job of the workflow for an event, those that need others after them. */
export async function runWorkflow(workflow: Workflow, event: Event, machine: Machine): Promise<Record<string, JobRun>> {
  const runs: Record<string, JobRun> = {};
  for (const [id, job] of Object.entries(workflow.jobs)) runs[id] = await runJob(workflow, job, event, machine, runs);
  return runs;
}

async function runJob(
  workflow: Workflow,
  job: Job,
  event: Event,
  machine: Machine,
  before: Readonly<Record<string, JobRun>>,
): Promise<JobRun> {
  const skipped: JobRun = { result: 'skipped', log: '', summary: '', outputs: {} };
  const { services, repository, origin } = machine;
  const sha = git(origin, 'rev-parse', event.ref);
  const token = services.apiToken(job.permissions['pull-requests'] === 'write');
  const outputs: Record<string, Record<string, string>> = {};
  let result: Result = 'success';
  const needed = job.needs === undefined ? undefined : before[job.needs];
  const names: Record<string, unknown> = {
    github: {
      event_name: event.name,
      ref: event.ref,
      sha,
      actor: event.actor ?? 'ada',
      repository,
      run_id: '4711',
      server_url: 'https://github.com',
      token,
      event: event.payload ?? {},
    },
    inputs: event.inputs ?? {},
    env: workflow.env,
    needs: job.needs === undefined ? {} : { [job.needs]: needed },
  };
  const context: Context = {
    lookUp: (name) =>
      name.startsWith('steps.')
        ? outputs[name.split('.')[1] ?? '']?.[name.split('.')[3] ?? '']
        : name
            .split('.')
            .reduce<unknown>((value, part) => (value as Record<string, unknown> | undefined)?.[part], names),
    status: (name) =>
      ({ always: true, cancelled: false, failure: result === 'failure', success: result === 'success' })[name] ??
      fail(`no such function: ${name}`),
  };
  if (job.if !== undefined && !evaluate(job.if, context)) return skipped;
  if (needed && needed.result !== 'success' && !asksForStatus(job.if ?? '')) return skipped;
  if (job.environment !== undefined && !machine.approve(job.environment)) return { ...skipped, result: 'failure' };

  const folder = await mkdtemp(join(tmpdir(), 'entra-workspaces-job-'));
  const own = await mkdtemp(join(tmpdir(), 'entra-workspaces-runner-'));
  const summaryFile = join(own, 'summary.md');
  const scriptFile = join(own, 'script.sh');
  const outputFile = join(own, 'output');
  await writeFile(summaryFile, '');
  let log = '';
  try {
    const subject =
      job.environment !== undefined
        ? `repo:${repository}:environment:${job.environment}`
        : event.name === 'pull_request'
          ? `repo:${repository}:pull_request`
          : `repo:${repository}:ref:${event.ref}`;
    const identity = job.permissions['id-token'] === 'write' ? services.identityFor(subject) : {};
    for (const step of job.steps) {
      const condition = step.if?.replace(/^\$\{\{(.*)\}\}$/s, '$1').trim();
      const goesOn = condition !== undefined && asksForStatus(condition) ? true : result === 'success';
      if (!goesOn || (condition !== undefined && !evaluate(condition, context))) continue;
      if (step.uses !== undefined) {
        if (step.uses.startsWith('actions/checkout@')) {
          git('.', 'clone', '--quiet', origin, folder);
          git(folder, 'fetch', '--quiet', 'origin', event.ref);
          git(folder, 'checkout', '--quiet', 'FETCH_HEAD');
          machine.prepare(folder);
        }
        continue;
      }
      const given = Object.entries({ ...workflow.env, ...job.env, ...step.env });
      await writeFile(scriptFile, filledIn(step.run ?? '', context));
      await writeFile(outputFile, '');
      const options = step.shell === 'bash' ? ['--noprofile', '--norc', '-eo', 'pipefail'] : ['-e'];
      const { code, output } = await bash([...options, scriptFile], folder, {
        ...machine.env,
        ...identity,
        GITHUB_API_URL: services.url,
        GITHUB_REPOSITORY: repository,
        GITHUB_STEP_SUMMARY: summaryFile,
        GITHUB_OUTPUT: outputFile,
        CI: 'true',
        GITHUB_ACTIONS: 'true',
        ...Object.fromEntries(given.map(([name, value]) => [name, filledIn(String(value), context)])),
      });
      log += `== ${step.name ?? ''}\n${output}`;
      if (step.id !== undefined) {
        const lines = (await readFile(outputFile, 'utf8')).split('\n').filter(Boolean);
        outputs[step.id] = Object.fromEntries(lines.map((line) => line.split(/=(.*)/s).slice(0, 2)));
      }
      if (code !== 0) result = 'failure';
    }
    const answers = Object.entries(job.outputs ?? {}).map(([name, text]) => [name, filledIn(text, context)]);
    return { result, log, summary: await readFile(summaryFile, 'utf8'), outputs: Object.fromEntries(answers) };
  } finally {
    for (const each of [folder, own]) await rm(each, { recursive: true, force: true });
  }
}

async function bash(
  words: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
): Promise<{ code: number; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn('bash', words, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/** Runs git as nobody in particular. */
export function git(folder: string, ...words: readonly string[]): string {
  const who = ['-c', 'user.name=ada', '-c', 'user.email=ada@contoso.com', '-c', 'commit.gpgsign=false'];
  return execFileSync('git', [...who, ...words], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trim();
}

function fail(message: string): never {
  throw new Error(message);
}
