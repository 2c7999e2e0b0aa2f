/** A repository with a pipeline on the twin: what is pushed, proposed and merged is played by the workflow as generated. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { expect } from '@jest/globals';
import { loadDeployment } from '../../../deployment/load.js';
import { contextOf, issuer, pullRequestEnvironment } from '../../../domain/pipeline-subjects.js';
import type { DeploymentInput } from '../../../deployment/schema.js';
import { startTwin, type Twin } from '../../../twin/twin.js';
import { commandRights, type CommandRights } from '../../../wizard/permissions/report.js';
import { repositoryFiles } from '../../../wizard/repository/files.js';
import { awsTrust } from '../../../wizard/repository/pipelines/trust.js';
import { synthesize } from '../../../wizard/terraform/synth.js';
import { greenfield } from '../harness.js';
import { Services } from './services.js';
import { git, runWorkflow, type Environment, type Event, type JobRun, type Machine } from './workflow.js';

export const account = '111122223333';
export const repository = 'contoso/desktops';
export const repositoryId = '821093847';
/** As repositories that were made since 15 July 2026 send it. */
export const prefix = `repo:contoso@5544123/desktops@${repositoryId}`;
const role = (name: string): string => `arn:aws:iam::${account}:role/desktops-${name}`;
export const roles = {
  mainPlan: role('main-plan'),
  apply: role('apply'),
  pullRequestPlan: role('pull-request-plan'),
};
export const entra = {
  mainPlan: '6e7f8091-a2b3-4c4d-95e6-f708192a3b4c',
  apply: '7f8091a2-b3c4-4d5e-86f7-08192a3b4c5d',
};
export const bucket = 'contoso-tfstate';
const region = 'eu-central-1';
export const stateKey = 'entra-workspaces/contoso.tfstate';

export type Runs = Record<string, JobRun>;

/** What a branch changes: the deployment, and any other file. */
export interface Change {
  readonly deployment?: (input: DeploymentInput) => DeploymentInput;
  readonly files?: Readonly<Record<string, string>>;
}

export class World {
  readonly services: Services;
  readonly logs: string[] = [];
  /** Environments whose reviewers were asked. */
  approvals: string[] = [];
  /** What happens while somebody looks at the plan. */
  meanwhile: ((runs: Runs) => void) | undefined;
  machine!: Machine;
  twin!: Twin;
  deployment!: DeploymentInput;
  /** What `permissions` prints for the plan of a pull request, once pull requests are planned. */
  reader: CommandRights | undefined;
  /** Whether a person, who has looked at it, releases the plan of a pull request. */
  releases = true;
  private readonly readerKey = { accessKeyId: '', secretAccessKey: '' };
  private readonly readerApplication = { appId: '', clientSecret: '' };
  private readonly folder = mkdtempSync(join(tmpdir(), 'entra-workspaces-pipeline-'));
  readonly origin = join(this.folder, 'origin.git');
  readonly work = join(this.folder, 'work');
  private readonly tarball = join(this.folder, 'package.tgz');

  constructor() {
    const known = { prefix, id: repositoryId };
    this.services = new Services([
      {
        roleArn: roles.mainPlan,
        trust: awsTrust('mainPlan', roles.mainPlan, 'production', known),
        policies: () => this.printed('plan'),
      },
      {
        roleArn: roles.apply,
        trust: awsTrust('apply', roles.apply, 'production', known),
        policies: () => this.printed('apply'),
      },
      {
        roleArn: roles.pullRequestPlan,
        trust: awsTrust('pullRequestPlan', roles.pullRequestPlan, 'production', known),
        policies: () => this.reader?.aws ?? [],
        accessKeyId: () => this.readerKey.accessKeyId,
      },
    ]);
  }

  async start(): Promise<void> {
    this.twin = await startTwin({ accountId: account });
    await this.services.start();
    this.deployment = {
      ...(greenfield(this.twin) as DeploymentInput),
      state: { s3: { bucket, region } },
      pipeline: {
        github: { repository, environment: 'production', aws: { mainPlan: roles.mainPlan, apply: roles.apply }, entra },
      },
    };
    const programs = this.packageAndPrograms();
    git('.', 'init', '--quiet', '--bare', '--initial-branch', 'main', this.origin);
    git(this.origin, 'config', 'uploadpack.allowAnySHA1InWant', 'true');
    git('.', 'clone', '--quiet', this.origin, this.work);
    this.services.tipOfMain = () => git(this.origin, 'rev-parse', 'refs/heads/main');
    this.write(this.generated());
    this.commit('Generated');
    git(this.work, 'push', '--quiet', 'origin', 'HEAD:main');
    git(this.work, 'fetch', '--quiet', 'origin');
    const {
      AWS_ACCESS_KEY_ID: _id,
      AWS_SECRET_ACCESS_KEY: _key,
      ARM_CLIENT_SECRET: _secret,
      ...env
    } = this.twin.terraform.env;
    this.machine = {
      services: this.services,
      repository,
      repositoryId,
      prefix,
      origin: this.origin,
      env: {
        ...env,
        PATH: `${programs}:${process.env['PATH']}`,
        HOME: this.folder,
        AWS_ENDPOINT_URL_S3: this.services.url,
        AWS_ENDPOINT_URL_STS: this.services.url,
      },
      prepare: (clone) => this.onTheTwin(clone),
      environments: { production: this.production, [pullRequestEnvironment]: this.pullRequests },
    };
  }

  async stop(): Promise<void> {
    await this.twin.stop();
    await this.services.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** One custom branch rule, for main, as the printed steps make it; its reviewers look at the plan and say yes. */
  private readonly production: Environment = {
    refs: ['refs/heads/main'],
    approve: (runs) => {
      this.approvals.push('production');
      this.meanwhile?.(runs);
      return true;
    },
  };

  /** One custom branch rule, for the merges of pull requests. In the job both clouds know somebody with the printed rights. */
  private readonly pullRequests: Environment = {
    refs: ['refs/pull/*/merge'],
    approve: () => {
      this.approvals.push(pullRequestEnvironment);
      if (this.releases) this.twin.terraform.signInAs({ aws: this.readerKey, entra: this.readerApplication });
      return this.releases;
    },
  };

  /** From here on pull requests are planned, with the printed trust and the printed rights. Gives the push to main. */
  async planPullRequests(): Promise<Event> {
    const { github } = this.deployment.pipeline!;
    const planning = (appId: string): DeploymentInput => ({
      ...this.deployment,
      pipeline: {
        github: {
          ...github,
          pullRequests: 'plan',
          aws: { ...github.aws, pullRequestPlan: roles.pullRequestPlan },
          entra: { ...github.entra, pullRequestPlan: appId },
        },
      },
    });
    const [file, functionZip, out] = ['planning.json', 'function.zip', 'planning'].map((name) =>
      join(this.folder, name),
    ) as [string, string, string];
    writeFileSync(functionZip, 'only its path and its hash matter here');
    writeFileSync(file, JSON.stringify(planning(entra.mainPlan.replace(/^./, '9'))));
    const { deployment, made } = await synthesize({ deploymentFile: file, out, functionZip });
    this.reader = commandRights({ deployment, stack: made.json }).find(
      ({ command }) => command === 'pull-request-plan',
    )!;
    Object.assign(this.readerKey, this.twin.aws.principals.issueUser('pull-request-plan', this.reader.aws));
    Object.assign(
      this.readerApplication,
      this.twin.entra.addServicePrincipal('Plan of pull requests', {
        roles: this.reader.graph,
        federated: { issuer: `https://${issuer}`, subject: `${prefix}:${contextOf('pullRequestPlan', 'production')}` },
      }),
    );
    this.deployment = planning(this.readerApplication.appId);
    this.propose('plan-pull-requests', 100, { files: this.generated() });
    return this.merge('plan-pull-requests');
  }

  /** What `permissions` says of the state; what terraform makes is another test's matter. */
  private printed(command: string): CommandRights['aws'] {
    const file = join(this.folder, 'printed.json');
    writeFileSync(file, JSON.stringify(this.deployment));
    const rights = commandRights({ deployment: loadDeployment(file), stack: {} });
    return rights.find((each) => each.command === command)!.aws;
  }

  /** The files of the repository as they are generated from the deployment as it is now. */
  generated(): Record<string, string> {
    const file = join(this.folder, 'checked.json');
    writeFileSync(file, JSON.stringify(this.deployment));
    const integrity = createHash('sha512').update(readFileSync(this.tarball)).digest('base64');
    const files = repositoryFiles({
      input: this.deployment,
      deployment: loadDeployment(file),
      exists: () => false,
      packageIntegrity: `sha512-${integrity}`,
    });
    return {
      // The providers are the twin's, which no lock file names.
      '.terraform.lock.hcl': '# no provider of a registry\n',
      ...Object.fromEntries(files.map(({ path, text }) => [path, text])),
    };
  }

  /** Makes a branch and gives what GitHub would check out for its pull request. */
  propose(branch: string, number: number, { deployment, files = {} }: Change, over: Partial<Event> = {}): Event {
    git(this.work, 'checkout', '--quiet', '-B', branch, 'origin/main');
    if (deployment !== undefined) {
      this.write({ 'deployment.json': `${JSON.stringify(deployment(this.deployment), undefined, 2)}\n` });
    }
    this.write(files);
    this.commit(branch);
    git(this.work, 'push', '--quiet', '--force', 'origin', branch);
    git(this.work, 'checkout', '--quiet', '--detach', 'origin/main');
    git(this.work, 'merge', '--quiet', '--no-ff', '--message', 'what the merge would make', branch);
    const ref = `refs/pull/${number}/merge`;
    git(this.work, 'push', '--quiet', '--force', 'origin', `HEAD:${ref}`);
    const head = { repo: { full_name: repository }, sha: git(this.work, 'rev-parse', branch) };
    return { name: 'pull_request', ref, payload: { pull_request: { number, head } }, ...over };
  }

  /** Squashes a branch onto main. */
  merge(branch: string): Event {
    git(this.work, 'checkout', '--quiet', '-B', 'main', 'origin/main');
    git(this.work, 'merge', '--quiet', '--squash', branch);
    this.commit(`${branch}, squashed`);
    git(this.work, 'push', '--quiet', 'origin', 'main');
    git(this.work, 'fetch', '--quiet', 'origin');
    this.deployment = JSON.parse(readFileSync(join(this.work, 'deployment.json'), 'utf8')) as DeploymentInput;
    const sha = git(this.work, 'rev-parse', 'HEAD');
    this.services.commits.set(sha, { author: 'ada', proposer: 'ada' });
    return { name: 'push', ref: 'refs/heads/main', sha };
  }

  async run(event: Event): Promise<Runs> {
    const { seeded, aws, terraform } = this.twin;
    terraform.signInAs({ aws: aws.principals.administrator, entra: seeded.terraform });
    const runs = await runWorkflow(event, this.machine);
    for (const { log, summary } of Object.values(runs)) this.logs.push(log, summary);
    return runs;
  }

  resourcesMade(): number {
    const state = this.services.objects.get(stateKey)?.bytes.toString() ?? '{"resources":[]}';
    return (JSON.parse(state) as { resources: unknown[] }).resources.length;
  }

  /** Somebody else's change reaches the clouds: the state moves on. */
  moveState(): void {
    const state = JSON.parse(this.services.objects.get(stateKey)?.bytes.toString() ?? '{}') as { serial: number };
    const bytes = Buffer.from(JSON.stringify({ ...state, serial: state.serial + 1 }));
    this.services.objects.set(stateKey, { bytes, encryption: 'AES256' });
  }

  kept(): string[] {
    return [...this.services.objects.keys()].filter((key) => key.includes('.plans/'));
  }

  write(files: Readonly<Record<string, string>>): void {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.work, path)), { recursive: true });
      writeFileSync(join(this.work, path), text);
    }
  }

  commit(message: string): void {
    git(this.work, 'add', '--all', '--force');
    git(this.work, 'commit', '--quiet', '--allow-empty', '--message', message);
  }

  /** An address of this machine has no names below it for buckets; all else is as synthesized. */
  private onTheTwin(clone: string): NodeJS.ProcessEnv {
    const stack = join(clone, 'cdktf.out', 'stacks', this.deployment.name);
    this.twin.terraform.workIn(stack);
    const s3 = { bucket, region, key: stateKey, encrypt: true, use_lockfile: true, use_path_style: true };
    mkdirSync(stack, { recursive: true });
    const override = join(stack, 'test_override.tf.json');
    writeFileSync(override, JSON.stringify({ terraform: { backend: { s3 } } }));
    return { ENTRA_WORKSPACES_TERRAFORM_OVERRIDE: override };
  }

  /** In place of npm's registry: this package as it is built here. As npm 11 does, `npm ci` runs what `git=` names. */
  private packageAndPrograms(): string {
    const packed = join(this.folder, 'packed', 'package', 'bin');
    mkdirSync(packed, { recursive: true });
    writeFileSync(
      join(packed, 'entra-workspaces.cjs'),
      `require(${JSON.stringify(resolve('bin/entra-workspaces.cjs'))});\n`,
    );
    execFileSync('tar', ['--create', '--gzip', '--file', this.tarball, 'package'], {
      cwd: join(this.folder, 'packed'),
    });
    const programs = join(this.folder, 'programs');
    mkdirSync(programs);
    writeFileSync(
      join(programs, 'npm'),
      [
        '#!/bin/sh',
        `if [ "$1" = pack ]; then cp ${this.tarball} entra-workspaces.tgz && echo entra-workspaces.tgz; exit; fi`,
        '[ "$1" = ci ] || exit 1',
        'program=$(sed -n "s/^git=//p" .npmrc 2>/dev/null)',
        'if [ -n "$program" ]; then sh "$program"; fi',
        '',
      ].join('\n'),
    );
    chmodSync(join(programs, 'npm'), 0o755);
    return programs;
  }
}

const results = (runs: Runs): Record<string, string> =>
  Object.fromEntries(Object.entries(runs).map(([id, { result }]) => [id, result]));

/** How jobs ended; where it is otherwise, with what those that failed printed. */
export function expectResults(runs: Runs, wanted: Readonly<Record<string, string>>): void {
  const found = results(runs);
  const logs = Object.entries(runs).flatMap(([id, { result, log }]) =>
    result === 'failure' ? [`${id}:\n${log}`] : [],
  );
  const differs = Object.entries(wanted).some(([id, result]) => found[id] !== result);
  expect({ ...found, logs: differs ? logs : [] }).toEqual({ ...found, ...wanted, logs: [] });
}

type List = readonly { readonly upn: string }[];

const withList =
  (edit: (list: List) => List) =>
  (input: DeploymentInput): DeploymentInput => ({
    ...input,
    sites: input.sites.map((site) => {
      const { users } = site.desktops;
      return {
        ...site,
        desktops: { ...site.desktops, users: 'list' in users ? { list: [...edit(users.list)] } : users },
      };
    }),
  });

export const withUser = (upn: string) => withList((list) => [...list, { upn }]);
export const withoutUser = (upn: string) => withList((list) => list.filter((each) => each.upn !== upn));
