/**
 * The whole life of a deployment on the twin, step by step: real terraform, both clouds emulated. Prints nothing. The
 * rehearsal narrates between the steps, the end-to-end tests assert between the same steps.
 */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../../deployment/make-folder.js';
import { deploymentFileName } from '../../deployment/file-name.js';
import { present } from '../../domain/present.js';
import type { DeploymentInput, Handshake } from '../../deployment/schema.js';
import { folderOf } from '../../deployment/text-file.js';
import type { SignInResult } from '../../twin/clouds.js';
import { startTwin, type Twin } from '../../twin/twin.js';
import { Cancelled } from '../terminal/failure.js';
import type { Interrupts } from '../terminal/interrupts.js';
import type { TerraformProgram } from '../terraform/find.js';
import { summarizePlan } from '../terraform/plan-summary.js';
import { Terraform } from '../terraform/run.js';
import type { TerraformEvent } from '../terraform/events.js';
import { withNotes } from '../repository/plan-notes.js';
import { synthesize, type Synthesized } from '../terraform/synth.js';
import { bringCompanyFiles } from './bring-company-files.js';
import { putSecret } from './put-secret.js';
import { desktopsOf } from './people.js';
import { fitted, joiner, refuseWhatCannotBeRehearsed, smallExample, twinOptionsFor } from './fixtures.js';
import { stepIds, stepsOf, type Kept, type Moment, type Step, type StepId } from './steps.js';

export interface RehearsalOptions {
  readonly program: TerraformProgram;
  /** Empty folder for the deployment, the stack and the state. */
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  /** Absolute path of a deployment file to play instead of the small example. */
  readonly deploymentFile?: string;
  readonly interrupts?: Interrupts;
  readonly onEvent?: (event: TerraformEvent) => void;
  /** Asked between two steps: a person wants to stop. */
  readonly isCancelled?: () => boolean;
  /** How far it is set up to be worked in: then nothing is taken away in the end. */
  readonly keep?: Kept;
  /** The control plane's code. @default the one in this package */
  readonly functionZip?: string;
}

/** A deployment on a twin, with a person's hands. */
export class LifeCycle {
  private constructor(
    readonly twin: Twin,
    private readonly options: RehearsalOptions,
    private deployment: DeploymentInput,
  ) {}

  /** Starts both clouds, set up as the deployment expects to find them. */
  static async start(options: RehearsalOptions): Promise<LifeCycle> {
    const { readDeployment } = await import('../../deployment/load.js');
    makeFolder(options.folder);
    const file = options.deploymentFile ?? join(options.folder, deploymentFileName);
    if (options.deploymentFile === undefined) await writeFile(file, json(smallExample));
    const loaded = readDeployment(file);
    refuseWhatCannotBeRehearsed(loaded.deployment);
    await bringCompanyFiles(loaded.file, folderOf(file), options.folder);
    // In an empty sandbox a person answers the questions: nothing is there to be edited.
    if (options.keep === 'empty' && options.deploymentFile === undefined) await rm(file);
    const twin = await startTwin(twinOptionsFor(loaded.deployment, options.keep !== undefined));
    // Facts leave it open. That a certificate has to be activated is the harder case.
    twin.entra.unknowns.firstCertificateIsActive = false;
    // Users files are resolved: the rehearsal edits the list.
    const sites = loaded.file.sites.map((site, at) => ({
      ...site,
      desktops: { ...site.desktops, users: { list: loaded.deployment.sites[at]?.desktops.users ?? [] } },
    }));
    return new LifeCycle(twin, options, fitted({ ...loaded.file, sites }, twin));
  }

  /** Ends both clouds. The folder stays. */
  async stop(): Promise<void> {
    await this.twin.stop();
  }

  /** The whole story. Whatever ends it early, the clouds are still there until `stop`. */
  async *greenfield(): AsyncGenerator<Moment> {
    for (const id of this.steps) {
      if (this.options.isCancelled?.()) throw new Cancelled();
      yield { begins: id };
      const started = Date.now();
      const before = this.twin.world.clock.now().getTime();
      const left = await this.play(id);
      const realMinutes = (this.twin.world.clock.now().getTime() - before) / 60_000;
      yield { ended: { id, seconds: (Date.now() - started) / 1000, realMinutes, ...left } };
    }
  }

  /** The steps that are played, in their order. */
  get steps(): readonly StepId[] {
    return this.options.keep === undefined ? stepIds : stepsOf[this.options.keep];
  }

  private async play(id: StepId): Promise<Partial<Step>> {
    switch (id) {
      case 'clouds':
        return {};
      case 'foundation':
      case 'connected':
        return this.apply();
      case 'handshake':
        return this.handshake();
      case 'people':
        return this.people();
      case 'second-plan':
        return this.plan();
      case 'joiner':
        this.editUsers((users) => [...users, { upn: joiner }]);
        return { ...(await this.apply()), ...(await this.people()) };
      case 'leaver':
        this.editUsers((users) => users.filter(({ upn }) => upn !== joiner));
        return this.apply();
      case 'destroy':
        return this.destroy();
    }
  }

  /** Somebody's own deployment is played, and not the small example. */
  get ownDeployment(): boolean {
    return this.options.deploymentFile !== undefined;
  }

  /** The deployment as it is now. */
  get file(): DeploymentInput {
    return this.deployment;
  }

  /** Regions in use. */
  get regions(): readonly string[] {
    const { identityCenter, sites } = this.deployment;
    return [...new Set([identityCenter.region, ...sites.map(({ region }) => region)])].sort();
  }

  /** Region of the first site. */
  get home(): string {
    return this.deployment.sites[0]?.region ?? this.deployment.identityCenter.region;
  }

  /** Changes the deployment; the next plan takes it up. */
  edit(change: (deployment: DeploymentInput) => DeploymentInput): void {
    this.deployment = change(this.deployment);
  }

  /** What a person would do with `users add` and `users remove`, at the first site. */
  editUsers(change: (users: readonly { upn: string }[]) => readonly { upn: string }[]): void {
    this.edit((deployment) => ({
      ...deployment,
      sites: deployment.sites.map((site, at) =>
        at > 0 || !('list' in site.desktops.users)
          ? site
          : { ...site, desktops: { ...site.desktops, users: { list: [...change(site.desktops.users.list)] } } },
      ),
    }));
  }

  /** Plans, and nothing else. */
  async plan(): Promise<Partial<Step>> {
    const { plan, synthesized } = await this.planned();
    return { plan, synthesized };
  }

  /** Plans and applies that plan. */
  async apply(): Promise<Partial<Step>> {
    const { terraform, file, plan, synthesized } = await this.planned();
    await terraform.apply(file);
    return { plan, synthesized, outputs: await terraform.outputs() };
  }

  /** Takes everything away. */
  async destroy(): Promise<Partial<Step>> {
    const { terraform, file, plan, synthesized } = await this.planned({ destroy: true });
    await terraform.apply(file);
    return { plan, synthesized };
  }

  private async planned(how: { readonly destroy?: boolean } = {}) {
    const { terraform, synthesized } = await this.ready();
    const file = join(synthesized.folder, 'rehearsal.tfplan');
    await terraform.plan({ out: file, ...how });
    const plan = summarizePlan(await terraform.showPlan(file), synthesized.made);
    return { terraform, file, plan, synthesized };
  }

  /** What a person does between the two consoles, as `connect` leads them through it. */
  async handshake(): Promise<Partial<Step>> {
    const { synthesized } = await this.ready();
    const outputs = await this.terraformIn(synthesized.folder).outputs();
    const text = (name: string): string => {
      const value = outputs[name]?.value;
      if (typeof value !== 'string') throw new Error(`the output ${name} must be a text, got: ${typeof value}`);
      return value;
    };
    const metadata = await this.twin.world.network.request(text('federation_metadata_url'));
    this.twin.console.trustEntra(String(metadata.body));
    const { endpoint, token } = this.twin.console.enableScim();
    await putSecret(this.twin, this.deployment.identityCenter.region, text('scim_token_secret_arn'), token);
    const serviceProvider = this.twin.console.serviceProvider();
    if (!serviceProvider) throw new Error('the console shows no service provider');
    const handshake: Handshake = {
      serviceProvider: { ...serviceProvider, acsUrls: [...serviceProvider.acsUrls] },
      scimEndpoint: endpoint,
      activeCertificate: '1',
    };
    this.edit((deployment) => {
      const { federation } = deployment.identityCenter;
      if (!('setUp' in federation)) return deployment;
      return {
        ...deployment,
        identityCenter: { ...deployment.identityCenter, federation: { setUp: { ...federation.setUp, handshake } } },
      };
    });
    return { synthesized };
  }

  /** Whether each user can open the desktop. */
  async tryPeople(): Promise<SignInResult[]> {
    const results: SignInResult[] = [];
    for (const upn of this.userNames()) results.push(await this.twin.signIn(upn));
    return results;
  }

  /** People come an hour later: who signs in before the dynamic group has taken the device in never enrols. */
  private async people(): Promise<Partial<Step>> {
    await this.twin.advance(60);
    const people = await this.tryPeople();
    return { people, desktops: desktopsOf(this.twin) };
  }

  private userNames(): string[] {
    return this.deployment.sites.flatMap((site) =>
      'list' in site.desktops.users ? site.desktops.users.list.map(({ upn }) => upn) : [],
    );
  }

  /** The stack synthesized and laid out for the twin, terraform initialized. */
  private async ready(): Promise<{ terraform: Terraform; synthesized: Synthesized }> {
    const deploymentFile = join(this.options.folder, deploymentFileName);
    await writeFile(deploymentFile, json(this.deployment));
    const synthesized = withNotes(
      await synthesize({
        deploymentFile,
        out: join(this.options.folder, 'cdktf.out'),
        ...present({ functionZip: this.options.functionZip }),
      }),
    );
    this.twin.terraform.workIn(synthesized.folder);
    const terraform = this.terraformIn(synthesized.folder);
    await terraform.init();
    return { terraform, synthesized };
  }

  private terraformIn(folder: string): Terraform {
    const { program, env, interrupts, onEvent } = this.options;
    return new Terraform({
      program,
      folder,
      // The twin's addresses and keys win: a rehearsal never reaches a real cloud.
      env: { ...withoutClouds(env), ...this.twin.terraform.env },
      ...present({ interrupts, onEvent }),
    });
  }
}

/** Removes what was written, for a rehearsal that nobody wants to keep. */
export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}

/** The environment without anything that points at a real cloud, or that was meant for terraform in another project. */
function withoutClouds(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^(AWS_|ARM_|AZURE_|TF_|ENTRA_WORKSPACES_(CLOUDS_AT|SANDBOX)$)/.test(name)),
  );
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
