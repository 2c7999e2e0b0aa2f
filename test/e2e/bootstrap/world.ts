/** An empty repository, an account and a tenant on the twin, and a folder with a deployment that nobody has applied. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { DeploymentInput } from '../../../deployment/schema.js';
import type { Project as AzureProject } from '../../../twin/azure-devops/objects.js';
import { GitLab } from '../../../twin/gitlab/gitlab.js';
import type { GitLabProject } from '../../../twin/gitlab/objects.js';
import type { NewRepository } from '../../../twin/github/github.js';
import type { Repository } from '../../../twin/github/objects.js';
import { tokenOf, type Job } from '../../../twin/github/tokens.js';
import type { Listener } from '../../../twin/network.js';
import { startTwin, type Twin } from '../../../twin/twin.js';
import { cloudsVariable } from '../../../wizard/clouds/addresses.js';
import { run } from '../../../wizard/cli.js';
import { Interrupts } from '../../../wizard/terminal/interrupts.js';
import { keptStream, scriptedPrompts, type Action } from '../../wizard/terminal/screen.js';
import { call, type Ended } from '../../wizard/handshake/foundation.js';
import { greenfield } from '../harness.js';
import { gitlabProject, projectId } from '../pipeline/gitlab.js';
import { type IdentifiedInput } from '../../deployment/identified.js';

export const repositoryName = 'contoso/desktops';
export const bucketName = 'contoso-state-111122223333';
export const accountPlace = {
  resourceGroupName: 'desktops',
  storageAccountName: 'contosostate',
  containerName: 'tfstate',
};

export class World {
  /** Variables of somebody who may less, or in place of those that are set. */
  as: Record<string, string> = {};
  /** In place of the repository on GitHub. */
  azure: AzureProject | undefined;

  private constructor(
    readonly twin: Twin,
    private readonly network: Listener,
    readonly folder: string,
    readonly repository: Repository,
    private readonly token: string,
    /** In place of the repository on GitHub. */
    public project: GitLabProject | undefined,
    /** Where that project lies. */
    readonly gitlab: GitLab,
  ) {}

  /**
   * @param options.inAzure The state lies in a storage account, that terraform's own backend calls
   * @param options.gitlab An empty project on GitLab, with what is to be different in it
   * @param options.ownGitlab Address of a GitLab of its own, where that project lies
   */
  static async start(
    {
      inAzure = false,
      gitlab,
      ownGitlab,
      ...options
    }: NewRepository & { inAzure?: boolean; gitlab?: Partial<GitLabProject>; ownGitlab?: string } = {
      empty: true,
    },
  ): Promise<World> {
    const twin = await startTwin({ accountId: '111122223333', metadataHost: inAzure });
    const folder = await mkdtemp(join(tmpdir(), 'entra-workspaces-bootstrap-'));
    const repository = twin.github.addRepository(repositoryName, options);
    twin.github.teams.set('contoso/platform', 77);
    const token = twin.github.addPerson('ada');
    twin.github.addPerson('grace', 'write');
    const host = ownGitlab === undefined ? twin.gitlab : new GitLab(twin.world, { url: ownGitlab });
    const project = gitlab && host.addProject(gitlabProject, { id: Number(projectId), empty: true, ...gitlab });
    host.addGroup('contoso/platform');
    project?.members.add('contoso/platform');
    const signedIn = project === undefined ? token : host.addPerson(undefined, 'ada');
    const made = new World(twin, await twin.world.network.listen(), folder, repository, signedIn, project, host);
    const state = inAzure ? { state: { azurerm: accountPlace } } : {};
    await made.write({ ...(greenfield(twin) as DeploymentInput), ...state });
    return made;
  }

  get env(): Record<string, string> {
    const all = {
      ...process.env,
      ...this.twin.terraform.env,
      [cloudsVariable]: `${this.network.url}/_host`,
      [this.project === undefined ? 'GH_TOKEN' : 'GITLAB_TOKEN']: this.token,
      ...(this.gitlab === this.twin.gitlab ? {} : { GITLAB_HOST: new URL(this.gitlab.url).host }),
      ...this.as,
    };
    return Object.fromEntries(
      Object.entries(all).filter((each): each is [string, string] => each[1] !== undefined && each[1] !== ''),
    );
  }

  async write(deployment: DeploymentInput): Promise<void> {
    await writeFile(join(this.folder, 'deployment.json'), `${JSON.stringify(deployment, undefined, 2)}\n`);
  }

  async deployment(): Promise<IdentifiedInput> {
    return JSON.parse(await readFile(join(this.folder, 'deployment.json'), 'utf8')) as IdentifiedInput;
  }

  /** Object id of the service principal of a job. */
  async principalOf(job: 'mainPlan' | 'apply'): Promise<string> {
    const appId = (await this.section()).entra[job];
    const found = [...this.twin.entra.state.servicePrincipals.values()].find((each) => each.appId === appId);
    if (found === undefined) throw new Error(`no service principal of ${job}`);
    return found.id;
  }

  /** What the deployment says of its host. */
  async section(): Promise<Pick<NonNullable<NonNullable<IdentifiedInput['pipeline']>['github']>, 'aws' | 'entra'>> {
    const { github, gitlab } = (await this.deployment()).pipeline ?? {};
    const found = github ?? gitlab;
    if (found === undefined) throw new Error('the deployment names no pipeline');
    return found;
  }

  async run(...words: string[]): Promise<Ended> {
    return call(words, { cwd: this.folder, env: this.env });
  }

  /** The command as a person runs it, who answers what they are asked. */
  async asked(
    answers: readonly Action[],
    ...words: readonly string[]
  ): Promise<{ readonly questions: readonly string[]; readonly exitCode: number; readonly stderr: string }> {
    const prompts = scriptedPrompts(answers);
    const stderr = keptStream(true);
    const exitCode = await run(['bootstrap', ...words], {
      stdin: { isTTY: true } as NodeJS.ReadStream,
      stdout: keptStream(),
      stderr: stderr as never,
      // In a CI nobody sits there.
      env: { ...this.env, CI: '' },
      cwd: this.folder,
      interrupts: new Interrupts(),
      prompts,
    });
    return { questions: prompts.asked, exitCode, stderr: stderr.text };
  }

  /** The usual run, with what a person would have been asked. */
  async bootstrap(...words: string[]): Promise<Ended> {
    return this.run(...this.usual, ...words);
  }

  get usual(): readonly string[] {
    const own = this.gitlab === this.twin.gitlab ? [] : ['--host-url', `${this.gitlab.url}/`];
    const host = this.project === undefined ? [] : ['--host', 'gitlab', ...own];
    const name = this.project?.path ?? repositoryName;
    return ['bootstrap', ...host, '--repository', name, '--reviewer', 'contoso/platform', '--auto-approve'];
  }

  /** A token of a job, as its host signs it. */
  tokenOfJob(job: Omit<Job, 'repository'>, audience: string, repository = this.repository): string {
    const { project, twin } = this;
    if (project === undefined) return tokenOf(twin.github, { repository, ...job }, audience);
    const { environment, ref } = job;
    const of = environment === undefined ? {} : { environment };
    return this.gitlab.tokenOf({ project, ref: ref.replace('refs/heads/', ''), ...of }, audience);
  }

  /** The command line as a process of its own, to its end or until it is killed. It needs what `npm run build` makes. */
  spawned(...words: string[]): ChildProcess {
    return spawn(process.execPath, [resolve('bin/entra-workspaces.cjs'), ...words], {
      cwd: this.folder,
      env: this.env,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
  }

  /** The code of AWS for whoever takes on a role with the token of a job; nothing: it is let in. */
  async refusedByAws(
    job: Omit<Job, 'repository'>,
    roleArn: string,
    repository = this.repository,
  ): Promise<string | undefined> {
    return this.awsOf(this.tokenOfJob(job, 'sts.amazonaws.com', repository), roleArn);
  }

  /** The same with the token of any host. */
  async awsOf(token: string, roleArn: string): Promise<string | undefined> {
    const answer = await fetch(this.env['AWS_ENDPOINT_URL'] ?? '', {
      method: 'POST',
      body: new URLSearchParams({
        Action: 'AssumeRoleWithWebIdentity',
        Version: '2011-06-15',
        RoleArn: roleArn,
        RoleSessionName: 'job',
        WebIdentityToken: token,
      }),
    });
    // A fault of the twin is no refusal, and lets nobody in.
    return answer.ok ? undefined : (/<Code>([^<]+)</.exec(await answer.text())?.[1] ?? `status ${answer.status}`);
  }

  /** The same of Entra. */
  async refusedByEntra(
    job: Omit<Job, 'repository'>,
    clientId: string,
    repository = this.repository,
  ): Promise<string | undefined> {
    return this.entraOf(this.tokenOfJob(job, 'api://AzureADTokenExchange', repository), clientId);
  }

  /** The same with the token of any host. */
  async entraOf(token: string, clientId: string): Promise<string | undefined> {
    const host = `${this.network.url}/_host/login.microsoftonline.com/${this.twin.entra.id}/oauth2/v2.0/token`;
    const answer = await fetch(host, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: clientId,
        scope: 'https://graph.microsoft.com/.default',
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: token,
      }),
    });
    if (answer.ok) return undefined;
    return /AADSTS\d+/.exec(await answer.text())?.[0];
  }

  async stop(): Promise<void> {
    await this.network.close();
    await this.twin.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}
