import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inventoryOf } from '../../twin/inventory.js';
import type { Listener } from '../../twin/network.js';
import { startTwin, type Twin } from '../../twin/twin.js';
import { cloudsVariable } from '../../wizard/clouds/addresses.js';
import { call, type Ended } from '../wizard/handshake/foundation.js';
import { shakeHands } from './handshake.js';
import { greenfield, type DeploymentFile } from './harness.js';
import { whoWorks } from './people.js';
import { runIn } from './terraform.js';

// What exists without the state knowing of it is taken over: nothing is made a second time, nobody is locked out.

const region = 'eu-central-1';
const people = ['ada@contoso.com', 'grace@contoso.com'] as const;

/** The repository of an owner, worked on with our own commands and real terraform. */
class Repository {
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

  static async start(): Promise<Repository> {
    const twin = await startTwin();
    const network = await twin.world.network.listen();
    const folder = await mkdtemp(join(tmpdir(), 'entra-workspaces-adopt-'));
    const made = new Repository(twin, network, folder, {
      ...greenfield(twin),
      alerts: { email: 'it@contoso.com' },
    });
    await made.write();
    return made;
  }

  private get env(): Record<string, string> {
    const all = { ...process.env, ...this.twin.terraform.env, [cloudsVariable]: `${this.network.url}/_host` };
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

interface PlanLine {
  readonly address: string;
  readonly deed: string;
}

interface Adoption {
  readonly adopted: number;
  readonly open: number;
  readonly sightings: readonly { address: string; type: string; outcome: string; remarks: string[] }[];
}

/** Everything in both clouds but client secrets, which nobody can take over. */
async function everything({ twin }: Repository): Promise<{ aws: string[]; entra: unknown }> {
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

/** Texts that must be nowhere: the token, and what the registration secret holds. */
async function secretsOf({ twin, outputsBefore }: Repository): Promise<string[]> {
  const arn = outputsBefore['scim_token_secret_arn'];
  const { SecretString } = await twin.aws.inside('secretsmanager', 'GetSecretValue', region, { SecretId: arn });
  expect(String(SecretString).length).toBeGreaterThan(30);
  return [String(SecretString)];
}

const madeTwice = (lines: readonly PlanLine[]): string[] =>
  lines
    .filter(({ deed }) => deed === 'create' || deed === 'replace')
    .map(({ address }) => address.split('.')[0] ?? '')
    .filter((type) => !/^(time_|terraform_|aws_lambda_invocation|msgraph_update_resource)/.test(type));

/** What the providers cannot import, each made again without a second one of it, or named. */
const withoutImport = [
  'aws_cloudwatch_event_rule',
  'aws_cloudwatch_event_target',
  'aws_default_security_group',
  'aws_secretsmanager_secret_version',
  'aws_sns_topic_subscription',
  'azuread_application_password',
  'azuread_synchronization_job_provision_on_demand',
  'azuread_synchronization_secret',
  'msgraph_resource',
  // It reads the certificate that is there.
  'msgraph_resource_action',
];

describe('a state that was lost', () => {
  let repository: Repository;
  let before: Awaited<ReturnType<typeof everything>>;

  beforeAll(async () => {
    repository = await Repository.start();
    await repository.setUp();
    before = await everything(repository);
    await rm(repository.state);
  });
  afterAll(async () => repository.stop());

  test('a plan does not go on from there, and names adopt', async () => {
    const { exitCode, stderr } = await repository.run('plan');
    expect(exitCode).toBe(1);
    expect(stderr.replace(/\s+/g, ' ')).toContain('If the state was lost: entra-workspaces adopt');
  });

  test('adopt finds it and changes nothing', async () => {
    const { stdout, stderr } = await repository.must('adopt', '--json');
    const found = JSON.parse(stdout) as Adoption;
    expect(found.open).toBe(0);
    expect(found.adopted).toBeGreaterThan(40);
    const types = new Set(found.sightings.filter(({ outcome }) => outcome === 'adopt').map(({ type }) => type));
    expect([...types]).toEqual(
      expect.arrayContaining(['aws_vpc', 'aws_workspaces_workspace', 'azuread_group', 'msgraph_resource_action']),
    );
    expect(stderr).toContain('client secret');
    expect(await everything(repository)).toEqual(before);
    const written = (await readFile(repository.adopted, 'utf8')) + stdout + stderr;
    expect((await secretsOf(repository)).filter((secret) => written.includes(secret))).toEqual([]);
  });

  test('the plan makes nothing twice', async () => {
    const { lines, adopted, counts } = await repository.plan();
    expect(adopted).toBeGreaterThan(40);
    expect(madeTwice(lines).filter((type) => !withoutImport.includes(type))).toEqual([]);
    expect([counts['delete'], counts['replace']]).toEqual([0, 0]);
  });

  test('after the apply all is as it was, everybody works, and adopted.json is gone', async () => {
    await repository.must('apply', '--auto-approve', '--skip-preflight');
    expect(existsSync(repository.adopted)).toBe(false);
    expect(await everything(repository)).toEqual(before);
    await repository.twin.advance(60);
    expect(whoWorks(repository.twin, ...people)).toEqual(['works', 'works']);
    expect(await repository.plan()).toMatchObject({ empty: true });
    expect(existsSync(join(repository.stack, 'adopted.tf.json'))).toBe(false);
  });

  test('and then there is nothing more to take over', async () => {
    const { stdout } = await repository.must('adopt', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ adopted: 0, open: 0 });
  });

  test('no call was made that the twin does not know', () => {
    expect(repository.twin.aws.unknownCalls).toEqual([]);
    expect(repository.twin.entra.unknownCalls).toEqual([]);
  });
});

describe('an apply that was killed before it wrote its state', () => {
  let repository: Repository;
  afterAll(async () => repository.stop());

  test('what it made beside the foundation is taken over, and nothing is made twice', async () => {
    repository = await Repository.start();
    await repository.must('apply', '--auto-approve', '--skip-preflight');
    const foundation = await readFile(repository.state, 'utf8');
    await repository.setUp();
    const before = await everything(repository);
    await writeFile(repository.state, foundation);
    const found = JSON.parse((await repository.must('adopt', '--json')).stdout) as Adoption;
    const types = found.sightings.filter(({ outcome }) => outcome === 'adopt').map(({ type }) => type);
    expect(types.filter((type) => type === 'aws_workspaces_workspace')).toHaveLength(people.length);
    expect(types).not.toContain('aws_vpc');
    const { lines } = await repository.plan();
    expect(madeTwice(lines).filter((type) => !withoutImport.includes(type))).toEqual([]);
    await repository.must('apply', '--auto-approve', '--skip-preflight');
    expect(await everything(repository)).toEqual(before);
    expect(whoWorks(repository.twin, ...people)).toEqual(['works', 'works']);
    expect(await repository.plan()).toMatchObject({ empty: true });
  });
});
