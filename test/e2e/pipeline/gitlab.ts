/**
 * Runs a pipeline of GitLab CI/CD on this machine: the jobs of the commit that an event is about, stage by stage, each in a
 * clean clone, its lines by bash, in order. A keyword or a rule that is not known here is an error. Sources:
 * https://docs.gitlab.com/ci/yaml, https://docs.gitlab.com/ci/variables/predefined_variables,
 * https://docs.gitlab.com/ci/secrets/id_token_authentication (claims).
 */
import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import type { GitlabHost } from './gitlab-host.js';
import type { Claims } from './services.js';
import { bash, cloneAt, git, matches, type Event, type JobRun, type Machine } from './workflow.js';

interface Rule {
  readonly if: string;
  readonly when?: 'manual';
  readonly allow_failure?: boolean;
}

interface Job {
  readonly stage: string;
  readonly timeout: string;
  readonly rules?: readonly Rule[];
  readonly needs?: readonly string[];
  readonly environment?: { readonly name: string };
  readonly id_tokens?: Readonly<Record<string, { readonly aud: string }>>;
  readonly variables?: Readonly<Record<string, string>>;
  readonly script: readonly string[];
  readonly artifacts?: { readonly paths?: readonly string[]; readonly reports?: { readonly dotenv?: string } };
}

export const gitlabKeywords = {
  file: ['workflow', 'stages', 'variables', 'default'],
  default: ['image', 'cache', 'interruptible', 'before_script'],
  job: [
    ...['stage', 'timeout', 'rules', 'needs', 'environment', 'id_tokens', 'variables', 'script', 'artifacts'],
  ] as readonly string[],
};

export const gitlabProject = 'contoso/it/desktops';
export const projectId = '42';
/** Numbers of people. */
export const userId = (login: string): number => ['ada', 'linus', 'grace'].indexOf(login) + 1;
export const gitlabIssuer = 'https://gitlab.com';

/** What a token of a job says; without an environment its claims are not there (lib/gitlab/ci/jwt_v2.rb leaves them out). */
export function gitlabClaims(ref: string, environment?: string, isProtected = true, project = gitlabProject): Claims {
  const parts = {
    project_path: project,
    ref_type: 'branch',
    ref,
    ...(environment === undefined ? {} : { environment, environment_protected: String(isProtected) }),
  };
  const sub = Object.entries(parts).map((part) => part.join(':'));
  return {
    iss: gitlabIssuer,
    sub: sub.join(':'),
    project_id: projectId,
    ref_protected: String(ref === 'main'),
    ...parts,
  };
}

const branchOf = (ref: string): string => ref.replace('refs/heads/', '');

export async function runGitlab(event: Event, machine: Machine, host?: GitlabHost): Promise<Record<string, JobRun>> {
  const head = (event.payload as { pull_request?: { head: { sha: string } } } | undefined)?.pull_request?.head.sha;
  const proposed = event.name === 'pull_request';
  const sha = (proposed ? head : event.sha) ?? git(machine.origin, 'rev-parse', event.ref);
  const file = parse(git(machine.origin, 'show', `${sha}:.gitlab-ci.yml`)) as Record<string, unknown>;
  const {
    workflow,
    stages,
    variables,
    default: all,
  } = file as {
    workflow: { rules: readonly Rule[] };
    stages: readonly string[];
    variables: Record<string, string>;
    default: { before_script: readonly string[] };
  };
  const predefined: Record<string, string> = {
    CI: 'true',
    GITLAB_CI: 'true',
    CI_PIPELINE_SOURCE: { pull_request: 'merge_request_event', push: 'push', schedule: 'schedule' }[
      event.name as 'push'
    ],
    ...(proposed
      ? {
          CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'main',
          CI_MERGE_REQUEST_DIFF_BASE_SHA: git(machine.origin, 'merge-base', 'main', sha),
        }
      : { CI_COMMIT_BRANCH: branchOf(event.ref) }),
    CI_PIPELINE_ID: '4711',
    CI_PIPELINE_URL: 'https://gitlab.com/contoso/it/desktops/-/pipelines/4711',
    CI_PROJECT_ID: projectId,
    CI_API_V4_URL: `${machine.services.url}/api/v4`,
  };
  const fits = (rules: readonly Rule[]): Rule | undefined => rules.find((rule) => holds(rule.if, predefined));
  if (fits(workflow.rules) === undefined) return {};
  const kept = await mkdtemp(join(tmpdir(), 'entra-workspaces-artifacts-'));
  const jobs = Object.entries(file).filter(([name]) => !gitlabKeywords.file.includes(name)) as [string, Job][];
  const runs: Record<string, JobRun> = {};
  try {
    for (const stage of stages) {
      for (const [name, job] of jobs.filter(([, each]) => each.stage === stage)) {
        const rule = job.rules === undefined ? { if: '' } : fits(job.rules);
        const ready = (job.needs ?? []).every((needed) => runs[needed]?.result === 'success');
        runs[name] =
          rule === undefined || !ready
            ? { result: 'skipped', log: '', summary: '', outputs: {} }
            : await runJob(
                name,
                job,
                {
                  ...{ event, sha, variables: { ...variables, ...predefined }, before: all.before_script, kept, runs },
                  ...(host === undefined ? {} : { host }),
                },
                machine,
              );
        machine.between?.(name);
      }
    }
    machine.kept?.(kept);
    return runs;
  } finally {
    await rm(kept, { recursive: true, force: true });
  }
}

interface Around {
  readonly event: Event;
  readonly sha: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly before: readonly string[];
  readonly kept: string;
  readonly runs: Readonly<Record<string, JobRun>>;
  readonly host?: GitlabHost;
}

async function runJob(
  name: string,
  job: Job,
  { event, sha, variables, before, kept, runs, host }: Around,
  machine: Machine,
): Promise<JobRun> {
  const unknown = Object.keys(job).filter((key) => !gitlabKeywords.job.includes(key));
  if (unknown.length > 0) throw new Error(`keywords that this runner does not know: ${unknown.join(', ')}`);
  const rule = machine.environments[job.environment?.name ?? ''];
  const failed = (log: string): JobRun => ({ result: 'failure', log, summary: '', outputs: {} });
  if (rule !== undefined) {
    if (!rule.refs.some((ref) => matches(ref, event.ref))) return failed('not allowed to deploy');
    // The manual job of a protected environment waits for its approvers, one of whom starts it.
    if (!rule.approve(runs)) return failed('not approved');
  }
  const actor = event.actor ?? 'ada';
  const jobId = host?.begin(rule === undefined ? undefined : job.environment?.name) ?? 1;
  const own = await mkdtemp(join(tmpdir(), 'entra-workspaces-job-'));
  const folder = join(own, 'clone');
  try {
    cloneAt(machine.origin, folder, sha);
    const prepared = machine.prepare(folder);
    const answers: Record<string, string> = {};
    for (const needed of job.needs ?? []) {
      const from = join(kept, needed);
      if (existsSync(join(from, 'files'))) cpSync(join(from, 'files'), folder, { recursive: true });
      if (existsSync(join(from, 'dotenv'))) Object.assign(answers, dotenv(join(from, 'dotenv')));
    }
    const claims = gitlabClaims(branchOf(event.ref), job.environment?.name, rule !== undefined);
    const tokens = Object.entries(job.id_tokens ?? {}).map(([variable, { aud }]) => [
      variable,
      machine.services.tokenOf(
        {
          ...claims,
          user_login: actor,
          user_id: String(userId(actor)),
          job_id: String(jobId),
          project_id: projectId,
          aud,
        },
        aud,
      ),
    ]);
    const given: Record<string, string> = { ...variables, CI_PROJECT_DIR: folder };
    const filled = (text: string): string => text.replace(/\$([A-Z_0-9]+)/g, (_all, key: string) => given[key] ?? '');
    const own_ = Object.entries({ ...variables, ...job.variables }).map(([key, value]) => [key, filled(String(value))]);
    const script = join(own, 'script.sh');
    await writeFile(script, [...before, ...job.script].join('\n'));
    const { code, output } = await bash(['-eo', 'pipefail', script], folder, {
      ...machine.env,
      ...prepared,
      ...given,
      ...Object.fromEntries([...own_, ...tokens]),
      ...answers,
    });
    const { paths = [], reports } = job.artifacts ?? {};
    for (const path of paths) {
      if (!existsSync(join(folder, path))) continue;
      mkdirSync(dirname(join(kept, name, 'files', path)), { recursive: true });
      cpSync(join(folder, path), join(kept, name, 'files', path), { recursive: true });
    }
    if (reports?.dotenv !== undefined && existsSync(join(folder, reports.dotenv)))
      cpSync(join(folder, reports.dotenv), join(kept, name, 'dotenv'));
    const summary = join(folder, 'cdktf.out/summary.md');
    return {
      result: code === 0 ? 'success' : 'failure',
      log: output,
      summary: existsSync(summary) ? readFileSync(summary, 'utf8') : '',
      outputs: existsSync(join(kept, name, 'dotenv')) ? dotenv(join(kept, name, 'dotenv')) : {},
    };
  } finally {
    await rm(own, { recursive: true, force: true });
  }
}

function dotenv(file: string): Record<string, string> {
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  return Object.fromEntries(lines.map((line) => line.split(/=(.*)/s).slice(0, 2)));
}

/** `$A == "x" && $B == "y"`. Source: https://docs.gitlab.com/ci/jobs/job_rules/#cicd-variable-expressions. */
export function holds(expression: string, variables: Readonly<Record<string, string>>): boolean {
  return expression.split(' && ').every((part) => {
    const [, name = '', value] = /^\$(\w+) == "([^"]*)"$/.exec(part.trim()) ?? [];
    if (value === undefined) throw new Error(`a rule that this runner does not know: ${expression}`);
    return variables[name] === value;
  });
}
