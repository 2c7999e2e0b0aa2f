/**
 * The pipeline that bootstrap made, played: what is pushed and merged runs the workflow as it is generated, each job with the
 * identity that the twin's host gives it, under the rules that bootstrap set there.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { expect } from '@jest/globals';
import { loadDeployment } from '../../../deployment/load.js';
import type { DeploymentInput } from '../../../deployment/schema.js';
import { tokenOf, type Job } from '../../../twin/github/tokens.js';
import type { GitLabProject } from '../../../twin/gitlab/objects.js';
import type { GitLabJob } from '../../../twin/gitlab/tokens.js';
import { cloudsVariable } from '../../../wizard/clouds/addresses.js';
import { repositoryFiles } from '../../../wizard/repository/files.js';
import { historyOf, textsBelow, type Left } from '../pipeline/left-to-read.js';
import { Services, type Claims } from '../pipeline/services.js';
import { whoBrought } from '../pipeline/who-brought.js';
import { AzureJobs } from './azure-devops-jobs.js';
import { backendOf, stateKey } from './backend.js';
import { GitlabHost } from '../pipeline/gitlab-host.js';
import { runGitlab } from '../pipeline/gitlab.js';
import { git, runWorkflow, type Event, type JobRun, type Machine } from '../pipeline/workflow.js';
import type { Ended } from '../../wizard/handshake/foundation.js';
import { bucketName, repositoryName, type World } from './world.js';
import { identified } from '../../deployment/identified.js';

/** GitHub as a job meets it: its API is small, its tokens are those of the twin's host. */
class JobServices extends Services {
  constructor(
    private readonly begin: (claims: Claims) => Record<string, string>,
    origin: string,
    private readonly signed?: (claims: Claims, audience: string) => string,
  ) {
    super([]);
    this.other = whoBrought(origin);
  }
  override identityFor(claims: Claims): Record<string, string> {
    return this.begin(claims);
  }
  /** On GitLab a job has its tokens from the beginning. */
  override tokenOf(claims: Claims, audience: string): string {
    return this.signed === undefined ? super.tokenOf(claims, audience) : this.signed(claims, audience);
  }
}

export class Pipeline {
  readonly logs: string[] = [];
  /** What the jobs kept for each other. */
  readonly artifacts: string[] = [];
  readonly approvals: string[] = [];
  /** Called when a person is asked to approve: a plan of main is there. */
  planned = (): void => undefined;
  private readonly services: JobServices;
  private readonly origin: string;
  private readonly tarball: string;
  private machine!: Machine;

  private readonly person: Readonly<Record<string, string>>;
  /** What GitLab tells its jobs. */
  readonly gitlab: GitlabHost | undefined;
  readonly azure: AzureJobs | undefined;

  private constructor(private readonly world: World) {
    this.person = world.env;
    this.origin = join(world.folder, '..', `${world.folder.split('/').at(-1) ?? ''}.git`);
    const { project, azure } = world;
    this.azure = azure && new AzureJobs(world.twin, azure, world.folder);
    const onAzure = this.azure && ((claims: Claims) => this.azure!.token(claims));
    const onGitlab = project && ((claims: Claims, audience: string) => this.startGitlabJob(project, claims, audience));
    this.services = new JobServices((claims) => this.startJob(claims), this.origin, onAzure ?? onGitlab);
    if (project !== undefined) {
      this.gitlab = new GitlabHost(this.services.secret('glpat'), () => this.services.tipOfMain());
      this.services.other = this.gitlab.api;
    }
    this.tarball = join(world.folder, 'cdktf.out', 'package.tgz');
  }

  /** The steps of the README that bring the folder to the host. */
  static async start(world: World): Promise<Pipeline> {
    const made = new Pipeline(world);
    await made.services.start();
    const programs = made.packageAndPrograms();
    const {
      AWS_ACCESS_KEY_ID: _id,
      AWS_SECRET_ACCESS_KEY: _key,
      ARM_CLIENT_SECRET: _secret,
      GH_TOKEN: _token,
      GITLAB_TOKEN: _other,
      AZURE_DEVOPS_EXT_PAT: _third,
      ...env
    } = world.env;
    const { repository } = world;
    made.machine = {
      services: made.services,
      repository: repositoryName,
      repositoryId: String(repository.id),
      prefix: `repo:contoso@${repository.ownerId}/desktops@${repository.id}`,
      origin: made.origin,
      env: {
        ...env,
        ...(made.gitlab === undefined ? {} : { ENTRA_WORKSPACES_GITLAB_TOKEN: made.gitlab.token }),
        PATH: `${programs}:${process.env['PATH']}`,
        HOME: join(world.folder, 'cdktf.out'),
      },
      // Terraform's S3 backend asks the token service at this variable alone.
      prepare: (clone) => ({ AWS_ENDPOINT_URL_STS: env['AWS_ENDPOINT_URL'], ...made.onTheTwin(clone) }),
      kept: (folder) => void made.artifacts.push(textsBelow(folder)),
      environments: made.environments(),
    };
    git('.', 'init', '--quiet', '--bare', '--initial-branch', 'main', made.origin);
    git(made.origin, 'config', 'uploadpack.allowAnySHA1InWant', 'true');
    made.services.tipOfMain = () => git(made.origin, 'rev-parse', 'refs/heads/main');
    made.firstCommit();
    made.generate();
    git(world.folder, 'init', '--quiet', '-b', 'desktops');
    git(world.folder, 'remote', 'add', 'origin', made.origin);
    git(world.folder, 'fetch', '--quiet', 'origin');
    git(world.folder, 'reset', '--quiet', 'origin/main');
    return made;
  }

  /** What the host has of the main branch: bootstrap made it there. */
  private firstCommit(): void {
    const scratch = join(this.world.folder, 'cdktf.out', 'first');
    mkdirSync(scratch, { recursive: true });
    git(scratch, 'init', '--quiet', '-b', 'main');
    const { repository, project, azure } = this.world;
    const [onAzure] = [...(azure?.repositories.values() ?? [])];
    for (const [path, text] of (onAzure?.branches ?? project?.files ?? repository.branches).get('main') ?? []) {
      mkdirSync(dirname(join(scratch, path)), { recursive: true });
      writeFileSync(join(scratch, path), text);
    }
    git(scratch, 'add', '--all', '--force');
    git(scratch, 'commit', '--quiet', '--message', 'Who owns what');
    git(scratch, 'push', '--quiet', this.origin, 'HEAD:main');
    this.known();
  }

  /** The files of the repository, with this package as npm's registry would have it. */
  generate(deployment?: DeploymentInput): void {
    const { folder } = this.world;
    const file = join(folder, 'deployment.json');
    if (deployment) writeFileSync(file, `${JSON.stringify(deployment, undefined, 2)}\n`);
    const input = JSON.parse(readFileSync(file, 'utf8')) as DeploymentInput;
    const integrity = createHash('sha512').update(readFileSync(this.tarball)).digest('base64');
    const files = repositoryFiles({
      input,
      deployment: loadDeployment(file),
      exists: () => true,
      packageIntegrity: `sha512-${integrity}`,
    });
    // The providers are the twin's, which no lock file names.
    const all = {
      '.terraform.lock.hcl': '# no provider of a registry\n',
      ...Object.fromEntries(files.map(({ path, text }) => [path, text])),
    };
    for (const [path, text] of Object.entries(all)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
  }

  /** Pushes the branch, opens a pull request, merges it, and lets the workflow run for both. */
  async bring(message: string, number: number): Promise<{ readonly proposed: Runs; readonly merged: Runs }> {
    const { folder } = this.world;
    git(folder, 'add', '.');
    git(folder, 'commit', '--quiet', '--message', message);
    git(folder, 'push', '--quiet', '--force', 'origin', 'HEAD:desktops');
    const merge = git(folder, 'commit-tree', '-p', 'origin/main', '-p', 'HEAD', '-m', message, 'HEAD^{tree}');
    const ref = `refs/pull/${number}/merge`;
    git(folder, 'push', '--quiet', '--force', 'origin', `${merge}:${ref}`);
    const head = { repo: { full_name: repositoryName }, sha: git(folder, 'rev-parse', 'HEAD') };
    const proposed = await this.run({ name: 'pull_request', ref, payload: { pull_request: { number, head } } });
    const squashed = git(folder, 'commit-tree', '-p', 'origin/main', '-m', `${message}, squashed`, 'HEAD^{tree}');
    git(folder, 'push', '--quiet', 'origin', `${squashed}:refs/heads/main`);
    git(folder, 'fetch', '--quiet', 'origin');
    git(folder, 'reset', '--quiet', 'origin/main');
    this.known();
    const merged = await this.run({ name: 'push', ref: 'refs/heads/main' });
    return { proposed, merged };
  }

  /** A person on a laptop, in the folder, with the same state. */
  async onALaptop(...words: string[]): Promise<Ended> {
    const { ARM_CLIENT_ID, ARM_CLIENT_SECRET, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = this.person;
    this.world.twin.terraform.signInAs({
      entra: { appId: ARM_CLIENT_ID ?? '', clientSecret: ARM_CLIENT_SECRET ?? '' },
      aws: { accessKeyId: AWS_ACCESS_KEY_ID ?? '', secretAccessKey: AWS_SECRET_ACCESS_KEY ?? '' },
    });
    this.world.as = this.onTheTwin(this.world.folder) as Record<string, string>;
    const ended = await this.world.run(...words);
    this.world.as = {};
    return ended;
  }

  /** *Run workflow* on main, with the digest of a plan, as somebody. */
  async startedBy(actor: string, digest: string): Promise<Runs> {
    return this.run({ name: 'workflow_dispatch', ref: 'refs/heads/main', inputs: { digest }, actor });
  }

  /** The pipeline of main again, with somebody who starts *apply*. */
  async startedOnGitlab(actor: string): Promise<Runs> {
    return this.run({ name: 'push', ref: 'refs/heads/main', actor });
  }

  /** *Re-run all jobs* of the newest run of main. */
  async again(): Promise<Runs> {
    return this.run({ name: 'push', ref: 'refs/heads/main' });
  }

  /** Everything that others than the people who apply can read. */
  leftToRead(): Left {
    const { repository, folder, project } = this.world;
    const handOver = join(folder, 'bootstrap.json');
    return {
      logs: this.logs.join('\n'),
      artifacts: this.artifacts.join('\n'),
      variables: [...repository.variables, ...(project?.variables ?? []).map(({ value }) => value)].join('\n'),
      history: historyOf(this.origin),
      issues: JSON.stringify([this.services.issues, this.gitlab?.issues ?? [], this.azure?.items ?? []]),
      'what bootstrap hands over': existsSync(handOver) ? readFileSync(handOver, 'utf8') : '',
    };
  }

  /** The state as its place keeps it: what nobody but those who plan and apply may read. */
  stateText(): string {
    const { aws, azure } = this.world.twin;
    const blobs = azure.accounts.all.get('contosostate')?.containers.get('tfstate')?.blobs;
    return String((aws.buckets.buckets.get(bucketName)?.find(stateKey) ?? blobs?.get(stateKey))?.bytes ?? '');
  }

  /** The same, read. */
  state(): { readonly outputs: Record<string, { readonly value: unknown }> } {
    return JSON.parse(this.stateText() || '{"outputs":{}}') as ReturnType<Pipeline['state']>;
  }

  async stop(): Promise<void> {
    await this.services.stop();
  }

  /** Those at which somebody is asked. */
  private environments(): Machine['environments'] {
    const { project } = this.world;
    if (project !== undefined && !project.environments.has('production')) return {};
    return { production: { refs: ['refs/heads/main'], approve: () => this.approved() } };
  }

  private approved(): boolean {
    this.planned();
    return this.approvals.push('production') > 0;
  }

  private known(): void {
    this.services.commits.set(git(this.origin, 'rev-parse', 'refs/heads/main'), { author: 'ada', proposer: 'ada' });
  }

  private async run(event: Event): Promise<Runs> {
    const machine = { ...this.machine, environments: this.environments() };
    const more = { services: this.services, approved: () => void this.approved() };
    const runs = this.azure
      ? await this.azure.run(event, machine, more)
      : this.gitlab
        ? await runGitlab(event, machine, this.gitlab)
        : await runWorkflow(event, machine);
    for (const { log, summary } of Object.values(runs)) this.logs.push(log, summary);
    return runs;
  }

  /** Terraform's providers are then whoever the clouds say the job is. */
  private startGitlabJob(project: GitLabProject, claims: Claims, audience: string): string {
    const { twin, gitlab } = this.world;
    const { environment, ref = '', user_id: id, user_login: username = '' } = claims;
    const job: GitLabJob = {
      ...{ project, ref, user: { id: Number(id), username }, id: Number(claims['job_id']) },
      ...(environment === undefined ? {} : { environment }),
    };
    const { aws, entra } = identified(loadDeployment(join(this.world.folder, 'deployment.json')).pipeline!.gitlab);
    const identity = environment === undefined ? 'mainPlan' : 'apply';
    twin.terraform.signInAs({
      aws: twin.aws.principals.issueSession(aws[identity] ?? '', 'terraform'),
      entra: { appId: entra[identity] ?? '', oidcToken: gitlab.tokenOf(job, 'api://AzureADTokenExchange') },
    });
    return gitlab.tokenOf(job, audience);
  }

  /** The host lets it into its environment or not; terraform's providers are then whoever the clouds say the job is. */
  private startJob(claims: Claims): Record<string, string> {
    const { twin, repository } = this.world;
    const { environment, ref = '', event_name: event = '' } = claims;
    const job: Job = { repository, ref, event, ...(environment === undefined ? {} : { environment }) };
    const given = twin.github.startJob(job);
    const { aws, entra } = identified(loadDeployment(join(this.world.folder, 'deployment.json')).pipeline!.github);
    const identity = environment === undefined ? 'mainPlan' : 'apply';
    twin.terraform.signInAs({
      aws: twin.aws.principals.issueSession(aws[identity] ?? '', 'terraform'),
      entra: { appId: entra[identity] ?? '', oidcToken: tokenOf(twin.github, job, 'api://AzureADTokenExchange') },
    });
    const { ACTIONS_ID_TOKEN_REQUEST_URL: url } = given;
    return { ...given, ACTIONS_ID_TOKEN_REQUEST_URL: url.replace('https:/', this.world.env[cloudsVariable] ?? '') };
  }

  private onTheTwin(clone: string): NodeJS.ProcessEnv {
    const stack = join(clone, 'cdktf.out', 'stacks', 'contoso');
    this.world.twin.terraform.workIn(stack);
    mkdirSync(stack, { recursive: true });
    const override = join(stack, 'test_override.tf.json');
    const { state } = loadDeployment(join(this.world.folder, 'deployment.json'));
    writeFileSync(override, JSON.stringify({ terraform: { backend: backendOf(state) } }));
    return { ENTRA_WORKSPACES_TERRAFORM_OVERRIDE: override };
  }

  /** In place of npm's registry: this package as it is built here. */
  private packageAndPrograms(): string {
    const out = join(this.world.folder, 'cdktf.out');
    const packed = join(out, 'packed', 'package', 'bin');
    mkdirSync(packed, { recursive: true });
    writeFileSync(
      join(packed, 'entra-workspaces.cjs'),
      `require(${JSON.stringify(resolve('bin/entra-workspaces.cjs'))});\n`,
    );
    execFileSync('tar', ['--create', '--gzip', '--file', this.tarball, 'package'], { cwd: join(out, 'packed') });
    const programs = join(out, 'programs');
    mkdirSync(programs);
    const npm = `#!/bin/sh\n[ "$1" = pack ] && cp ${this.tarball} entra-workspaces.tgz && echo entra-workspaces.tgz\nexit 0\n`;
    writeFileSync(join(programs, 'npm'), npm);
    chmodSync(join(programs, 'npm'), 0o755);
    return programs;
  }
}

export type Runs = Readonly<Record<string, JobRun>>;

/** How jobs ended, with what those that failed printed. */
export function expectEnded(runs: Runs, wanted: Readonly<Record<string, string>>): void {
  const failed = Object.entries(runs).flatMap(([id, { result, log }]) =>
    result === 'failure' ? [`${id}:\n${log}`] : [],
  );
  const found = Object.fromEntries(Object.entries(runs).map(([id, { result }]) => [id, result]));
  expect({ ...found, failed }).toEqual({ ...found, ...wanted, failed: [] });
}
