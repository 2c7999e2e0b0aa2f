/**
 * Runs a pipeline of Azure Pipelines on this machine: the stages of the commit that an event is about, each job in a clean
 * clone, its steps by bash, in order. In place of the tasks stand local ones: one that names a service connection is let in by
 * the checks of that connection alone. Sources: https://learn.microsoft.com/en-us/azure/devops/pipelines/yaml-schema,
 * https://learn.microsoft.com/en-us/azure/devops/pipelines/process/approvals,
 * https://learn.microsoft.com/en-us/azure/devops/pipelines/scripts/logging-commands,
 * https://learn.microsoft.com/en-us/rest/api/azure/devops/distributedtask/oidctoken/create.
 */
import { cpSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Services } from './services.js';
import { bash, cloneAt, git, matches, type Event, type JobRun, type Machine } from './workflow.js';

interface Step {
  readonly checkout?: 'self';
  readonly fetchDepth?: string;
  readonly persistCredentials?: string;
  readonly bash?: string;
  readonly workingDirectory?: string;
  readonly publish?: string;
  readonly download?: 'current';
  readonly artifact?: string;
  readonly task?: string;
  readonly name?: string;
  readonly displayName?: string;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Stage {
  readonly stage: string;
  readonly displayName: string;
  readonly dependsOn: string | readonly string[];
  readonly condition?: string;
  readonly variables?: Readonly<Record<string, string>>;
  readonly jobs: readonly [
    {
      readonly job: string;
      readonly timeoutInMinutes: string;
      readonly workspace?: { readonly clean: string };
      readonly steps: readonly Step[];
    },
  ];
}

export interface AzureFile {
  readonly variables: Readonly<Record<string, string>>;
  readonly stages: readonly Stage[];
}

/** A service connection as its page shows it. */
export interface Connection {
  readonly name: string;
  readonly id: string;
  readonly issuer: string;
  readonly subject: string;
}

/** As Azure DevOps shows them. */
export const connections = Object.fromEntries(
  (['mainPlan', 'apply'] as const).map((identity, at) => [
    identity,
    {
      name: `desktops ${identity}`,
      id: `0a1b2c3d-0000-4000-8000-00000000000${at + 1}`,
      issuer: 'https://login.microsoftonline.com/3f2504e0-4f89-41d3-9a0c-0305e82c3301/v2.0',
      subject: `/eid1/c/pub/t/BFAl/a/AAAA/sc/0f0f0f0f-1111-4222-8333-444444444444/${at + 1}`,
    },
  ]),
) as Record<'mainPlan' | 'apply', Connection>;
/** Somebody who signs in with Entra. */
export const person = (displayName: string): object => ({
  ...{ id: `id-of-${displayName}`, displayName, descriptor: `aad.${displayName}` },
});
const itself = { id: '00000002-0000-8888-8000-000000000000', displayName: 'Microsoft.VisualStudio.Services.TFS' };

/** The host beside the clouds: tokens of connections, branches, work items. */
export class AzureDevOps {
  /** Connections that a job may have tokens of, by its own token. */
  private readonly allowed = new Map<string, readonly Connection[]>();
  readonly items: { id: number; fields: Record<string, string> }[] = [];
  /** Of the run: who asked for it; a merge is queued by Azure DevOps itself. */
  asked: { readonly requestedFor: object; readonly requestedBy?: object } = { requestedFor: person('ada') };

  constructor(
    private readonly services: Services,
    private readonly connections: readonly Connection[],
  ) {
    services.other = (url, method, bearer, body) => this.answer(url, method, bearer, String(body));
  }

  /** A token of a job whose stage names these connections. */
  token(names: readonly string[]): string {
    const token = this.services.secret('ado');
    this.allowed.set(
      token,
      this.connections.filter(({ name }) => names.includes(name)),
    );
    return token;
  }

  private answer(
    url: URL,
    method: string,
    bearer: string,
    body: string,
  ): { status: number; body: unknown } | undefined {
    const allowed = this.allowed.get(bearer);
    if (url.pathname === '/oidctoken') {
      // That a connection which the stage does not name is refused: a guess, and the stricter one.
      const asked = allowed?.find(({ id }) => id === url.searchParams.get('serviceConnectionId'));
      if (asked === undefined || method !== 'POST') return { status: 403, body: { message: 'not authorized' } };
      const claims = { iss: asked.issuer, sub: asked.subject, aud: 'api://AzureADTokenExchange' };
      return { status: 200, body: { oidcToken: this.services.tokenOf(claims, claims.aud) } };
    }
    const [, , path] = /^\/(\w+)\/_apis\/(.*)$/.exec(url.pathname) ?? [];
    if (path === undefined) return undefined;
    if (allowed === undefined) return { status: 401, body: {} };
    if (path === 'git/repositories/repository/refs')
      return { status: 200, body: { value: [{ name: 'refs/heads/main', objectId: this.services.tipOfMain() }] } };
    if (path === 'build/builds/4711')
      return { status: 200, body: { id: 4711, requestedBy: { ...itself, descriptor: 's2s.VEZT' }, ...this.asked } };
    if (path === 'wit/workitemtypes/Task/states')
      return {
        status: 200,
        body: {
          value: [
            { name: 'To Do', category: 'Proposed' },
            { name: 'Done', category: 'Completed' },
          ],
        },
      };
    if (path === 'wit/wiql') {
      const open = this.items.filter(({ fields }) => fields['System.State'] !== 'Done');
      return { status: 200, body: { workItems: open.map(({ id }) => ({ id })) } };
    }
    const known = this.items.find(({ id }) => path === `wit/workitems/${id}`);
    if (method === 'GET') return known === undefined ? { status: 404, body: {} } : { status: 200, body: known };
    const operations = JSON.parse(body) as { path: string; value: string }[];
    const fields = Object.fromEntries(operations.map(({ path: at, value }) => [at.replace('/fields/', ''), value]));
    const item = known ?? { id: this.items.length + 1, fields: { 'System.State': 'To Do' } };
    Object.assign(item.fields, fields);
    if (known === undefined) this.items.push(item);
    this.services.news.push(`${method} ${item.id}`);
    return { status: 200, body: item };
  }
}

export async function runAzure(event: Event, machine: Machine, host: AzureDevOps): Promise<Record<string, JobRun>> {
  const sha = event.sha ?? git(machine.origin, 'rev-parse', event.ref);
  const file = parse(git(machine.origin, 'show', `${sha}:azure-pipelines.yml`)) as AzureFile;
  const reason = { pull_request: 'PullRequest', push: 'IndividualCI', schedule: 'Schedule' }[event.name as 'push'];
  const artifacts = await mkdtemp(join(tmpdir(), 'entra-workspaces-artifacts-'));
  const runs: Record<string, JobRun> = {};
  try {
    for (const stage of file.stages) {
      const needed = [stage.dependsOn].flat();
      const names: Record<string, string> = { 'Build.SourceBranch': event.ref, 'Build.Reason': reason };
      const output = (name: string): string =>
        runs[name.split('.')[0] ?? '']?.outputs[name.split('.').at(-1) ?? ''] ?? '';
      const succeeded = needed.every((name) => runs[name]?.result === 'success');
      const goes = stage.condition === undefined ? succeeded : met(stage.condition, { names, output, succeeded });
      runs[stage.stage] = goes
        ? await runStage(stage, { file, event, sha, reason, artifacts, runs }, machine, host)
        : { result: 'skipped', log: '', summary: '', outputs: {} };
      machine.between?.(stage.stage);
    }
    machine.kept?.(artifacts);
    return runs;
  } finally {
    await rm(artifacts, { recursive: true, force: true });
  }
}

interface Around {
  readonly file: AzureFile;
  readonly event: Event;
  readonly sha: string;
  readonly reason: string;
  readonly artifacts: string;
  readonly runs: Readonly<Record<string, JobRun>>;
}

async function runStage(
  stage: Stage,
  { file, event, sha, reason, artifacts, runs }: Around,
  machine: Machine,
  host: AzureDevOps,
): Promise<JobRun> {
  const [{ steps }] = stage.jobs;
  const named = steps.flatMap(({ inputs }) => inputs?.['azureSubscription'] ?? []);
  // Checks of every connection that the stage names, before any of it runs.
  for (const name of named) {
    const rule = machine.environments[name];
    const refused =
      rule === undefined
        ? 'no such connection'
        : !rule.refs.some((ref) => matches(ref, event.ref))
          ? 'branch control'
          : !rule.approve(runs)
            ? 'not approved'
            : undefined;
    if (refused !== undefined) return { result: 'failure', log: `${name}: ${refused}`, summary: '', outputs: {} };
  }
  const own = await mkdtemp(join(tmpdir(), 'entra-workspaces-agent-'));
  const [folder, temp] = [join(own, 's'), join(own, 'temp')];
  await mkdir(temp);
  const run = { log: '', summary: '', outputs: {} as Record<string, string> };
  const macros: Record<string, string> = {
    'Agent.TempDirectory': temp,
    'Build.SourcesDirectory': folder,
    'Build.BuildId': '4711',
    'System.AccessToken': host.token(named),
    ...file.variables,
  };
  for (const [name, value] of Object.entries(stage.variables ?? {})) {
    const [, from = '', output = ''] =
      /^\$\[ stageDependencies\.(\w+)\.\w+\.outputs\['told\.(\w+)'\] \]$/.exec(value) ?? [];
    macros[name] = runs[from]?.outputs[output] ?? '';
  }
  const filled = (text: string): string => text.replace(/\$\(([\w.]+)\)/g, (all, name: string) => macros[name] ?? all);
  let prepared: NodeJS.ProcessEnv = {};
  try {
    for (const step of steps) {
      if (step.checkout !== undefined) {
        cloneAt(machine.origin, folder, sha);
        prepared = machine.prepare(folder);
        continue;
      }
      if (step.publish !== undefined) {
        cpSync(join(folder, step.publish), join(artifacts, step.artifact ?? ''), { recursive: true });
        continue;
      }
      if (step.download !== undefined) {
        cpSync(join(artifacts, step.artifact ?? ''), join(own, step.artifact ?? ''), { recursive: true });
        continue;
      }
      const script = step.bash ?? step.inputs?.['inlineScript'];
      if (script === undefined) continue;
      const path = join(own, 'script.sh');
      await writeFile(path, filled(script));
      const cwd = step.workingDirectory === undefined ? folder : filled(step.workingDirectory);
      const { code, output } = await bash(['--noprofile', '--norc', '-e', path], cwd, {
        ...{ ...machine.env, CI: undefined },
        ...prepared,
        ...file.variables,
        TF_BUILD: 'True',
        AGENT_TEMPDIRECTORY: temp,
        PIPELINE_WORKSPACE: own,
        BUILD_REASON: reason,
        BUILD_BUILDID: '4711',
        BUILD_REPOSITORY_ID: 'repository',
        SYSTEM_COLLECTIONURI: `${machine.services.url}/`,
        SYSTEM_TEAMPROJECT: 'Desktops',
        SYSTEM_OIDCREQUESTURI: `${machine.services.url}/oidctoken`,
        ...Object.fromEntries(Object.entries(step.env ?? {}).map(([name, value]) => [name, filled(String(value))])),
      });
      run.log += `== ${step.displayName ?? ''}\n${output}`;
      for (const [, name = '', value = ''] of output.matchAll(
        /^##vso\[task\.setvariable variable=(\w+);isOutput=true\](.*)$/gm,
      ))
        run.outputs[name] = value;
      for (const [, summary = ''] of output.matchAll(/^##vso\[task\.uploadsummary\](.*)$/gm))
        run.summary += readFileSync(summary, 'utf8');
      if (code !== 0) return { ...run, result: 'failure' };
    }
    return { ...run, result: 'success' };
  } finally {
    await rm(own, { recursive: true, force: true });
  }
}

interface Known {
  readonly names: Readonly<Record<string, string>>;
  readonly output: (name: string) => string;
  readonly succeeded: boolean;
}

/** `and(succeeded(), eq(…), not(…))`. Source: https://learn.microsoft.com/en-us/azure/devops/pipelines/process/expressions. */
export function met(condition: string, known: Known): boolean {
  const tokens = [...condition.matchAll(/'[^']*'|[\w.]+|[()[\],]/g)].map(([token]) => token);
  let at = 0;
  const value = (): string | boolean => {
    const token = tokens[at++] ?? '';
    if (token.startsWith("'")) return token.slice(1, -1);
    if (tokens[at] === '[') {
      const key = (tokens[at + 1] ?? '').slice(1, -1);
      at += 3;
      return token === 'variables' ? (known.names[key] ?? '') : known.output(key);
    }
    at += 1;
    const args: (string | boolean)[] = [];
    while (tokens[at] !== ')') {
      if (tokens[at] === ',') at += 1;
      args.push(value());
    }
    at += 1;
    const functions: Record<string, () => boolean> = {
      and: () => args.every((each) => each === true),
      not: () => args[0] !== true,
      eq: () => String(args[0]).toLowerCase() === String(args[1]).toLowerCase(),
      succeeded: () => known.succeeded,
    };
    const found = functions[token];
    if (found === undefined) throw new Error(`a function that this runner does not know: ${token}`);
    return found();
  };
  return value() === true;
}
