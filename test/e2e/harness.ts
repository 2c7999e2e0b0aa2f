import type { ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTwin, type Twin, type TwinOptions } from '../../twin/twin.js';
import { synthesize, type Synthesized } from '../../wizard/terraform/synth.js';
import { builtFunctionZip } from './function-zip.js';
import { inWords, plannedIn, type PlannedAction } from './plan-stream.js';
import { KeptForCommands } from './provider-pool.js';
import { StateStore } from './state-store.js';
import { outputsIn, resourcesIn, type State, type StateResource } from './state.js';
import { runIn, type Finished } from './terraform.js';

/** A deployment file as it is written, before any default. */
export type DeploymentFile = Record<string, unknown>;

export type { PlannedAction } from './plan-stream.js';

/** A twin, and one repository of an owner in which real terraform runs on it. */
export class Scenario {
  private synthesized: Synthesized | undefined;
  /** What terraform was initialised for. */
  private initialised = '';
  /** The terraform that was started last. */
  private child: ChildProcess | undefined;
  /** Sees every terraform that is started. */
  onStarted: (child: ChildProcess) => void = () => undefined;

  private constructor(
    readonly twin: Twin,
    private readonly folder: string,
    private readonly functionZip: string,
    private readonly kept: KeptForCommands,
    private readonly state: StateStore | undefined,
  ) {}

  /** @param state `file` for what depends on a local file: it is written after each resource */
  static async start(options: TwinOptions = {}, state: 'file' | 'kept' = 'kept'): Promise<Scenario> {
    const folder = await mkdtemp(join(tmpdir(), 'entra-workspaces-e2e-'));
    const twin = await startTwin(options);
    twin.entra.unknowns.firstCertificateIsActive = false;
    return new Scenario(
      twin,
      folder,
      builtFunctionZip(),
      new KeptForCommands(options.aws),
      state === 'file' ? undefined : await StateStore.listen(),
    );
  }

  /** Writes a file that the deployment names, beside it. */
  async put(name: string, content: string | Uint8Array): Promise<void> {
    await writeFile(join(this.folder, name), content);
  }

  /** Writes the deployment, synthesizes it, lays the override beside it and initialises terraform. */
  async write(deployment: DeploymentFile): Promise<Synthesized> {
    const deploymentFile = join(this.folder, 'deployment.json');
    await writeFile(deploymentFile, JSON.stringify(deployment, undefined, 2));
    const { functionZip } = this;
    this.synthesized = await synthesize({ deploymentFile, out: join(this.folder, 'cdktf.out'), functionZip });
    const json = JSON.parse(await readFile(this.synthesized.file, 'utf8')) as object;
    this.kept.sees(json);
    const laid = this.twin.terraform.override(json);
    const override = JSON.stringify(this.state?.laidIn(laid) ?? laid, undefined, 2);
    await writeFile(join(this.synthesized.folder, 'test_override.tf.json'), override);
    this.twin.terraform.workIn(this.synthesized.folder);
    // Which providers there are is all that init looks at; it hashes 700 MB of a real one each time.
    const wanted = JSON.stringify([this.synthesized.folder, (json as { terraform: unknown }).terraform]);
    if (wanted !== this.initialised) await this.must('init', '-no-color');
    this.initialised = wanted;
    return this.synthesized;
  }

  /** Where terraform runs. */
  get stackFolder(): string {
    return this.written().folder;
  }

  /** What a plan would do: reads are left out, and so is what stays. */
  async plan(...options: string[]): Promise<PlannedAction[]> {
    const { code, output } = await this.terraform('plan', '-json', '-out=plan', ...options);
    if (code !== 0) throw new Error(`terraform plan ended with ${code}:\n${inWords(output)}`);
    return plannedIn(output);
  }

  /** Plans and applies that plan, in one command: it reads configuration and state once. Gives what was planned. */
  async apply(...options: string[]): Promise<PlannedAction[]> {
    const { code, output } = await this.terraform('apply', '-json', '-auto-approve', ...options);
    if (code !== 0) throw new Error(`terraform apply ended with ${code}:\n${inWords(output)}`);
    return plannedIn(output);
  }

  /** Applies what `plan` gave last, as long as nothing else was planned or changed. */
  async applyPlan(): Promise<void> {
    await this.must('apply', '-no-color', 'plan');
  }

  async destroy(): Promise<void> {
    await this.must('destroy', '-no-color', '-auto-approve');
  }

  async outputs(): Promise<Record<string, unknown>> {
    return outputsIn(await this.stateNow());
  }

  /** Addresses in the state, sorted. */
  async addresses(): Promise<string[]> {
    return (await this.resources()).map(({ address }) => address).sort();
  }

  /** What is in the state, read data among it. */
  async resources(): Promise<StateResource[]> {
    return resourcesIn(await this.stateNow());
  }

  private async stateNow(): Promise<State> {
    if (this.state) return this.state.state;
    return JSON.parse(await readFile(join(this.stackFolder, 'terraform.tfstate'), 'utf8')) as State;
  }

  async terraform(...args: string[]): Promise<Finished> {
    const { folder } = this.written();
    const env = await this.kept.env(folder, { ...process.env, TF_INPUT: '0', ...this.twin.terraform.env });
    return runIn(folder, env, args, (child) => {
      this.child = child;
      this.onStarted(child);
    });
  }

  /**
   * From now on the terraform that was started last is killed (SIGKILL) at each of these calls once: it has taken effect,
   * and nobody has learned of it.
   */
  killAt(places: readonly RegExp[]): void {
    const meanwhile = (): void => void this.child?.kill('SIGKILL');
    for (const place of places) this.twin.faults.injectOnceAt(place, { meanwhile });
  }

  /** Runs terraform and fails with all that it said when it does not succeed. */
  async must(...args: string[]): Promise<string> {
    const { code, output } = await this.terraform(...args);
    if (code !== 0) throw new Error(`terraform ${args.join(' ')} ended with ${code}:\n${output}`);
    return output;
  }

  private written(): Synthesized {
    if (!this.synthesized) throw new Error('write a deployment first');
    return this.synthesized;
  }

  async stop(): Promise<void> {
    await this.kept.stop();
    await this.state?.stop();
    await this.twin.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** A greenfield deployment of one site and two users on what the twin was seeded with. */
export function greenfield(
  twin: Twin,
  users: readonly object[] = [{ upn: 'ada@contoso.com' }, { upn: 'grace@contoso.com' }],
): DeploymentFile {
  const { seeded } = twin;
  const arn = seeded.instanceArn ?? '';
  return {
    schemaVersion: 1,
    name: 'contoso',
    // A scenario ends with a destroy.
    protection: false,
    aws: { accountId: seeded.accountId },
    entra: {
      tenantId: seeded.tenantId,
      enterpriseApp: { create: { notificationEmails: ['identity@contoso.com'] } },
    },
    identityCenter: {
      region: 'eu-central-1',
      instance: { existing: { arn, kind: 'organization' } },
      federation: { setUp: { replaceIdentitySource: arn.split('/')[1], handshake: null } },
    },
    sites: [
      {
        key: 'berlin',
        region: 'eu-central-1',
        directoryName: 'contoso-berlin',
        network: { create: { cidr: '10.20.0.0/22', availabilityZoneIds: ['euc1-az2', 'euc1-az3'] } },
        bundles: {
          standard: {
            fromImage: {
              imageId: seeded.images['eu-central-1'],
              computeType: 'POWER',
              rootVolumeGib: 175,
              userVolumeGib: 100,
            },
          },
        },
        desktops: { bundle: 'standard', users: { list: users } },
      },
    ],
    state: { local: {} },
  };
}
