/** A repository with a pipeline on the twin: what is pushed, proposed and merged is played by the workflow as generated. */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadDeployment } from '../../../deployment/load.js';
import type { HostName } from '../../../deployment/pipeline-hosts/index.js';
import { contextOf, issuer, pullRequestEnvironment } from '../../../domain/pipeline-subjects.js';
import type { DeploymentInput } from '../../../deployment/schema.js';
import { present } from '../../../domain/present.js';
import type { Listener } from '../../../twin/network.js';
import { startTwin, type Twin } from '../../../twin/twin.js';
import { cloudsVariable } from '../../../wizard/clouds/addresses.js';
import { commandRights, type CommandRights } from '../../../wizard/permissions/report.js';
import { repositoryFiles } from '../../../wizard/repository/files.js';
import { awsTrust, trustOf } from '../../../wizard/repository/pipelines/trust.js';
import { synthesize } from '../../../wizard/terraform/synth.js';
import { greenfield } from '../harness.js';
import { AzureDevOps, connections, runAzure } from './azure.js';
import { GitlabHost } from './gitlab-host.js';
import { gitlabProject, runGitlab } from './gitlab.js';
import { historyOf, textsBelow, type Left } from './left-to-read.js';
import { packageAndPrograms } from './package.js';
import type { Runs } from './results.js';
import { Services, type Role } from './services.js';
import { federatedOf, prefix, repositoryId, trusted } from './trusted.js';
import { runWorkflow, type Environment, type Event, type Machine } from './workflow.js';
import { WorkingCopy } from './working-copy.js';
import { identified } from '../../deployment/identified.js';

export const account = '111122223333';
export const repository = 'contoso/desktops';
export { prefix, repositoryId };
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

/** What a branch changes: the deployment, and any other file. */
export interface Change {
  readonly deployment?: (input: DeploymentInput) => DeploymentInput;
  readonly files?: Readonly<Record<string, string>>;
}

export class World extends WorkingCopy {
  readonly services: Services;
  readonly logs: string[] = [];
  /** What the jobs kept for each other. */
  readonly artifacts: string[] = [];
  /** Environments whose reviewers were asked. */
  approvals: string[] = [];
  /** Where the repository lies on Azure DevOps. */
  azure: AzureDevOps | undefined;
  gitlab: GitlabHost | undefined;
  /** What happens while somebody looks at the plan. */
  meanwhile: ((runs: Runs) => void) | undefined;
  machine!: Machine;
  twin!: Twin;
  deployment!: DeploymentInput;
  /** What `permissions` prints for the plan of a pull request, once pull requests are planned. */
  reader: CommandRights | undefined;
  /** Whether a person, who has looked at it, releases the plan of a pull request. */
  releases = true;
  private network!: Listener;
  private readonly applyRole: { -readonly [Key in keyof Role]: Role[Key] };
  private readonly readerKey = { accessKeyId: '', secretAccessKey: '' };
  private readonly readerApplication = { appId: '', clientSecret: '' };
  private printedOf: { readonly text: string; readonly rights: readonly CommandRights[] } = { text: '', rights: [] };
  private readonly tarball = join(this.folder, 'package.tgz');

  /** @param host Whose pipeline it is */
  constructor(readonly host: HostName = 'github') {
    super();
    const trust = (identity: 'mainPlan' | 'apply'): object => trustOf(roles[identity], trusted(host, identity));
    this.applyRole = { roleArn: roles.apply, trust: trust('apply'), policies: () => this.printed('apply') };
    this.services = new Services([
      {
        roleArn: roles.mainPlan,
        trust: trust('mainPlan'),
        policies: () => this.printed('plan'),
      },
      this.applyRole,
      {
        roleArn: roles.pullRequestPlan,
        trust: awsTrust('pullRequestPlan', roles.pullRequestPlan, 'production', { prefix, id: repositoryId }),
        policies: () => this.reader?.aws ?? [],
        accessKeyId: () => this.readerKey.accessKeyId,
      },
    ]);
  }

  async start(): Promise<void> {
    this.twin = await startTwin({ accountId: account });
    await this.services.start();
    this.network = await this.twin.world.network.listen();
    for (const identity of ['mainPlan', 'apply'] as const) {
      const federated = federatedOf(trusted(this.host, identity));
      this.twin.entra.addServicePrincipal(identity, { appId: entra[identity], federated });
      // The tokens of this world are signed by its own services.
      this.twin.world.issuers?.add(federated.issuer, (token) => this.services.secrets.has(token));
    }
    this.deployment = {
      ...(greenfield(this.twin) as DeploymentInput),
      state: { s3: { bucket, region } },
      pipeline: this.pipeline(),
    };
    if (this.host === 'azureDevOps') this.azure = new AzureDevOps(this.services, Object.values(connections));
    if (this.host === 'gitlab') {
      this.gitlab = new GitlabHost(this.services.secret('glpat'), () => this.services.tipOfMain());
      this.services.other = this.gitlab.api;
    }
    const programs = packageAndPrograms(this.folder, this.tarball);
    this.services.tipOfMain = () => this.tipOfMain();
    this.begin(this.generated());
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
        [cloudsVariable]: `${this.network.url}/_host`,
        ...(this.gitlab === undefined ? {} : { ENTRA_WORKSPACES_GITLAB_TOKEN: this.gitlab.token }),
        // How terraform collects, as of every process of the tests.
        ...present({ GOGC: process.env['GOGC'] }),
        PATH: `${programs}:${process.env['PATH']}`,
        HOME: this.folder,
        AWS_ENDPOINT_URL_S3: this.services.url,
        AWS_ENDPOINT_URL_STS: this.services.url,
      },
      prepare: (clone) => this.onTheTwin(clone),
      kept: (folder) => void this.artifacts.push(textsBelow(folder)),
      environments: {
        production: this.production,
        [pullRequestEnvironment]: this.pullRequests,
        [connections.mainPlan.name]: { refs: ['refs/heads/main'], approve: () => true },
        [connections.apply.name]: this.production,
      },
    };
  }

  /** A project without protected environments: nobody approves, and the role trusts what its tokens say then. */
  withoutApprovers(): void {
    this.applyRole.trust = trustOf(roles.apply, trusted(this.host, 'apply', false));
    delete (this.machine.environments as Record<string, Environment>)['production'];
  }

  /** The section of the deployment. */
  private pipeline(): NonNullable<DeploymentInput['pipeline']> {
    const both = { aws: { mainPlan: roles.mainPlan, apply: roles.apply }, entra };
    if (this.host === 'gitlab') return { gitlab: { project: gitlabProject, environment: 'production', ...both } };
    if (this.host === 'azureDevOps')
      return { azureDevOps: { organization: 'contoso', project: 'Desktops', connections, ...both } };
    return { github: { repository, environment: 'production', ...both } };
  }

  async stop(): Promise<void> {
    await this.network.close();
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
    const github = identified(this.deployment.pipeline!.github);
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
    // Asked at each call to the bucket: of one deployment it is the same.
    const text = JSON.stringify(this.deployment);
    if (this.printedOf.text !== text) {
      const file = join(this.folder, 'printed.json');
      writeFileSync(file, text);
      this.printedOf = { text, rights: commandRights({ deployment: loadDeployment(file), stack: {} }) };
    }
    return this.printedOf.rights.find((each) => each.command === command)!.aws;
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
    const ref = `refs/pull/${number}/merge`;
    const changed =
      deployment === undefined
        ? {}
        : { 'deployment.json': `${JSON.stringify(deployment(this.deployment), undefined, 2)}\n` };
    const head = { repo: { full_name: repository }, sha: this.pushBranch(branch, { ...changed, ...files }, ref) };
    return { name: 'pull_request', ref, payload: { pull_request: { number, head } }, ...over };
  }

  /** Squashes a branch onto main. */
  merge(branch: string): Event {
    const sha = this.squash(branch);
    this.deployment = JSON.parse(readFileSync(join(this.work, 'deployment.json'), 'utf8')) as DeploymentInput;
    this.services.commits.set(sha, { author: 'ada', proposer: 'ada' });
    return { name: 'push', ref: 'refs/heads/main', sha };
  }

  async run(event: Event): Promise<Runs> {
    const { seeded, aws, terraform } = this.twin;
    terraform.signInAs({ aws: aws.principals.administrator, entra: seeded.terraform });
    const runs =
      this.azure !== undefined
        ? await runAzure(event, this.machine, this.azure)
        : this.gitlab !== undefined
          ? await runGitlab(event, this.machine, this.gitlab)
          : await runWorkflow(event, this.machine);
    for (const { log, summary } of Object.values(runs)) this.logs.push(log, summary);
    return runs;
  }

  /** What terraform gives out, as the state has it. */
  outputs(): Record<string, unknown> {
    const { outputs } = JSON.parse(this.stateText() || '{"outputs":{}}') as {
      outputs: Record<string, { value: unknown }>;
    };
    return Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
  }

  /** Everything that others than the people who apply can read. */
  leftToRead(): Left {
    return {
      logs: this.logs.join('\n'),
      artifacts: this.artifacts.join('\n'),
      history: historyOf(this.origin),
      issues: JSON.stringify([
        this.services.issues,
        this.services.comments.kept,
        this.azure?.items ?? [],
        this.gitlab?.issues ?? [],
      ]),
    };
  }

  /** The state: what nobody but those who plan and apply may read. */
  stateText(): string {
    return this.services.objects.get(stateKey)?.bytes.toString() ?? '';
  }

  resourcesMade(): number {
    return (JSON.parse(this.stateText() || '{"resources":[]}') as { resources: unknown[] }).resources.length;
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
}
