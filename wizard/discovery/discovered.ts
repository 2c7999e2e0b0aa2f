/**
 * What was seen in both clouds before anything is asked. Each thing is `Seen`: found out, or unknown with the reason. The
 * lookups fill it in; questions take their offers from it and never depend on it.
 */
import type { Seen } from '../clouds/lookup.js';

export interface SeenAccount {
  readonly id: string;
  readonly name?: string;
  /** ARN of whoever is signed in. */
  readonly caller: string;
}

export interface SeenInstance {
  readonly arn: string;
  readonly identityStoreId: string;
  readonly region: string;
  /** Undefined where it could not be found out: never guessed. */
  readonly kind?: 'organization' | 'account';
  readonly name?: string;
  /** Users that came by SCIM were seen: an Entra or another provider feeds it already. */
  readonly fedByScim?: boolean;
}

export interface SeenImage {
  readonly id: string;
  readonly region: string;
  readonly name: string;
  readonly operatingSystem?: string;
  /** `DEDICATED` marks a BYOL image: no other works here. */
  readonly dedicated: boolean;
  /** ISO date. */
  readonly created?: string;
}

export interface SeenBundle {
  readonly id: string;
  readonly region: string;
  readonly name: string;
  readonly computeType?: string;
  readonly rootVolumeGib?: number;
  readonly userVolumeGib?: number;
}

export interface SeenSubnet {
  readonly id: string;
  readonly name?: string;
  readonly cidr: string;
  readonly availabilityZoneId: string;
  readonly freeAddresses: number;
}

export interface SeenNetwork {
  readonly vpcId: string;
  readonly region: string;
  readonly name?: string;
  readonly cidrs: readonly string[];
  readonly subnets: readonly SeenSubnet[];
}

export interface SeenByol {
  readonly region: string;
  readonly enabled: boolean;
  readonly managementCidr?: string;
}

export interface SeenTenant {
  readonly id: string;
  readonly displayName: string;
  readonly defaultDomain: string;
  readonly verifiedDomains: readonly string[];
}

export interface SeenPerson {
  readonly upn?: string;
  readonly mail?: string;
  /** Display names of directory roles. */
  readonly roles: readonly string[];
}

export interface SeenGalleryApp {
  readonly servicePrincipalObjectId: string;
  readonly displayName: string;
  /** It provisions users already. */
  readonly provisions: boolean;
  /** Attribute that userName is mapped from; only `userPrincipalName` fits. */
  readonly userNameFrom?: string;
}

export interface SeenProfile {
  readonly id: string;
  readonly displayName: string;
}

export interface SeenGroup {
  readonly id: string;
  readonly displayName: string;
  readonly description?: string;
  readonly members?: number;
  readonly dynamic?: boolean;
}

/** A way to look for something while a person types. Never throws: an empty list is an answer. */
export type Search<T> = (term: string, signal: AbortSignal) => Promise<readonly T[]>;

export interface Discovered {
  readonly account: Seen<SeenAccount>;
  readonly enabledRegions: Seen<readonly string[]>;
  readonly instances: Seen<readonly SeenInstance[]>;
  readonly byol: Seen<readonly SeenByol[]>;
  readonly images: Seen<readonly SeenImage[]>;
  readonly bundles: Seen<readonly SeenBundle[]>;
  readonly networks: Seen<readonly SeenNetwork[]>;
  /** Whether workspaces_DefaultRole exists. */
  readonly serviceRole: Seen<boolean>;
  readonly tenant: Seen<SeenTenant>;
  readonly person: Seen<SeenPerson>;
  readonly galleryApps: Seen<readonly SeenGalleryApp[]>;
  readonly autopilotProfiles: Seen<readonly SeenProfile[]>;
  /** The clouds are those of a sandbox: nobody's bucket is in them yet. */
  readonly inSandbox?: boolean;
  /** Answers of the deployment that is edited, by key. */
  readonly edited?: Readonly<Record<string, unknown>>;
  readonly searchGroups?: Search<SeenGroup>;
  readonly searchUsers?: Search<{ readonly upn: string; readonly displayName: string }>;
}

/** Nothing was looked at: with `--offline`, and before there are lookups. */
export function nothingDiscovered(message = 'not looked at (--offline)'): Discovered {
  const unknown = { unknown: 'offline', message } as const;
  return {
    account: unknown,
    enabledRegions: unknown,
    instances: unknown,
    byol: unknown,
    images: unknown,
    bundles: unknown,
    networks: unknown,
    serviceRole: unknown,
    tenant: unknown,
    person: unknown,
    galleryApps: unknown,
    autopilotProfiles: unknown,
  };
}

/** What was seen, or a value to go on with. */
export function seenOr<T>(seen: Seen<T>, otherwise: T): T {
  return 'seen' in seen ? seen.seen : otherwise;
}
