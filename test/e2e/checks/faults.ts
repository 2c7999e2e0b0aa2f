/**
 * Faults, each put into the clouds and never into the facts, with the rule that must find it. `put` gives what takes it
 * away again.
 */
import type { DeploymentInput } from '../../../deployment/schema.js';
import type { Twin } from '../../../twin/twin.js';
import type { Occasion } from '../../../wizard/checks/rule.js';
import type { Connected } from './connected.js';
import { day } from '../../../domain/day.js';

type Undo = () => unknown;
type Json = Record<string, unknown>;
type Service = Parameters<Twin['aws']['inside']>[0];

export interface Fault {
  /** Id of the rule that finds it. */
  readonly rule: string;
  readonly what: string;
  readonly got: RegExp;
  readonly put: (world: FaultyWorld) => Promise<Undo> | Undo;
  /** Default: doctor. */
  readonly occasion?: Occasion;
  /** Another deployment than the one that was applied. */
  readonly deployment?: (world: FaultyWorld) => DeploymentInput;
  /** Ids of the roots when it is not the rule itself, or not alone. */
  readonly roots?: readonly string[];
  readonly severity?: 'error' | 'warning';
}

const region = 'eu-central-1';

/** The deployment in both clouds, and hands to break it with. */
export class FaultyWorld {
  constructor(readonly made: Connected) {}

  get twin(): Twin {
    return this.made.twin;
  }
  get state() {
    return this.twin.entra.state;
  }
  get file(): DeploymentInput {
    return this.made.file;
  }
  get app() {
    return need(
      [...this.state.servicePrincipals.values()].find((each) => each.displayName?.includes('Identity Center')),
    );
  }
  get registration() {
    const named = (each: { displayName: string | null }) => each.displayName === 'Contoso desktops device registration';
    return {
      application: need([...this.state.applications.values()].find(named)),
      principal: need([...this.state.servicePrincipals.values()].find(named)),
    };
  }
  group(name: string) {
    return need([...this.state.groups.values()].find(({ displayName }) => displayName === name));
  }
  get users() {
    return this.group('Contoso desktops users');
  }
  get devices() {
    return this.group('Contoso desktops berlin devices');
  }
  get job() {
    return need([...this.state.synchronizationJobs.values()][0]);
  }
  get profile() {
    return need([...this.state.autopilotProfiles.values()][0]);
  }
  user(upn: string) {
    return need(this.state.userByName(upn));
  }
  get region() {
    return this.twin.aws.workspaces.region(region);
  }
  get directory() {
    return need([...this.region.directories.values()][0]);
  }
  get instance() {
    return need(this.twin.aws.identityCenter.instances[0]);
  }
  get store() {
    return this.instance.store;
  }
  call(service: Service, operation: string, input: object): Promise<Json> {
    return this.twin.aws.inside(service, operation, region, input);
  }
  get secretArn(): string {
    return this.directory.secretArn;
  }
  async secretValue(): Promise<Record<string, string>> {
    const { SecretString } = await this.call('secretsmanager', 'GetSecretValue', { SecretId: this.secretArn });
    return JSON.parse(String(SecretString)) as Record<string, string>;
  }
  async putSecretValue(text: string): Promise<Undo> {
    const before = JSON.stringify(await this.secretValue());
    const put = (SecretString: string) =>
      this.call('secretsmanager', 'PutSecretValue', { SecretId: this.secretArn, SecretString });
    await put(text);
    return () => put(before);
  }
  async keyArn(): Promise<string> {
    return String((await this.call('secretsmanager', 'DescribeSecret', { SecretId: this.secretArn }))['KmsKeyId']);
  }
  async tokenSecretArn(): Promise<string> {
    const { SecretList } = await this.call('secretsmanager', 'ListSecrets', {
      Filters: [{ Key: 'name', Values: ['contoso-desktops-scim-token-'] }],
    });
    return String((SecretList as Json[])[0]?.['ARN']);
  }
  async putToken(change: (token: string) => string): Promise<Undo> {
    const SecretId = await this.tokenSecretArn();
    const before = String((await this.call('secretsmanager', 'GetSecretValue', { SecretId }))['SecretString']);
    const put = (SecretString: string) => this.call('secretsmanager', 'PutSecretValue', { SecretId, SecretString });
    await put(change(before));
    return () => put(before);
  }
  subnet(): string {
    return this.directory.subnetIds[0] ?? '';
  }
  /** A second site in subnets that exist already, in these zones. */
  async subnetsIn(...zones: readonly string[]): Promise<{ vpcId: string; subnetIds: [string, string] }> {
    const { Vpc } = await this.call('ec2', 'CreateVpc', { CidrBlock: '172.29.0.0/16' });
    const vpcId = String((Vpc as Json)['VpcId']);
    const ids: string[] = [];
    for (const [at, AvailabilityZoneId] of zones.entries()) {
      const { Subnet } = await this.call('ec2', 'CreateSubnet', {
        VpcId: vpcId,
        CidrBlock: `172.29.${at}.0/24`,
        AvailabilityZoneId,
      });
      ids.push(String((Subnet as Json)['SubnetId']));
    }
    const [first = '', second = ''] = ids;
    return { vpcId, subnetIds: [first, second] };
  }
}

function need<T>(found: T | undefined): T {
  if (found === undefined) throw new Error('the world has lost what the fault is put into');
  return found;
}

/** Sets members of an object, and gives what sets them back. */
export function change<T extends object>(target: T, members: Partial<{ -readonly [K in keyof T]: T[K] }>): Undo {
  const before = Object.fromEntries(Object.keys(members).map((key) => [key, target[key as keyof T]]));
  Object.assign(target, members);
  return () => Object.assign(target, before);
}

/** Takes an entry out of a map. */
export function takeOut<K, V>(map: Map<K, V>, is: (value: V, key: K) => boolean): Undo {
  const all = [...map];
  const found = all.filter(([key, value]) => is(value, key));
  if (found.length === 0) throw new Error('there is nothing to take out');
  for (const [key] of found) map.delete(key);
  return () => {
    map.clear();
    for (const [key, value] of all) map.set(key, value);
  };
}

export function inDays(world: FaultyWorld, days: number): string {
  return new Date(world.twin.world.clock.now().getTime() + days * day + 60_000).toISOString();
}
