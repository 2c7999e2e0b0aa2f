import type { PolicyDocument } from './policy.js';

/** What is known of a thing that exists. */
export interface Attributes {
  readonly tags?: ReadonlyMap<string, string>;
  /** Of a key: `alias/…`. */
  readonly aliases?: readonly string[];
  /** Of a role. */
  readonly boundaryArn?: string;
}

export interface Route {
  readonly destination: string;
  /** Id of the gateway, or `local`. */
  readonly target: string;
}

export interface Subnet {
  readonly subnetId: string;
  readonly vpcId: string;
  /** E.g. `euc1-az2`. */
  readonly availabilityZoneId: string;
  readonly cidr: string;
  readonly vpcCidrs: readonly string[];
  /** Of the route table that counts for it: its own, else the VPC's main one. */
  readonly routes: readonly Route[];
  readonly assignsIpv6: boolean;
}

export interface Secret {
  readonly arn: string;
  readonly name: string;
  /** Undefined: the AWS managed key `aws/secretsmanager`. */
  readonly kmsKeyId?: string;
  readonly scheduledForDeletion: boolean;
  readonly policy?: PolicyDocument;
  /** The version with the stage AWSCURRENT; undefined: the secret has none. */
  readonly value?: string;
}

/** A service that may use a key. */
export interface Grant {
  readonly grantId: string;
  /** Such as `workspaces.eu-central-1.amazonaws.com`. */
  readonly grantee: string;
  readonly name: string;
  readonly operations: readonly string[];
}

export interface Key {
  readonly arn: string;
  readonly state: 'Enabled' | 'Disabled' | 'PendingDeletion' | 'PendingImport' | 'Unavailable';
  readonly manager: 'AWS' | 'CUSTOMER';
  readonly symmetric: boolean;
  readonly policy: PolicyDocument;
}

/** What a desktop's program opens: a name, or an address where it has none. */
export interface Connection {
  readonly host: string;
  readonly protocol: 'TCP' | 'UDP';
  readonly port: number;
}

/** A firewall behind one of its endpoints. */
export interface FirewallSeen {
  readonly name: string;
  /** Subnet of the endpoint. */
  readonly subnetId: string;
  /** Whether the endpoint takes traffic. */
  readonly ready: boolean;
  passes(connection: Connection): boolean;
}

/** A policy with the name or ARN under which the role has it. */
export interface NamedPolicy {
  readonly name: string;
  readonly document: PolicyDocument;
}

export interface Role {
  readonly arn: string;
  readonly name: string;
  readonly path: string;
  readonly trust: PolicyDocument;
  readonly policies: readonly NamedPolicy[];
  readonly boundary?: PolicyDocument;
}

/**
 * What the service rules of the twin need to know of the rest of an account. Two backings: the stand-in's own store
 * (foundation-store.ts), and a moto server for the real aws provider (foundation-moto.ts).
 */
export interface Foundation {
  subnet(region: string, subnetId: string): Promise<Subnet | undefined>;
  /** Where a NAT gateway that is available lies. */
  natGatewaySubnet(region: string, natGatewayId: string): Promise<string | undefined>;
  /** Behind an endpoint (`vpce-…`) that routes lead to. Absent: not known here. */
  firewall?(region: string, endpointId: string): FirewallSeen | undefined;
  /** By name, ARN, or ARN without the six characters that Secrets Manager adds. */
  secret(region: string, id: string): Promise<Secret | undefined>;
  /** By id, ARN, alias name or alias ARN. */
  key(region: string, id: string): Promise<Key | undefined>;
  /** Tells of grants on keys of this account that a service has. Absent: nobody asks. */
  grantedBy?(service: (region: string, keyArn: string) => readonly Grant[]): void;
  role(name: string): Promise<Role | undefined>;
  /** Whose tokens the account takes, by ARN. */
  identityProvider?(arn: string): { readonly arn: string; readonly clientIds: readonly string[] } | undefined;
  topicExists(region: string, arn: string): Promise<boolean>;
  /** What conditions of policies ask of a resource by its ARN. Undefined: it does not exist. */
  attributes(region: string, arn: string): Promise<Attributes | undefined>;
  /** Ids of what an association of EC2 (`rtbassoc-…`, `eipassoc-…`) joins, and of the key that an alias stands for. */
  behind(region: string, id: string): Promise<readonly string[]>;
}
