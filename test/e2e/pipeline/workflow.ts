/**
 * Runs a workflow of GitHub Actions on this machine: the one of the commit that an event is about, each job in a clean clone,
 * each `run:` step by bash, in order. In place of the actions stand local ones.
 */
import { spawn, execFileSync } from 'node:child_process';
import { cpSync, mkdirSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { asksForStatus, evaluate, filledIn, type Context } from './expression.js';
import type { Claims, Services } from './services.js';

type Result = 'success' | 'failure' | 'skipped';

interface Step {
  readonly name?: string;
  readonly id?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly with?: Record<string, unknown>;
  readonly run?: string;
  readonly 'working-directory'?: string;
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
  readonly on: Record<string, { readonly branches?: readonly string[] } | null>;
  readonly env: Record<string, string | number>;
  readonly jobs: Record<string, Job>;
}

export interface Event {
  readonly name: 'pull_request' | 'push' | 'workflow_dispatch' | 'schedule';
  readonly ref: string;
  /** @default where the ref is now; a run that is repeated keeps its own */
  readonly sha?: string;
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

/** An environment of the repository: which refs get in, and what its reviewers say. */
export interface Environment {
  readonly refs: readonly string[];
  readonly approve: (run: Readonly<Record<string, JobRun>>) => boolean;
}

export interface Machine {
  readonly services: Services;
  readonly repository: string;
  readonly repositoryId: string;
  /** What subjects of the repository begin with. */
  readonly prefix: string;
  /** The bare repository. */
  readonly origin: string;
  /** Environment of each step, beneath what the workflow says. */
  readonly env: NodeJS.ProcessEnv;
  /** Called with the folder of a job before its first step. */
  readonly prepare: (folder: string) => NodeJS.ProcessEnv;
  readonly environments: Readonly<Record<string, Environment>>;
  /** Called between two jobs. */
  readonly between?: (done: string) => void;
  /** Called at the end with the folder of what the jobs kept for each other, and for people. */
  readonly kept?: (artifacts: string) => void;
}

const workflowPath = '.github/workflows/desktops.yml';

/** Runs every job of the workflow for an event, those that need others after them. Nothing where it is not for this event. */
export async function runWorkflow(event: Event, machine: Machine): Promise<Record<string, JobRun>> {
  const sha = event.sha ?? git(machine.origin, 'rev-parse', event.ref);
  const workflow = parse(git(machine.origin, 'show', `${sha}:${workflowPath}`)) as Workflow;
  const trigger = workflow.on[event.name];
  if (trigger === undefined) return {};
  if (event.name === 'push' && trigger?.branches?.every((branch) => event.ref !== `refs/heads/${branch}`)) return {};
  const artifacts = await mkdtemp(join(tmpdir(), 'entra-workspaces-artifacts-'));
  const runs: Record<string, JobRun> = {};
  try {
    for (const [id, job] of Object.entries(workflow.jobs)) {
      runs[id] = await runJob(workflow, job, { ...event, sha }, machine, runs, artifacts);
      machine.between?.(id);
    }
    machine.kept?.(artifacts);
    return runs;
  } finally {
    await rm(artifacts, { recursive: true, force: true });
  }
}

/**
 * What a token of a job says. Sources: https://docs.github.com/en/actions/reference/security/oidc; a pull request's ref is that
 * of its merge.
 */
export function claimsOf(
  event: Event,
  { repository, repositoryId, prefix }: Pick<Machine, 'repository' | 'repositoryId' | 'prefix'>,
  environment?: string,
): Claims {
  const context =
    environment !== undefined
      ? `environment:${environment.replaceAll(':', '%3A')}`
      : event.name === 'pull_request'
        ? 'pull_request'
        : `ref:${event.ref}`;
  return {
    sub: `${prefix}:${context}`,
    ref: event.ref,
    repository,
    repository_id: repositoryId,
    actor: event.actor ?? 'ada',
    event_name: event.name,
    ...(environment === undefined ? {} : { environment }),
  };
}

async function runJob(
  workflow: Workflow,
  job: Job,
  event: Event & { readonly sha: string },
  machine: Machine,
  before: Readonly<Record<string, JobRun>>,
  artifacts: string,
): Promise<JobRun> {
  const skipped: JobRun = { result: 'skipped', log: '', summary: '', outputs: {} };
  const { services, repository, origin } = machine;
  const folder = await mkdtemp(join(tmpdir(), 'entra-workspaces-job-'));
  const own = await mkdtemp(join(tmpdir(), 'entra-workspaces-runner-'));
  const outputs: Record<string, Record<string, string>> = {};
  let result: Result = 'success';
  const needed = job.needs === undefined ? undefined : before[job.needs];
  const names: Record<string, unknown> = {
    github: {
      event_name: event.name,
      ref: event.ref,
      sha: event.sha,
      actor: event.actor ?? 'ada',
      repository,
      run_id: '4711',
      workspace: folder,
      token: services.apiToken(job.permissions),
      event: event.payload ?? {},
    },
    inputs: event.inputs ?? {},
    env: workflow.env,
    runner: { temp: own },
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
  const filled = (text: unknown): string => filledIn(String(text), context);
  try {
    if (job.if !== undefined && !evaluate(job.if, context)) return skipped;
    if (needed && needed.result !== 'success' && !asksForStatus(job.if ?? '')) return skipped;
    if (job.environment !== undefined) {
      const rule = machine.environments[job.environment];
      // A name that nobody made is made by the run, without any rule; no cloud trusts it.
      if (rule !== undefined && !rule.refs.some((ref) => ref === event.ref || matches(ref, event.ref))) {
        const log = `Branch "${event.ref}" is not allowed to deploy to ${job.environment} due to environment protection rules.`;
        return { ...skipped, result: 'failure', log };
      }
      if (rule !== undefined && !rule.approve(before)) return { ...skipped, result: 'failure', log: 'not approved' };
    }
    const identity =
      job.permissions['id-token'] === 'write' ? services.identityFor(claimsOf(event, machine, job.environment)) : {};
    const files = { summary: join(own, 'summary.md'), script: join(own, 'script.sh'), output: join(own, 'output') };
    await writeFile(files.summary, '');
    let log = '';
    let prepared: NodeJS.ProcessEnv = {};
    for (const step of job.steps) {
      const condition = step.if?.replace(/^\$\{\{(.*)\}\}$/s, '$1').trim();
      const goesOn = condition !== undefined && asksForStatus(condition) ? true : result === 'success';
      if (!goesOn || (condition !== undefined && !evaluate(condition, context))) continue;
      if (step.uses !== undefined) {
        const action = step.uses.split('@')[0];
        if (action === 'actions/checkout') {
          cloneAt(origin, folder, event.sha);
          prepared = machine.prepare(folder);
        }
        if (action === 'actions/upload-artifact') {
          cpSync(join(folder, filled(step.with?.['path'])), join(artifacts, filled(step.with?.['name'])), {
            recursive: true,
          });
        }
        if (action === 'actions/download-artifact') {
          const to = filled(step.with?.['path']);
          mkdirSync(to, { recursive: true });
          cpSync(join(artifacts, filled(step.with?.['name'])), to, { recursive: true });
        }
        continue;
      }
      const given = Object.entries({ ...workflow.env, ...job.env, ...step.env });
      await writeFile(files.script, filled(step.run ?? ''));
      await writeFile(files.output, '');
      const cwd = step['working-directory'] === undefined ? folder : filled(step['working-directory']);
      const { code, output } = await bash(['-e', files.script], cwd, {
        ...machine.env,
        ...prepared,
        ...identity,
        RUNNER_TEMP: own,
        GITHUB_API_URL: services.url,
        GITHUB_SERVER_URL: 'https://github.com',
        GITHUB_REPOSITORY: repository,
        GITHUB_EVENT_NAME: event.name,
        GITHUB_REF: event.ref,
        GITHUB_SHA: event.sha,
        GITHUB_RUN_ID: '4711',
        GITHUB_TRIGGERING_ACTOR: event.actor ?? 'ada',
        GITHUB_STEP_SUMMARY: files.summary,
        GITHUB_OUTPUT: files.output,
        CI: 'true',
        GITHUB_ACTIONS: 'true',
        ...Object.fromEntries(given.map(([name, value]) => [name, filled(value)])),
      });
      log += `== ${step.name ?? ''}\n${output}`;
      if (step.id !== undefined) {
        const lines = (await readFile(files.output, 'utf8')).split('\n').filter(Boolean);
        outputs[step.id] = Object.fromEntries(lines.map((line) => line.split(/=(.*)/s).slice(0, 2)));
      }
      if (code !== 0) result = 'failure';
    }
    const answers = Object.entries(job.outputs ?? {}).map(([name, text]) => [name, filled(text)]);
    return { result, log, summary: await readFile(files.summary, 'utf8'), outputs: Object.fromEntries(answers) };
  } finally {
    for (const each of [folder, own]) await rm(each, { recursive: true, force: true });
  }
}

/** A branch pattern of an environment. */
export function matches(pattern: string, ref: string): boolean {
  return new RegExp(
    `^${pattern
      .split('*')
      .map((part) => part.replaceAll(/[.+?^$()[\]{}|\\]/g, '\\$&'))
      .join('[^/]*')}$`,
  ).test(ref);
}

export async function bash(
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

/** A clone of a repository on this machine, at any of its commits: it holds every object, those of no branch, too. */
export function cloneAt(origin: string, folder: string, sha: string): void {
  git('.', 'clone', '--quiet', '--no-checkout', origin, folder);
  git(folder, 'checkout', '--quiet', '--detach', sha);
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
