import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inventoryOf } from '../../twin/inventory.js';
import type { Listener } from '../../twin/network.js';
import type { RealProvider, RealProviders } from '../../twin/terraform-environment.js';
import { startTwin, type Twin, type TwinOptions } from '../../twin/twin.js';
import { cloudsVariable } from '../../wizard/clouds/addresses.js';
import { call, type Ended } from '../wizard/handshake/foundation.js';
import { shakeHands } from './handshake.js';
import { greenfield, type DeploymentFile } from './harness.js';
import { runIn } from './terraform.js';

const region = 'eu-central-1';

/** The repository of an owner, worked on with our own commands and real terraform. */
export class Repository {
  private constructor(
    readonly twin: Twin,
    private readonly network: Listener,
    readonly folder: string,
    deployment: DeploymentFile,
  ) {
    this.deployment = deployment;
  }
  deployment: DeploymentFile;
  outputsBefore: Record<string, unknown> = {};
  /** Credentials of somebody else than the administrator. */
  as: Record<string, string> = {};

  /** @param describing The deployment, for what is in the twin then */
  static async start(
    describing: (twin: Twin) => Promise<DeploymentFile> = async (twin) => ({
      ...greenfield(twin),
      alerts: { email: 'it@contoso.com' },
    }),
    options: TwinOptions = {},
  ): Promise<Repository> {
    const folder = await mkdtemp(join(tmpdir(), 'entra-workspaces-adopt-'));
    const twin = await startTwin({ ...options, ...(await asAsked(options, join(folder, '.mirror'))) });
    const network = await twin.world.network.listen();
    const made = new Repository(twin, network, folder, await describing(twin));
    await made.write();
    return made;
  }

  private get env(): Record<string, string> {
    const all: NodeJS.ProcessEnv = {
      ...process.env,
      // A person's machine, wherever this runs.
      CI: undefined,
      ...this.twin.terraform.env,
      [cloudsVariable]: `${this.network.url}/_host`,
      ...this.as,
    };
    return Object.fromEntries(Object.entries(all).filter((each): each is [string, string] => each[1] !== undefined));
  }

  /** Where terraform runs. */
  get stack(): string {
    return join(this.folder, 'cdktf.out/stacks/contoso');
  }

  get state(): string {
    return join(this.folder, 'contoso.tfstate');
  }

  get adopted(): string {
    return join(this.folder, 'adopted.json');
  }

  async write(): Promise<void> {
    await writeFile(join(this.folder, 'deployment.json'), JSON.stringify(this.deployment, undefined, 2));
  }

  async run(...words: string[]): Promise<Ended> {
    this.twin.terraform.workIn(this.stack);
    return call(words, { cwd: this.folder, env: this.env });
  }

  async must(...words: string[]): Promise<Ended> {
    const ended = await this.run(...words);
    if (ended.exitCode !== 0) throw new Error(`${words.join(' ')} ended with ${ended.exitCode}:\n${ended.stderr}`);
    return ended;
  }

  /** The command line as a process of its own, to its end. It needs what `npm run build` makes. */
  async process(...words: string[]): Promise<Pick<Ended, 'exitCode' | 'stderr'>> {
    const child = this.spawned(words, ['ignore', 'ignore', 'pipe']);
    let stderr = '';
    child.stderr?.on('data', (part: Buffer) => (stderr += part.toString()));
    const [exitCode] = (await once(child, 'close')) as [number];
    return { exitCode, stderr };
  }

  /** The command line as a process of its own, which can be killed. It needs what `npm run build` makes. */
  start(...words: string[]): ChildProcess {
    return this.spawned(words, 'ignore');
  }

  private spawned(words: readonly string[], stdio: StdioOptions): ChildProcess {
    this.twin.terraform.workIn(this.stack);
    return spawn(
      process.execPath,
      [
        'bin/entra-workspaces.cjs',
        ...words,
        '--deployment',
        join(this.folder, 'deployment.json'),
        '--stacks',
        join(this.folder, 'cdktf.out'),
      ],
      {
        env: this.env,
        stdio,
      },
    );
  }

  /** Runs terraform itself in the stack, and fails with what it said when it does not succeed. */
  async terraform(...words: string[]): Promise<string> {
    const { code, output } = await runIn(this.stack, this.env, words);
    if (code !== 0) throw new Error(`terraform ${words.join(' ')} ended with ${code}:\n${output}`);
    return output;
  }

  /** Foundation, handshake, connected. */
  async setUp(): Promise<void> {
    await this.must('apply', '--auto-approve', '--skip-preflight');
    this.outputsBefore = await this.outputs();
    this.deployment = await shakeHands(this.twin, this.deployment, this.outputsBefore);
    await this.write();
    await this.must('apply', '--auto-approve', '--skip-preflight');
    await this.twin.advance(60);
  }

  async outputs(): Promise<Record<string, unknown>> {
    const { output } = await runIn(this.stack, this.env, ['output', '-json']);
    const outputs = JSON.parse(output) as Record<string, { value: unknown }>;
    return Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
  }

  async plan(): Promise<{ empty: boolean; counts: Record<string, number>; adopted: number; lines: PlanLine[] }> {
    return JSON.parse((await this.must('plan', '--json')).stdout) as never;
  }

  async stop(): Promise<void> {
    await this.network.close();
    await this.twin.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/**
 * Our own commands take the exact versions that the stack asks for. What a mirror of this machine has is laid under that
 * number: the stack stays as it is, and what hangs on where its state lies is the same as on stand-ins.
 */
export async function asAsked({ aws, azuread }: RealProviders, mirror: string): Promise<RealProviders> {
  const laid = async (name: 'aws' | 'azuread', real: RealProvider): Promise<RealProvider> => {
    const data = readFileSync(`twin/data/providers/${name}.json`, 'utf8');
    const { version } = JSON.parse(data) as { version: string };
    const below = join('registry.terraform.io/hashicorp', name);
    await mkdir(join(mirror, below, version), { recursive: true });
    const from = join(real.mirror, below, real.version);
    // Terraform follows no link but that of a platform.
    for (const platform of readdirSync(from))
      await symlink(join(from, platform), join(mirror, below, version, platform));
    return { mirror, version };
  };
  return {
    ...(aws ? { aws: await laid('aws', aws) } : {}),
    ...(azuread ? { azuread: await laid('azuread', azuread) } : {}),
  };
}

export interface PlanLine {
  readonly address: string;
  readonly action: string;
}

export interface Adoption {
  readonly adopted: number;
  readonly open: number;
  readonly sightings: readonly { address: string; type: string; outcome: string; remarks: string[] }[];
}

/** Everything in both clouds but client secrets, which nobody can take over. */
export async function everything({ twin }: Repository): Promise<{ aws: string[]; entra: unknown }> {
  const apps = [...twin.entra.state.applications.values()].map(({ id, appId, displayName }) => ({
    id,
    appId,
    displayName,
  }));
  const principals = [...twin.entra.state.servicePrincipals.values()].map(
    ({ id, displayName, keyCredentials, preferredTokenSigningKeyThumbprint }) => ({
      id,
      displayName,
      certificates: keyCredentials.map(({ keyId }) => keyId).sort(),
      signs: preferredTokenSigningKeyThumbprint,
    }),
  );
  const groups = [...twin.entra.state.groups.values()].map(({ id, displayName }) => ({ id, displayName }));
  return {
    aws: await inventoryOf(twin.aws, [region]),
    entra: { apps, principals, groups, profiles: [...twin.entra.state.autopilotProfiles.keys()] },
  };
}

/** Types of what a plan would make that can exist twice. */
export const madeTwice = (lines: readonly PlanLine[]): string[] =>
  lines
    .filter(({ action }) => action === 'create' || action === 'replace')
    .map(({ address }) => address.split('.')[0] ?? '')
    .filter((type) => !/^(time_|terraform_|aws_lambda_invocation|msgraph_update_resource)/.test(type));
