import type { ServiceName } from './api-model.js';
import type { FirewallSeen, Foundation, Key, Role, Secret, Subnet } from './foundation.js';
import type { PolicyDocument } from './policy.js';
import type { Attributes } from './foundation.js';
import type { Cloud, Operations } from './service.js';
import { CustomerPolicies } from './store/customer-policies.js';
import { IdentityProviders, type IdentityProvider } from './store/identity-providers.js';
import { Alarms } from './store/alarms.js';
import { Events } from './store/events.js';
import { Firewalls } from './store/firewalls.js';
import type { Granting } from './store/key-grants.js';
import { Keys, stateOf } from './store/keys.js';
import { Logs } from './store/logs.js';
import { Networks } from './store/networks.js';
import { parsePolicy } from './store/policy-text.js';
import { Roles } from './store/roles.js';
import { Secrets } from './store/secrets.js';
import { Tables } from './store/tables.js';
import { Topics } from './store/topics.js';

/** The rest of the account, kept by the twin itself: what a run without a moto server stands on. */
export class FoundationStore implements Foundation {
  readonly networks: Networks;
  readonly firewalls: Firewalls;
  readonly secrets: Secrets;
  readonly keys: Keys;
  readonly roles: Roles;
  readonly identityProviders: IdentityProviders;
  readonly topics: Topics;
  readonly logs: Logs;
  readonly events: Events;
  readonly tables: Tables;
  readonly alarms: Alarms;
  /** The APIs of what is kept here. */
  readonly services: readonly (readonly [ServiceName, Operations])[];

  constructor(cloud: Cloud) {
    this.networks = new Networks(cloud);
    this.firewalls = new Firewalls(cloud, this.networks);
    this.secrets = new Secrets(cloud);
    this.keys = new Keys(cloud);
    this.roles = new Roles(cloud);
    this.identityProviders = new IdentityProviders(cloud);
    const policies = new CustomerPolicies(cloud, this.roles);
    this.topics = new Topics(cloud);
    this.logs = new Logs(cloud);
    this.events = new Events(cloud);
    this.tables = new Tables(cloud);
    this.alarms = new Alarms(cloud, this.topics);
    this.services = [
      ['secretsmanager', this.secrets.operations],
      ['kms', this.keys.operations],
      ['iam', { ...this.roles.operations, ...policies.operations, ...this.identityProviders.operations }],
      ['sns', this.topics.operations],
      ['ec2', this.networks.operations],
      ['network-firewall', this.firewalls.operations],
      ['logs', this.logs.operations],
      ['events', this.events.operations],
      ['dynamodb', this.tables.operations],
      ['cloudwatch', this.alarms.operations],
    ];
  }

  async subnet(region: string, subnetId: string): Promise<Subnet | undefined> {
    return this.networks.subnetSeen(region, subnetId);
  }

  async natGatewaySubnet(region: string, natGatewayId: string): Promise<string | undefined> {
    return this.networks.natGatewaySubnet(region, natGatewayId);
  }

  firewall(region: string, endpointId: string): FirewallSeen | undefined {
    return this.firewalls.behind(region, endpointId);
  }

  async secret(region: string, id: string): Promise<Secret | undefined> {
    const secret = this.secrets.find(region, id);
    if (!secret) return undefined;
    const value = secret.versions.find(({ stages }) => stages.includes('AWSCURRENT'))?.value;
    return {
      arn: secret.arn,
      name: secret.name,
      scheduledForDeletion: secret.deletion !== undefined,
      ...(secret.kmsKeyId === undefined ? {} : { kmsKeyId: secret.kmsKeyId }),
      ...(secret.policy === undefined ? {} : { policy: policyOf(secret.policy) }),
      ...(value === undefined ? {} : { value }),
    };
  }

  async key(region: string, id: string): Promise<Key | undefined> {
    const key = this.keys.find(region, id);
    if (!key) return undefined;
    const symmetric = key.spec === 'SYMMETRIC_DEFAULT' && key.usage === 'ENCRYPT_DECRYPT';
    return { arn: key.arn, state: stateOf(key), manager: key.manager, symmetric, policy: policyOf(key.policy) };
  }

  grantedBy(service: Granting): void {
    this.keys.granting.push(service);
  }

  async role(name: string): Promise<Role | undefined> {
    const role = this.roles.roles.get(name);
    if (!role) return undefined;
    const boundary = role.boundaryArn === undefined ? undefined : this.roles.documentOf(role.boundaryArn);
    const policies = this.roles.policiesOf(role);
    return {
      arn: role.arn,
      name,
      path: role.path,
      trust: policyOf(role.trust),
      policies,
      ...(boundary ? { boundary } : {}),
    };
  }

  identityProvider(arn: string): IdentityProvider | undefined {
    return this.identityProviders.providers.get(arn);
  }

  async topicExists(_: string, arn: string): Promise<boolean> {
    return this.topics.topics.has(arn);
  }

  async attributes(region: string, arn: string): Promise<Attributes | undefined> {
    const [, , service = '', , , ...rest] = arn.split(':');
    const [type = '', ...path] = rest.join(':').split('/');
    switch (service) {
      case 'iam': {
        const role = type === 'role' ? this.roles.roles.get(path.at(-1) ?? '') : undefined;
        return (
          role && { tags: role.tags, ...(role.boundaryArn === undefined ? {} : { boundaryArn: role.boundaryArn }) }
        );
      }
      case 'kms': {
        const key = type === 'key' ? this.keys.find(region, path.join('/')) : undefined;
        return key && { tags: key.tags, aliases: this.keys.aliasesOf(region, key) };
      }
      case 'secretsmanager':
        return this.secrets.find(region, arn);
      case 'ec2': {
        const tags = this.networks.region(region).tagsOf(path.join('/'));
        return tags && { tags };
      }
      case 'network-firewall':
        return this.firewalls.tagged(arn);
      case 'sns':
        return this.topics.topics.get(arn);
      default:
        return undefined;
    }
  }

  async behind(region: string, associationId: string): Promise<readonly string[]> {
    if (associationId.startsWith('alias/')) return [this.keys.find(region, associationId)?.id ?? []].flat();
    const { routeTables, addresses } = this.networks.region(region);
    return [
      ...[...routeTables.values()].flatMap(({ id, associations }) =>
        associations.has(associationId) ? [id, associations.get(associationId) ?? []].flat() : [],
      ),
      ...[...addresses.values()].flatMap((address) => (address.associationId === associationId ? [address.id] : [])),
    ];
  }
}

function policyOf(text: string): PolicyDocument {
  return parsePolicy(text, 'MalformedPolicyDocumentException');
}
